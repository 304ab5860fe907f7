//! Tags of managed policies.

use crate::iam::tag_operations::tag_operations;

tag_operations! {
    policy, policy_mut, policy_arn, "policyArn", arn(), "TagsPerPolicy";
    TagPolicy, UntagPolicy, ListPolicyTags
}
