//! The machine's rules, one by one.

use super::record::sample;
use jiff::SignedDuration;

use super::*;
use crate::function::FunctionFailure;

const START: Timestamp = Timestamp::UNIX_EPOCH;

fn rules(messages: usize, window_seconds: u64) -> Rules {
    Rules {
        source: Arc::new(EventSourceName::new(
            "arn:aws:sqs:us-east-1:000000000000:logs",
            "us-east-1",
        )),
        limits: BatchLimits {
            messages,
            window: Duration::from_secs(window_seconds),
            event_bytes: 100_000,
        },
        concurrency: usize::MAX,
        reports_failures: true,
    }
}

/// A machine, the moment, and what it wanted done at its last step.
struct Stage {
    poller: Poller,
    now: Timestamp,
    last_message: usize,
}

impl Stage {
    /// Started, with so many free processes, and about to receive.
    fn new(rules: Rules, places: usize) -> Self {
        let mut stage = Self {
            poller: Poller::new(rules),
            now: START,
            last_message: 0,
        };
        assert_eq!(stage.step(Input::Room(places)), []);
        assert!(matches!(
            stage.step(Input::Start)[..],
            [Action::Receive { .. }]
        ));
        stage
    }

    fn step(&mut self, input: Input) -> Vec<Action> {
        self.poller.step(self.now, input)
    }

    fn pass(&mut self, seconds: i64) -> Vec<Action> {
        self.now += SignedDuration::from_secs(seconds);
        self.step(Input::Moment)
    }

    fn messages(&mut self, number: usize, body: &str) -> Vec<Message> {
        let messages = (0..number).map(|_| {
            self.last_message += 1;
            sample(&format!("m{}", self.last_message), body)
        });
        messages.collect()
    }

    /// So many messages come, and no more are there.
    fn receive(&mut self, number: usize) -> Vec<Action> {
        let messages = self.messages(number, "x");
        self.step(Input::Received {
            messages,
            more: false,
        })
    }

    fn answer(&mut self, batch: BatchId, answer: &str) -> Vec<Action> {
        let outcome = Outcome::Response(answer.to_owned().into());
        self.step(Input::Ended { batch, outcome })
    }
}

/// What is done, without what it is done with.
fn shape(actions: &[Action]) -> Vec<String> {
    let shapes = actions.iter().map(|action| match action {
        Action::Receive { max } => format!("receive {max}"),
        Action::Invoke { records, .. } => {
            let ids: Vec<_> = records.iter().map(Record::message_id).collect();
            format!("invoke {}", ids.join(" "))
        }
        Action::Delete { receipts } => {
            let receipts: Vec<_> = receipts
                .iter()
                .map(|receipt| receipt.as_str().trim_start_matches("receipt-of-"))
                .collect();
            format!("delete {}", receipts.join(" "))
        }
        Action::Tell(told) => format!("tell {told}"),
        Action::Stopped => "stopped".to_owned(),
    });
    shapes.collect()
}

fn batch_of(actions: &[Action]) -> BatchId {
    let batch = actions.iter().find_map(|action| match action {
        Action::Invoke { batch, .. } => Some(*batch),
        _ => None,
    });
    batch.expect("a batch is invoked")
}

#[test]
fn nothing_is_received_without_a_free_process() {
    let mut poller = Poller::new(rules(1, 0));
    assert_eq!(poller.step(START, Input::Start), []);
    assert_eq!(poller.step(START, Input::Arrived), []);
    let actions = poller.step(START, Input::Room(1));
    assert_eq!(shape(&actions), ["receive 1"]);
}

#[test]
fn a_batch_takes_its_process_and_the_next_waits_for_another() {
    let mut stage = Stage::new(rules(2, 0), 1);
    let actions = stage.step(Input::Received {
        messages: Vec::new(),
        more: false,
    });
    assert_eq!(actions, []);
    assert_eq!(shape(&stage.step(Input::Arrived)), ["receive 2"]);
    assert_eq!(shape(&stage.receive(1)), ["invoke m1"]);
    assert_eq!(stage.step(Input::Arrived), [], "its process is taken");
    assert_eq!(shape(&stage.step(Input::Room(1))), ["receive 2"]);
}

