//! One invocation: a batch of messages in, the messages to keep out.
//!
//! The shell around the core, and the only place that knows the order of things: `plan` what the
//! batch asks for, `read` the objects side by side, `assemble` what each message amounts to,
//! `publish` it, answer. Everything it does to the world goes through [`ports`]; what S3 or
//! CloudWatch look like is in `crate::adapters`, what a record means in [`crate::core`].
//!
//! [`Handler::handle`] cannot fail: every message gets an outcome, and what is not finished in time is
//! returned to the queue.

pub mod event;
pub mod ports;
pub mod retry;
pub mod summary;

mod assemble;
mod batch;
mod buffers;
mod conclude;
mod deadline;
pub(crate) mod failure;
mod health;
mod memory;
mod objects;
mod place_log;
mod plan;
mod profiles;
mod publish;
mod read;
mod readings;
mod report;
mod stages;
mod uncounted;

use std::collections::HashSet;
use std::pin::pin;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use futures::{Stream, StreamExt, stream};
use jiff::Timestamp;
use tracing::Instrument;

use self::assemble::Summed;
use self::batch::Batch;
use self::buffers::SpareBuffers;
use self::conclude::{Concluded, conclude, published_slots, summarize};
use self::deadline::{Deadline, remaining};
use self::event::{SqsBatchResponse, SqsEvent};
use self::failure::Failure;
use self::health::Health;
use self::memory::Memory;
use self::objects::{Objects, Slot};
use self::plan::{Plan, Planned};
use self::ports::{MetricSink, ObjectSource, Ports, ProfileDirectory, SettledObjects, Time};
use self::profiles::Profiles;
use self::publish::{
    PublishContext, Publishable, Publishables, Published, publish, publish_health,
};
use self::read::{ReadContext, Reading, read_object};
use self::readings::Readings;
use self::retry::{Jitter, RetryPolicy};
use self::stages::{Stage, StageClock};
use self::summary::{DurationCounts, Summary};
use crate::config::{Settings, Shares, bound_seconds};
use crate::core::aggregate::Rules;
use crate::core::object::{AgeWindow, Limits};
use crate::core::object_ref::{ObjectIdentity, ObjectRef};
use crate::core::settle::batch_item_failures;

/// What one process keeps between invocations.
pub struct Handler<O, M, T, S> {
    ports: Arc<Ports<O, M, T, S>>,
    settings: Settings,
    profiles: Profiles,
    /// For the dimension of the health metrics.
    function: String,
    jitter: Jitter,
    hash_key: u64,
    shares: Shares,
    memory: Arc<Memory>,
    buffers: Arc<SpareBuffers>,
    /// modelIds that were logged as unrecognised, so that each is logged once.
    unrecognised: Mutex<HashSet<String>>,
}

/// What the runtime says of an invocation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InvocationContext {
    pub request_id: String,
    /// When Lambda kills the function.
    pub ends_at: Timestamp,
}

/// What an invocation came to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Handled {
    /// For the event source.
    pub response: SqsBatchResponse,
    /// For the log.
    pub summary: Summary,
}

