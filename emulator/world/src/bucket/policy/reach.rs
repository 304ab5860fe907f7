//! What of a bucket something is for: the bucket itself, its objects, or both.

use super::actions::{OF_BUCKETS, OF_OBJECTS};
use crate::policy::Statement;

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Reach {
    bucket: bool,
    objects: bool,
}

impl Reach {
    /// Of a `Resource`; `None` for one that is neither this bucket nor in it.
    pub(super) fn of_resource(resource: &str, bucket_arn: &str) -> Option<Self> {
        let rest = resource.strip_prefix(bucket_arn)?;
        let is_of_bucket = rest.is_empty() || rest.starts_with(['/', '*', '?']);
        is_of_bucket.then(|| Self {
            bucket: rest.bytes().all(|byte| byte == b'*'),
            objects: !rest.is_empty(),
        })
    }

    /// Of an `Action` of a statement, with all that its wildcards match; `None` for one that is none of a bucket's policy.
    pub(super) fn of_action(statement: &Statement, action: &str) -> Option<Self> {
        let names = |known: &&str| statement.names_action(&format!("s3:{known}"), action);
        let reach = Self {
            bucket: OF_BUCKETS.iter().any(names),
            objects: OF_OBJECTS.iter().any(names),
        };
        (reach != Self::default()).then_some(reach)
    }

    pub(super) fn or(self, other: Self) -> Self {
        Self {
            bucket: self.bucket || other.bucket,
            objects: self.objects || other.objects,
        }
    }

    pub(super) fn meets(self, other: Self) -> bool {
        self.bucket && other.bucket || self.objects && other.objects
    }
}
