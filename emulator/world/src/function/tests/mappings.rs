//! Event source mappings in the world: from a queue to an invocation and back.

use jiff::SignedDuration;
use serde_json::Value;

use super::stage::{FUNCTION, Stage, arn, url};
use crate::function::{
    CreateEventSourceMapping, DeleteEventSourceMapping, DeleteFunction, FunctionError,
    GetEventSourceMapping, Invoke, Outcome, ScalingConfig, ThrottleReason,
    UpdateEventSourceMapping,
};
use crate::origin::Caller;
use crate::queue::{Counts, DeleteQueue};

const EMPTY: Counts = Counts {
    visible: 0,
    delayed: 0,
    in_flight: 0,
};

fn one_by_one() -> CreateEventSourceMapping {
    CreateEventSourceMapping {
        batch_size: Some(1),
        ..CreateEventSourceMapping::default()
    }
}

fn with_window(seconds: u32) -> CreateEventSourceMapping {
    CreateEventSourceMapping {
        maximum_batching_window_in_seconds: Some(seconds),
        ..CreateEventSourceMapping::default()
    }
}

fn state(stage: &mut Stage, uuid: &str) -> Result<&'static str, FunctionError> {
    let get = GetEventSourceMapping {
        uuid: uuid.to_owned(),
    };
    stage.call(get).map(|mapping| mapping.state)
}

fn enable(stage: &mut Stage, uuid: &str, enabled: bool) -> &'static str {
    let update = UpdateEventSourceMapping {
        uuid: uuid.to_owned(),
        enabled: Some(enabled),
        ..UpdateEventSourceMapping::default()
    };
    stage.call(update).unwrap().state
}

#[test]
fn a_message_is_on_its_way_to_the_function_before_its_sender_is_answered() {
    let mut stage = Stage::new(1, 2);
    stage.create_queue("logs", &[]);
    stage.map("logs", CreateEventSourceMapping::default());
    stage.send("logs", "a");
    assert_eq!(stage.bodies(), [["a"]]);
    assert_eq!(stage.counts("logs").in_flight, 1);
    stage.answer("{}");
    assert_eq!(stage.counts("logs"), EMPTY);
    assert!(!stage.world.has_invocations());
}

#[test]
fn what_was_there_before_the_mapping_is_received() {
    let mut stage = Stage::new(1, 2);
    stage.create_queue("logs", &[]);
    stage.send("logs", "a");
    stage.map("logs", CreateEventSourceMapping::default());
    assert_eq!(stage.bodies(), [["a"]]);
}

#[test]
fn a_message_that_waits_for_a_process_waits_in_its_queue() {
    let mut stage = Stage::new(1, 2);
    stage.create_queue("logs", &[]);
    stage.map("logs", one_by_one());
    for body in ["a", "b", "c", "d"] {
        stage.send("logs", body);
    }
    assert_eq!(stage.bodies(), [["a"], ["b"]]);
    let waiting = Counts {
        visible: 2,
        delayed: 0,
        in_flight: 2,
    };
    assert_eq!(stage.counts("logs"), waiting);
    stage.pass(3600);
    stage.answer("{}");
    assert_eq!(stage.orders.len(), 2);
    let event: Value = serde_json::from_slice(&stage.orders[1].payload.render()).unwrap();
    let receives = &event["Records"][0]["attributes"]["ApproximateReceiveCount"];
    assert_eq!(
        receives, "1",
        "it waited for an hour, and no receive was spent"
    );
}

#[test]
fn a_settled_batch_is_deleted_before_the_next_one_is_received() {
    let mut stage = Stage::new(1, 1);
    stage.create_queue("logs", &[]);
    stage.map("logs", one_by_one());
    for body in ["a", "b"] {
        stage.send("logs", body);
    }
    stage.settle("{}");
    // Others may be let in between; who looks at the time brings the rest about.
    assert_eq!((stage.counts("logs").visible, stage.orders.len()), (1, 0));
    assert_eq!(stage.counts("logs").in_flight, 0);
    assert!(stage.world.is_unfinished(), "it is not idle in between");
    stage.pass(0);
    assert_eq!((stage.counts("logs").visible, stage.orders.len()), (0, 1));
}