impl<O, M, T, S> Handler<O, M, T, S>
where
    O: ObjectSource,
    M: MetricSink,
    T: Time,
    S: SettledObjects,
{
    /// A handler for every invocation of a process. `jitter` gives a number in `0.0..1.0`, another
    /// one at every call.
    pub fn new(
        settings: Settings,
        rules: Rules,
        function: impl Into<String>,
        ports: Ports<O, M, T, S>,
        jitter: impl Fn() -> f64 + Send + Sync + 'static,
    ) -> Self {
        let shares = settings.shares;
        Self {
            ports: Arc::new(ports),
            settings,
            profiles: Profiles::new(rules),
            function: function.into(),
            jitter: Arc::new(jitter),
            hash_key: 0,
            shares,
            memory: Arc::new(Memory::new(shares)),
            buffers: Arc::default(),
            unrecognised: Mutex::new(HashSet::new()),
        }
    }

    /// The same, with a key that nobody who writes logs knows: see [`Limits::hash_key`].
    #[must_use]
    pub fn with_hash_key(mut self, hash_key: u64) -> Self {
        self.hash_key = hash_key;
        self
    }

    /// The same, asking about application inference profiles that the map does not name.
    pub fn with_profile_directory(mut self, directory: Box<dyn ProfileDirectory>) -> Self {
        self.profiles.ask(directory);
        self
    }

    /// Processes a batch and logs what became of it.
    pub async fn handle(&self, event: SqsEvent, context: &InvocationContext) -> Handled {
        let began = self.ports.time.now();
        let deadline = Deadline::new(began, context.ends_at);
        let Plan { messages, objects } = Plan::of(event.into_messages());
        let read_context = Arc::new(self.read_context(began, deadline));
        let publish_context = self.publish_context(deadline);

        let mut batch = Batch::new(
            messages,
            &self.profiles.rules(),
            self.settings.logged_places,
        );
        let mut reading = pin!(self.read(objects.iter(), &read_context));
        while !batch.pending.is_empty() {
            let wave = self.next_wave(&mut batch, &mut reading, &objects, &read_context);
            let wave = wave.instrument(tracing::info_span!("read objects")).await;
            let settling = self.settle(&mut batch, wave, &objects, &publish_context);
            settling
                .instrument(tracing::info_span!("publish metrics"))
                .await;
        }
        let concluded = &batch.concluded;
        self.release(&objects, &batch.readings, concluded, deadline)
            .await;

        report::messages(concluded, &objects, self.settings.poison);
        batch.places.finish();
        report::dropped_samples(concluded, self.settings.series_limit);
        let mut summary = summarize(concluded, self.settings.poison);
        summary.request_id.clone_from(&context.request_id);
        summary.publishes = batch.publishes;
        summary.publishes.retries += read_context.retries.load(Ordering::Relaxed);

        let mut health = batch.health_left_over;
        health.failed_messages = summary.messages.failed();
        let health_began = self.ports.time.now();
        if self.settings.publish_enabled {
            publish_health(
                &self.ports,
                &publish_context,
                health,
                &mut summary.publishes,
            )
            .await;
        }
        let ended = self.ports.time.now();
        let publishing = batch.publishing + remaining(health_began, ended);
        summary.duration = durations(began, ended, publishing, &read_context.stages);
        tracing::info!(summary = %summary, "{}", summary::SUMMARY_MESSAGE);
        Handled {
            response: self.answer(concluded),
            summary,
        }
    }

    /// Reads on until all messages are ready, or until the sums of those that are take as much memory as they may; which
    /// are ready, taken out of the batch.
    async fn next_wave(
        &self,
        batch: &mut Batch,
        reading: &mut (impl Stream<Item = (Slot, Reading)> + Unpin),
        objects: &Objects,
        context: &Arc<ReadContext>,
    ) -> Vec<Planned> {
        let mut held_bytes = 0;
        while let Some((slot, read)) = reading.next().await {
            held_bytes += read.held_bytes();
            batch.readings.extend([(slot, read)]);
            if held_bytes >= self.shares.sums_bytes && batch.has_ready() {
                break;
            }
        }
        self.inform(&mut batch.readings, objects, context).await;
        self.report_unrecognised(&batch.readings);
        batch.take_ready()
    }

    /// Publishes what a wave's messages amount to, and concludes them.
    async fn settle(
        &self,
        batch: &mut Batch,
        wave: Vec<Planned>,
        objects: &Objects,
        context: &PublishContext<'_>,
    ) {
        let began = self.ports.time.now();
        let summed = batch.assembly.assemble(wave, &mut batch.readings);
        let published = self.publish(objects, &summed, context).await;
        for mut concluded in conclude(summed, published.failures) {
            batch.places.message(&concluded, objects);
            // They are told, and the batch may have many messages to come.
            concluded.uncounted.clear();
            batch.concluded.push(concluded);
        }
        batch.publishes.add(published.counts);
        batch.health_left_over.add(published.health_left_over);
        batch.publishing += remaining(began, self.ports.time.now());
    }

    fn read_context(&self, now: Timestamp, deadline: Deadline) -> ReadContext {
        ReadContext {
            limits: Limits {
                max_record_bytes: self.settings.max_record_bytes,
                max_text_bytes: self.settings.max_object_bytes,
                hash_key: self.hash_key,
                tell: self.settings.logged_places.tell(),
                ..Limits::default()
            },
            window: age_window(&self.settings, now, deadline),
            deadline,
            batch_size: self.settings.batch_size,
            max_object_bytes: self.settings.max_object_bytes,
            retry: self.retry_policy(),
            buffers: Arc::clone(&self.buffers),
            memory: Arc::clone(&self.memory),
            retries: AtomicU64::new(0),
            stages: StageClock::default(),
        }
    }

    fn publish_context(&self, deadline: Deadline) -> PublishContext<'_> {
        PublishContext {
            namespace: &self.settings.namespace,
            function: &self.function,
            deadline,
            retry: self.retry_policy(),
        }
    }

    fn retry_policy(&self) -> RetryPolicy {
        RetryPolicy {
            max_attempts: self.settings.max_attempts,
            jitter: Arc::clone(&self.jitter),
        }
    }

    /// Reads objects once again that speak of inference profiles of which something is found out only now.
    async fn inform(&self, readings: &mut Readings, objects: &Objects, context: &Arc<ReadContext>) {
        let time = &self.ports.time;
        self.profiles.learn(time, context.deadline, readings).await;
        let speaks_of_it = |slot: Slot| {
            let mut profiles = readings[slot].unmapped_profiles().iter();
            profiles.any(|arn| self.profiles.knows(arn))
        };
        let again = objects
            .iter()
            .take(readings.count())
            .filter(|(slot, _)| speaks_of_it(*slot));
        let mut informed: Vec<_> = self.read(again, context).collect().await;
        // What another write has replaced meanwhile was read before, and counts without what is known now.
        informed.retain(|(_, reading)| !matches!(reading, Reading::Replaced));
        readings.extend(informed);
    }

    /// Reads objects, a bounded number at once, on as many cores as there are; the readings come in
    /// their order whichever object is read first.
    fn read<'a>(
        &'a self,
        objects: impl Iterator<Item = (Slot, &'a ObjectRef)> + 'a,
        context: &'a Arc<ReadContext>,
    ) -> impl Stream<Item = (Slot, Reading)> + 'a {
        let tasks = objects.map(move |(slot, object)| {
            let (ports, context) = (Arc::clone(&self.ports), Arc::clone(context));
            let (object, rules) = (object.clone(), self.profiles.rules());
            async move {
                let task = async move { read_object(&ports, &context, &rules, &object).await };
                let reading = match self.ports.tasks.output_of(task).await {
                    Ok(reading) => reading,
                    // A panic is a broken invariant of ours; it costs this object's messages only.
                    Err(error) => Reading::Failed(Failure::retry_because(&*error)),
                };
                (slot, reading)
            }
        });
        stream::iter(tasks).buffered(self.shares.objects_at_once)
    }

    /// Publishes the data of the sound messages.
    async fn publish(
        &self,
        objects: &Objects,
        messages: &[Summed],
        context: &PublishContext<'_>,
    ) -> Published {
        if !self.settings.publish_enabled {
            return Published::default();
        }
        let mut publishables = Publishables::new();
        for summed in messages {
            let Some(data) = summed.amount.data() else {
                continue;
            };
            let publishable = Publishable {
                aggregate: &data.sums,
                health: Health::of(&data.counts),
                objects: lasting_identities(objects, &data.slots),
            };
            publishables.insert(summed.planned.ticket, publishable);
        }
        publish(&self.ports, context, &publishables).await
    }

    /// Gives back the claims on objects whose data is not published, so that the next delivery of
    /// their messages is let in at once.
    async fn release(
        &self,
        objects: &Objects,
        readings: &Readings,
        messages: &[Concluded],
        deadline: Deadline,
    ) {
        let published = published_slots(messages);
        for (slot, object) in objects.iter() {
            let identity = object.identity();
            let claimed =
                identity.outlives_the_invocation() && !matches!(readings[slot], Reading::Settled);
            if published.contains(&slot) || !claimed {
                continue;
            }
            let told = self.ports.settled.release(&identity);
            let told = deadline::until(&self.ports.time, deadline.publish_until(), told).await;
            if !matches!(told, Ok(Ok(()))) {
                tracing::warn!(
                    bucket = object.bucket,
                    key = object.key,
                    "a claim could not be given back; it ends by itself"
                );
            }
        }
    }

    fn answer(&self, messages: &[Concluded]) -> SqsBatchResponse {
        let ended = messages.iter().map(|concluded| {
            let message = &concluded.planned.message;
            (message.message_id.as_deref(), concluded.outcome())
        });
        SqsBatchResponse::keeping(batch_item_failures(ended, self.settings.poison))
    }

    fn report_unrecognised(&self, readings: &Readings) {
        let mut known = self
            .unrecognised
            .lock()
            .expect("nobody panics while holding the lock");
        for (_, reading) in readings.iter() {
            if let Reading::Read(tally) = reading {
                report::unrecognised(&tally.unrecognised_model_ids, &mut known);
            }
        }
    }
}

