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
mod buffers;
mod deadline;
pub(crate) mod failure;
mod health;
mod plan;
mod profiles;
mod publish;
mod read;
mod report;
mod stages;

use std::collections::HashSet;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex};

use futures::{StreamExt, stream};
use jiff::Timestamp;
use tracing::Instrument;

use self::assemble::{Amount, Assembled, assemble};
use self::buffers::SpareBuffers;
use self::deadline::{Deadline, remaining};
use self::event::{SqsBatchResponse, SqsEvent, SqsMessage};
use self::failure::Failure;
use self::health::Health;
use self::plan::Plan;
use self::ports::{MetricSink, ObjectSource, Ports, ProfileDirectory, SettledObjects, Time};
use self::profiles::Profiles;
use self::publish::{PublishContext, Publishable, Published, publish, publish_health};
use self::read::{ReadContext, Reading, read_object};
use self::retry::RetryPolicy;
use self::stages::{Stage, StageClock};
use self::summary::{DurationCounts, Summary};
use crate::config::{Settings, bound_seconds};
use crate::core::aggregate::{Aggregate, Rules};
use crate::core::object::{AgeWindow, Limits};
use crate::core::object_ref::{ObjectIdentity, ObjectRef};
use crate::core::settle::{Outcome, OutcomeCounts, Poison, batch_item_failures};

