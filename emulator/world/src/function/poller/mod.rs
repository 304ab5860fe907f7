//! An event source mapping at work, as a pure machine: inputs in, actions out.
//!
//! [`Poller::step`] is all there is to drive it. It receives from one queue, gathers batches, has them run by one function, and
//! deletes what the function answered for. Nothing is ever given back to the queue: what is not deleted comes back when its
//! visibility timeout ends.
//!
//! - [`batch`]: when a batch is full; [`record`]: a message as part of an event; [`verdict`]: what an answer means
//! - `host`: the machine in the world. Another host carries the same actions out elsewhere, over an SQS that is none of ours, say.
//!
//! # What a host promises
//! - An action is carried out in its order. [`Action::Receive`] is answered by [`Input::Received`] or [`Input::Unreachable`], and
//!   not asked again before; [`Action::Invoke`] by [`Input::Ended`], and [`Action::Delete`] by [`Input::Settled`], whenever that may be.
//! - [`Input::Moment`] comes when the moment of [`Poller::next`] has come, which is asked again after every step.
//! - [`Input::Room`] says how many processes are free to take a batch. Without a free one nothing is received: a message that waits
//!   for a process waits in its queue, and neither its visibility timeout nor a receive is spent.
//!
//! # Departures from AWS
//! - As many batches run at once as the function has places, from the first message on; AWS begins with five and scales up, and
//!   down again when invocations fail.
//! - A message is received only when its batch can run at once. AWS receives ahead and may then be throttled.

pub mod batch;
mod host;
pub mod record;
pub mod verdict;

#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, VecDeque};
use std::sync::Arc;
use std::time::Duration;

use jiff::Timestamp;

use super::outcome::Outcome;
use crate::moment::after;
use crate::queue::Message;

use batch::{BatchLimits, OpenBatch};
use record::{EventSourceName, ReceiptHandle, Record};
use verdict::{Failure, Verdict, judge};

/// How long a mapping rests after the first refusal of its queue or its function, and how long at most.
const FIRST_REST: Duration = Duration::from_secs(1);
const LONGEST_REST: Duration = Duration::from_secs(60);

/// Messages received and deleted because of one input: what is more comes a moment later, so that nobody else is kept from the world for
/// long.
const MAX_MESSAGES_AT_ONCE: usize = 500;
const A_MOMENT: Duration = Duration::from_millis(1);

/// How a mapping gathers and settles its batches.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rules {
    pub source: Arc<EventSourceName>,
    pub limits: BatchLimits,
    /// Batches at once.
    pub concurrency: usize,
    /// Whether the function says which messages failed.
    pub reports_failures: bool,
}

/// Names a batch of one mapping while it runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct BatchId(u64);

/// What a machine is told.
#[derive(Debug, Clone, PartialEq)]
pub enum Input {
    /// Messages are to be received from now on.
    Start,
    /// None are to be received any more. What was received is still delivered.
    Stop,
    /// The mapping is another.
    Changed(Rules),
    /// So many processes of the function are free.
    Room(usize),
    /// There may be messages.
    Arrived,
    /// The moment of [`Poller::next`] has come.
    Moment,
    /// What was received, and whether there may be more.
    Received { messages: Vec<Message>, more: bool },
    /// Nothing could be received; why.
    Unreachable(String),
    /// A batch was run, or was not.
    Ended { batch: BatchId, outcome: Outcome },
    /// Messages were deleted, but for some; why each of those was not.
    Settled { refused: Vec<String> },
}

/// What a machine wants done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Action {
    /// At most so many messages; who can't have so many at once takes fewer.
    Receive {
        max: usize,
    },
    Invoke {
        batch: BatchId,
        records: Arc<[Record]>,
    },
    Delete {
        receipts: Vec<ReceiptHandle>,
    },
    /// For the log.
    Tell(Told),
    /// After [`Input::Stop`]: everything that was received is settled.
    Stopped,
}

/// Something that somebody may have to look after.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Told {
    #[error("a batch of {messages} messages failed: {failure}")]
    BatchFailed { messages: usize, failure: Failure },
    #[error("a settled message was not deleted: {reason}")]
    NotDeleted { reason: String },
    #[error("no messages could be received, next try in {} s: {reason}", rest.as_secs())]
    Unreachable { reason: String, rest: Duration },
}

/// What a machine waits for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Next {
    pub at: Timestamp,
    pub what: Waiting,
}

/// See [`Next`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Waiting {
    /// A batch closes.
    Window,
    /// The next part of a large batch is received or deleted.
    Part,
    /// A rest ends, and there are messages.
    Rest,
    /// A rest ends, and a queue that refused is asked again.
    Retry,
}

