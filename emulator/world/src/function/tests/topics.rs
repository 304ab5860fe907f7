//! Topics as dead-letter targets and destinations.

use serde_json::{Value, json};

use super::stage::{FUNCTION, Stage, arn, url};
use crate::function::{
    DeadLetterConfig, Destination, DestinationConfig, FunctionFailure, GetFunctionConfiguration,
    GetFunctionEventInvokeConfig, InvocationType, Invoke, Outcome, PutFunctionEventInvokeConfig,
    UpdateFunctionConfiguration,
};
use crate::metrics::reading::points;
use crate::queue::{Message, ReceiveMessage};
use crate::topic::{CreateTopic, DeleteTopic, Subscribe};

const TOPIC: &str = "arn:aws:sns:us-east-1:000000000000:failed";

/// A stage with a topic, whose messages a queue gets as they are.
fn stage() -> Stage {
    let mut stage = Stage::new(1, 2);
    let topic = CreateTopic {
        name: "failed".to_owned(),
        ..CreateTopic::default()
    };
    stage.call(topic).unwrap();
    let policy = json!({"Version": "2012-10-17", "Statement": {
        "Effect": "Allow",
        "Principal": {"Service": "sns.amazonaws.com"},
        "Action": "sqs:SendMessage",
        "Resource": arn("heard"),
    }});
    stage.create_queue("heard", &[("Policy", &policy.to_string())]);
    let subscribe = Subscribe {
        topic_arn: TOPIC.to_owned(),
        protocol: "sqs".to_owned(),
        endpoint: arn("heard"),
        attributes: [("RawMessageDelivery".to_owned(), "true".to_owned())].into(),
        return_subscription_arn: false,
    };
    stage.call(subscribe).unwrap();
    stage
}

fn dead_letters_to(topic: &str) -> UpdateFunctionConfiguration {
    UpdateFunctionConfiguration {
        function_name: FUNCTION.to_owned(),
        dead_letter_config: Some(DeadLetterConfig {
            target_arn: Some(topic.to_owned()),
        }),
        ..UpdateFunctionConfiguration::default()
    }
}

fn destinations(on_success: Option<&str>, on_failure: Option<&str>) -> DestinationConfig {
    let to = |arn: Option<&str>| Destination {
        destination: arn.map(str::to_owned),
    };
    DestinationConfig {
        on_success: to(on_success),
        on_failure: to(on_failure),
    }
}

fn put(destinations: DestinationConfig) -> PutFunctionEventInvokeConfig {
    PutFunctionEventInvokeConfig {
        function_name: FUNCTION.to_owned(),
        maximum_retry_attempts: Some(0),
        destination_config: Some(destinations),
        ..PutFunctionEventInvokeConfig::default()
    }
}

fn event() -> Invoke {
    Invoke {
        function_name: FUNCTION.to_owned(),
        invocation_type: InvocationType::Event,
        payload: r#"{"order":7}"#.into(),
        ..Invoke::default()
    }
}

fn fail(stage: &mut Stage) {
    let failure = FunctionFailure::new("Oops", "out of luck");
    stage.end(0, Outcome::Failure(failure));
}

/// What the topic told the queue.
fn heard(stage: &mut Stage) -> Vec<Message> {
    let receive = ReceiveMessage {
        queue_url: url("heard"),
        max_number_of_messages: Some(10),
        message_attribute_names: vec!["All".to_owned()],
        ..ReceiveMessage::default()
    };
    stage.call(receive).unwrap().messages
}