#[test]
fn no_more_batches_run_than_the_mapping_allows() {
    let one = Rules {
        concurrency: 1,
        ..rules(1, 0)
    };
    let mut stage = Stage::new(one, 5);
    let first = stage.receive(1);
    assert_eq!(shape(&first), ["invoke m1"]);
    assert_eq!(stage.step(Input::Arrived), []);
    let actions = stage.answer(batch_of(&first), "{}");
    assert_eq!(shape(&actions), ["delete m1", "receive 1"]);
}

#[test]
fn a_queue_that_was_empty_is_asked_again_only_when_something_arrived() {
    let mut stage = Stage::new(rules(10, 0), 1);
    assert_eq!(stage.receive(0), []);
    assert_eq!(stage.pass(3600), []);
    assert_eq!(shape(&stage.step(Input::Arrived)), ["receive 10"]);
}

#[test]
fn what_arrives_while_it_asks_is_asked_for_too() {
    let mut stage = Stage::new(rules(10, 0), 1);
    assert_eq!(stage.step(Input::Arrived), [], "one asking at a time");
    assert_eq!(shape(&stage.receive(0)), ["receive 10"]);
}

#[test]
fn a_batch_goes_when_it_is_full() {
    let mut stage = Stage::new(rules(3, 30), 2);
    let messages = stage.messages(2, "x");
    let actions = stage.step(Input::Received {
        messages,
        more: true,
    });
    assert_eq!(shape(&actions), ["receive 1"], "it has room for one more");
    let actions = stage.receive(1);
    assert_eq!(shape(&actions), ["invoke m1 m2 m3"]);
    assert_eq!(stage.poller.next(), None);
}

#[test]
fn a_batch_goes_when_its_window_is_over() {
    let mut stage = Stage::new(rules(3, 30), 1);
    assert_eq!(stage.receive(1), []);
    let closes = Next {
        at: START + SignedDuration::from_secs(30),
        what: Waiting::Window,
    };
    assert_eq!(stage.poller.next(), Some(closes));
    assert_eq!(stage.pass(29), []);
    assert_eq!(shape(&stage.pass(1)), ["invoke m1"]);
}

#[test]
fn a_batch_goes_when_the_next_message_would_make_the_event_too_large() {
    let mut stage = Stage::new(rules(10, 30), 1);
    let messages = stage.messages(3, &"x".repeat(40_000));
    let actions = stage.step(Input::Received {
        messages,
        more: false,
    });
    assert_eq!(shape(&actions), ["invoke m1 m2"]);
    assert_eq!(
        shape(&stage.pass(30)),
        ["invoke m3"],
        "it opened a window of its own"
    );
}

#[test]
fn messages_keep_their_order() {
    let mut stage = Stage::new(rules(2, 30), 5);
    let messages = stage.messages(5, "x");
    let actions = stage.step(Input::Received {
        messages,
        more: false,
    });
    assert_eq!(shape(&actions), ["invoke m1 m2", "invoke m3 m4"]);
    let actions = stage.step(Input::Stop);
    assert_eq!(shape(&actions), ["invoke m5"]);
}

#[test]
fn what_was_received_and_may_not_run_yet_waits_in_order() {
    let one = Rules {
        concurrency: 1,
        ..rules(2, 0)
    };
    let mut stage = Stage::new(one, 5);
    let messages = stage.messages(3, "x");
    let first = stage.step(Input::Received {
        messages,
        more: true,
    });
    assert_eq!(shape(&first), ["invoke m1 m2"]);
    assert_eq!(stage.poller.next(), None, "it waits for no moment");
    let second = stage.answer(batch_of(&first), "{}");
    assert_eq!(shape(&second), ["delete m1 m2", "invoke m3"]);
}

