//! Subscription filters: what functions get, and what is refused.

use std::io::Read as _;

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use flate2::read::GzDecoder;

use super::*;
use crate::effect::Effect;
use crate::function::{AddPermission, CreateFunction, FunctionCode, Order, Outcome};
use crate::notice::Notice;
use crate::operation::Request as _;
use crate::origin::Caller;
use crate::upcoming::Upcoming;

const FUNCTION: &str = "arn:aws:lambda:us-east-1:000000000000:function:f";

impl Logs {
    /// With the streams `a` and `b`, and a function `f` that lets CloudWatch Logs for the group.
    fn with_function() -> Self {
        let mut logs = Self::with_streams(&["a", "b"]);
        logs.create_function();
        logs.permit("logs.amazonaws.com", &format!("{GROUP_ARN}:*"));
        logs
    }

    fn create_function(&mut self) {
        let create = CreateFunction {
            function_name: "f".to_owned(),
            code: FunctionCode {
                executable_path: Some("/bin/true".into()),
                ..FunctionCode::default()
            },
            ..CreateFunction::default()
        };
        // One that this process makes needs no role.
        let origin = Origin {
            caller: Caller::Emulator,
            ..Origin::default()
        };
        let call = Call::new(origin, create.into_operation());
        self.world.apply(self.now, call).result.unwrap();
    }

    fn permit(&mut self, principal: &str, source: &str) {
        let permission = AddPermission {
            function_name: "f".to_owned(),
            statement_id: format!("s{}", source.len()),
            action: "lambda:InvokeFunction".to_owned(),
            principal: principal.to_owned(),
            source_arn: Some(source.to_owned()),
            ..AddPermission::default()
        };
        self.apply(permission.into_operation()).unwrap();
    }

    fn subscribe(&mut self, pattern: &str) {
        self.ok("PutSubscriptionFilter", subscribe(pattern));
    }

    /// The orders to run functions since the last time.
    fn orders(&mut self) -> Vec<Order> {
        let effects = self.world.take_effects();
        let orders = effects.filter_map(|effect| match effect {
            Effect::Invoke(order) => Some(*order),
            _ => None,
        });
        orders.collect()
    }

    /// What functions got since the last time, unpacked.
    fn sent(&mut self) -> Vec<Value> {
        self.orders().iter().map(unpacked).collect()
    }

    /// A function has run.
    fn end(&mut self, order: &Order) {
        let home = &order.function.home;
        let answered = Outcome::Response("null".into());
        self.world
            .end_invocation(self.now, home, &order.id, answered);
    }
}

fn subscribe(pattern: &str) -> Value {
    json!({"logGroupName": GROUP, "filterName": "f", "filterPattern": pattern, "destinationArn": FUNCTION})
}

fn unpacked(order: &Order) -> Value {
    let event: Value = serde_json::from_slice(&order.payload.render()).unwrap();
    let data = event["awslogs"]["data"].as_str().unwrap();
    let data = BASE64_STANDARD.decode(data).unwrap();
    let mut text = String::new();
    GzDecoder::new(&*data).read_to_string(&mut text).unwrap();
    serde_json::from_str(&text).unwrap()
}

#[test]
fn a_function_gets_what_its_filter_wants_in_awss_form() {
    let mut logs = Logs::with_function();
    logs.put("a", &["ERROR before the filter"]).unwrap();
    logs.subscribe("ERROR");
    let moment = logs.now.as_millisecond();
    logs.put("a", &["ERROR 1", "fine", "ERROR 2"]).unwrap();
    assert!(logs.sent().is_empty(), "they are collected for a second");
    logs.wait(1);
    let sent = logs.sent();
    let found = logs.ok(
        "FilterLogEvents",
        json!({"logGroupName": GROUP, "filterPattern": "ERROR"}),
    );
    let ids = texts(&found, "events", "eventId");
    assert_eq!(
        sent,
        [json!({
            "messageType": "DATA_MESSAGE",
            "owner": "000000000000",
            "logGroup": GROUP,
            "logStream": "a",
            "subscriptionFilters": ["f"],
            "logEvents": [
                {"id": ids[1], "timestamp": moment, "message": "ERROR 1"},
                {"id": ids[2], "timestamp": moment, "message": "ERROR 2"},
            ],
        })]
    );
    logs.wait(60);
    assert!(logs.sent().is_empty());
}

