//! Where a service's Query names differ from the names of its JSON model.
//!
//! SQS is flattened: its lists and maps stand without a wrapper under a singular name (`Attribute.1.Name` for the
//! map `Attributes`). CloudWatch has nothing here but the names of its maps: in a tree a map looks like a structure.
//! Source: the Query models of botocore before SQS and CloudWatch moved to JSON (1.31).

use super::Service;

/// How a list or a map is spelled in Query and XML.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Flat {
    /// The member of the JSON model.
    pub member: &'static str,
    /// The name of one element on the wire.
    pub element: &'static str,
    pub kind: Kind,
    /// The one operation that this line is for; any when `None`.
    operation: Option<&'static str>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    List,
    /// Entries with their key and value under these names.
    Map {
        key: &'static str,
        value: &'static str,
    },
}

const NAME_VALUE: Kind = Kind::Map {
    key: "Name",
    value: "Value",
};
const KEY_VALUE: Kind = Kind::Map {
    key: "Key",
    value: "Value",
};

const fn list(member: &'static str, element: &'static str) -> Flat {
    Flat {
        member,
        element,
        kind: Kind::List,
        operation: None,
    }
}

const fn map(member: &'static str, element: &'static str, kind: Kind) -> Flat {
    Flat {
        member,
        element,
        kind,
        operation: None,
    }
}

const fn only(operation: &'static str, flat: Flat) -> Flat {
    Flat {
        operation: Some(operation),
        ..flat
    }
}

const SQS_REQUESTS: &[Flat] = &[
    map("Attributes", "Attribute", NAME_VALUE),
    map("MessageAttributes", "MessageAttribute", NAME_VALUE),
    map(
        "MessageSystemAttributes",
        "MessageSystemAttribute",
        NAME_VALUE,
    ),
    only("CreateQueue", map("tags", "Tag", KEY_VALUE)),
    map("Tags", "Tag", KEY_VALUE),
    list("AWSAccountIds", "AWSAccountId"),
    list("Actions", "ActionName"),
    list("AttributeNames", "AttributeName"),
    list("BinaryListValues", "BinaryListValue"),
    list("Entries", "ChangeMessageVisibilityBatchRequestEntry"),
    list("Entries", "DeleteMessageBatchRequestEntry"),
    list("Entries", "SendMessageBatchRequestEntry"),
    list("MessageAttributeNames", "MessageAttributeName"),
    list("MessageSystemAttributeNames", "MessageSystemAttributeName"),
    list("StringListValues", "StringListValue"),
    list("TagKeys", "TagKey"),
];

const SQS_REPLIES: &[Flat] = &[
    map("Attributes", "Attribute", NAME_VALUE),
    map("MessageAttributes", "MessageAttribute", NAME_VALUE),
    map("Tags", "Tag", KEY_VALUE),
    list("BinaryListValues", "BinaryListValue"),
    list("Failed", "BatchResultErrorEntry"),
    list("Messages", "Message"),
    list("QueueUrls", "QueueUrl"),
    list("Results", "ListMessageMoveTasksResultEntry"),
    list("StringListValues", "StringListValue"),
    list("queueUrls", "QueueUrl"),
    only(
        "ChangeMessageVisibilityBatch",
        list("Successful", "ChangeMessageVisibilityBatchResultEntry"),
    ),
    only(
        "DeleteMessageBatch",
        list("Successful", "DeleteMessageBatchResultEntry"),
    ),
    only(
        "SendMessageBatch",
        list("Successful", "SendMessageBatchResultEntry"),
    ),
];

/// The maps in CloudWatch's replies.
const CLOUDWATCH_MAPS: &[&str] = &["ExtendedStatistics"];

/// How the element `element` of a request is to be read, where it is flattened.
pub fn in_request(service: Service, operation: &str, element: &str) -> Option<&'static Flat> {
    match service {
        Service::Sqs => SQS_REQUESTS
            .iter()
            .find(|flat| flat.element == element && flat.is_for(operation)),
        _ => None,
    }
}

/// How the member `member` of a reply is to be written, where it is flattened.
pub fn in_reply(service: Service, operation: &str, member: &str) -> Option<&'static Flat> {
    match service {
        Service::Sqs => SQS_REPLIES
            .iter()
            .find(|flat| flat.member == member && flat.is_for(operation)),
        _ => None,
    }
}

/// Whether the member `member` of a reply is a map with wrapped entries rather than a structure.
pub fn is_map(service: Service, member: &str) -> bool {
    service == Service::CloudWatch && CLOUDWATCH_MAPS.contains(&member)
}

impl Flat {
    fn is_for(&self, operation: &str) -> bool {
        self.operation.is_none_or(|only| only == operation)
    }
}
