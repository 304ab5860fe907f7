//! Asynchronous invocations: attempts, ages, destinations and dead letters.

use jiff::SignedDuration;
use serde_json::{Value, json};

use super::stage::{FUNCTION, Stage, arn, url};
use crate::function::{
    AddPermission, DeadLetterConfig, DeleteFunction, DeleteFunctionEventInvokeConfig, Destination,
    DestinationConfig, FunctionError, FunctionFailure, GetFunctionConfiguration,
    GetFunctionEventInvokeConfig, InvocationType, Invoke, ListFunctionEventInvokeConfigs, Outcome,
    PutFunctionEventInvokeConfig, UpdateFunctionConfiguration, UpdateFunctionEventInvokeConfig,
};
use crate::origin::{AccountId, Caller, Principal};
use crate::queue::{Message, ReceiveMessage};
use crate::service_message::ServiceMessage;

const FUNCTION_ARN: &str = "arn:aws:lambda:us-east-1:000000000000:function:aggregator";

fn event(payload: &'static str) -> Invoke {
    Invoke {
        function_name: FUNCTION.to_owned(),
        invocation_type: InvocationType::Event,
        payload: payload.into(),
        ..Invoke::default()
    }
}

fn failure() -> Outcome {
    Outcome::Failure(FunctionFailure::new("Oops", "out of luck"))
}

fn to(arn: &str) -> Destination {
    Destination {
        destination: Some(arn.to_owned()),
    }
}

fn put(stage: &mut Stage, config: PutFunctionEventInvokeConfig) {
    let request = PutFunctionEventInvokeConfig {
        function_name: FUNCTION.to_owned(),
        ..config
    };
    stage.call(request).unwrap();
}

fn on_failure(arn: &str) -> PutFunctionEventInvokeConfig {
    PutFunctionEventInvokeConfig {
        destination_config: Some(DestinationConfig {
            on_failure: to(arn),
            ..DestinationConfig::default()
        }),
        ..PutFunctionEventInvokeConfig::default()
    }
}

fn with_dead_letters(stage: &mut Stage, arn: &str) {
    let update = UpdateFunctionConfiguration {
        function_name: FUNCTION.to_owned(),
        dead_letter_config: Some(DeadLetterConfig {
            target_arn: Some(arn.to_owned()),
        }),
        ..UpdateFunctionConfiguration::default()
    };
    stage.call(update).unwrap();
}

fn messages(stage: &mut Stage, queue: &str) -> Vec<Message> {
    let receive = ReceiveMessage {
        queue_url: url(queue),
        max_number_of_messages: Some(10),
        message_attribute_names: vec!["All".to_owned()],
        ..ReceiveMessage::default()
    };
    stage.call(receive).unwrap().messages
}

/// The one record in this queue.
fn record(stage: &mut Stage, queue: &str) -> Value {
    let messages = messages(stage, queue);
    assert_eq!(messages.len(), 1, "{messages:?}");
    serde_json::from_str(&messages[0].body).unwrap()
}

#[test]
fn an_event_invocation_is_tried_three_times() {
    let mut stage = Stage::new(1, 2);
    let invoked = stage.call(event("{}")).unwrap();
    assert_eq!(invoked.executed, None, "nobody waits for it");
    let id = stage.orders[0].id.clone();
    for wait in [60, 120] {
        stage.end(0, failure());
        stage.pass(wait - 1);
        assert_eq!(stage.orders.len(), 0, "{wait} s are not over");
        stage.pass(1);
        assert_eq!(stage.orders[0].id, id, "every attempt has the same id");
    }
    assert_eq!(stage.notices, []);
    stage.end(0, failure());
    assert_eq!(stage.world.next_work(), None);
    let notice = &stage.notices[0];
    assert_eq!(notice.about, FUNCTION_ARN);
    assert_eq!(
        notice.what,
        "an event was given up after 3 runs of the function (RetriesExhausted): out of luck"
    );
}

#[test]
fn an_event_that_succeeds_is_over() {
    let mut stage = Stage::new(1, 2);
    stage.call(event("{}")).unwrap();
    stage.end(0, failure());
    stage.pass(60);
    stage.answer("{}");
    assert_eq!(stage.world.next_work(), None);
    assert_eq!(stage.notices, []);
}