#[test]
fn only_what_the_function_answered_for_is_deleted() {
    for (answer, expected) in [
        ("{}", &["delete m1 m2"][..]),
        (
            r#"{"batchItemFailures":[{"itemIdentifier":"m2"}]}"#,
            &["delete m1"],
        ),
        (
            r#"{"batchItemFailures":[{"itemIdentifier":"z"}]}"#,
            &["tell a batch of 2 messages failed: an itemIdentifier names no message of the batch"],
        ),
    ] {
        let mut stage = Stage::new(rules(2, 0), 1);
        let invoked = stage.receive(2);
        let actions = stage.answer(batch_of(&invoked), answer);
        assert_eq!(shape(&actions), expected, "{answer}");
    }
}

#[test]
fn a_batch_is_settled_once() {
    let mut stage = Stage::new(rules(1, 0), 1);
    let invoked = stage.receive(1);
    assert_eq!(
        shape(&stage.answer(batch_of(&invoked), "{}")),
        ["delete m1"]
    );
    assert_eq!(stage.answer(batch_of(&invoked), "{}"), []);
}

#[test]
fn a_failure_of_the_function_is_told_and_does_not_slow_the_mapping() {
    let mut stage = Stage::new(rules(1, 0), 2);
    let invoked = stage.receive(1);
    let failure = FunctionFailure::new("Oops", "out of luck");
    let outcome = Outcome::Failure(failure);
    let batch = batch_of(&invoked);
    let actions = stage.step(Input::Ended { batch, outcome });
    assert_eq!(
        shape(&actions),
        ["tell a batch of 1 messages failed: the function failed: out of luck"]
    );
    assert_eq!(shape(&stage.step(Input::Arrived)), ["receive 1"]);
}

#[test]
fn a_throttled_mapping_rests_longer_each_time_up_to_a_minute() {
    let mut stage = Stage::new(rules(1, 0), 1);
    for seconds in [1, 2, 4, 8, 16, 32, 60, 60] {
        let invoked = stage.receive(1);
        let batch = batch_of(&invoked);
        stage.step(Input::Ended {
            batch,
            outcome: Outcome::Throttled,
        });
        stage.step(Input::Room(1));
        assert_eq!(stage.step(Input::Arrived), [], "it rests");
        assert_eq!(stage.pass(seconds - 1), []);
        assert_eq!(shape(&stage.pass(1)), ["receive 1"], "after {seconds} s");
    }
    let invoked = stage.receive(1);
    stage.answer(batch_of(&invoked), "{}");
    stage.step(Input::Room(1));
    assert_eq!(shape(&stage.step(Input::Arrived)), ["receive 1"]);
}

#[test]
fn a_queue_that_refuses_is_told_and_left_alone_longer_each_time() {
    let mut stage = Stage::new(rules(1, 0), 1);
    let refuse = || Input::Unreachable("it is gone".to_owned());
    for seconds in [1, 2, 4, 8, 16, 32, 60] {
        let told =
            format!("tell no messages could be received, next try in {seconds} s: it is gone");
        assert_eq!(shape(&stage.step(refuse())), [told]);
        assert_eq!(stage.pass(seconds - 1), []);
        assert_eq!(stage.poller.next().unwrap().what, Waiting::Retry);
        assert_eq!(shape(&stage.pass(1)), ["receive 1"], "after {seconds} s");
    }
    assert_eq!(stage.step(refuse()), [], "it has been told often enough");
    assert_eq!(stage.step(Input::Arrived), [], "it rests all the same");
    assert_eq!(stage.poller.next().unwrap().what, Waiting::Rest);
    assert_eq!(shape(&stage.pass(60)), ["receive 1"]);
    stage.receive(0);
    stage.step(Input::Arrived);
    assert_eq!(stage.step(refuse()).len(), 1, "it had answered meanwhile");
}

#[test]
fn a_large_batch_is_received_in_parts() {
    let mut large = rules(10_000, 30);
    large.limits.event_bytes = 6 << 20;
    let mut stage = Stage::new(large, 1);
    let messages = stage.messages(500, "x");
    let actions = stage.step(Input::Received {
        messages,
        more: true,
    });
    assert!(actions.is_empty(), "others have their turn");
    stage.now = stage.poller.next().unwrap().at;
    assert_eq!(stage.now, START + SignedDuration::from_millis(1));
    assert_eq!(shape(&stage.step(Input::Moment)), ["receive 500"]);
}