#[test]
fn maximum_concurrency_bounds_a_mapping_whatever_the_places() {
    let mut stage = Stage::new(1, 10);
    stage.create_queue("logs", &[]);
    let mapping = CreateEventSourceMapping {
        scaling_config: Some(ScalingConfig {
            maximum_concurrency: Some(2),
        }),
        ..one_by_one()
    };
    stage.map("logs", mapping);
    for body in ["a", "b", "c", "d"] {
        stage.send("logs", body);
    }
    assert_eq!(stage.bodies(), [["a"], ["b"]]);
    stage.answer("{}");
    assert_eq!(stage.bodies(), [["b"], ["c"]]);
}

#[test]
fn two_mappings_of_one_function_take_turns() {
    let mut stage = Stage::new(1, 1);
    for queue in ["one", "two"] {
        stage.create_queue(queue, &[]);
        stage.map(queue, one_by_one());
    }
    for body in ["one a", "one b", "one c"] {
        stage.send("one", body);
    }
    for body in ["two a", "two b"] {
        stage.send("two", body);
    }
    let mut order = Vec::new();
    while let [body] = &stage.bodies()[..] {
        order.extend(body.clone());
        stage.answer("{}");
    }
    let queues: Vec<&str> = order.iter().map(|body| &body[..3]).collect();
    assert_eq!(order.len(), 5);
    assert!(
        queues[1..4] == ["two", "one", "two"] || queues[1..4] == ["one", "two", "one"],
        "{order:?}"
    );
}

#[test]
fn an_invocation_by_a_client_stands_in_line_before_what_is_not_received_yet() {
    let mut stage = Stage::new(1, 1);
    stage.create_queue("logs", &[]);
    stage.map("logs", one_by_one());
    stage.send("logs", "a");
    stage.send("logs", "b");
    let invoke = Invoke {
        function_name: FUNCTION.to_owned(),
        payload: "{}".into(),
        ..Invoke::default()
    };
    let id = stage.call(invoke).unwrap().executed.unwrap().invocation;
    assert_eq!(stage.invocations(), (1, 1));
    stage.answer("{}");
    assert_eq!(stage.orders[0].id, id);
    assert_eq!(stage.counts("logs").visible, 1);
    stage.answer("\"done\"");
    assert_eq!(stage.ended, [(id, Outcome::Response("\"done\"".into()))]);
    assert_eq!(stage.bodies(), [["b"]]);
}

#[test]
fn beyond_the_accounts_limit_a_client_is_throttled() {
    let mut stage = Stage::new(1, 1);
    let invoke = || Invoke {
        function_name: FUNCTION.to_owned(),
        payload: "{}".into(),
        ..Invoke::default()
    };
    for _ in 0..1_000 {
        stage.call(invoke()).unwrap();
    }
    assert_eq!(stage.invocations(), (1, 999));
    let refused = stage.call(invoke()).unwrap_err();
    let reason = ThrottleReason::ConcurrentInvocationLimitExceeded;
    assert_eq!(refused, FunctionError::TooManyRequests(reason));
    stage.answer("{}");
    stage.call(invoke()).unwrap();
}

#[test]
fn a_throttled_batch_comes_back_and_the_mapping_rests() {
    let mut stage = Stage::new(1, 2_000);
    stage.create_queue("logs", &[("VisibilityTimeout", "30")]);
    stage.map("logs", one_by_one());
    let invoke = || Invoke {
        function_name: FUNCTION.to_owned(),
        payload: "{}".into(),
        ..Invoke::default()
    };
    for _ in 0..1_000 {
        stage.call(invoke()).unwrap();
    }
    stage.send("logs", "a");
    assert_eq!(stage.orders.len(), 1_000);
    assert_eq!(
        stage.counts("logs").in_flight,
        1,
        "it was received, and throttled"
    );
    stage.send("logs", "b");
    assert_eq!(stage.counts("logs").visible, 1, "the mapping rests");
    stage.answer("{}");
    stage.pass(1);
    assert_eq!(stage.orders.len(), 1_000, "b took the place");
    stage.answer("{}");
    stage.pass(30);
    assert_eq!(stage.orders.len(), 1_000, "a has come back and runs");
}

