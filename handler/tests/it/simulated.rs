//! The function without a runtime: as a simulation runs it, step by step on one thread.

use std::pin::pin;
use std::task::{Context, Poll, Waker};
use std::time::Duration;

use handler::adapters::settled::WarmMemory;
use handler::adapters::tasks::InPlace;
use handler::invocation::ports::{Ports, Time};
use jiff::Timestamp;

use crate::support::logs::{lines, record};
use crate::support::memory::{Metrics, Objects};
use crate::support::{NOW, function, invoke, kept, notification};

/// More often than an invocation whose ports all answer at once is ever polled.
const MOST_POLLS: usize = 100;

/// A clock that stands still: no alarm ever rings.
struct StandingClock;

impl Time for StandingClock {
    fn now(&self) -> Timestamp {
        NOW.parse().expect("a timestamp")
    }

    async fn sleep(&self, _duration: Duration) {
        std::future::pending::<()>().await;
    }
}

/// Polls until the future is done, by nothing but the hand.
fn by_hand<T>(future: impl Future<Output = T>) -> T {
    let mut future = pin!(future);
    let mut context = Context::from_waker(Waker::noop());
    for _ in 0..MOST_POLLS {
        if let Poll::Ready(output) = future.as_mut().poll(&mut context) {
            return output;
        }
    }
    panic!("not done after {MOST_POLLS} polls");
}

#[test]
fn an_invocation_needs_no_runtime() {
    let (objects, metrics) = (Objects::default(), Metrics::default());
    for key in ["a", "b", "c"] {
        objects.put(key, lines(&[record(key, 10, 1)]));
    }
    let ports = Ports {
        objects,
        metrics: metrics.clone(),
        time: StandingClock,
        settled: WarmMemory::default(),
        tasks: Box::new(InPlace),
    };
    let function = function(&[], ports);
    let batch = [
        ("m1", notification(&["a", "b"])),
        ("m2", notification(&["c"])),
    ];
    let handled = by_hand(invoke(&function, StandingClock.now(), 300, &batch));
    assert!(kept(&handled).is_empty());
    assert_eq!(
        metrics.sum("InputTokens InferenceProfile=CrossRegion"),
        30.0
    );
}
