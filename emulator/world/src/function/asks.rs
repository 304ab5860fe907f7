//! What Lambda's requests ask for beyond their line in the table: a role that is handed over, and condition keys.
//!
//! Source: <https://docs.aws.amazon.com/service-authorization/latest/reference/list_awslambda.html> and
//! <https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_use_passrole.html>.

use super::definition::Function;
use super::event_config_control::DestinationConfig;
use super::qualifier::QualifiedName;
use super::reference::function_target;
use super::role::is_role_arn;
use super::table::Operation;
use crate::access::{Asks, Demand, Handed, Tagging};
use crate::arn::{Arn, Target, at_arn};
use crate::origin::Home;
use crate::policy::Value;
use crate::queue::parse_queue_arn;
use crate::state::State;

/// What a mapping does with a queue, as the function's role.
const FOR_QUEUES: [&str; 3] = [
    "sqs:ReceiveMessage",
    "sqs:DeleteMessage",
    "sqs:GetQueueAttributes",
];

impl Asks for Operation {
    /// Recorded: a function that is made with tags is "not authorized to perform: lambda:TagResource"
    /// (<https://github.com/aws-samples/pcluster-manager/issues/196>). Of a mapping's tags nothing is recorded.
    fn demands<'a>(&'a self, home: &'a Home) -> Vec<Demand<'a>> {
        let role = new_role(self).filter(|role| is_role_arn(role));
        let pass = role.map(|role| Demand {
            action: "iam:PassRole",
            target: at_arn(home, role),
            key: Some(("iam:passedtoservice", "lambda.amazonaws.com")),
        });
        let tags = match self {
            Self::CreateFunction(create) => create.tags.as_ref(),
            _ => None,
        };
        let tag = tags.filter(|tags| !tags.is_empty()).map(|_| Demand {
            action: "lambda:TagResource",
            target: self.target(home),
            key: None,
        });
        pass.into_iter().chain(tag).collect()
    }

    /// Sources: recorded; <https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-configure.html#events-sqs-permissions>
    fn handed<'a>(&'a self, state: &'a State, home: &'a Home) -> Option<Handed<'a>> {
        let of_function = |role: &'a str, needs| {
            Some(Handed {
                role,
                service: "lambda.amazonaws.com",
                session: "lambda",
                needs,
            })
        };
        // What is wrong with it otherwise is told first.
        if new_role(self).is_some_and(|role| !is_role_arn(role)) {
            return None;
        }
        match self {
            Self::CreateFunction(create) => {
                let dead_letters = create.dead_letter_config.as_ref();
                let needs = dead_letters.and_then(|config| sending(home, config.target()?));
                of_function(create.role.as_deref()?, needs.into_iter().collect())
            }
            Self::UpdateFunctionConfiguration(update) => {
                let function = named(state, home, &update.function_name, None)?;
                let target = match &update.dead_letter_config {
                    Some(config) => config.target(),
                    None => function.dead_letter_target.as_deref(),
                };
                // What was seen when it was made is not looked at again.
                let is_new = update.role.is_some() || update.dead_letter_config.is_some();
                let needs = target.and_then(|target| sending(home, target));
                let role = update.role.as_deref().unwrap_or(&function.role);
                (is_new && !role.is_empty())
                    .then(|| of_function(role, needs.into_iter().collect()))
                    .flatten()
            }
            Self::PutFunctionEventInvokeConfig(put) => {
                let function = named(state, home, &put.function_name, put.qualifier.as_deref())?;
                let needs = destinations(home, put.destination_config.as_ref());
                (!function.role.is_empty() && !needs.is_empty())
                    .then(|| of_function(&function.role, needs))
                    .flatten()
            }
            Self::UpdateFunctionEventInvokeConfig(update) => {
                let function = named(
                    state,
                    home,
                    &update.function_name,
                    update.qualifier.as_deref(),
                )?;
                let needs = destinations(home, update.destination_config.as_ref());
                (!function.role.is_empty() && !needs.is_empty())
                    .then(|| of_function(&function.role, needs))
                    .flatten()
            }
            Self::CreateEventSourceMapping(create) => {
                let function = named(state, home, &create.function_name, None)?;
                // What is wrong with it otherwise is told first.
                let queue = at_arn(home, &create.event_source_arn);
                let (of, name) = parse_queue_arn(&create.event_source_arn)?;
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

    fn tagging(&self) -> Option<Tagging<'_>> {
        match self {
            Self::CreateFunction(create) => create.tags.as_ref().map(Tagging::from),
            Self::CreateEventSourceMapping(create) => create.tags.as_ref().map(Tagging::from),
            Self::TagResource(tag) => Some(Tagging::from(&tag.tags)),
            Self::UntagResource(untag) => Some(Tagging::Removes(&untag.tag_keys)),
            _ => None,
        }
    }

    fn key<'a>(&'a self, target: &Target<'_>, name: &str) -> Option<Value<'a>> {
        match (self, name) {
            (Self::CreateEventSourceMapping(create), "lambda:functionarn") => {
                let home = Home {
                    account: target.account,
                    region: target.region.clone(),
                };
                let function = function_target(&home, &create.function_name);
                Some(Value::from(function.to_string()))
            }
            (Self::AddPermission(add), "lambda:principal") => {
                Some(Value::from(add.principal.as_str()))
            }
            _ => None,
        }
    }
}

/// The role that a function is to have from now on.
fn new_role(operation: &Operation) -> Option<&str> {
    match operation {
        Operation::CreateFunction(create) => create.role.as_deref(),
        Operation::UpdateFunctionConfiguration(update) => update.role.as_deref(),
        _ => None,
    }
}

fn named<'a>(
    state: &'a State,
    home: &Home,
    name: &str,
    qualifier: Option<&str>,
) -> Option<&'a Function> {
    let function = QualifiedName::parse_in(home, name, qualifier).ok()?;
    state.locals.get(home)?.functions.resolve(&function)
}

/// What it takes to send to a queue, topic or function: `None` for what is none of them, which the operation refuses.
fn sending<'a>(home: &'a Home, arn: &'a str) -> Option<(&'static str, Target<'a>)> {
    let action = match Arn::parse(arn)?.service {
        "sqs" => "sqs:SendMessage",
        "sns" => "sns:Publish",
        "lambda" => "lambda:InvokeFunction",
        _ => return None,
    };
    Some((action, at_arn(home, arn)))
}

/// Source: <https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-retain-records.html>, "add permissions to your function's
/// execution role".
fn destinations<'a>(
    home: &'a Home,
    config: Option<&'a DestinationConfig>,
) -> Vec<(&'static str, Target<'a>)> {
    let both = config.map(|config| [&config.on_success, &config.on_failure]);
    let arns = both.into_iter().flatten();
    let arns = arns.filter_map(|one| one.destination.as_deref());
    arns.filter_map(|arn| sending(home, arn)).collect()
}
