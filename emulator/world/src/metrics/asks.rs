//! The condition keys of CloudWatch's requests.
//! Source: <https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/iam-cw-condition-keys-namespace.html>

use super::{Operation, dashboard};
use crate::access::{Asks, Demand};
use crate::arn::Target;
use crate::origin::Home;
use crate::policy::Value;

/// CloudWatch's.
#[derive(Debug)]
pub(crate) enum CloudWatchAsks {}

impl Asks<Operation> for CloudWatchAsks {
    fn demands<'a>(operation: &'a Operation, home: &'a Home) -> Vec<Demand<'a>> {
        match operation {
            Operation::DeleteDashboards(delete) => {
                let others = delete.dashboard_names.iter().skip(1);
                others
                    .map(|name| Demand {
                        action: "cloudwatch:DeleteDashboards",
                        target: dashboard::named(home, name),
                        key: None,
                    })
                    .collect()
            }
            _ => Vec::new(),
        }
    }

    fn key<'a>(operation: &'a Operation, _target: &Target<'_>, name: &str) -> Option<Value<'a>> {
        match operation {
            Operation::PutMetricData(put) if name == "cloudwatch:namespace" => {
                Some(Value::from(put.namespace.as_str()))
            }
            _ => None,
        }
    }
}