#[test]
fn a_deleted_mapping_stays_until_its_batches_have_ended() {
    let mut stage = Stage::new(1, 2);
    stage.create_queue("logs", &[]);
    let uuid = stage.map("logs", one_by_one());
    stage.send("logs", "a");
    let delete = || DeleteEventSourceMapping { uuid: uuid.clone() };
    assert_eq!(stage.call(delete()).unwrap().state, "Deleting");
    assert_eq!(state(&mut stage, &uuid), Ok("Deleting"));
    stage.send("logs", "b");
    assert_eq!(stage.orders.len(), 1, "it receives nothing more");
    let update = UpdateEventSourceMapping {
        uuid: uuid.clone(),
        enabled: Some(true),
        ..UpdateEventSourceMapping::default()
    };
    let refused = stage.call(update).unwrap_err();
    assert!(matches!(refused, FunctionError::ResourceInUse(_)));
    stage.answer("{}");
    assert_eq!(stage.counts("logs").total(), 1, "the batch was settled");
    assert!(matches!(
        state(&mut stage, &uuid),
        Err(FunctionError::ResourceNotFound(_))
    ));
    stage.map("logs", one_by_one());
    assert_eq!(stage.bodies(), [["b"]]);
}

/// Who waits for it asks again, also on a clock that stands still.
#[test]
fn a_mapping_that_is_made_or_changed_says_so_and_is_what_it_becomes_right_after() {
    for (enabled, after) in [(None, "Enabled"), (Some(false), "Disabled")] {
        let mut stage = Stage::new(1, 2);
        stage.create_queue("logs", &[]);
        let create = CreateEventSourceMapping {
            event_source_arn: arn("logs"),
            function_name: FUNCTION.to_owned(),
            enabled,
            ..CreateEventSourceMapping::default()
        };
        let created = stage.call(create).unwrap();
        assert_eq!(created.state, "Creating");
        assert_eq!(created.state_transition_reason, "USER_INITIATED");
        assert_eq!(state(&mut stage, &created.uuid), Ok(after));
        let update = UpdateEventSourceMapping {
            uuid: created.uuid.clone(),
            batch_size: Some(3),
            ..UpdateEventSourceMapping::default()
        };
        assert_eq!(stage.call(update).unwrap().state, "Updating");
        assert_eq!(state(&mut stage, &created.uuid), Ok(after));
        let is_enabled = enabled.is_none();
        assert_eq!(enable(&mut stage, &created.uuid, is_enabled), "Updating");
        let changing = if is_enabled { "Disabling" } else { "Enabling" };
        assert_eq!(enable(&mut stage, &created.uuid, !is_enabled), changing);
        let changed = if is_enabled { "Disabled" } else { "Enabled" };
        assert_eq!(state(&mut stage, &created.uuid), Ok(changed));
    }
}

#[test]
fn a_disabled_mapping_drains() {
    let mut stage = Stage::new(1, 2);
    stage.create_queue("logs", &[]);
    let uuid = stage.map("logs", with_window(30));
    stage.send("logs", "a");
    assert_eq!(stage.orders.len(), 0, "it is gathered");
    assert_eq!(enable(&mut stage, &uuid, false), "Disabling");
    assert_eq!(stage.bodies(), [["a"]], "what was received is delivered");
    stage.send("logs", "b");
    stage.pass(60);
    assert_eq!(stage.orders.len(), 1);
    stage.answer("{}");
    assert_eq!(state(&mut stage, &uuid), Ok("Disabled"));
    assert_eq!(stage.counts("logs").visible, 1);
    assert_eq!(enable(&mut stage, &uuid, true), "Enabling");
    assert_eq!(state(&mut stage, &uuid), Ok("Enabled"));
    stage.pass(30);
    assert_eq!(stage.bodies(), [["b"]]);
}

#[test]
fn draining_receives_nothing_more_and_settles_what_runs() {
    let mut stage = Stage::new(1, 2);
    stage.create_queue("logs", &[]);
    stage.map("logs", one_by_one());
    stage.send("logs", "a");
    stage.world.drain();
    stage.send("logs", "b");
    stage.answer("{}");
    let left = Counts {
        visible: 1,
        ..EMPTY
    };
    assert_eq!(stage.counts("logs"), left);
    assert!(!stage.world.has_invocations());
}