#[test]
fn a_large_batch_is_deleted_in_parts() {
    let mut large = rules(1_500, 30);
    large.limits.event_bytes = 6 << 20;
    let mut stage = Stage::new(large, 1);
    for _ in 0..2 {
        let messages = stage.messages(500, "x");
        let more = true;
        stage.step(Input::Received { messages, more });
        let next = stage.poller.next().unwrap();
        assert_eq!(next.what, Waiting::Part);
        stage.now = next.at;
        stage.step(Input::Moment);
    }
    let batch = batch_of(&stage.receive(500));
    let deleted = |actions: &[Action]| match actions {
        [Action::Delete { receipts }] => receipts.len(),
        other => panic!("{} actions", other.len()),
    };
    assert_eq!(deleted(&stage.answer(batch, "{}")), 500);
    for _ in 0..2 {
        assert!(stage.poller.is_busy());
        stage.now = stage.poller.next().unwrap().at;
        assert_eq!(deleted(&stage.step(Input::Moment)), 500);
    }
    assert_eq!(stage.poller.next(), None);
}

#[test]
fn stopping_delivers_what_was_received_and_receives_nothing() {
    let mut stage = Stage::new(rules(10, 30), 2);
    assert_eq!(stage.receive(1), []);
    let invoked = stage.step(Input::Stop);
    assert_eq!(shape(&invoked), ["invoke m1"]);
    assert_eq!(stage.step(Input::Arrived), []);
    let actions = stage.answer(batch_of(&invoked), "{}");
    assert_eq!(shape(&actions), ["delete m1"]);
    let actions = stage.step(Input::Settled {
        refused: Vec::new(),
    });
    assert_eq!(shape(&actions), ["stopped"]);
}

#[test]
fn stopping_while_it_asks_waits_for_the_answer() {
    let mut stage = Stage::new(rules(10, 30), 1);
    assert_eq!(stage.step(Input::Stop), []);
    assert_eq!(shape(&stage.receive(1)), ["invoke m1"]);
    let mut stage = Stage::new(rules(10, 30), 1);
    stage.step(Input::Stop);
    assert_eq!(shape(&stage.receive(0)), ["stopped"]);
}

#[test]
fn an_idle_mapping_stops_at_once_and_starts_again() {
    let mut stage = Stage::new(rules(10, 30), 1);
    stage.receive(0);
    assert_eq!(shape(&stage.step(Input::Stop)), ["stopped"]);
    assert_eq!(stage.step(Input::Stop), []);
    assert_eq!(shape(&stage.step(Input::Start)), ["receive 10"]);
}

#[test]
fn starting_again_while_it_drains_goes_on() {
    let mut stage = Stage::new(rules(1, 0), 2);
    let invoked = stage.receive(1);
    assert_eq!(stage.step(Input::Stop), []);
    assert_eq!(shape(&stage.step(Input::Start)), ["receive 1"]);
    stage.receive(0);
    assert_eq!(
        shape(&stage.answer(batch_of(&invoked), "{}")),
        ["delete m1"]
    );
}

#[test]
fn a_smaller_batch_size_divides_the_batch_that_is_gathered() {
    let mut stage = Stage::new(rules(10, 30), 5);
    assert_eq!(stage.receive(5), []);
    let actions = stage.step(Input::Changed(rules(2, 30)));
    assert_eq!(shape(&actions), ["invoke m1 m2", "invoke m3 m4"]);
    assert_eq!(stage.step(Input::Changed(rules(2, 60))), []);
    let actions = stage.step(Input::Changed(rules(2, 0)));
    assert_eq!(shape(&actions), ["invoke m5"]);
}

#[test]
fn a_message_that_was_not_deleted_is_told() {
    let mut stage = Stage::new(rules(1, 0), 1);
    let invoked = stage.receive(1);
    stage.answer(batch_of(&invoked), "{}");
    let refused = vec!["its receipt is no receipt".to_owned()];
    let actions = stage.step(Input::Settled { refused });
    assert_eq!(
        shape(&actions),
        ["tell a settled message was not deleted: its receipt is no receipt"]
    );
    assert!(stage.poller.is_idle());
}
