//! Where a function's role may send: asked when a dead-letter queue or a destination is configured.

use serde_json::json;

use super::OWN;
use super::identities::{Dev, function_with_role, role};
use crate::effect::Effect;
use crate::function::{
    CreateFunction, DeadLetterConfig, Destination, DestinationConfig, FunctionFailure,
    InvocationType, Invoke, Order, Outcome, PutFunctionEventInvokeConfig,
    UpdateFunctionConfiguration,
};
use crate::iam::PutRolePolicy;
use crate::topic::CreateTopic;

const QUEUE: &str = "arn:aws:sqs:us-east-1:000000000000:failed";
const TOPIC: &str = "arn:aws:sns:us-east-1:000000000000:failed";
const FUNCTION: &str = "arn:aws:lambda:us-east-1:000000000000:function:g";

fn dev() -> Dev {
    let mut dev = Dev::new();
    dev.clients.create_queue(OWN, "failed");
    let topic = CreateTopic {
        name: "failed".to_owned(),
        ..CreateTopic::default()
    };
    dev.clients.call(OWN, topic).unwrap();
    role(&mut dev, "lambda.amazonaws.com");
    for name in ["f", "g"] {
        let create = CreateFunction {
            function_name: name.to_owned(),
            ..function_with_role()
        };
        dev.clients.call(OWN, create).unwrap();
    }
    dev
}

fn may(dev: &mut Dev, action: &str, resource: &str) {
    let put = PutRolePolicy {
        role_name: "r".to_owned(),
        policy_name: "p".to_owned(),
        policy_document: json!({"Version": "2012-10-17", "Statement": {
            "Effect": "Allow", "Action": action, "Resource": resource,
        }})
        .to_string(),
    };
    dev.clients.call(OWN, put).unwrap();
}

/// Texts recorded by users of Terraform and others.
#[test]
fn a_dead_letter_target_is_one_that_the_role_may_send_to() {
    for (target, action, lacking) in [
        (QUEUE, "sqs:SendMessage", "SendMessage on SQS"),
        (TOPIC, "sns:Publish", "Publish on SNS"),
    ] {
        let mut dev = dev();
        let lacks =
            format!("The provided execution role does not have permissions to call {lacking}");
        let config = || DeadLetterConfig {
            target_arn: Some(target.to_owned()),
        };
        let update = || UpdateFunctionConfiguration {
            function_name: "f".to_owned(),
            dead_letter_config: Some(config()),
            ..UpdateFunctionConfiguration::default()
        };
        let refused = dev.clients.call(OWN, update()).unwrap_err();
        assert_eq!(refused.to_string(), lacks);
        let create = CreateFunction {
            function_name: "other".to_owned(),
            dead_letter_config: Some(config()),
            ..function_with_role()
        };
        let refused = dev.clients.call(OWN, create).unwrap_err();
        assert_eq!(refused.to_string(), lacks);
        may(&mut dev, action, target);
        dev.clients.call(OWN, update()).unwrap();
        // What is not about it is not asked again.
        may(&mut dev, "sqs:ReceiveMessage", QUEUE);
        let describe = UpdateFunctionConfiguration {
            function_name: "f".to_owned(),
            description: Some("d".to_owned()),
            ..UpdateFunctionConfiguration::default()
        };
        dev.clients.call(OWN, describe).unwrap();
    }
}

fn on_failure(destination: &str) -> PutFunctionEventInvokeConfig {
    PutFunctionEventInvokeConfig {
        function_name: "f".to_owned(),
        maximum_retry_attempts: Some(0),
        destination_config: Some(DestinationConfig {
            on_failure: Destination {
                destination: Some(destination.to_owned()),
            },
            ..DestinationConfig::default()
        }),
        ..PutFunctionEventInvokeConfig::default()
    }
}

/// Texts recorded by Terraform (`aws_lambda_function_event_invoke_config`).
#[test]
fn a_destination_is_one_that_the_role_may_send_to() {
    let mut dev = dev();
    for (destination, action, call) in [
        (QUEUE, "sqs:SendMessage", "SendMessage"),
        (TOPIC, "sns:Publish", "Publish"),
        (FUNCTION, "lambda:InvokeFunction", "InvokeFunction"),
    ] {
        let refused = dev.clients.call(OWN, on_failure(destination)).unwrap_err();
        assert_eq!(
            refused.to_string(),
            format!(
                "The function's execution role does not have permissions to call {call} on {destination}"
            )
        );
        may(&mut dev, action, destination);
        dev.clients.call(OWN, on_failure(destination)).unwrap();
    }
}

#[test]
fn what_the_role_may_no_more_is_told_when_it_is_sent() {
    for (destination, action) in [(QUEUE, "sqs:SendMessage"), (TOPIC, "sns:Publish")] {
        let mut dev = dev();
        may(&mut dev, action, destination);
        dev.clients.call(OWN, on_failure(destination)).unwrap();
        may(&mut dev, action, "arn:aws:s3:::nothing");
        let invoke = Invoke {
            function_name: "f".to_owned(),
            invocation_type: InvocationType::Event,
            payload: "{}".into(),
            ..Invoke::default()
        };
        dev.clients.call(OWN, invoke).unwrap();
        let world = &mut dev.clients.world;
        let order = world.take_effects().find_map(|effect| match effect {
            Effect::Invoke(order) => Some(order),
            _ => None,
        });
        let Order { id, function, .. } = *order.unwrap();
        let failure = Outcome::Failure(FunctionFailure::new("Oops", "no"));
        world.end_invocation(dev.now, &function.home, &id, failure);
        let told: Vec<_> = world.take_effects().collect();
        let is_told = |effect: &Effect| {
            matches!(effect, Effect::Tell(notice)
                if notice.about == destination && notice.what.contains("assumed-role/r/f"))
        };
        assert!(told.iter().any(is_told), "{told:?}");
    }
}
