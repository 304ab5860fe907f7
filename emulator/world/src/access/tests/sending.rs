//! Where a function's role may send: asked when a dead-letter queue or a destination is configured.

use serde_json::json;

use super::OWN;
use super::identities::{Dev, function_with_role, role};
use crate::function::{
    DeadLetterConfig, Destination, DestinationConfig, PutFunctionEventInvokeConfig,
    UpdateFunctionConfiguration,
};
use crate::iam::PutRolePolicy;

const QUEUE: &str = "arn:aws:sqs:us-east-1:000000000000:failed";
const FUNCTION: &str = "arn:aws:lambda:us-east-1:000000000000:function:g";

fn dev() -> Dev {
    let mut dev = Dev::new();
    dev.clients.create_queue(OWN, "failed");
    role(&mut dev, "lambda.amazonaws.com");
    dev.clients.call(OWN, function_with_role()).unwrap();
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

/// Text recorded by users of Terraform and others.
#[test]
fn a_dead_letter_queue_is_one_that_the_role_may_send_to() {
    let mut dev = dev();
    let lacks = "The provided execution role does not have permissions to call SendMessage on SQS";
    let config = || DeadLetterConfig {
        target_arn: Some(QUEUE.to_owned()),
    };
    let update = || UpdateFunctionConfiguration {
        function_name: "f".to_owned(),
        dead_letter_config: Some(config()),
        ..UpdateFunctionConfiguration::default()
    };
    let refused = dev.clients.call(OWN, update()).unwrap_err();
    assert_eq!(refused.to_string(), lacks);
    let create = crate::function::CreateFunction {
        function_name: "other".to_owned(),
        dead_letter_config: Some(config()),
        ..function_with_role()
    };
    let refused = dev.clients.call(OWN, create).unwrap_err();
    assert_eq!(refused.to_string(), lacks);
    may(&mut dev, "sqs:SendMessage", QUEUE);
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

#[test]
fn a_destination_is_one_that_the_role_may_send_to() {
    let mut dev = dev();
    for (destination, action, call) in [
        (QUEUE, "sqs:SendMessage", "SendMessage"),
        (FUNCTION, "lambda:InvokeFunction", "InvokeFunction"),
    ] {
        let put = || PutFunctionEventInvokeConfig {
            function_name: "f".to_owned(),
            destination_config: Some(DestinationConfig {
                on_failure: Destination {
                    destination: Some(destination.to_owned()),
                },
                ..DestinationConfig::default()
            }),
            ..PutFunctionEventInvokeConfig::default()
        };
        let refused = dev.clients.call(OWN, put()).unwrap_err();
        assert_eq!(
            refused.to_string(),
            format!(
                "The function's execution role does not have permissions to call {call} on {destination}"
            )
        );
        may(&mut dev, action, destination);
        dev.clients.call(OWN, put()).unwrap();
    }
}