#[test]
fn a_dead_letter_is_published_to_a_topic_with_the_error_beside_it() {
    let mut stage = stage();
    stage.call(dead_letters_to(TOPIC)).unwrap();
    stage.call(event()).unwrap();
    let id = stage.orders[0].id.to_string();
    for wait in [60, 120, 0] {
        fail(&mut stage);
        stage.pass(wait);
    }
    let messages = heard(&mut stage);
    assert_eq!(messages.len(), 1, "{:?}", stage.notices);
    assert_eq!(&*messages[0].body, r#"{"order":7}"#);
    let attributes = messages[0].message_attributes.iter();
    let attributes: Vec<_> = attributes
        .map(|(name, value)| {
            let text = value.string_value.clone().unwrap();
            (name.as_str(), value.data_type.as_str(), text)
        })
        .collect();
    assert_eq!(
        attributes,
        [
            ("ErrorCode", "Number", "200".to_owned()),
            ("ErrorMessage", "String", "out of luck".to_owned()),
            ("RequestID", "String", id),
        ]
    );
}

#[test]
fn a_record_of_an_invocation_is_published_to_a_topic() {
    let mut stage = stage();
    stage
        .call(put(destinations(Some(TOPIC), Some(TOPIC))))
        .unwrap();
    stage.call(event()).unwrap();
    fail(&mut stage);
    stage.call(event()).unwrap();
    stage.answer(r#"{"sum":1}"#);
    let messages = heard(&mut stage);
    let records: Vec<Value> = messages
        .iter()
        .map(|message| serde_json::from_str(&message.body).unwrap())
        .collect();
    let conditions: Vec<_> = records
        .iter()
        .map(|record| record["requestContext"]["condition"].as_str().unwrap())
        .collect();
    assert_eq!(conditions, ["RetriesExhausted", "Success"]);
    assert_eq!(records[0]["requestPayload"], json!({"order": 7}));
    assert!(messages[0].message_attributes.is_empty());
}

#[test]
fn a_topic_is_described_as_it_was_configured() {
    let mut stage = stage();
    stage.call(dead_letters_to(TOPIC)).unwrap();
    let get = GetFunctionConfiguration {
        function_name: FUNCTION.to_owned(),
        ..GetFunctionConfiguration::default()
    };
    let described = stage.call(get).unwrap().dead_letter_config.unwrap();
    assert_eq!(described.target_arn.as_deref(), Some(TOPIC));
    let config = destinations(Some(TOPIC), None);
    stage.call(put(config.clone())).unwrap();
    let get = GetFunctionEventInvokeConfig {
        function_name: FUNCTION.to_owned(),
        ..GetFunctionEventInvokeConfig::default()
    };
    assert_eq!(stage.call(get).unwrap().destination_config, config);
}

#[test]
fn what_a_topic_does_not_take_is_told_and_counted() {
    const ABSENT: &str = "arn:aws:sns:us-east-1:000000000000:absent";
    let mut stage = stage();
    let create = CreateTopic {
        name: "absent".to_owned(),
        ..CreateTopic::default()
    };
    stage.call(create).unwrap();
    stage.call(dead_letters_to(ABSENT)).unwrap();
    stage.call(put(destinations(None, Some(ABSENT)))).unwrap();
    let delete = DeleteTopic {
        topic_arn: ABSENT.to_owned(),
    };
    stage.call(delete).unwrap();
    stage.call(event()).unwrap();
    fail(&mut stage);
    let told = stage.notices.iter();
    let told = told.filter(|notice| notice.about == ABSENT);
    assert_eq!(told.count(), 2, "{:?}", stage.notices);
    stage.pass(60);
    for name in ["DeadLetterErrors", "DestinationDeliveryFailures"] {
        let dimensions = &[("FunctionName", FUNCTION)];
        let counted = points(&mut stage.world, "AWS/Lambda", name, dimensions);
        assert_eq!(counted, [("13:00".to_owned(), 1.0, 1.0)], "{name}");
    }
}

/// As of queues: Lambda sends to standard topics alone.
#[test]
fn a_fifo_topic_is_neither_dead_letter_target_nor_destination() {
    let mut stage = stage();
    let fifo = format!("{TOPIC}.fifo");
    assert!(stage.call(dead_letters_to(&fifo)).is_err());
    assert!(stage.call(put(destinations(None, Some(&fifo)))).is_err());
}