#[test]
fn a_queue_that_is_gone_is_told_and_asked_again_after_a_rest() {
    let mut stage = Stage::new(1, 2);
    stage.create_queue("logs", &[]);
    stage.map("logs", CreateEventSourceMapping::default());
    let delete = DeleteQueue {
        queue_url: url("logs"),
    };
    stage.call(delete).unwrap();
    assert_eq!(stage.notices.len(), 1);
    assert!(
        stage.notices[0].what.contains("next try in 1 s"),
        "{:?}",
        stage.notices
    );
    for _ in 0..6 {
        stage.pass(600);
    }
    assert_eq!(stage.notices.len(), 7, "1, 2, 4, 8, 16, 32 and 60 s");
    assert_eq!(stage.world.next_work(), None, "nobody waits for it");
    stage.create_queue("logs", &[]);
    stage.send("logs", "a");
    let retry = stage.world.next_work().unwrap();
    stage.pass_by(retry.duration_since(stage.now));
    assert_eq!(stage.bodies(), [["a"]]);
}

#[test]
fn a_function_that_is_gone_is_told_and_its_messages_come_back() {
    let mut stage = Stage::new(1, 2);
    stage.create_queue("logs", &[("VisibilityTimeout", "30")]);
    stage.map("logs", CreateEventSourceMapping::default());
    let delete = DeleteFunction {
        function_name: FUNCTION.to_owned(),
        ..DeleteFunction::default()
    };
    stage.call(delete).unwrap();
    stage.send("logs", "a");
    assert_eq!(stage.counts("logs").in_flight, 1);
    assert!(
        stage.notices[0].what.contains("there is no function"),
        "{:?}",
        stage.notices
    );
    stage.create_function(FUNCTION);
    stage.pass(30);
    assert_eq!(stage.bodies(), [["a"]]);
}

#[test]
fn what_a_mapping_asks_for_is_a_call_of_its_functions_role() {
    let mut stage = Stage::new(1, 2);
    stage.create_queue("logs", &[]);
    stage.map("logs", CreateEventSourceMapping::default());
    stage.send("logs", "a");
    stage.answer("{}");
    let mut asked = Vec::new();
    while let Some(line) = stage.world.ledger().take() {
        if let Caller::Role { session, .. } = &line.caller {
            assert_eq!(&**session, "aggregator");
            asked.push(line.operation);
        }
    }
    assert_eq!(
        asked,
        ["ReceiveMessage", "ReceiveMessage", "DeleteMessageBatch"],
        "when it was made, when a message came, when it was settled"
    );
}

#[test]
fn a_batch_that_is_gathered_is_work_for_who_moves_the_clock() {
    let mut stage = Stage::new(1, 2);
    stage.create_queue("logs", &[("VisibilityTimeout", "300")]);
    stage.map("logs", with_window(30));
    assert_eq!(stage.world.next_work(), None);
    stage.send("logs", "a");
    let closes = stage.now + SignedDuration::from_secs(30);
    assert_eq!(stage.world.next_work(), Some(closes));
    let next = stage.world.upcoming().next().unwrap();
    assert_eq!(next.what, "a batch closes");
    stage.pass(30);
    assert_eq!(stage.bodies(), [["a"]]);
}

/// Two receives, each with a window before and a visibility timeout after it, and then it is a dead letter.
#[test]
fn running_until_idle_passes_a_visibility_timeout_and_a_window_in_no_time() {
    let mut stage = Stage::new(1, 2);
    stage.create_queue("dead", &[]);
    let policy = format!(
        r#"{{"deadLetterTargetArn":"{}","maxReceiveCount":2}}"#,
        arn("dead")
    );
    stage.create_queue(
        "logs",
        &[("VisibilityTimeout", "300"), ("RedrivePolicy", &policy)],
    );
    stage.map("logs", with_window(30));
    stage.send("logs", "poison");
    let began = stage.now;
    loop {
        while !stage.orders.is_empty() {
            let failure = crate::function::FunctionFailure::new("Oops", "no");
            stage.end(0, Outcome::Failure(failure));
        }
        let Some(next) = stage.world.next_work() else {
            break;
        };
        stage.pass_by(next.duration_since(stage.now));
    }
    assert_eq!(stage.counts("logs"), EMPTY);
    assert_eq!(stage.counts("dead").visible, 1);
    // Received at 0 and 300 s, and found spent at 600 s.
    assert_eq!(stage.now.duration_since(began).as_secs(), 600);
}
