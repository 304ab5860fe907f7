//! From sound messages to confirmed requests.
//!
//! Each request carries whole messages' data, so its fate is theirs and nobody else's. What surely
//! was not applied is tried again; what perhaps was is not, because a repeat adds
//! (docs/decisions says what that promises). A request that CloudWatch refuses is taken apart into
//! its messages, so that one of them cannot spoil the others.

use std::collections::{BTreeMap, VecDeque};

use super::deadline::{Deadline, OutOfTime, until, wait_until};
use super::failure::{Failure, chain};
use super::health::{Health, has_room};
use super::plan::Ticket;
use super::ports::{MetricSink, Ports, PublishClass, PublishError, SettledObjects, Time};
use super::retry::RetryPolicy;
use super::summary::PublishCounts;
use crate::core::aggregate::Aggregate;
use crate::core::datapoint::Datapoint;
use crate::core::object_ref::ObjectIdentity;
use crate::core::pack::{Request, pack};

/// What one message publishes.
pub(super) struct Publishable<'a> {
    /// Its sums.
    pub aggregate: &'a Aggregate,
    pub health: Health,
    /// The objects that are settled once all of it is published.
    pub objects: Vec<ObjectIdentity>,
}

/// The messages with data.
pub(super) type Publishables<'a> = BTreeMap<Ticket, Publishable<'a>>;

/// What publishing needs besides the data.
pub(super) struct PublishContext<'a> {
    pub namespace: &'a str,
    pub function: &'a str,
    pub deadline: Deadline,
    pub retry: RetryPolicy,
}

/// How publishing ended.
#[derive(Debug, Default)]
pub(super) struct Published {
    /// Why messages are not published, of those that are not.
    pub failures: BTreeMap<Ticket, Failure>,
    /// Health of published messages that no request had room for.
    pub health_left_over: Health,
    pub counts: PublishCounts,
}

