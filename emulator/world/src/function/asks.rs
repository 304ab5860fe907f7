//! What Lambda's requests ask for beyond their line in the table: a role that is handed over, and condition keys.
//!
//! Source: <https://docs.aws.amazon.com/service-authorization/latest/reference/list_awslambda.html> and
//! <https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_use_passrole.html>.

use super::{FunctionName, Operation, function_target};
use crate::access::{Asks, Demand, Handed};
use crate::arn::{Target, at_arn};
use crate::origin::Home;
use crate::policy::Value;
use crate::{State, queue};

/// What a mapping does with a queue, as the function's role.
const FOR_QUEUES: [&str; 3] = [
    "sqs:ReceiveMessage",
    "sqs:DeleteMessage",
    "sqs:GetQueueAttributes",
];

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

    /// Sources: recorded; <https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-configure.html#events-sqs-permissions>
    fn handed<'a>(
        operation: &'a Operation,
        state: &'a State,
        home: &'a Home,
    ) -> Option<Handed<'a>> {
        let of_function = |role: &'a str, needs| {
            Some(Handed {
                role,
                service: "lambda.amazonaws.com",
                session: "lambda",
                needs,
            })
        };
        match operation {
            Operation::CreateFunction(create) => of_function(create.role.as_deref()?, Vec::new()),
            Operation::UpdateFunctionConfiguration(update) => {
                of_function(update.role.as_deref()?, Vec::new())
            }
            Operation::CreateEventSourceMapping(create) => {
                let name = FunctionName::parse_in(home, &create.function_name).ok()?;
                let function = state.locals.get(home)?.functions.get(&name)?;
                // What is wrong with it otherwise is told first.
                let queue = at_arn(home, &create.event_source_arn);
                let (of, name) = queue::parse_queue_arn(&create.event_source_arn)?;
                let is_there = state
                    .locals
                    .get(&of)
                    .is_some_and(|local| local.queues.contains(name));
                let needs = FOR_QUEUES.map(|action| (action, queue));
                (is_there && !function.role.is_empty())
                    .then(|| of_function(&function.role, needs.to_vec()))
                    .flatten()
            }
            _ => None,
        }
    }

    fn key<'a>(operation: &'a Operation, target: &Target<'_>, name: &str) -> Option<Value<'a>> {
        match (operation, name) {
            (Operation::CreateEventSourceMapping(create), "lambda:functionarn") => {
                let home = Home {
                    account: target.account,
                    region: target.region.clone(),
                };
                let function = function_target(&home, &create.function_name);
                Some(Value::from(function.to_string()))
            }
            (Operation::AddPermission(add), "lambda:principal") => {
                Some(Value::from(add.principal.as_str()))
            }
            _ => None,
        }
    }
}
