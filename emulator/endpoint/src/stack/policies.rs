//! The policies that a deployment needs, from the very files in `deploy/`.

use crate::world::arn::Arn;
use crate::world::origin::AccountId;

/// `deploy/sqs/queue-policy.json`.
const QUEUE: &str = include_str!("../../../../deploy/sqs/queue-policy.json");
/// `deploy/iam/trust.json`: Lambda may assume the role.
pub const TRUST: &str = include_str!("../../../../deploy/iam/trust.json");
/// `deploy/iam/permissions.json`.
const PERMISSIONS: &str = include_str!("../../../../deploy/iam/permissions.json");

/// What a deployment calls its parts.
#[derive(Debug, Clone, Copy)]
pub struct Names<'a> {
    pub bucket: &'a str,
    pub queue: &'a str,
    pub function: &'a str,
    /// Of the metrics.
    pub namespace: &'a str,
    /// Of the Region.
    pub partition: &'a str,
}

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

/// What the function's role may do.
pub fn permissions(names: &Names<'_>) -> String {
    PERMISSIONS
        .replace("your-bedrock-logs-bucket", names.bucket)
        .replace("bedrock-metrics-aggregator-queue", names.queue)
        .replace(
            "/aws/lambda/bedrock-metrics-aggregator",
            &format!("/aws/lambda/{}", names.function),
        )
        .replace("Custom/BedrockMetrics", names.namespace)
        .replace("arn:aws:", &format!("arn:{}:", names.partition))
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

    #[test]
    fn the_roles_policy_names_this_deployment_alone() {
        let policy = permissions(&Names {
            bucket: "b",
            queue: "q",
            function: "f",
            namespace: "N",
            partition: "aws-cn",
        });
        for placeholder in ["your-", "bedrock-metrics-aggregator", "Custom/", "arn:aws:"] {
            assert!(!policy.contains(placeholder), "{policy}");
        }
    }
}
