//! The policies that a deployment needs, from the very files in `deploy/`.

use crate::world::arn::Arn;
use crate::world::origin::AccountId;

/// `deploy/sqs/queue-policy.json`.
const QUEUE: &str = include_str!("../../../deploy/sqs/queue-policy.json");

/// What lets S3 send to the queue with this ARN for a bucket of this account.
pub fn queue(queue_arn: &str, bucket: &str, account: AccountId) -> String {
    let partition = Arn::parse(queue_arn).map_or("aws", |arn| arn.partition);
    QUEUE
        .replace(
            "arn:aws:sqs:us-east-1:YOUR_ACCOUNT_ID:bedrock-metrics-aggregator-queue",
            queue_arn,
        )
        .replace(
            "arn:aws:s3:::your-bedrock-logs-bucket",
            &format!("arn:{partition}:s3:::{bucket}"),
        )
        .replace("YOUR_ACCOUNT_ID", &account.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_queues_policy_names_this_queue_and_bucket_alone() {
        let arn = "arn:aws-cn:sqs:cn-north-1:000000000000:q";
        let policy = queue(arn, "logs", AccountId::default());
        let policy: serde_json::Value = serde_json::from_str(&policy).unwrap();
        let statement = &policy["Statement"][0];
        assert_eq!(statement["Resource"], arn);
        let condition = &statement["Condition"];
        assert_eq!(
            condition["ArnLike"]["aws:SourceArn"],
            "arn:aws-cn:s3:::logs"
        );
        assert_eq!(
            condition["StringEquals"]["aws:SourceAccount"],
            "000000000000"
        );
    }
}
