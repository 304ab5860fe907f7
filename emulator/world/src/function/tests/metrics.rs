//! What Lambda tells CloudWatch of its functions. Stages begin at 13:00.

use std::time::Duration;

use super::stage::{FUNCTION, Stage, arn};
use crate::function::{
    CreateEventSourceMapping, DeadLetterConfig, Destination, DestinationConfig, FunctionError,
    FunctionFailure, InvocationType, Invoke, Outcome, PutFunctionEventInvokeConfig, Ran,
    ThrottleReason, UpdateFunctionConfiguration,
};
use crate::metrics::reading::{Point, datapoints, names, points};
use crate::metrics::{GetMetricStatistics, ListMetrics};

const BY_NAME: &[(&str, &str)] = &[("FunctionName", FUNCTION)];
const BY_RESOURCE: &[(&str, &str)] = &[("FunctionName", FUNCTION), ("Resource", FUNCTION)];

/// The minutes of a metric of the function.
fn of(stage: &mut Stage, name: &str) -> Vec<Point> {
    points(&mut stage.world, "AWS/Lambda", name, BY_NAME)
}

fn point(minute: &str, samples: f64, sum: f64) -> Point {
    (minute.to_owned(), samples, sum)
}

fn invoke() -> Invoke {
    Invoke {
        function_name: FUNCTION.to_owned(),
        payload: "{}".into(),
        ..Invoke::default()
    }
}

fn event() -> Invoke {
    Invoke {
        invocation_type: InvocationType::Event,
        ..invoke()
    }
}

fn failure() -> Outcome {
    Outcome::Failure(FunctionFailure::new("Oops", "no"))
}

fn ran(outcome: Outcome, milliseconds: u64) -> Ran {
    Ran {
        outcome,
        duration: Some(Duration::from_millis(milliseconds)),
    }
}

fn answered() -> Outcome {
    Outcome::Response("{}".into())
}

/// A stage whose function is throttled: an account's limit of invocations is reached.
fn stage_at_limit() -> Stage {
    let mut stage = Stage::new(1, 2_000);
    stage.create_function("other");
    for _ in 0..1_000 {
        let other = Invoke {
            function_name: "other".to_owned(),
            ..invoke()
        };
        stage.call(other).unwrap();
    }
    stage
}

#[test]
fn an_invocation_is_counted_in_the_minute_in_which_it_began() {
    let mut stage = Stage::new(1, 2);
    stage.call(invoke()).unwrap();
    stage.pass(130);
    assert_eq!(of(&mut stage, "Invocations"), [], "it runs");
    stage.end(0, ran(answered(), 1_234));
    stage.pass(60);
    assert_eq!(of(&mut stage, "Invocations"), [point("13:00", 1.0, 1.0)]);
    assert_eq!(of(&mut stage, "Errors"), [point("13:00", 1.0, 0.0)]);
    assert_eq!(of(&mut stage, "Throttles"), [point("13:00", 1.0, 0.0)]);
    assert_eq!(of(&mut stage, "Duration"), [point("13:00", 1.0, 1234.0)]);
    assert_eq!(stage.world.next(), None, "there is nothing more to tell");
}

#[test]
fn an_error_of_the_function_is_an_invocation_and_an_error() {
    let mut stage = Stage::new(1, 2);
    for outcome in [failure(), answered(), answered(), answered()] {
        stage.call(invoke()).unwrap();
        stage.end(0, outcome);
    }
    stage.pass(60);
    assert_eq!(of(&mut stage, "Invocations"), [point("13:00", 4.0, 4.0)]);
    assert_eq!(of(&mut stage, "Errors"), [point("13:00", 4.0, 1.0)]);
    assert_eq!(
        of(&mut stage, "Duration"),
        [],
        "nobody said how long they took"
    );
}

