//! What is told of versions and aliases.

use serde_json::json;

use super::publishing::of;
use super::stage::{FUNCTION, Stage, arn};
use crate::function::{
    CreateAlias, CreateEventSourceMapping, FunctionFailure, InvocationType, Invoke, Outcome,
    PublishVersion, PutFunctionEventInvokeConfig,
};
use crate::metrics::reading::{Point, points};

const LIVE: &str = "aggregator:live";

/// A function with version 1, to which the alias `live` points.
fn stage() -> Stage {
    let mut stage = Stage::new(1, 2);
    let publish = of::<PublishVersion>(json!({"FunctionName": FUNCTION}));
    stage.call(publish).unwrap();
    let alias = json!({"FunctionName": FUNCTION, "Name": "live", "FunctionVersion": "1"});
    stage.call(of::<CreateAlias>(alias)).unwrap();
    stage
}

fn invoke(qualifier: &str) -> Invoke {
    Invoke {
        function_name: FUNCTION.to_owned(),
        qualifier: Some(qualifier.to_owned()),
        payload: "{}".into(),
        ..Invoke::default()
    }
}

fn failure() -> Outcome {
    Outcome::Failure(FunctionFailure::new("Oops", "no"))
}

/// The minutes of a metric of this resource, and where an alias was invoked of this version.
fn told(stage: &mut Stage, name: &str, resource: &str, executed: Option<&str>) -> Vec<Point> {
    let mut dimensions = vec![("FunctionName", FUNCTION), ("Resource", resource)];
    dimensions.extend(executed.map(|version| ("ExecutedVersion", version)));
    points(&mut stage.world, "AWS/Lambda", name, &dimensions)
}

fn of_function(stage: &mut Stage, name: &str) -> Vec<Point> {
    let dimensions = &[("FunctionName", FUNCTION)];
    points(&mut stage.world, "AWS/Lambda", name, dimensions)
}

fn one(value: f64) -> Vec<Point> {
    vec![("13:00".to_owned(), 1.0, value)]
}

#[test]
fn what_an_alias_ran_is_told_by_alias_and_by_version() {
    let mut stage = stage();
    stage.call(invoke("live")).unwrap();
    stage.end(0, failure());
    stage.pass(60);
    for name in ["Invocations", "Errors"] {
        assert_eq!(of_function(&mut stage, name), one(1.0), "{name}");
        assert_eq!(told(&mut stage, name, LIVE, None), one(1.0), "{name}");
        assert_eq!(told(&mut stage, name, LIVE, Some("1")), one(1.0), "{name}");
        // Neither was invoked itself.
        assert_eq!(told(&mut stage, name, FUNCTION, None), []);
        assert_eq!(told(&mut stage, name, "aggregator:1", None), []);
    }
}

#[test]
fn what_a_version_ran_is_told_by_version() {
    let mut stage = stage();
    stage.call(invoke("1")).unwrap();
    stage.answer("{}");
    stage.pass(60);
    let version = "aggregator:1";
    assert_eq!(of_function(&mut stage, "Invocations"), one(1.0));
    assert_eq!(told(&mut stage, "Invocations", version, None), one(1.0));
    assert_eq!(told(&mut stage, "Errors", version, None), one(0.0));
    assert_eq!(told(&mut stage, "Invocations", version, Some("1")), []);
}

#[test]
fn a_batch_for_an_alias_is_an_invocation_of_the_alias() {
    let mut stage = stage();
    stage.create_queue("logs", &[]);
    let mapping = CreateEventSourceMapping {
        function_name: LIVE.to_owned(),
        ..CreateEventSourceMapping::default()
    };
    stage.map("logs", mapping);
    stage.send("logs", "a");
    stage.answer("{}");
    stage.pass(60);
    assert_eq!(told(&mut stage, "Invocations", LIVE, Some("1")), one(1.0));
}

#[test]
fn what_becomes_of_an_event_for_an_alias_is_told_of_the_alias() {
    let mut stage = stage();
    stage.create_queue("absent", &[]);
    let config = json!({"FunctionName": FUNCTION, "Qualifier": "live", "MaximumRetryAttempts": 0,
        "DestinationConfig": {"OnFailure": {"Destination": arn("absent")}}});
    stage
        .call(of::<PutFunctionEventInvokeConfig>(config))
        .unwrap();
    stage.delete_queue("absent");
    let event = Invoke {
        invocation_type: InvocationType::Event,
        ..invoke("live")
    };
    stage.call(event).unwrap();
    stage.end(0, failure());
    stage.pass(60);
    for name in [
        "AsyncEventsReceived",
        "AsyncEventsDropped",
        "DestinationDeliveryFailures",
    ] {
        assert_eq!(of_function(&mut stage, name), one(1.0), "{name}");
        assert_eq!(told(&mut stage, name, LIVE, None), one(1.0), "{name}");
        assert_eq!(told(&mut stage, name, FUNCTION, None), [], "{name}");
    }
}

/// Which version it would have been, nobody has decided.
#[test]
fn a_throttled_call_of_an_alias_is_told_of_the_alias() {
    let mut stage = stage();
    let reserve = json!({"FunctionName": FUNCTION, "ReservedConcurrentExecutions": 0});
    stage
        .call(of::<crate::function::PutFunctionConcurrency>(reserve))
        .unwrap();
    assert!(stage.call(invoke("live")).is_err());
    stage.pass(60);
    assert_eq!(told(&mut stage, "Throttles", LIVE, None), one(1.0));
    assert_eq!(told(&mut stage, "Throttles", LIVE, Some("1")), []);
}
