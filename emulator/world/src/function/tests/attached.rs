//! A function to which a process of the user's own is attached.

use proptest::prelude::*;

use super::stage::{FUNCTION, Stage};
use crate::function::{CreateEventSourceMapping, Invoke};
use crate::queue::Counts;

fn one_by_one() -> CreateEventSourceMapping {
    CreateEventSourceMapping {
        batch_size: Some(1),
        ..CreateEventSourceMapping::default()
    }
}

fn invoke(stage: &mut Stage) {
    let invoke = Invoke {
        function_name: FUNCTION.to_owned(),
        payload: "{}".into(),
        ..Invoke::default()
    };
    stage.call(invoke).unwrap();
}

#[test]
fn while_a_process_is_attached_invocations_run_one_at_a_time() {
    let mut stage = Stage::new(1, 3);
    stage.attach();
    for _ in 0..3 {
        invoke(&mut stage);
    }
    assert_eq!(stage.invocations(), (1, 2));
    stage.answer("{}");
    assert_eq!(stage.invocations(), (1, 1));
    stage.detach();
    assert_eq!(stage.invocations(), (2, 0));
}

#[test]
fn a_message_that_waits_for_the_attached_process_waits_in_its_queue_and_was_never_received() {
    let mut stage = Stage::new(1, 3);
    stage.create_queue("logs", &[]);
    stage.map("logs", one_by_one());
    stage.attach();
    for body in ["a", "b", "c"] {
        stage.send("logs", body);
    }
    let counts = |visible, in_flight| Counts {
        visible,
        delayed: 0,
        in_flight,
    };
    assert_eq!(stage.counts("logs"), counts(2, 1));
    stage.answer("{}");
    assert_eq!(stage.counts("logs"), counts(1, 1));
    stage.detach();
    assert_eq!(stage.bodies(), [["b"], ["c"]]);
    assert_eq!(stage.counts("logs"), counts(0, 2));
}

#[test]
fn what_ran_before_a_process_was_attached_goes_on() {
    let mut stage = Stage::new(1, 2);
    for _ in 0..3 {
        invoke(&mut stage);
    }
    stage.attach();
    assert_eq!(stage.invocations(), (2, 1));
    stage.answer("{}");
    assert_eq!(stage.invocations(), (1, 1), "the place of two is one");
    stage.answer("{}");
    assert_eq!(stage.invocations(), (1, 0));
}

#[derive(Debug, Clone, Copy)]
enum Step {
    Invoke,
    End,
    Attach,
    Detach,
}

proptest! {
    /// Against a count: who comes or goes starts as many of those who wait as there are places then.
    #[test]
    fn places_are_those_of_a_count(
        steps in prop::collection::vec(prop::sample::select(vec![Step::Invoke, Step::End, Step::Attach, Step::Detach]), 0..60),
        usual in 1_usize..4,
    ) {
        let mut stage = Stage::new(1, usual);
        let (mut running, mut waiting, mut places) = (0, 0, usual);
        for step in steps {
            match step {
                Step::Invoke => {
                    invoke(&mut stage);
                    waiting += 1;
                }
                Step::End if running == 0 => {}
                Step::End => {
                    stage.answer("{}");
                    running -= 1;
                }
                Step::Attach => {
                    stage.attach();
                    places = 1;
                }
                Step::Detach => {
                    stage.detach();
                    places = usual;
                }
            }
            while running < places && waiting > 0 {
                running += 1;
                waiting -= 1;
            }
            prop_assert_eq!(stage.invocations(), (running, waiting));
        }
    }
}