#[test]
fn what_could_not_be_run_is_no_invocation() {
    let mut stage = Stage::new(1, 2);
    stage.call(invoke()).unwrap();
    stage.end(0, Outcome::Lost("no process".to_owned()));
    stage.pass(60);
    assert_eq!(of(&mut stage, "Invocations"), []);
    assert_eq!(of(&mut stage, "Errors"), []);
}

#[test]
fn a_function_is_told_by_name_by_resource_and_among_all() {
    let mut stage = Stage::new(1, 2);
    stage.create_function("other");
    for name in [FUNCTION, "other", "other"] {
        let invoke = Invoke {
            function_name: name.to_owned(),
            ..invoke()
        };
        stage.call(invoke).unwrap();
        stage.end(0, ran(answered(), 10));
    }
    stage.pass(60);
    let other: &[_] = &[("FunctionName", "other")];
    let of_all: &[_] = &[];
    for (dimensions, sum) in [
        (BY_NAME, 1.0),
        (BY_RESOURCE, 1.0),
        (other, 2.0),
        (of_all, 3.0),
    ] {
        for name in ["Invocations", "Errors", "Throttles", "Duration"] {
            let points = points(&mut stage.world, "AWS/Lambda", name, dimensions);
            assert_eq!(points.len(), 1, "{name} {dimensions:?}");
            let samples = points[0].1;
            assert!((samples - sum).abs() < 0.1, "{name} {dimensions:?}");
        }
    }
}

#[test]
fn the_durations_of_a_minute_have_percentiles() {
    let mut stage = Stage::new(1, 2);
    for milliseconds in [10, 20, 30, 1_000] {
        stage.call(invoke()).unwrap();
        stage.end(0, ran(answered(), milliseconds));
    }
    stage.pass(60);
    let moment = |time: &str| crate::value::Epoch(time.parse().unwrap());
    let request = GetMetricStatistics {
        namespace: "AWS/Lambda".to_owned(),
        metric_name: "Duration".to_owned(),
        dimensions: Vec::new(),
        start_time: moment("2026-04-19T13:00:00Z"),
        end_time: moment("2026-04-19T14:00:00Z"),
        period: 60,
        statistics: Vec::new(),
        extended_statistics: vec!["p50".to_owned(), "p100".to_owned()],
        unit: Some("Milliseconds".to_owned()),
    };
    let datapoint = stage.call(request).unwrap().datapoints.remove(0);
    let percentiles = datapoint.extended_statistics;
    assert_eq!(
        percentiles,
        [("p50".to_owned(), 20.0), ("p100".to_owned(), 1_000.0)].into()
    );
}

#[test]
fn a_throttled_call_is_a_throttle_and_nothing_else() {
    let mut stage = stage_at_limit();
    let refused = stage.call(invoke()).unwrap_err();
    let reason = ThrottleReason::ConcurrentInvocationLimitExceeded;
    assert_eq!(refused, FunctionError::TooManyRequests(reason));
    stage.pass(60);
    assert_eq!(of(&mut stage, "Throttles"), [point("13:00", 1.0, 1.0)]);
    assert_eq!(of(&mut stage, "Invocations"), []);
    assert_eq!(of(&mut stage, "Errors"), []);
}

#[test]
fn a_throttled_event_counts_at_every_attempt_and_its_age_when_it_runs() {
    let mut stage = stage_at_limit();
    stage.call(event()).unwrap();
    stage.pass(2);
    assert_eq!(stage.orders.len(), 1_000, "it was throttled twice");
    stage.end(0, answered());
    stage.pass(58);
    assert_eq!(of(&mut stage, "Throttles"), [point("13:00", 2.0, 2.0)]);
    assert_eq!(
        of(&mut stage, "AsyncEventsReceived"),
        [point("13:00", 1.0, 1.0)]
    );
    assert_eq!(
        of(&mut stage, "AsyncEventAge"),
        [point("13:00", 1.0, 3_000.0)],
        "tried again after one second and then two"
    );
}

