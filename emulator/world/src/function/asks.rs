//! What Lambda's requests ask for beyond their line in the table: a role that is handed over, and condition keys.
//!
//! Source: <https://docs.aws.amazon.com/service-authorization/latest/reference/list_awslambda.html> and
//! <https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_use_passrole.html>.

use super::Operation;
use crate::access::{Asks, Demand};
use crate::arn::at_arn;
use crate::origin::Home;
use crate::policy::Value;

/// Lambda's.
#[derive(Debug)]
pub(crate) enum LambdaAsks {}

impl Asks<Operation> for LambdaAsks {
    fn demands<'a>(operation: &'a Operation, home: &'a Home) -> Vec<Demand<'a>> {
        let role = match operation {
            Operation::CreateFunction(create) => create.role.as_deref(),
            Operation::UpdateFunctionConfiguration(update) => update.role.as_deref(),
            _ => None,
        };
        let pass = role.map(|role| Demand {
            action: "iam:PassRole",
            target: at_arn(home, role),
            key: Some(("iam:passedtoservice", "lambda.amazonaws.com")),
        });
        pass.into_iter().collect()
    }

    fn key<'a>(operation: &'a Operation, name: &str) -> Option<Value<'a>> {
        match (operation, name) {
            (Operation::CreateEventSourceMapping(create), "lambda:functionarn") => {
                Some(Value::from(create.function_name.as_str()))
            }
            (Operation::AddPermission(add), "lambda:principal") => {
                Some(Value::from(add.principal.as_str()))
            }
            _ => None,
        }
    }
}
