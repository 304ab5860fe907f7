//! Messages' sums become `PutMetricData` requests, so that each request answers for whole messages.
//!
//! `PutMetricData` is all or nothing and cannot be repeated safely, so what a request carries must
//! be attributable: a [`Request`] names the messages whose data it carries, and carries all of
//! theirs. Only a message too large for one request is split, over several requests of its own,
//! always at the same places.

use std::collections::VecDeque;

use crate::core::aggregate::Aggregate;
use crate::core::datapoint::Datapoint;
use crate::core::encoded_size::EncodedSize;

pub use crate::core::encoded_size::{MAX_DATUMS, MAX_REQUEST_BYTES, encoded_bytes};

/// One `PutMetricData` request's data.
#[derive(Debug, Clone, PartialEq)]
pub struct Request<T> {
    /// The tickets that [`pack`] was given with the messages whose data this request carries: all of
    /// it, unless [`Request::parts`] is more than one. In the order in which they were given.
    pub messages: Vec<T>,
    /// Which part of its single message's data this is, from 0.
    pub part: usize,
    /// In how many requests its message's data was split: 1 of every message that fits.
    pub parts: usize,
    /// What to send, at least one.
    pub datapoints: Vec<Datapoint>,
}

/// Packs the aggregates of messages, in order, into as few requests as their order allows. Each comes
/// with a ticket of the caller's, by which requests name it.
///
/// Data of the same series and minute is merged across the messages of one request. Messages
/// without data are in no request. A request is made when it is asked for: there need never be two.
pub fn pack<'a, T: Copy, M: IntoIterator<Item = (T, &'a Aggregate)>>(
    messages: M,
) -> Packing<T, M::IntoIter> {
    Packing {
        messages: messages.into_iter(),
        open: None,
        closed: VecDeque::new(),
    }
}

/// The requests of messages: see [`pack`].
pub struct Packing<T, M> {
    messages: M,
    /// What the next request carries so far.
    open: Option<Open<T>>,
    /// The parts of a message that is too large for one request.
    closed: VecDeque<Request<T>>,
}

impl<'a, T: Copy, M: Iterator<Item = (T, &'a Aggregate)>> Iterator for Packing<T, M> {
    type Item = Request<T>;

    fn next(&mut self) -> Option<Request<T>> {
        while self.closed.is_empty() {
            let Some((ticket, message)) = self.messages.next() else {
                let last = self.open.take()?;
                self.closed.extend(last.close());
                break;
            };
            if message.is_empty() {
                continue;
            }
            if let Some(open) = &mut self.open
                && open.take(ticket, message)
            {
                continue;
            }
            let full = self.open.replace(Open::new(ticket, message));
            self.closed.extend(full.into_iter().flat_map(Open::close));
        }
        self.closed.pop_front()
    }
}

/// Splits datums into groups that fit one request each.
pub fn split(datapoints: Vec<Datapoint>) -> Vec<Vec<Datapoint>> {
    let mut groups: Vec<Vec<Datapoint>> = Vec::new();
    let mut bytes = 0;
    for datapoint in datapoints {
        let size = encoded_bytes(&datapoint);
        match groups.last_mut() {
            Some(group) if group.len() < MAX_DATUMS && bytes + size <= MAX_REQUEST_BYTES => {
                bytes += size;
                group.push(datapoint);
            }
            _ => {
                bytes = size;
                groups.push(vec![datapoint]);
            }
        }
    }
    groups
}

/// A request that may still take messages.
struct Open<T> {
    messages: Vec<T>,
    merged: Aggregate,
    /// No less than the merged data's size.
    size: EncodedSize,
}

impl<T: Copy> Open<T> {
    fn new(ticket: T, message: &Aggregate) -> Self {
        Self {
            messages: vec![ticket],
            merged: message.clone(),
            size: message.encoded_size(),
        }
    }

    /// Takes a message's data in, if all of it fits. The size is judged before merging, and so from
    /// above: values that both have are counted twice.
    fn take(&mut self, ticket: T, message: &Aggregate) -> bool {
        let mut size = self.size;
        size.add(self.merged.growth_by(message));
        if !size.fits() {
            self.size = self.merged.encoded_size();
            size = self.size;
            size.add(self.merged.growth_by(message));
        }
        if !size.fits() {
            return false;
        }
        self.merged.merge(message);
        self.messages.push(ticket);
        self.size = size;
        true
    }

    fn close(self) -> Vec<Request<T>> {
        let groups = split(self.merged.into_datapoints());
        let parts = groups.len();
        groups
            .into_iter()
            .enumerate()
            .map(|(part, datapoints)| Request {
                messages: self.messages.clone(),
                part,
                parts,
                datapoints,
            })
            .collect()
    }
}