#[test]
fn a_throttled_batch_is_a_throttle_of_its_function() {
    let mut stage = stage_at_limit();
    stage.create_queue("logs", &[("VisibilityTimeout", "300")]);
    stage.map("logs", CreateEventSourceMapping::default());
    stage.send("logs", "x");
    stage.pass(60);
    assert_eq!(of(&mut stage, "Throttles"), [point("13:00", 1.0, 1.0)]);
}

#[test]
fn a_batch_is_one_invocation_as_a_call_and_an_event_are() {
    let mut stage = Stage::new(1, 8);
    stage.create_queue("logs", &[]);
    stage.map(
        "logs",
        CreateEventSourceMapping {
            maximum_batching_window_in_seconds: Some(5),
            ..CreateEventSourceMapping::default()
        },
    );
    stage.call(invoke()).unwrap();
    stage.call(event()).unwrap();
    for body in ["a", "b", "c"] {
        stage.send("logs", body);
    }
    stage.pass(5);
    assert_eq!(stage.orders.len(), 3);
    for _ in 0..3 {
        stage.end(0, ran(answered(), 1));
    }
    stage.pass(55);
    assert_eq!(of(&mut stage, "Invocations"), [point("13:00", 3.0, 3.0)]);
    assert_eq!(
        of(&mut stage, "ConcurrentExecutions"),
        [point("13:00", 1.0, 3.0)]
    );
}

#[test]
fn concurrency_is_the_most_that_ran_in_a_minute_and_goes_on_while_they_run() {
    let mut stage = Stage::new(1, 8);
    stage.create_function("other");
    let other = Invoke {
        function_name: "other".to_owned(),
        ..invoke()
    };
    for invoke in [invoke(), invoke(), other] {
        stage.call(invoke).unwrap();
    }
    stage.pass(10);
    stage.end(0, answered());
    stage.pass(110);
    stage.end(0, answered());
    stage.end(0, answered());
    stage.pass(120);
    let expected = [point("13:00", 1.0, 2.0), point("13:01", 1.0, 1.0)];
    assert_eq!(of(&mut stage, "ConcurrentExecutions")[..2], expected);
    for name in ["ConcurrentExecutions", "UnreservedConcurrentExecutions"] {
        let of_all = points(&mut stage.world, "AWS/Lambda", name, &[]);
        let expected = [point("13:00", 1.0, 3.0), point("13:01", 1.0, 2.0)];
        assert_eq!(of_all[..2], expected, "{name}");
    }
    assert_eq!(of(&mut stage, "UnreservedConcurrentExecutions"), []);
    assert_eq!(stage.world.next(), None);
}

/// What waits here for a process has one on AWS.
#[test]
fn who_waits_for_a_process_counts_as_running() {
    let mut stage = Stage::new(1, 1);
    for _ in 0..3 {
        stage.call(invoke()).unwrap();
    }
    stage.pass(60);
    assert_eq!(
        of(&mut stage, "ConcurrentExecutions"),
        [point("13:00", 1.0, 3.0)]
    );
}

#[test]
fn an_invocation_that_nobody_ends_is_told_for_as_long_as_it_could_run() {
    let mut stage = Stage::new(1, 2);
    stage.call(invoke()).unwrap();
    stage.pass(3_600);
    let concurrency = of(&mut stage, "ConcurrentExecutions");
    assert_eq!(concurrency.len(), 15);
    assert_eq!(stage.world.next(), None);
}

#[test]
fn an_event_that_fails_is_an_invocation_at_every_attempt_and_dropped_once() {
    let mut stage = Stage::new(1, 2);
    stage.call(event()).unwrap();
    for wait in [60, 120, 60] {
        stage.end(0, failure());
        stage.pass(wait);
    }
    assert_eq!(
        of(&mut stage, "Invocations"),
        [
            point("13:00", 1.0, 1.0),
            point("13:01", 1.0, 1.0),
            point("13:03", 1.0, 1.0),
        ]
    );
    assert_eq!(
        of(&mut stage, "AsyncEventAge"),
        [
            point("13:00", 1.0, 0.0),
            point("13:01", 1.0, 60_000.0),
            point("13:03", 1.0, 180_000.0),
        ]
    );
    assert_eq!(
        of(&mut stage, "AsyncEventsReceived"),
        [point("13:00", 1.0, 1.0)]
    );
    assert_eq!(
        of(&mut stage, "AsyncEventsDropped"),
        [point("13:03", 1.0, 1.0)]
    );
}

