//! The machine of an event source mapping over a queue elsewhere: what the world does for its own queues, done here by calls of
//! `aws-sdk-sqs` and of the runtime.

use std::sync::Arc;
use std::time::Duration;

use aws_endpoint::clock::Clock;
use aws_endpoint::runtime::{InvokeError, Runtime};
use aws_world::function::poller::record::{ReceiptHandle, Record, event};
use aws_world::function::poller::{Action, BatchId, Input, Poller, Told};
use aws_world::function::{FunctionError, FunctionName, Outcome};
use aws_world::origin::Home;
use jiff::Timestamp;
use tokio::sync::mpsc::{self, UnboundedSender};
use tokio_util::sync::CancellationToken;

use super::queue::RemoteQueue;

/// How long one asking waits for a message.
const ASKING: Duration = Duration::from_secs(2);

/// A mapping at work.
#[derive(Debug)]
pub struct Host {
    pub poller: Poller,
    pub queue: Arc<RemoteQueue>,
    pub runtime: Runtime,
    pub home: Home,
    pub function: FunctionName,
    /// Processes of the function at once.
    pub places: usize,
    pub clock: Arc<Clock>,
}

impl Host {
    /// Carries messages until `stop`, and then until those that were received are settled.
    pub async fn run(mut self, stop: CancellationToken) {
        let (inputs, mut answers) = mpsc::unbounded_channel();
        let mut next = Input::Start;
        loop {
            let is_stopped = self.step(next, &inputs);
            if is_stopped {
                return;
            }
            let moment = self.poller.next().map_or(Timestamp::MAX, |next| next.at);
            let is_polling = self.poller.is_polling();
            next = tokio::select! {
                () = stop.cancelled(), if is_polling => Input::Stop,
                Some(answer) = answers.recv() => answer,
                () = self.clock.wait_until(moment) => Input::Moment,
            };
        }
    }

    /// Whether it was the last step.
    fn step(&mut self, input: Input, inputs: &UnboundedSender<Input>) -> bool {
        let now = self.clock.now();
        let is_answer = matches!(input, Input::Received { .. } | Input::Unreachable(_));
        let mut actions = self.poller.step(now, input);
        let room = self.places.saturating_sub(self.poller.running());
        actions.extend(self.poller.step(now, Input::Room(room)));
        let is_stopped = actions.contains(&Action::Stopped);
        for action in actions {
            self.carry_out(action, inputs.clone());
        }
        self.queue.received.set_working(self.poller.is_busy());
        if is_answer {
            self.queue.received.set_receiving(false);
        }
        is_stopped
    }

    /// Each action in a task of its own, whose answer is an input. Nobody listens any more when the mapping has stopped.
    fn carry_out(&self, action: Action, inputs: UnboundedSender<Input>) {
        let queue = Arc::clone(&self.queue);
        match action {
            Action::Receive { max } => {
                tokio::spawn(async move {
                    let _ = inputs.send(queue.receive(max, ASKING).await);
                    // It knows of no news but by asking again.
                    let _ = inputs.send(Input::Arrived);
                });
            }
            Action::Invoke { batch, records } => {
                let (runtime, home) = (self.runtime.clone(), self.home.clone());
                let function = self.function.clone();
                tokio::spawn(async move {
                    let ended = invoke(&runtime, &home, &function, batch, &records).await;
                    let _ = inputs.send(ended);
                });
            }
            Action::Delete { receipts } => {
                tokio::spawn(async move {
                    let refused = delete(&queue, &receipts).await;
                    let _ = inputs.send(Input::Settled { refused });
                });
            }
            Action::Tell(told) => tell(&told),
            Action::Stopped => {}
        }
    }
}

async fn invoke(
    runtime: &Runtime,
    home: &Home,
    function: &FunctionName,
    batch: BatchId,
    records: &[Record],
) -> Input {
    let outcome = match runtime.invoke(home, function, event(records)).await {
        Ok(invocation) => invocation.outcome,
        Err(InvokeError::Refused(FunctionError::TooManyRequests(_))) => Outcome::Throttled,
        Err(error) => Outcome::Lost(error.to_string()),
    };
    Input::Ended { batch, outcome }
}

async fn delete(queue: &RemoteQueue, receipts: &[ReceiptHandle]) -> Vec<String> {
    let mut refused = Vec::new();
    for receipts in receipts.chunks(RemoteQueue::MAX_ENTRIES) {
        refused.extend(queue.delete(receipts).await);
    }
    refused
}

/// Into the output of the test, which shows it where the test fails.
#[expect(clippy::print_stdout, reason = "a test captures what is printed")]
fn tell(told: &Told) {
    println!("the mapping: {told}");
}
