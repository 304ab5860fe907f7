//! Carries messages from one queue to one function: gather a batch, invoke, settle.
//!
//! A batch is settled after the answer, never before the invocation. What is not deleted then comes back when its
//! visibility timeout ends; the delivery keeps no list of its own of what failed.

use std::future::Future;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use jiff::{SignedDuration, Timestamp};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use super::answer::{Verdict, judge};
use super::batcher::{BatchLimits, Batcher, Pushed};
use super::message::{EventSourceName, QueueMessage, Record, event};
use super::port::{MAX_MESSAGES_PER_CALL, QueuePort, ReceiptHandle};
use crate::aws::activity::{Activity, Busy, Waiting};
use crate::clock::Clock;
use crate::runtime::{Invocation, InvokeError, MAX_PAYLOAD_BYTES};
use crate::world::function::MappingSettings;

/// How long a queue that cannot be asked is left alone.
const PAUSE_AFTER_ERROR: Duration = Duration::from_secs(1);

/// How long a receive may wait for its first message: what SQS takes at most.
const LONGEST_POLL: Duration = Duration::from_secs(20);

/// What a batch is handed to.
pub trait Invoke: Send + Sync + 'static {
    /// Runs the function on one event and waits for its answer.
    fn invoke(
        &self,
        payload: Bytes,
    ) -> impl Future<Output = Result<Invocation, InvokeError>> + Send;
}

/// How messages are carried.
#[derive(Debug, Clone)]
pub struct PollerSettings {
    pub source: EventSourceName,
    pub mapping: MappingSettings,
    /// Batches at once. A message is received only when there is a place for its batch, so that it does not spend
    /// its visibility timeout waiting.
    pub concurrency: usize,
}

/// The delivery from one queue to one function.
#[derive(Debug)]
pub struct Poller<Q, I> {
    queue: Arc<Q>,
    function: Arc<I>,
    settings: Arc<PollerSettings>,
    clock: Arc<Clock>,
    activity: Activity,
    places: Arc<Semaphore>,
    batches: TaskTracker,
}

/// Messages on their way, with the word that somebody is busy with them.
struct Batch {
    records: Vec<Record>,
    busy: Busy,
}

impl<Q: QueuePort, I: Invoke> Poller<Q, I> {
    pub fn new(
        queue: Q,
        function: I,
        settings: PollerSettings,
        clock: Arc<Clock>,
        activity: Activity,
    ) -> Self {
        Self {
            queue: Arc::new(queue),
            function: Arc::new(function),
            places: Arc::new(Semaphore::new(settings.concurrency.max(1))),
            settings: Arc::new(settings),
            clock,
            activity,
            batches: TaskTracker::new(),
        }
    }

    /// Carries messages until `stop`, then waits for the batches that are on their way to be settled.
    pub async fn run(self, stop: CancellationToken) {
        // Messages that did not fit into the batch before: they begin the next one.
        let mut left_over = None;
        while let Some(place) = self.next_place(&stop).await {
            if let Some(batch) = self.gather(&mut left_over, &stop).await {
                self.deliver(batch, place);
            }
        }
        self.batches.close();
        self.batches.wait().await;
    }

    async fn next_place(&self, stop: &CancellationToken) -> Option<OwnedSemaphorePermit> {
        let places = Arc::clone(&self.places);
        tokio::select! {
            biased;
            () = stop.cancelled() => None,
            place = places.acquire_owned() => place.ok(),
        }
    }

    /// Gathers a batch; `None` when there was nothing after all, the queue could not be asked, or it is time to stop.
    async fn gather(
        &self,
        left_over: &mut Option<Batch>,
        stop: &CancellationToken,
    ) -> Option<Batch> {
        let mut batcher = Batcher::new(self.limits());
        let busy = match left_over.take() {
            Some(batch) => {
                *left_over = self.push(&mut batcher, batch.records);
                batch.busy
            }
            None => self.begin_when_ready(stop).await?,
        };
        while left_over.is_none() && !batcher.is_due(self.clock.now()) {
            if let Some(closes) = batcher.closes() {
                self.wait_for_more(&busy, closes).await;
                if batcher.is_due(self.clock.now()) {
                    break;
                }
            }
            let messages = self.receive(&batcher).await;
            if messages.is_empty() && batcher.is_empty() {
                return None;
            }
            let source = &self.settings.source;
            let records = messages
                .into_iter()
                .map(|message| Record::new(message, source));
            *left_over = self.push(&mut batcher, records);
        }
        let records = batcher.into_records();
        Some(Batch { records, busy })
    }

