//! What of a bucket something is for: the bucket itself, its objects, or both.

use std::sync::LazyLock;

use super::actions::{OF_BUCKETS, OF_OBJECTS};
use crate::policy::NamedAction;

static BUCKETS: LazyLock<Vec<String>> = LazyLock::new(|| in_lower_case(&OF_BUCKETS));
static OBJECTS: LazyLock<Vec<String>> = LazyLock::new(|| in_lower_case(&OF_OBJECTS));

fn in_lower_case(actions: &[&str]) -> Vec<String> {
    let actions = actions.iter();
    actions
        .map(|action| format!("s3:{}", action.to_ascii_lowercase()))
        .collect()
}

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

    /// Of one of a statement's actions; `None` for one that is none of a bucket's policy.
    pub(super) fn of_action(action: NamedAction<'_>) -> Option<Self> {
        let is_named = |known: &String| action.names(known);
        let reach = Self {
            bucket: BUCKETS.iter().any(is_named),
            objects: OBJECTS.iter().any(is_named),
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
