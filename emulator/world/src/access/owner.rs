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

/// Whether only the resource's own account may, whatever its policy says.
pub(super) fn is_owners_alone(action: &str) -> bool {
    OWNERS_ALONE.contains(&action)
}
