//! Events that are acknowledged unread, counted by name.
//!
//! Names come from outside, and a body may say anything. So only names that AWS documents are kept,
//! and all others count as one: neither a log line nor a dashboard grows by what somebody writes.

use std::collections::BTreeMap;

/// What S3 sends when a notification is configured.
pub(super) const TEST_EVENT: &str = "s3:TestEvent";

/// A call that `CloudTrail` tells of and that failed, whatever call it was: nothing came of it.
const FAILED_API_CALL: &str = "failed API call";

/// An event of S3's under a name that is not listed here.
const OTHER: &str = "other";

/// S3's event types but for creations, as notifications spell them. Source: "Supported event types for
/// SQS, SNS, and Lambda" (S3 User Guide).
const EVENT_TYPES: [&str; 17] = [
    "ReducedRedundancyLostObject",
    "ObjectRemoved:Delete",
    "ObjectRemoved:DeleteMarkerCreated",
    "ObjectRestore:Post",
    "ObjectRestore:Completed",
    "ObjectRestore:Delete",
    "Replication:OperationFailedReplication",
    "Replication:OperationMissedThreshold",
    "Replication:OperationReplicatedAfterThreshold",
    "Replication:OperationNotTracked",
    "LifecycleExpiration:Delete",
    "LifecycleExpiration:DeleteMarkerCreated",
    "LifecycleTransition",
    "IntelligentTiering",
    "ObjectTagging:Put",
    "ObjectTagging:Delete",
    "ObjectAcl:Put",
];

/// S3's `detail-type`s but for creations. Source: "Amazon Simple Storage Service events" (`EventBridge`
/// Events Reference).
const DETAIL_TYPES: [&str; 10] = [
    "Async Copy Completion",
    "Object ACL Updated",
    "Object Access Tier Changed",
    "Object Deleted",
    "Object Restore Completed",
    "Object Restore Expired",
    "Object Restore Initiated",
    "Object Storage Class Changed",
    "Object Tags Added",
    "Object Tags Deleted",
];

/// Calls on objects that `CloudTrail` logs, but for those that create one. Source: "Amazon S3 `CloudTrail`
/// events" (S3 User Guide).
const API_CALLS: [&str; 32] = [
    "AbortMultipartUpload",
    "CreateMultipartUpload",
    "CreateSession",
    "DeleteObject",
    "DeleteObjectTagging",
    "DeleteObjects",
    "GetObject",
    "GetObjectAcl",
    "GetObjectAttributes",
    "GetObjectLegalHold",
    "GetObjectLockConfiguration",
    "GetObjectRetention",
    "GetObjectTagging",
    "GetObjectTorrent",
    "HeadBucket",
    "HeadObject",
    "ListMultipartUploads",
    "ListObjectVersions",
    "ListObjects",
    "ListParts",
    "PutObjectAcl",
    "PutObjectLegalHold",
    "PutObjectLockConfiguration",
    "PutObjectRetention",
    "PutObjectTagging",
    "RenameObject",
    "RestoreObject",
    "SelectObjectContent",
    "UpdateObjectEncryption",
    "UploadPart",
    "UploadPartCopy",
    "WriteGetObjectResponse",
];

/// How many events of which name.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct IgnoredEvents(BTreeMap<&'static str, u64>);

impl IgnoredEvents {
    /// Adds another message's events.
    pub fn add(&mut self, other: &Self) {
        for (name, events) in &other.0 {
            *self.0.entry(name).or_default() += events;
        }
    }

    /// The events by name, in the names' order.
    pub fn by_name(&self) -> &BTreeMap<&'static str, u64> {
        &self.0
    }

    /// All events.
    pub fn total(&self) -> u64 {
        self.0.values().sum()
    }

    pub(super) fn note_test_event(&mut self) {
        self.note(TEST_EVENT);
    }

    /// An event of a notification.
    pub(super) fn note_event_type(&mut self, name: &str) {
        self.note(listed(&EVENT_TYPES, name).unwrap_or(OTHER));
    }

    /// An event of `EventBridge`'s.
    pub(super) fn note_detail_type(&mut self, name: &str) {
        self.note(listed(&DETAIL_TYPES, name).unwrap_or(OTHER));
    }

    /// A call that `CloudTrail` tells of.
    pub(super) fn note_api_call(&mut self, name: &str) {
        self.note(listed(&API_CALLS, name).unwrap_or(OTHER));
    }

    pub(super) fn note_failed_api_call(&mut self) {
        self.note(FAILED_API_CALL);
    }

    fn note(&mut self, name: &'static str) {
        *self.0.entry(name).or_default() += 1;
    }
}

/// Whether S3 documents an event of that name in its notifications.
pub(super) fn is_event_type(name: &str) -> bool {
    listed(&EVENT_TYPES, name).is_some()
}

/// Whether S3 documents an event of that name in `EventBridge`.
pub(super) fn is_detail_type(name: &str) -> bool {
    listed(&DETAIL_TYPES, name).is_some()
}

fn listed(names: &[&'static str], name: &str) -> Option<&'static str> {
    names.iter().copied().find(|listed| *listed == name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn events_are_counted_by_documented_names_and_all_others_together() {
        let mut events = IgnoredEvents::default();
        events.note_test_event();
        events.note_event_type("ObjectRemoved:Delete");
        events.note_event_type("ObjectRemoved:Delete");
        events.note_detail_type("Object Deleted");
        events.note_api_call("DeleteObject");
        events.note_failed_api_call();
        for made_up in [
            "",
            "s3:ObjectRemoved:Delete",
            "a prompt",
            &"x".repeat(10_000),
        ] {
            events.note_event_type(made_up);
            events.note_detail_type(made_up);
            events.note_api_call(made_up);
        }
        let mut twice = events.clone();
        twice.add(&events);
        let by_name: Vec<_> = twice.by_name().iter().collect();
        let expected = [
            ("DeleteObject", 2),
            ("Object Deleted", 2),
            ("ObjectRemoved:Delete", 4),
            ("failed API call", 2),
            ("other", 24),
            ("s3:TestEvent", 2),
        ];
        assert_eq!(
            by_name,
            expected
                .iter()
                .map(|(name, events)| (name, events))
                .collect::<Vec<_>>()
        );
        assert_eq!(twice.total(), 36);
    }
}