#[test]
fn an_event_goes_to_its_destination_with_what_became_of_it() {
    let mut stage = Stage::new(1, 2);
    stage.create_queue("failed", &[]);
    put(
        &mut stage,
        PutFunctionEventInvokeConfig {
            maximum_retry_attempts: Some(0),
            ..on_failure(&arn("failed"))
        },
    );
    stage.call(event(r#"{"order":7}"#)).unwrap();
    let id = stage.orders[0].id.to_string();
    stage.end(0, failure());
    assert_eq!(
        record(&mut stage, "failed"),
        json!({
            "version": "1.0",
            "timestamp": "2026-04-19T13:00:00.000Z",
            "requestContext": {
                "requestId": id,
                "functionArn": format!("{FUNCTION_ARN}:$LATEST"),
                "condition": "RetriesExhausted",
                "approximateInvokeCount": 1
            },
            "requestPayload": {"order": 7},
            "responseContext": {
                "statusCode": 200,
                "executedVersion": "$LATEST",
                "functionError": "Unhandled"
            },
            "responsePayload": {"errorType": "Oops", "errorMessage": "out of luck"}
        })
    );
    assert_eq!(stage.notices, [], "it is not lost");
}

#[test]
fn an_event_too_old_goes_to_its_destination() {
    let mut stage = Stage::new(1, 2);
    stage.create_queue("failed", &[]);
    put(
        &mut stage,
        PutFunctionEventInvokeConfig {
            maximum_event_age_in_seconds: Some(100),
            ..on_failure(&arn("failed"))
        },
    );
    stage.call(event("{}")).unwrap();
    stage.end(0, failure());
    stage.pass(60);
    stage.end(0, failure());
    stage.pass(39);
    assert_eq!(messages(&mut stage, "failed"), []);
    stage.pass(1);
    assert_eq!(stage.orders.len(), 0);
    let record = record(&mut stage, "failed");
    let context = &record["requestContext"];
    assert_eq!(context["condition"], "EventAgeExceeded");
    assert_eq!(context["approximateInvokeCount"], 2);
}

#[test]
fn a_success_goes_to_a_function_as_an_event_of_its_own() {
    let mut stage = Stage::new(1, 2);
    stage.create_function("second");
    put(
        &mut stage,
        PutFunctionEventInvokeConfig {
            destination_config: Some(DestinationConfig {
                on_success: to("arn:aws:lambda:us-east-1:000000000000:function:second"),
                ..DestinationConfig::default()
            }),
            ..PutFunctionEventInvokeConfig::default()
        },
    );
    stage.call(event("{}")).unwrap();
    stage.answer(r#"{"sum":1}"#);
    assert_eq!(stage.orders[0].function.name.as_str(), "second");
    let record: Value = serde_json::from_slice(&stage.orders[0].payload.render()).unwrap();
    assert_eq!(record["requestContext"]["condition"], "Success");
    assert_eq!(record["responsePayload"], json!({"sum": 1}));
    assert_eq!(record["responseContext"].get("functionError"), None);
    stage.answer("{}");
    assert!(!stage.world.has_invocations());
}

#[test]
fn a_dead_letter_is_the_event_with_the_error_beside_it() {
    let mut stage = Stage::new(1, 2);
    stage.create_queue("dead", &[]);
    with_dead_letters(&mut stage, &arn("dead"));
    stage.call(event(r#"{"order":7}"#)).unwrap();
    let id = stage.orders[0].id.to_string();
    let long = "x".repeat(2_000);
    for wait in [60, 120, 0] {
        let failure = FunctionFailure::new("Oops", &long);
        stage.end(0, Outcome::Failure(failure));
        stage.pass(wait);
    }
    let messages = messages(&mut stage, "dead");
    assert_eq!(&*messages[0].body, r#"{"order":7}"#);
    let attributes = &messages[0].message_attributes;
    let attribute = |name: &str| {
        let value = &attributes[name];
        let text = value.string_value.clone().unwrap();
        (value.data_type.clone(), text)
    };
    assert_eq!(attribute("RequestID"), ("String".to_owned(), id));
    assert_eq!(
        attribute("ErrorCode"),
        ("Number".to_owned(), "200".to_owned())
    );
    assert_eq!(attribute("ErrorMessage").1, "x".repeat(1024));
}

#[test]
fn a_dead_letter_target_is_described_and_taken_away() {
    let mut stage = Stage::new(1, 2);
    stage.create_queue("dead", &[]);
    with_dead_letters(&mut stage, &arn("dead"));
    let describe = |stage: &mut Stage| {
        let get = GetFunctionConfiguration {
            function_name: FUNCTION.to_owned(),
            ..GetFunctionConfiguration::default()
        };
        stage.call(get).unwrap().dead_letter_config
    };
    let described = describe(&mut stage).unwrap();
    assert_eq!(described.target_arn, Some(arn("dead")));
    with_dead_letters(&mut stage, "");
    assert_eq!(describe(&mut stage), None);
    let bucket = UpdateFunctionConfiguration {
        function_name: FUNCTION.to_owned(),
        dead_letter_config: Some(DeadLetterConfig {
            target_arn: Some("arn:aws:s3:::letters".to_owned()),
        }),
        ..UpdateFunctionConfiguration::default()
    };
    let refused = stage.call(bucket).unwrap_err().to_string();
    assert!(refused.contains("not built in this emulator"), "{refused}");
}

#[test]
fn a_destination_that_takes_nothing_is_told_with_the_reason() {
    let mut stage = Stage::new(1, 2);
    stage.create_queue("absent", &[]);
    put(
        &mut stage,
        PutFunctionEventInvokeConfig {
            maximum_retry_attempts: Some(0),
            ..on_failure(&arn("absent"))
        },
    );
    stage.delete_queue("absent");
    stage.call(event("{}")).unwrap();
    stage.end(0, failure());
    let notice = &stage.notices[0];
    assert_eq!(notice.about, arn("absent"));
    assert!(notice.what.contains("does not exist"), "{notice:?}");
}

/// One second after the first refusal, doubled up to five minutes, and for six hours at most.
#[test]
fn a_throttled_event_is_tried_again_until_it_is_too_old() {
    let mut stage = Stage::new(1, 1);
    stage.create_queue("failed", &[]);
    put(&mut stage, on_failure(&arn("failed")));
    let wait_for_ever = || Invoke {
        function_name: FUNCTION.to_owned(),
        payload: "{}".into(),
        ..Invoke::default()
    };
    for _ in 0..1_000 {
        stage.call(wait_for_ever()).unwrap();
    }
    stage.call(event("{}")).unwrap();
    let mut waits = Vec::new();
    while let Some(next) = stage.world.next_work() {
        let wait = next.duration_since(stage.now);
        waits.push(wait.as_secs());
        stage.pass_by(wait);
    }
    assert_eq!(waits[..10], [1, 2, 4, 8, 16, 32, 64, 128, 256, 300]);
    assert_eq!(waits.iter().sum::<i64>(), 6 * 3600);
    let record = record(&mut stage, "failed");
    assert_eq!(record["requestContext"]["condition"], "EventAgeExceeded");
    assert_eq!(record["requestContext"]["approximateInvokeCount"], 0);
    assert_eq!(record.get("responseContext"), None);
}

#[test]
fn an_event_that_could_not_be_run_costs_no_attempt() {
    let mut stage = Stage::new(1, 1);
    stage.call(event("{}")).unwrap();
    for wait in [1, 2] {
        stage.end(0, Outcome::Lost("no process could be started".to_owned()));
        stage.pass(wait);
    }
    for wait in [60, 120] {
        stage.end(0, failure());
        stage.pass(wait);
    }
    assert_eq!(stage.orders.len(), 1, "the third attempt");
}

#[test]
fn an_event_for_a_function_that_is_gone_is_told() {
    let mut stage = Stage::new(1, 1);
    stage.call(event("{}")).unwrap();
    stage.end(0, failure());
    let delete = DeleteFunction {
        function_name: FUNCTION.to_owned(),
        ..DeleteFunction::default()
    };
    stage.call(delete).unwrap();
    stage.pass(60);
    assert!(stage.notices[0].what.contains("the function is gone"));
    assert_eq!(stage.world.next_work(), None);
}

#[test]
fn an_event_that_waits_is_work_for_who_moves_the_clock() {
    let mut stage = Stage::new(1, 1);
    stage.call(event("{}")).unwrap();
    stage.end(0, failure());
    let next = stage.world.upcoming().next().unwrap();
    assert_eq!(next.what, "an event is tried again");
    assert_eq!((&*next.whom, next.is_work), (FUNCTION_ARN, true));
    assert_eq!(next.at, stage.now + SignedDuration::from_secs(60));
}

/// As S3's notifications come, and those of whatever else names a function.
#[test]
fn what_another_service_sends_is_an_event_where_the_functions_policy_lets_it() {
    let mut stage = Stage::new(1, 1);
    let notification = || ServiceMessage {
        from: Caller::Service {
            principal: Principal::S3,
            source: "arn:aws:s3:::logs".into(),
        },
        account: AccountId::default(),
        to: FUNCTION_ARN.to_owned(),
        body: r#"{"Records":[]}"#.to_owned(),
        ..ServiceMessage::default()
    };
    stage.deliver(notification());
    assert_eq!(stage.orders.len(), 0);
    let notice = &stage.notices[0];
    assert_eq!(notice.about, FUNCTION_ARN);
    assert!(notice.what.contains("not authorized"), "{notice:?}");
    let permission = AddPermission {
        function_name: FUNCTION.to_owned(),
        statement_id: "s3".to_owned(),
        action: "lambda:InvokeFunction".to_owned(),
        principal: "s3.amazonaws.com".to_owned(),
        source_arn: Some("arn:aws:s3:::logs".to_owned()),
        ..AddPermission::default()
    };
    stage.call(permission).unwrap();
    stage.deliver(notification());
    assert_eq!(stage.orders[0].payload.render(), r#"{"Records":[]}"#);
    stage.end(0, failure());
    stage.pass(60);
    assert_eq!(stage.orders.len(), 1, "it is tried again");
}

#[test]
fn a_configuration_is_put_updated_read_listed_and_deleted() {
    let mut stage = Stage::new(1, 1);
    stage.create_queue("failed", &[]);
    let get = || GetFunctionEventInvokeConfig {
        function_name: FUNCTION.to_owned(),
        qualifier: None,
    };
    let absent = stage.call(get()).unwrap_err();
    assert!(matches!(absent, FunctionError::ResourceNotFound(_)));
    put(
        &mut stage,
        PutFunctionEventInvokeConfig {
            maximum_retry_attempts: Some(1),
            ..on_failure(&arn("failed"))
        },
    );
    let update = UpdateFunctionEventInvokeConfig {
        function_name: FUNCTION.to_owned(),
        maximum_event_age_in_seconds: Some(60),
        ..UpdateFunctionEventInvokeConfig::default()
    };
    let updated = stage.call(update).unwrap();
    assert_eq!(updated.maximum_retry_attempts, Some(1));
    assert_eq!(updated.destination_config.on_failure, to(&arn("failed")));
    assert_eq!(stage.call(get()).unwrap(), updated);
    let list = ListFunctionEventInvokeConfigs {
        function_name: FUNCTION.to_owned(),
        ..ListFunctionEventInvokeConfigs::default()
    };
    let listed = stage.call(list).unwrap();
    assert_eq!(
        listed.function_event_invoke_configs,
        std::slice::from_ref(&updated)
    );
    // Put anew, what is absent is at its default.
    put(
        &mut stage,
        PutFunctionEventInvokeConfig {
            maximum_retry_attempts: Some(2),
            ..PutFunctionEventInvokeConfig::default()
        },
    );
    let found = stage.call(get()).unwrap();
    assert_eq!(found.maximum_event_age_in_seconds, None);
    assert_eq!(found.destination_config, DestinationConfig::default());
    let delete = DeleteFunctionEventInvokeConfig {
        function_name: FUNCTION.to_owned(),
        qualifier: Some("$LATEST".to_owned()),
    };
    stage.call(delete).unwrap();
    assert!(stage.call(get()).is_err());
}

/// What is there is taken: a queue, a topic, a function, and a version or alias of one.
#[test]
fn a_destination_that_is_not_there_is_refused() {
    let mut stage = Stage::new(1, 1);
    let function = FUNCTION_ARN.to_owned();
    for absent in [
        arn("failed"),
        "arn:aws:sns:us-east-1:000000000000:failed".to_owned(),
        function.replace(FUNCTION, "nobody"),
        format!("{function}:7"),
        arn("failed").replace("us-east-1", "eu-west-1"),
    ] {
        let request = PutFunctionEventInvokeConfig {
            function_name: FUNCTION.to_owned(),
            ..on_failure(&absent)
        };
        let refused = stage.call(request).unwrap_err();
        assert_eq!(
            refused.to_string(),
            format!("The destination ARN {absent} is invalid.")
        );
    }
    stage.create_queue("failed", &[]);
    for there in [
        arn("failed"),
        function.clone(),
        format!("{function}:$LATEST"),
    ] {
        put(&mut stage, on_failure(&there));
    }
}

#[test]
fn a_configuration_that_lambda_does_not_take_is_refused() {
    let mut stage = Stage::new(1, 1);
    let nothing = PutFunctionEventInvokeConfig::default();
    for config in [
        nothing.clone(),
        PutFunctionEventInvokeConfig {
            maximum_retry_attempts: Some(3),
            ..nothing.clone()
        },
        PutFunctionEventInvokeConfig {
            maximum_event_age_in_seconds: Some(59),
            ..nothing
        },
        on_failure("arn:aws:s3:::failures"),
        on_failure(&arn("failed.fifo")),
    ] {
        let request = PutFunctionEventInvokeConfig {
            function_name: FUNCTION.to_owned(),
            ..config
        };
        assert!(stage.call(request.clone()).is_err(), "{request:?}");
    }
}