#[test]
fn what_comes_in_within_a_second_is_sent_together_by_stream() {
    let mut logs = Logs::with_function();
    logs.subscribe("");
    for (stream, message) in [("a", "1"), ("b", "2"), ("a", "3")] {
        logs.put(stream, &[message]).unwrap();
    }
    logs.wait(1);
    logs.put("a", &["4"]).unwrap();
    let sent = logs.sent();
    let told: Vec<_> = sent
        .iter()
        .map(|data| {
            (
                data["logStream"].clone(),
                texts(data, "logEvents", "message"),
            )
        })
        .collect();
    assert_eq!(told.len(), 2);
    assert_eq!(told[0], (json!("a"), vec!["1".to_owned(), "3".to_owned()]));
    assert_eq!(told[1], (json!("b"), vec!["2".to_owned()]));
}

#[test]
fn what_does_not_fit_one_event_is_sent_in_several() {
    let mut logs = Logs::with_function();
    logs.subscribe("");
    let large = "x".repeat(600_000);
    for _ in 0..3 {
        logs.put("a", &[&large]).unwrap();
    }
    logs.wait(1);
    let counts: Vec<_> = logs
        .sent()
        .iter()
        .map(|data| data["logEvents"].as_array().unwrap().len())
        .collect();
    assert_eq!(counts, [2, 1]);
}

#[test]
fn a_filter_that_is_put_again_or_deleted_is_another_or_none() {
    let mut logs = Logs::with_function();
    logs.subscribe("ERROR");
    logs.put("a", &["ERROR"]).unwrap();
    logs.subscribe("WARN");
    logs.put("a", &["ERROR", "WARN"]).unwrap();
    logs.wait(1);
    assert_eq!(
        texts(&logs.sent()[0], "logEvents", "message"),
        ["ERROR", "WARN"]
    );
    logs.put("a", &["WARN"]).unwrap();
    let name = json!({"logGroupName": GROUP, "filterName": "f"});
    logs.ok("DeleteSubscriptionFilter", name.clone());
    logs.wait(1);
    assert!(logs.sent().is_empty());
    let again = logs.ask("DeleteSubscriptionFilter", name);
    assert_eq!(again, Err(LogsError::NoSubscriptionFilter));
    logs.subscribe("");
    logs.put("a", &["x"]).unwrap();
    logs.ok("DeleteLogGroup", json!({"logGroupName": GROUP}));
    logs.wait(60);
    assert!(logs.sent().is_empty());
    let is_of_filter = |upcoming: Upcoming| upcoming.what.contains("subscription filter");
    assert!(!logs.world.upcoming().any(is_of_filter));
}

/// Each invocation is followed by the next, a second later: at one moment there is an end.
#[test]
fn a_function_that_is_subscribed_to_its_own_group_goes_round_in_time_alone() {
    let mut logs = Logs::with_function();
    logs.subscribe("");
    logs.put("a", &["START"]).unwrap();
    for _ in 0..3 {
        assert!(logs.orders().is_empty());
        logs.wait(1);
        let orders = logs.orders();
        assert_eq!(orders.len(), 1);
        logs.put("b", &["START", "END"]).unwrap();
        logs.end(&orders[0]);
    }
}

#[test]
fn a_function_that_is_gone_or_takes_its_permission_back_is_told() {
    let mut logs = Logs::with_function();
    logs.subscribe("");
    let delete = crate::function::DeleteFunction {
        function_name: "f".to_owned(),
        qualifier: None,
    };
    logs.apply(delete.into_operation()).unwrap();
    logs.world.take_effects().for_each(drop);
    logs.put("a", &["x"]).unwrap();
    logs.wait(1);
    let told: Vec<Notice> = logs
        .world
        .take_effects()
        .filter_map(|effect| match effect {
            Effect::Tell(notice) => Some(notice),
            _ => None,
        })
        .collect();
    assert_eq!(told.len(), 1);
    assert_eq!(told[0].about, FUNCTION);
}