/// An event source mapping at work.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Poller {
    rules: Rules,
    phase: Phase,
    asking: Asking,
    rests_until: Option<Timestamp>,
    /// Free processes, as far as it was told.
    room: usize,
    open: OpenBatch,
    /// What was received and has no room in the open batch, in its order.
    next_up: VecDeque<Record>,
    running: BTreeMap<BatchId, Arc<[Record]>>,
    /// What is to be deleted.
    settled: VecDeque<ReceiptHandle>,
    /// Deletes without an answer.
    deletes: usize,
    refusals_of_queue: u32,
    refusals_of_function: u32,
    /// Messages received and deleted because of the input before.
    handled: usize,
    /// When the next part of a large batch is received or deleted.
    goes_on_at: Option<Timestamp>,
    last_batch: u64,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Phase {
    Polling,
    Draining,
    Stopped,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Asking {
    /// There may be messages.
    Ready,
    /// Somebody is on the way to fetch some; whether there was news meanwhile.
    Asked { again: bool },
    /// There were none.
    Dry,
}

impl Poller {
    /// A mapping that has not been told to [`Input::Start`].
    pub fn new(rules: Rules) -> Self {
        Self {
            rules,
            phase: Phase::Stopped,
            asking: Asking::Ready,
            rests_until: None,
            room: 0,
            open: OpenBatch::default(),
            next_up: VecDeque::new(),
            running: BTreeMap::new(),
            settled: VecDeque::new(),
            deletes: 0,
            refusals_of_queue: 0,
            refusals_of_function: 0,
            handled: 0,
            goes_on_at: None,
            last_batch: 0,
        }
    }

    /// Takes one input, and says what is to be done because of it.
    pub fn step(&mut self, now: Timestamp, input: Input) -> Vec<Action> {
        let mut actions = Vec::new();
        // Answers go on with what led to them.
        let is_answer = matches!(
            input,
            Input::Received { .. } | Input::Unreachable(_) | Input::Settled { .. } | Input::Room(_)
        );
        if !is_answer {
            self.handled = 0;
        }
        match input {
            Input::Start => self.start(),
            Input::Stop if self.phase == Phase::Polling => self.phase = Phase::Draining,
            Input::Stop | Input::Moment => {}
            Input::Changed(rules) => self.change(rules),
            Input::Room(places) => self.room = places,
            Input::Arrived => self.note_news(),
            Input::Received { messages, more } => self.receive(messages, more),
            Input::Unreachable(reason) => self.rest_from_queue(now, reason, &mut actions),
            Input::Ended { batch, outcome } => self.settle(now, batch, &outcome, &mut actions),
            Input::Settled { refused } => {
                self.deletes = self.deletes.saturating_sub(1);
                let told = refused
                    .into_iter()
                    .map(|reason| Told::NotDeleted { reason });
                actions.extend(told.map(Action::Tell));
            }
        }
        self.go_on(now, &mut actions);
        actions
    }

    /// The moment for which it waits.
    pub fn next(&self) -> Option<Next> {
        let closes = self.open.closes(self.rules.limits).map(|at| Next {
            at,
            what: Waiting::Window,
        });
        // A batch that has closed waits for another to end.
        let closes = closes.filter(|_| self.may_invoke());
        let is_polling = self.phase == Phase::Polling;
        let rest = self.rests_until.filter(|_| is_polling).map(|at| Next {
            at,
            what: if self.asking == Asking::Dry {
                Waiting::Retry
            } else {
                Waiting::Rest
            },
        });
        let part = self.goes_on_at.map(|at| Next {
            at,
            what: Waiting::Part,
        });
        let moments = closes.into_iter().chain(part).chain(rest);
        moments.min_by_key(|next| next.at)
    }

    /// Whether it holds no message, and has none deleted.
    pub fn is_idle(&self) -> bool {
        let holds = !self.open.is_empty() || !self.next_up.is_empty();
        let is_asking = matches!(self.asking, Asking::Asked { .. });
        !holds && !is_asking && !self.is_busy()
    }

    /// Whether it was told to start, and not to stop.
    pub fn is_polling(&self) -> bool {
        self.phase == Phase::Polling
    }

    /// Batches that run.
    pub fn running(&self) -> usize {
        self.running.len()
    }

    /// Whether a batch runs or is being settled.
    pub fn is_busy(&self) -> bool {
        !self.running.is_empty() || !self.settled.is_empty() || self.deletes > 0
    }

    /// Whether a free process would be of use.
    fn wants_room(&self) -> bool {
        self.phase == Phase::Polling
            && self.asking == Asking::Ready
            && self.rests_until.is_none()
            && self.may_invoke()
            && self.next_up.is_empty()
            && self.open.room(self.rules.limits) > 0
    }

    fn start(&mut self) {
        self.phase = Phase::Polling;
        self.note_news();
    }

    /// By other limits the batch that is being gathered may be two.
    fn change(&mut self, rules: Rules) {
        self.rules = rules;
        for record in self.open.take_back().into_iter().rev() {
            self.next_up.push_front(record);
        }
    }

    fn note_news(&mut self) {
        self.asking = match self.asking {
            Asking::Asked { .. } => Asking::Asked { again: true },
            Asking::Ready | Asking::Dry => Asking::Ready,
        };
    }

    /// The answer to an asking has come.
    fn is_answered(&mut self, more: bool) {
        let again = matches!(self.asking, Asking::Asked { again: true });
        self.asking = if more || again {
            Asking::Ready
        } else {
            Asking::Dry
        };
    }

    fn receive(&mut self, messages: Vec<Message>, more: bool) {
        self.is_answered(more && !messages.is_empty());
        self.refusals_of_queue = 0;
        self.handled += messages.len();
        let source = &self.rules.source;
        let records = messages
            .into_iter()
            .map(|message| Record::new(message, source));
        self.next_up.extend(records);
    }

    /// Says so as long as the rests grow, and is silent from then on.
    fn rest_from_queue(&mut self, now: Timestamp, reason: String, actions: &mut Vec<Action>) {
        self.is_answered(false);
        let rest = rest_after(self.refusals_of_queue);
        let is_old = self.refusals_of_queue > 0 && rest == rest_after(self.refusals_of_queue - 1);
        self.refusals_of_queue = self.refusals_of_queue.saturating_add(1);
        self.rest(now, rest);
        if !is_old {
            actions.push(Action::Tell(Told::Unreachable { reason, rest }));
        }
    }

    fn settle(
        &mut self,
        now: Timestamp,
        batch: BatchId,
        outcome: &Outcome,
        actions: &mut Vec<Action>,
    ) {
        let Some(records) = self.running.remove(&batch) else {
            return;
        };
        match outcome {
            // Else a whole queue would be in flight in no time, and nothing of it delivered.
            Outcome::Throttled | Outcome::Lost(_) => {
                let rest = rest_after(self.refusals_of_function);
                self.refusals_of_function = self.refusals_of_function.saturating_add(1);
                self.rest(now, rest);
            }
            Outcome::Response(_) | Outcome::Failure(_) => self.refusals_of_function = 0,
        }
        let ids = records.iter().map(Record::message_id);
        let verdict = judge(outcome, self.rules.reports_failures, ids);
        if let Verdict::TotalFailure(failure) = &verdict {
            actions.push(Action::Tell(Told::BatchFailed {
                messages: records.len(),
                failure: failure.clone(),
            }));
        }
        let settled = records
            .iter()
            .filter(|record| verdict.deletes(record.message_id()));
        self.settled.extend(settled.map(Record::receipt_handle));
    }

    fn rest(&mut self, now: Timestamp, rest: Duration) {
        self.rests_until = self.rests_until.max(Some(after(now, rest)));
    }

    /// What follows from the state, whatever led to it.
    fn go_on(&mut self, now: Timestamp, actions: &mut Vec<Action>) {
        if self.rests_until.is_some_and(|until| until <= now) {
            self.rests_until = None;
            if self.asking == Asking::Dry {
                self.asking = Asking::Ready;
            }
        }
        self.delete(actions);
        self.deliver(now, actions);
        let has_more = self.wants_room() && self.room > 0;
        let may_handle = MAX_MESSAGES_AT_ONCE.saturating_sub(self.handled);
        if has_more && may_handle > 0 {
            let max = self.open.room(self.rules.limits).min(may_handle);
            self.asking = Asking::Asked { again: false };
            actions.push(Action::Receive { max });
        }
        let is_part = has_more && may_handle == 0 || !self.settled.is_empty();
        self.goes_on_at = is_part.then(|| after(now, A_MOMENT));
        if self.phase == Phase::Draining && self.is_idle() {
            self.phase = Phase::Stopped;
            actions.push(Action::Stopped);
        }
    }

    /// Deletes what is settled, or a part of it.
    fn delete(&mut self, actions: &mut Vec<Action>) {
        let may_handle = MAX_MESSAGES_AT_ONCE.saturating_sub(self.handled);
        let count = self.settled.len().min(may_handle);
        if count == 0 {
            return;
        }
        self.handled += count;
        self.deletes += 1;
        let receipts = self.settled.drain(..count).collect();
        actions.push(Action::Delete { receipts });
    }

    /// Delivers every batch that is due.
    fn deliver(&mut self, now: Timestamp, actions: &mut Vec<Action>) {
        loop {
            self.fill(now);
            if !self.is_due(now) || !self.may_invoke() {
                return;
            }
            self.last_batch += 1;
            let batch = BatchId(self.last_batch);
            let records: Arc<[Record]> = self.open.take().into();
            self.running.insert(batch, Arc::clone(&records));
            self.room = self.room.saturating_sub(1);
            actions.push(Action::Invoke { batch, records });
        }
    }

    /// Puts into the open batch what it has room for, in its order.
    fn fill(&mut self, now: Timestamp) {
        let limits = self.rules.limits;
        while let Some(record) = self
            .next_up
            .pop_front_if(|record| self.open.takes(record, limits))
        {
            self.open.push(record, now);
        }
    }

    fn is_due(&self, now: Timestamp) -> bool {
        if self.open.is_empty() {
            return false;
        }
        let is_full = !self.next_up.is_empty();
        is_full || self.phase != Phase::Polling || self.open.is_due(self.rules.limits, now)
    }

    fn may_invoke(&self) -> bool {
        self.running.len() < self.rules.concurrency.max(1)
    }
}

/// The rest after so many refusals before this one: doubled each time.
fn rest_after(refusals: u32) -> Duration {
    let factor = 2_u32.checked_pow(refusals).unwrap_or(u32::MAX);
    FIRST_REST.saturating_mul(factor).min(LONGEST_REST)
}