#[test]
fn an_event_too_old_is_dropped_without_an_invocation() {
    let mut stage = stage_at_limit();
    stage.call(event()).unwrap();
    stage.pass(6 * 3_600 + 60);
    assert_eq!(
        of(&mut stage, "AsyncEventsDropped"),
        [point("19:00", 1.0, 1.0)]
    );
    assert_eq!(of(&mut stage, "Invocations"), []);
}

#[test]
fn what_a_dead_letter_queue_or_a_destination_does_not_take_is_counted() {
    let mut stage = Stage::new(1, 2);
    stage.create_queue("absent", &[]);
    let update = UpdateFunctionConfiguration {
        function_name: FUNCTION.to_owned(),
        dead_letter_config: Some(DeadLetterConfig {
            target_arn: Some(arn("absent")),
        }),
        ..UpdateFunctionConfiguration::default()
    };
    stage.call(update).unwrap();
    let put = PutFunctionEventInvokeConfig {
        function_name: FUNCTION.to_owned(),
        maximum_retry_attempts: Some(0),
        destination_config: Some(DestinationConfig {
            on_failure: Destination {
                destination: Some(arn("absent")),
            },
            ..DestinationConfig::default()
        }),
        ..PutFunctionEventInvokeConfig::default()
    };
    stage.call(put).unwrap();
    stage.delete_queue("absent");
    stage.call(event()).unwrap();
    stage.end(0, failure());
    stage.pass(60);
    for name in ["DeadLetterErrors", "DestinationDeliveryFailures"] {
        assert_eq!(of(&mut stage, name), [point("13:00", 1.0, 1.0)], "{name}");
    }
}

#[test]
fn a_dead_letter_that_arrives_is_no_error() {
    let mut stage = Stage::new(1, 2);
    stage.create_queue("dead", &[]);
    let update = UpdateFunctionConfiguration {
        function_name: FUNCTION.to_owned(),
        dead_letter_config: Some(DeadLetterConfig {
            target_arn: Some(arn("dead")),
        }),
        ..UpdateFunctionConfiguration::default()
    };
    stage.call(update).unwrap();
    stage.call(event()).unwrap();
    for wait in [60, 120, 60] {
        stage.end(0, failure());
        stage.pass(wait);
    }
    assert_eq!(stage.counts("dead").visible, 1);
    assert_eq!(of(&mut stage, "DeadLetterErrors"), []);
}

#[test]
fn units_are_counts_and_milliseconds() {
    let mut stage = Stage::new(1, 2);
    stage.call(event()).unwrap();
    stage.end(0, ran(answered(), 1));
    stage.pass(60);
    for (name, unit) in [
        ("Invocations", "Count"),
        ("ConcurrentExecutions", "Count"),
        ("Duration", "Milliseconds"),
        ("AsyncEventAge", "Milliseconds"),
    ] {
        let found = datapoints(&mut stage.world, "AWS/Lambda", name, BY_NAME).remove(0);
        assert_eq!(found.unit.unwrap().as_str(), unit, "{name}");
    }
}

#[test]
fn a_function_that_was_not_called_tells_nothing() {
    let mut stage = Stage::new(1, 2);
    stage.pass(120);
    assert_eq!(names(&mut stage.world, "AWS/Lambda"), [""; 0]);
    assert_eq!(stage.world.next(), None);
    let all = stage.call(ListMetrics::default()).unwrap().metrics;
    assert_eq!(all, []);
}