    /// Waits, without being busy, for a message to be there. Busy comes before the receive: nobody may find a message
    /// invisible and the delivery idle.
    async fn begin_when_ready(&self, stop: &CancellationToken) -> Option<Busy> {
        tokio::select! {
            biased;
            () = stop.cancelled() => None,
            () = self.queue.ready() => Some(self.activity.begin()),
        }
    }

    async fn wait_for_more(&self, busy: &Busy, closes: Timestamp) {
        busy.wait(Waiting {
            until: closes,
            whom: self.settings.source.arn.as_str().into(),
        });
        tokio::select! {
            () = self.queue.ready() => {}
            () = self.clock.wait_until(closes) => {}
        }
        busy.go_on();
    }

    /// Receives what the batch takes; nothing, after a pause, when the queue could not be asked.
    async fn receive(&self, batcher: &Batcher) -> Vec<QueueMessage> {
        let max = batcher.room().min(MAX_MESSAGES_PER_CALL);
        let wait = match batcher.closes() {
            Some(closes) => closes.duration_since(self.clock.now()),
            None => SignedDuration::MAX,
        };
        let wait = Duration::try_from(wait).unwrap_or_default();
        match self.queue.receive(max, wait.min(LONGEST_POLL)).await {
            Ok(messages) => messages,
            Err(error) => {
                tracing::warn!(queue = %self.settings.source.arn, error = %chain(&error), "no messages could be received");
                self.clock.pause(PAUSE_AFTER_ERROR).await;
                Vec::new()
            }
        }
    }

    /// Puts records into the batch. What the event has no room for is left over, and somebody is busy with it.
    fn push(
        &self,
        batcher: &mut Batcher,
        records: impl IntoIterator<Item = Record>,
    ) -> Option<Batch> {
        let now = self.clock.now();
        let mut left_over = Vec::new();
        for record in records {
            if left_over.is_empty() {
                if let Pushed::NoRoom(record) = batcher.push(record, now) {
                    left_over.push(record);
                }
            } else {
                // Behind the first that did not fit, so that the order stays.
                left_over.push(record);
            }
        }
        (!left_over.is_empty()).then(|| Batch {
            records: left_over,
            busy: self.activity.begin(),
        })
    }

    fn limits(&self) -> BatchLimits {
        BatchLimits {
            messages: self.settings.mapping.batch_size.get(),
            window: self.settings.mapping.window,
            payload_bytes: MAX_PAYLOAD_BYTES,
        }
    }

    fn deliver(&self, batch: Batch, place: OwnedSemaphorePermit) {
        let queue = Arc::clone(&self.queue);
        let function = Arc::clone(&self.function);
        let settings = Arc::clone(&self.settings);
        self.batches.spawn(async move {
            carry(&*queue, &*function, &settings, &batch.records).await;
            drop((batch.busy, place));
        });
    }
}

/// Invokes the function with a batch, and then settles it.
async fn carry<Q: QueuePort, I: Invoke>(
    queue: &Q,
    function: &I,
    settings: &PollerSettings,
    records: &[Record],
) {
    let queue_arn = &settings.source.arn;
    let invocation = match function.invoke(event(records)).await {
        Ok(invocation) => invocation,
        Err(InvokeError::Stopping) => return,
        Err(error) => {
            tracing::error!(queue = %queue_arn, messages = records.len(), error = %chain(&error), "a batch could not be delivered");
            return;
        }
    };
    let ids = records.iter().map(|record| record.message_id.as_str());
    let reports = settings.mapping.report_batch_item_failures;
    let verdict = judge(&invocation.outcome, reports, ids);
    if let Verdict::TotalFailure(failure) = &verdict {
        tracing::warn!(queue = %queue_arn, request_id = %invocation.request_id, messages = records.len(), %failure, "a batch failed");
    }
    let settled = records
        .iter()
        .filter(|record| verdict.deletes(&record.message_id))
        .map(|record| record.receipt_handle.clone())
        .collect();
    settle(queue, queue_arn, settled).await;
}

/// Deletes messages. One that cannot be deleted is delivered again.
async fn settle<Q: QueuePort>(queue: &Q, queue_arn: &str, settled: Vec<ReceiptHandle>) {
    for handles in settled.chunks(MAX_MESSAGES_PER_CALL) {
        match queue.delete(handles.to_vec()).await {
            Ok(refused) => {
                for message in refused {
                    tracing::warn!(queue = %queue_arn, reason = %message, "a settled message was not deleted");
                }
            }
            Err(error) => {
                tracing::warn!(queue = %queue_arn, messages = handles.len(), error = %chain(&error), "settled messages were not deleted");
            }
        }
    }
}

/// An error with everything that led to it.
fn chain(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut source = error.source();
    while let Some(cause) = source {
        text.push_str(": ");
        text.push_str(&cause.to_string());
        source = cause.source();
    }
    text
}