#[test]
fn a_function_has_to_be_there_and_let_cloudwatch_logs_for_the_group() {
    let text = "Could not execute the lambda function. Make sure you have given CloudWatch Logs permission to execute your function.";
    let mut logs = Logs::with_streams(&["a"]);
    assert_eq!(logs.refusal("PutSubscriptionFilter", subscribe("")), text);
    logs.create_function();
    assert_eq!(logs.refusal("PutSubscriptionFilter", subscribe("")), text);
    // The group's ARN without `:*` is another one.
    logs.permit("logs.amazonaws.com", GROUP_ARN);
    assert_eq!(logs.refusal("PutSubscriptionFilter", subscribe("")), text);
    logs.permit("logs.eu-west-1.amazonaws.com", &format!("{GROUP_ARN}*"));
    assert_eq!(logs.refusal("PutSubscriptionFilter", subscribe("")), text);
    // As the guide had it for years.
    logs.permit("logs.us-east-1.amazonaws.com", &format!("{GROUP_ARN}:*"));
    logs.subscribe("");
    logs.put("a", &["x"]).unwrap();
    logs.wait(1);
    assert_eq!(logs.sent().len(), 1);
}

#[test]
fn other_destinations_are_refused_by_name() {
    let mut logs = Logs::with_function();
    for (arn, named) in [
        (
            "arn:aws:kinesis:us-east-1:000000000000:stream/s",
            "is not built",
        ),
        (
            "arn:aws:firehose:us-east-1:000000000000:deliverystream/s",
            "is not built",
        ),
        (
            "arn:aws:logs:us-east-1:000000000000:destination:d",
            "is not built",
        ),
        (
            "arn:aws:lambda:eu-west-1:000000000000:function:f",
            "another account or Region",
        ),
        (
            "arn:aws:lambda:us-east-1:111122223333:function:f",
            "another account or Region",
        ),
        (
            "arn:aws:sqs:us-east-1:000000000000:q",
            "destinationArn for vendor",
        ),
        ("f", "destinationArn for vendor"),
    ] {
        let request = with(subscribe(""), json!({"destinationArn": arn}));
        let refusal = logs.refusal("PutSubscriptionFilter", request);
        assert!(refusal.contains(named), "{arn}: {refusal}");
    }
    for (members, what) in [
        (json!({"distribution": "Even"}), "no distribution"),
        (json!({"filterName": "a*"}), "an asterisk"),
        (json!({"filterPattern": "a:b"}), "no pattern"),
        (json!({"applyOnTransformedLogs": true}), "transformed"),
        (json!({"logGroupName": "absent"}), "no group"),
    ] {
        let request = with(subscribe(""), members);
        assert!(
            logs.ask("PutSubscriptionFilter", request).is_err(),
            "{what}"
        );
    }
}

#[test]
fn a_group_has_two_subscription_filters_which_are_described() {
    let mut logs = Logs::with_function();
    let named = |name: &str| with(subscribe("ERROR"), json!({"filterName": name}));
    logs.ok(
        "PutSubscriptionFilter",
        with(named("b"), json!({"distribution": "Random"})),
    );
    logs.ok("PutSubscriptionFilter", named("a"));
    logs.ok("PutSubscriptionFilter", named("a"));
    let third = logs.ask("PutSubscriptionFilter", named("c"));
    assert_eq!(third, Err(LogsError::LimitExceeded));
    let described = logs.ok(
        "DescribeSubscriptionFilters",
        json!({"logGroupName": GROUP}),
    );
    assert_eq!(
        texts(&described, "subscriptionFilters", "filterName"),
        ["a", "b"]
    );
    assert_eq!(
        described["subscriptionFilters"][1],
        json!({
            "filterName": "b",
            "logGroupName": GROUP,
            "filterPattern": "ERROR",
            "destinationArn": FUNCTION,
            "distribution": "Random",
            "applyOnTransformedLogs": false,
            "creationTime": logs.now.as_millisecond(),
        })
    );
    let prefix = json!({"logGroupName": GROUP, "filterNamePrefix": "b"});
    let described = logs.ok("DescribeSubscriptionFilters", prefix);
    assert_eq!(
        texts(&described, "subscriptionFilters", "filterName"),
        ["b"]
    );
    let first = logs.ok(
        "DescribeSubscriptionFilters",
        json!({"logGroupName": GROUP, "limit": 1}),
    );
    let second = json!({"logGroupName": GROUP, "nextToken": first["nextToken"]});
    let second = logs.ok("DescribeSubscriptionFilters", second);
    assert_eq!(texts(&second, "subscriptionFilters", "filterName"), ["b"]);
}
