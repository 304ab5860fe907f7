//! The condition keys of CloudWatch's requests.
//! Source: <https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/iam-cw-condition-keys-namespace.html>

use super::Operation;
use crate::access::Asks;
use crate::arn::Target;
use crate::policy::Value;

/// CloudWatch's.
#[derive(Debug)]
pub(crate) enum CloudWatchAsks {}

impl Asks<Operation> for CloudWatchAsks {
    fn key<'a>(operation: &'a Operation, _target: &Target<'_>, name: &str) -> Option<Value<'a>> {
        match operation {
            Operation::PutMetricData(put) if name == "cloudwatch:namespace" => {
                Some(Value::from(put.namespace.as_str()))
            }
            _ => None,
        }
    }
}