/// Which records are published by their age.
///
/// CloudWatch judges a datum's age when it arrives, by its minute. So the oldest minute is taken as
/// seen from the invocation's end, lest one record on the edge fail its whole request.
fn age_window(settings: &Settings, now: Timestamp, deadline: Deadline) -> AgeWindow {
    let latest_arrival = deadline.ends_at().max(now).as_second();
    let not_before = bound_seconds(settings.max_age()).map(|age| {
        let oldest = latest_arrival.saturating_sub(age);
        oldest.saturating_add((-oldest).rem_euclid(60))
    });
    let not_after = bound_seconds(settings.metric_max_future)
        .map(|ahead| now.as_second().saturating_add(ahead));
    AgeWindow {
        not_before,
        not_after,
    }
}

/// The identities of objects that mean something beyond the invocation.
fn lasting_identities(objects: &Objects, slots: &[Slot]) -> Vec<ObjectIdentity> {
    let identities = slots.iter().map(|&slot| objects[slot].identity());
    identities
        .filter(ObjectIdentity::outlives_the_invocation)
        .collect()
}

fn durations(
    began: Timestamp,
    ended: Timestamp,
    publishing: Duration,
    stages: &StageClock,
) -> DurationCounts {
    let total = remaining(began, ended);
    DurationCounts {
        total,
        read: total.saturating_sub(publishing),
        publish: publishing,
        fetch: stages.total(Stage::Fetch),
        decode: stages.total(Stage::Decode),
        aggregate: stages.total(Stage::Aggregate),
    }
}
