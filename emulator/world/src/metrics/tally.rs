//! What a service counts of itself, minute by minute, until it is published ([`super::own`]).
//!
//! A tally belongs to its resource: where something happens it costs an addition, and the series of the metrics are looked up once a
//! minute. A service says by its [`Publication`] when that is, and has no entry on the agenda while it counts nothing.

use std::collections::BTreeMap;

use jiff::Timestamp;

use super::statistic_set::StatisticSet;
use crate::agenda::{Agenda, Due, Slot};
use crate::origin::Home;
use crate::publisher::Publisher;

const SECONDS: i64 = 60;

/// A minute of the clock: how many minutes lie between the epoch and its beginning.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Minute(i64);

impl Minute {
    /// The minute in which this moment is.
    pub(crate) fn of(moment: Timestamp) -> Self {
        Self(moment.as_second().div_euclid(SECONDS))
    }

    /// The minute that has just ended when it is published at this moment.
    pub(crate) fn before(moment: Timestamp) -> Self {
        Self(Self::of(moment).0 - 1)
    }

    /// The second since the epoch at which it begins.
    pub(super) fn second(self) -> i64 {
        self.0 * SECONDS
    }

    /// The moment at which the next one begins; `None` at the end of time.
    fn end(self) -> Option<Timestamp> {
        Timestamp::from_second((self.0 + 1) * SECONDS).ok()
    }
}

/// The values of a metric in a minute, as far as the five plain statistics need them.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub(crate) struct Samples(Option<StatisticSet>);

impl Samples {
    pub(crate) fn one(value: f64) -> Self {
        let mut samples = Self::default();
        samples.add(value);
        samples
    }

    pub(crate) fn add(&mut self, value: f64) {
        self.0 = Some(match self.0 {
            None => StatisticSet {
                sample_count: 1.0,
                sum: value,
                minimum: value,
                maximum: value,
            },
            Some(known) => StatisticSet {
                sample_count: known.sample_count + 1.0,
                sum: known.sum + value,
                minimum: known.minimum.min(value),
                maximum: known.maximum.max(value),
            },
        });
    }

    /// The same number of samples, of 1 each: so many there were.
    pub(crate) fn occurrences(self) -> Self {
        Self(self.0.map(|known| StatisticSet {
            sample_count: known.sample_count,
            sum: known.sample_count,
            minimum: 1.0,
            maximum: 1.0,
        }))
    }

    /// `None` where there was nothing.
    pub(super) fn set(self) -> Option<StatisticSet> {
        self.0
    }
}

/// The highest value of a minute, which is all that is told of it.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub(crate) struct Highest(Option<f64>);

impl Highest {
    pub(crate) fn note(&mut self, value: f64) {
        self.0 = Some(self.0.map_or(value, |known| known.max(value)));
    }

    pub(crate) fn samples(self) -> Samples {
        self.0.map(Samples::one).unwrap_or_default()
    }
}

/// What a resource counted, by minute.
#[derive(Debug, PartialEq)]
pub(crate) struct Tally<C> {
    /// One, nearly always: the present one. What is known late belongs to an earlier one.
    minutes: Vec<(Minute, C)>,
}

impl<C> Default for Tally<C> {
    fn default() -> Self {
        Self {
            minutes: Vec::new(),
        }
    }
}

impl<C: Default> Tally<C> {
    /// What was counted in the minute of this moment, to add to.
    pub(crate) fn at(&mut self, moment: Timestamp) -> &mut C {
        let minute = Minute::of(moment);
        let known = self.minutes.iter().rposition(|(known, _)| *known == minute);
        let position = known.unwrap_or_else(|| {
            self.minutes.push((minute, C::default()));
            self.minutes.len() - 1
        });
        &mut self.minutes[position].1
    }

    /// Takes what was counted in minutes that are over.
    pub(crate) fn take_ended(&mut self, now: Timestamp) -> impl Iterator<Item = (Minute, C)> {
        let present = Minute::of(now);
        self.minutes
            .extract_if(.., move |(minute, _)| *minute < present)
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.minutes.is_empty()
    }
}

/// The tallies of a service's resources, by their names. A resource that counts nothing has none.
#[derive(Debug, PartialEq)]
pub(crate) struct Tallies<K, C> {
    of: BTreeMap<K, Tally<C>>,
}

impl<K, C> Default for Tallies<K, C> {
    fn default() -> Self {
        Self {
            of: BTreeMap::new(),
        }
    }
}

impl<K: Ord, C: Default> Tallies<K, C> {
    /// What this resource counted in the minute of this moment, to add to.
    pub(crate) fn at(&mut self, name: &K, moment: Timestamp) -> &mut C
    where
        K: Clone,
    {
        if !self.of.contains_key(name) {
            self.of.insert(name.clone(), Tally::default());
        }
        let tally = self.of.get_mut(name);
        tally.expect("it was just made").at(moment)
    }

    /// Hands over what was counted in minutes that are over. Whether anything is left.
    pub(crate) fn publish(
        &mut self,
        now: Timestamp,
        mut publish: impl FnMut(&K, Minute, C),
    ) -> bool {
        self.of.retain(|name, tally| {
            for (minute, counts) in tally.take_ended(now) {
                publish(name, minute, counts);
            }
            !tally.is_empty()
        });
        !self.of.is_empty()
    }
}

/// The moment at which a service publishes what it counted: the end of the minute, while it counts anything.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Publication(Slot);

impl Publication {
    /// Something was counted: it is published when the minute is over.
    pub(crate) fn expect_of(
        &mut self,
        publisher: Publisher,
        now: Timestamp,
        home: &Home,
        agenda: &mut Agenda,
    ) {
        if self.0.is_free() {
            agenda.set(&mut self.0, Minute::of(now).end(), || Due::Publish {
                home: home.clone(),
                publisher,
            });
        }
    }

    /// To be said first by whoever publishes.
    pub(crate) fn has_come(&mut self) {
        self.0.has_come();
    }
}

/// A count of things of this process, of which there are fewer than 2^32.
pub(crate) fn double(count: usize) -> f64 {
    f64::from(u32::try_from(count).unwrap_or(u32::MAX))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(second: i64) -> Timestamp {
        Timestamp::from_second(second).unwrap()
    }

    #[test]
    fn a_minute_begins_with_its_first_second_and_ends_with_the_next() {
        assert_eq!(Minute::of(at(119)), Minute::of(at(60)));
        assert_eq!(Minute::before(at(120)), Minute::of(at(60)));
        assert_eq!(Minute::of(at(119)).end(), Some(at(120)));
        assert_eq!(Minute::of(at(120)).second(), 120);
        assert_eq!(Minute::of(Timestamp::MAX).end(), None);
    }

    #[test]
    fn minutes_are_handed_over_when_they_are_over() {
        let mut tally: Tally<Samples> = Tally::default();
        tally.at(at(10)).add(1.0);
        tally.at(at(70)).add(5.0);
        tally.at(at(59)).add(3.0);
        let ended: Vec<_> = tally.take_ended(at(60)).collect();
        let expected = StatisticSet {
            sample_count: 2.0,
            sum: 4.0,
            minimum: 1.0,
            maximum: 3.0,
        };
        assert_eq!(ended, [(Minute(0), Samples(Some(expected)))]);
        assert!(!tally.is_empty(), "the present minute goes on");
        assert_eq!(tally.take_ended(at(120)).count(), 1);
        assert!(tally.is_empty());
    }
}