/// What one process keeps between invocations.
pub struct Handler<O, M, T, S> {
    ports: Arc<Ports<O, M, T, S>>,
    settings: Settings,
    profiles: Profiles,
    /// For the dimension of the health metrics.
    function: String,
    jitter: fn() -> f64,
    hash_key: u64,
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
        jitter: fn() -> f64,
    ) -> Self {
        Self {
            ports: Arc::new(ports),
            settings,
            profiles: Profiles::new(rules),
            function: function.into(),
            jitter,
            hash_key: 0,
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
        let messages = event.into_messages();
        let plan = Plan::of(&messages);

        let read_context = Arc::new(self.read_context(began, deadline));
        let reading = self.read_informed(&plan, &read_context);
        let readings = reading
            .instrument(tracing::info_span!("read objects"))
            .await;
        self.report_unrecognised(&readings);
        let read_until = self.ports.time.now();

        let rules = self.profiles.rules();
        let assembled = assemble(&plan, &readings, &rules);
        let publish_context = self.publish_context(deadline);
        let publishing = self.publish(&plan, &assembled, &publish_context);
        let published = publishing
            .instrument(tracing::info_span!("publish metrics"))
            .await;
        let series = assembled
            .aggregates
            .last()
            .map_or(0, Aggregate::series_count);
        let amounts = assembled.amounts;
        let failures = failures_of(&amounts, &published);
        self.release(&plan, &readings, &amounts, &failures, deadline)
            .await;

        let outcomes = outcomes_of(&amounts, &failures);
        report::messages(&messages, &plan, &failures, self.settings.poison);
        report::dropped_samples(&amounts, rules.max_series);
        let mut summary = summarize(&plan, &amounts, &outcomes, self.settings.poison);
        summary.request_id.clone_from(&context.request_id);
        summary.series = series as u64;
        summary.publishes = published.counts;
        summary.publishes.retries += read_context.retries.load(Ordering::Relaxed);

        let mut health = published.health_left_over;
        health.failed_messages = summary.messages.failed();
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
        summary.duration = durations(began, read_until, ended, &read_context.stages);
        tracing::info!(summary = %summary, "{}", summary::SUMMARY_MESSAGE);
        Handled {
            response: self.answer(&messages, &outcomes),
            summary,
        }
    }

    fn read_context(&self, now: Timestamp, deadline: Deadline) -> ReadContext {
        ReadContext {
            limits: Limits {
                max_record_bytes: self.settings.max_record_bytes,
                max_text_bytes: self.settings.max_object_bytes,
                hash_key: self.hash_key,
            },
            window: age_window(&self.settings, now, deadline),
            deadline,
            batch_size: self.settings.batch_size,
            max_object_bytes: self.settings.max_object_bytes,
            retry: self.retry_policy(),
            buffers: Arc::clone(&self.buffers),
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
            jitter: self.jitter,
        }
    }

    /// Reads the plan's objects; those that speak of inference profiles of which something is found out
    /// only now, once again.
    async fn read_informed(&self, plan: &Plan, context: &Arc<ReadContext>) -> Vec<Reading> {
        let mut readings = self.read(&plan.slots, context).await;
        let time = &self.ports.time;
        let learned = self.profiles.learn(time, context.deadline, &readings).await;
        let speaks_of_it = |reading: &Reading| {
            reading
                .unmapped_profiles()
                .iter()
                .any(|arn| learned.contains(arn))
        };
        let again: Vec<usize> = (0..readings.len())
            .filter(|&slot| speaks_of_it(&readings[slot]))
            .collect();
        let objects: Vec<ObjectRef> = again.iter().map(|&slot| plan.slots[slot].clone()).collect();
        for (slot, reading) in again.into_iter().zip(self.read(&objects, context).await) {
            readings[slot] = reading;
        }
        readings
    }

    /// Reads objects, a bounded number at once, on as many cores as there are; the readings come in
    /// their order whichever object is read first.
    async fn read(&self, objects: &[ObjectRef], context: &Arc<ReadContext>) -> Vec<Reading> {
        let rules = self.profiles.rules();
        let tasks = objects.iter().map(|object| {
            let (ports, context) = (Arc::clone(&self.ports), Arc::clone(context));
            let (object, rules) = (object.clone(), Arc::clone(&rules));
            async move {
                let task = async move { read_object(&ports, &context, &rules, &object).await };
                match tokio::spawn(task).await {
                    Ok(reading) => reading,
                    // A panic is a broken invariant of ours; it costs this object's messages only.
                    Err(error) => Reading::Failed(Failure::retry(error.to_string())),
                }
            }
        });
        stream::iter(tasks)
            .buffered(self.settings.object_concurrency)
            .collect()
            .await
    }

    /// Publishes the data of the sound messages. The result speaks of them in their order among the
    /// messages with data.
    async fn publish(
        &self,
        plan: &Plan,
        assembled: &Assembled,
        context: &PublishContext<'_>,
    ) -> Published {
        let mut publishable = Vec::new();
        for amount in &assembled.amounts {
            let Amount::Data(data) = amount else { continue };
            publishable.push(Publishable {
                health: Health::of(&data.counts),
                objects: lasting_identities(plan, &data.slots),
            });
        }
        if !self.settings.publish_enabled {
            return Published {
                failures: vec![None; publishable.len()],
                ..Published::default()
            };
        }
        publish(&self.ports, context, &assembled.aggregates, &publishable).await
    }

    /// Gives back the claims on objects whose data is not published, so that the next delivery of
    /// their messages is let in at once.
    async fn release(
        &self,
        plan: &Plan,
        readings: &[Reading],
        amounts: &[Amount],
        failures: &[Option<Failure>],
        deadline: Deadline,
    ) {
        let mut settled = vec![false; readings.len()];
        for (amount, failure) in amounts.iter().zip(failures) {
            if let (Amount::Data(data), None) = (amount, failure) {
                for &slot in &data.slots {
                    settled[slot] = true;
                }
            }
        }
        for (slot, object) in plan.slots.iter().enumerate() {
            let identity = object.identity();
            let claimed =
                identity.outlives_the_invocation() && !matches!(readings[slot], Reading::Settled);
            if settled[slot] || !claimed {
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

    fn answer(&self, messages: &[SqsMessage], outcomes: &[Outcome]) -> SqsBatchResponse {
        let ids = messages.iter().map(|message| message.message_id.as_deref());
        let failures = batch_item_failures(ids.zip(outcomes.iter().copied()), self.settings.poison);
        SqsBatchResponse::keeping(failures)
    }

    fn report_unrecognised(&self, readings: &[Reading]) {
        let mut known = self
            .unrecognised
            .lock()
            .expect("nobody panics while holding the lock");
        for reading in readings {
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

/// The identities of a plan's slots that mean something beyond the invocation.
fn lasting_identities(plan: &Plan, slots: &[usize]) -> Vec<ObjectIdentity> {
    let identities = slots.iter().map(|&slot| plan.slots[slot].identity());
    identities
        .filter(ObjectIdentity::outlives_the_invocation)
        .collect()
}

/// What the messages came to, in numbers.
fn summarize(plan: &Plan, amounts: &[Amount], outcomes: &[Outcome], poison: Poison) -> Summary {
    let mut summary = Summary {
        messages: OutcomeCounts::of(outcomes.iter().copied()),
        ..Summary::default()
    };
    for (index, (amount, outcome)) in amounts.iter().zip(outcomes).enumerate() {
        let counts = match (amount, outcome) {
            (_, Outcome::FailedRetry | Outcome::FailedPoison) | (Amount::Failed(_), _) => {
                let objects = plan.asks[index].objects();
                summary.objects.failed += objects;
                if *outcome == Outcome::FailedPoison && poison == Poison::Acknowledge {
                    summary.objects.given_up += objects;
                }
                continue;
            }
            (Amount::Data(data), _) => {
                summary.dropped_samples += data.dropped_samples;
                &data.counts
            }
            (Amount::Nothing(counts), _) => counts,
        };
        summary.other_events += plan.other_events[index];
        summary.objects.add(counts.objects);
        summary.records.add(counts.records);
        summary.bytes.add(counts.bytes);
    }
    summary
}

/// For every message: why it failed, if it did.
fn failures_of(amounts: &[Amount], published: &Published) -> Vec<Option<Failure>> {
    let mut of_data = published.failures.iter();
    let mut failures = Vec::with_capacity(amounts.len());
    for amount in amounts {
        failures.push(match amount {
            Amount::Nothing(_) => None,
            Amount::Failed(failure) => Some(failure.clone()),
            Amount::Data(_) => of_data.next().cloned().flatten(),
        });
    }
    failures
}

fn outcomes_of(amounts: &[Amount], failures: &[Option<Failure>]) -> Vec<Outcome> {
    let outcome = |(amount, failure): (&Amount, &Option<Failure>)| match (amount, failure) {
        (_, Some(failure)) => failure.outcome,
        (Amount::Data(_), None) => Outcome::Published,
        (_, None) => Outcome::Ignored,
    };
    amounts.iter().zip(failures).map(outcome).collect()
}

fn durations(
    began: Timestamp,
    read_until: Timestamp,
    ended: Timestamp,
    stages: &StageClock,
) -> DurationCounts {
    DurationCounts {
        total: remaining(began, ended),
        read: remaining(began, read_until),
        publish: remaining(read_until, ended),
        fetch: stages.total(Stage::Fetch),
        decode: stages.total(Stage::Decode),
        aggregate: stages.total(Stage::Aggregate),
    }
}