/// Why a request was not confirmed in time.
#[derive(Debug, thiserror::Error)]
enum SendError {
    #[error(transparent)]
    Publish(#[from] PublishError),
    /// Before anything was sent.
    #[error(transparent)]
    OutOfTime(#[from] OutOfTime),
    #[error("no answer before the invocation's time was up")]
    Unanswered,
}

/// Publishes what messages carry, request by request, in their order.
pub(super) async fn publish<O, M: MetricSink, T: Time, S: SettledObjects>(
    ports: &Ports<O, M, T, S>,
    context: &PublishContext<'_>,
    messages: &Publishables<'_>,
) -> Published {
    let mut published = Published::default();
    let aggregates = messages
        .iter()
        .map(|(ticket, message)| (*ticket, message.aggregate));
    // Packed one by one: at no time are there two requests.
    let mut requests = pack(aggregates);
    for message in messages.values() {
        if message.aggregate.is_empty() {
            published.health_left_over.add(message.health);
            settle(ports, context, message).await;
        }
    }
    let mut taken_apart = VecDeque::new();
    while let Some(mut request) = taken_apart.pop_front().or_else(|| requests.next()) {
        // Of a message split over several requests, the rest is pointless once one of them failed.
        let mut tickets = request.messages.iter();
        if tickets.any(|ticket| published.failures.contains_key(ticket)) {
            continue;
        }
        let left_over = add_health(&mut request, messages, context, ports.time.now());
        let tickets = &request.messages;
        let sent = send(ports, context, &request.datapoints, &mut published.counts);
        let Err(error) = sent.await else {
            published.counts.confirmed += 1;
            published.health_left_over.add(left_over);
            if request.part + 1 == request.parts {
                for ticket in tickets {
                    settle(ports, context, &messages[ticket]).await;
                }
            }
            continue;
        };
        count_failure(&mut published.counts, &error);
        if is_refusal(&error) && tickets.len() > 1 {
            for &ticket in tickets {
                taken_apart.extend(pack([(ticket, messages[&ticket].aggregate)]));
            }
            continue;
        }
        note_half_published(&request);
        let failure = failure_of(&error);
        let failed = tickets.iter().map(|ticket| (*ticket, failure.clone()));
        published.failures.extend(failed);
    }
    published
}

/// Remembers a message's objects as settled, at once: the sooner, the smaller the window in which a
/// crash lets them be counted twice.
async fn settle<O, M, T: Time, S: SettledObjects>(
    ports: &Ports<O, M, T, S>,
    context: &PublishContext<'_>,
    message: &Publishable<'_>,
) {
    for object in &message.objects {
        let told = ports.settled.settle(object, ports.time.now());
        let error = match until(&ports.time, context.deadline.publish_until(), told).await {
            Ok(Ok(())) => continue,
            Ok(Err(error)) => chain(&error),
            Err(error) => error.to_string(),
        };
        tracing::warn!(
            error,
            "a published object could not be remembered as settled"
        );
    }
}

/// Sends the health that found no other way; a failure is logged and nothing else.
pub(super) async fn publish_health<O, M: MetricSink, T: Time, S>(
    ports: &Ports<O, M, T, S>,
    context: &PublishContext<'_>,
    health: Health,
    counts: &mut PublishCounts,
) {
    let datapoints = health.datapoints(context.function, ports.time.now());
    if datapoints.is_empty() {
        return;
    }
    match send(ports, context, &datapoints, counts).await {
        Ok(()) => counts.confirmed += 1,
        Err(error) => {
            count_failure(counts, &error);
            tracing::warn!(error = chain(&error), "health metrics were not published");
        }
    }
}

/// Puts the health of a request's messages beside their datums, or gives it back where there is no room.
fn add_health(
    request: &mut Request<Ticket>,
    messages: &Publishables<'_>,
    context: &PublishContext<'_>,
    now: jiff::Timestamp,
) -> Health {
    let mut health = Health::default();
    if request.part > 0 {
        return health;
    }
    for ticket in &request.messages {
        health.add(messages[ticket].health);
    }
    let beside = health.datapoints(context.function, now);
    if request.parts > 1 || !has_room(&request.datapoints, &beside) {
        return health;
    }
    request.datapoints.extend(beside);
    Health::default()
}

/// Sends one request until it is confirmed, surely refused, perhaps applied, or out of attempts.
async fn send<O, M: MetricSink, T: Time, S>(
    ports: &Ports<O, M, T, S>,
    context: &PublishContext<'_>,
    datapoints: &[Datapoint],
    counts: &mut PublishCounts,
) -> Result<(), SendError> {
    let publish_until = context.deadline.publish_until();
    let mut attempt = 1;
    loop {
        if ports.time.now() >= publish_until {
            return Err(OutOfTime.into());
        }
        let call = ports.metrics.publish(context.namespace, datapoints);
        let error = match until(&ports.time, publish_until, call).await {
            Ok(Ok(())) => return Ok(()),
            Ok(Err(error)) => error,
            // The call was under way: whether it is applied, nobody knows.
            Err(OutOfTime) => return Err(SendError::Unanswered),
        };
        if error.class != PublishClass::NotApplied {
            return Err(error.into());
        }
        let Some(wait) = context.retry.wait_after(attempt) else {
            return Err(error.into());
        };
        if wait_until(&ports.time, publish_until, wait).await.is_err() {
            return Err(error.into());
        }
        attempt += 1;
        counts.retries += 1;
    }
}

fn is_refusal(error: &SendError) -> bool {
    matches!(error, SendError::Publish(error) if error.class == PublishClass::Refused)
}

fn is_ambiguous(error: &SendError) -> bool {
    match error {
        SendError::Publish(error) => error.class == PublishClass::Ambiguous,
        SendError::Unanswered => true,
        SendError::OutOfTime(_) => false,
    }
}

fn count_failure(counts: &mut PublishCounts, error: &SendError) {
    if is_ambiguous(error) {
        counts.ambiguous += 1;
    } else {
        counts.failed += 1;
    }
}

fn failure_of(error: &SendError) -> Failure {
    if is_refusal(error) {
        return Failure::poison_because(error);
    }
    let mut failure = Failure::retry_because(error);
    if is_ambiguous(error) {
        failure
            .reason
            .insert_str(0, "perhaps published, so perhaps counted twice: ");
    }
    failure
}

/// A message too large for one request is the only one that can be published in part.
fn note_half_published(request: &Request<Ticket>) {
    if request.part > 0 {
        tracing::error!(
            published_requests = request.part,
            requests = request.parts,
            "a message is published in part and will be counted again"
        );
    }
}
