//! What no policy gives to another account.

/// Source: aws-facts and the API reference of SQS, "Cross-account permissions don't apply to this action", for each of these; the
/// moves of messages: <https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_StartMessageMoveTask.html>.
const OWNERS_ALONE: [&str; 12] = [
    "sqs:AddPermission",
    "sqs:CancelMessageMoveTask",
    "sqs:CreateQueue",
    "sqs:DeleteQueue",
    "sqs:ListMessageMoveTasks",
    "sqs:ListQueueTags",
    "sqs:ListQueues",
    "sqs:RemovePermission",
    "sqs:SetQueueAttributes",
    "sqs:StartMessageMoveTask",
    "sqs:TagQueue",
    "sqs:UntagQueue",
];

/// Source: <https://docs.aws.amazon.com/AmazonS3/latest/API/API_DeleteBucketPolicy.html>, "the root principal in a bucket owner's account can
/// perform the `GetBucketPolicy`, `PutBucketPolicy`, and `DeleteBucketPolicy` API actions, even if their bucket policy explicitly denies"; of queues
/// <https://docs.aws.amazon.com/IAM/latest/UserGuide/root-user-tasks.html>, which names no actions: these are unverified.
const ROOTS_ALWAYS: [&str; 6] = [
    "s3:DeleteBucketPolicy",
    "s3:GetBucketPolicy",
    "s3:PutBucketPolicy",
    "sqs:GetQueueAttributes",
    "sqs:RemovePermission",
    "sqs:SetQueueAttributes",
];

/// Whether the root of the resource's own account may, whatever its policy says: so that it can be mended.
pub(super) fn is_roots_always(action: &str) -> bool {
    ROOTS_ALWAYS.contains(&action)
}

/// Whether only the resource's own account may, whatever its policy says.
pub(super) fn is_owners_alone(action: &str) -> bool {
    OWNERS_ALONE.contains(&action)
}
