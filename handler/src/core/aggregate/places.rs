//! Where the samples of a record go.
//!
//! Records alike in all but their counts go to the same places. Finding them takes longer than
//! adding to them, so who has many records alike finds them once.

use super::invocation::{Invocation, Tokens};
use super::metric_set::MetricSet;
use super::rules::Metric;
use super::sums::{Aggregate, Group};

/// The cells that records alike are summed in: those of the same period, labels and class that have
/// the same counts.
///
/// They are one aggregate's, and stay right as long as it lives.
#[derive(Debug, Default)]
pub(crate) struct Places(Vec<Place>);

/// What goes to the cell of one group.
#[derive(Debug)]
struct Place {
    /// `None` where the bound on series leaves no room: it never will.
    cell: Option<usize>,
    metrics: MetricSet,
}

impl Aggregate {
    /// One more record.
    pub fn add(&mut self, invocation: &Invocation<'_>) {
        let mut places = Places::default();
        self.find_places(invocation, &mut places);
        self.add_at(&places, &invocation.tokens);
    }

    /// Finds where an invocation's samples go, and makes room there.
    pub(crate) fn find_places(&mut self, invocation: &Invocation<'_>, places: &mut Places) {
        places.0.clear();
        let period_start = self.rules.period.start_of(invocation.epoch_seconds);
        for group in 0..self.groups.len() {
            let metrics = self.metrics_for(invocation, &self.groups[group]);
            // A cell without samples would take memory that the bound on series does not bound.
            if metrics.is_empty() {
                continue;
            }
            self.write_key(period_start, group, invocation);
            let cell = self.recent_cell(group);
            // Before the next group: a series of which no metric finds room is not to be made.
            for metric in metrics.iter() {
                self.room_for(cell, metric);
            }
            places.0.push(Place { cell, metrics });
        }
    }

    /// One more record, whose places are known.
    pub(crate) fn add_at(&mut self, places: &Places, tokens: &Tokens) {
        for place in &places.0 {
            for metric in place.metrics.iter() {
                if let Some(value) = tokens.sample(metric) {
                    self.add_sample(place.cell, metric, value);
                }
            }
        }
    }

    /// The metrics that an invocation adds a sample to, of those that are published by a group.
    fn metrics_for(&self, invocation: &Invocation<'_>, group: &Group) -> MetricSet {
        let published = self.rules.publishes(invocation.class);
        let call = match invocation.labels.error_code {
            None => Metric::InvocationCount,
            Some(_) => Metric::InvocationErrorCount,
        };
        let mut metrics = MetricSet::default();
        for metric in group.metrics.iter() {
            let enabled = match metric {
                Metric::InvocationCount | Metric::InvocationErrorCount => {
                    metric == call && (published || !group.by_profile)
                }
                _ => published,
            };
            if enabled && invocation.tokens.sample(metric).is_some() {
                metrics.insert(metric);
            }
        }
        metrics
    }
}

impl Tokens {
    /// What a record with these counts adds to a metric.
    fn sample(&self, metric: Metric) -> Option<u64> {
        match metric {
            Metric::InputTokens => self.input,
            Metric::OutputTokens => self.output,
            Metric::CacheReadInputTokens => self.cache_read,
            Metric::CacheWriteInputTokens => self.cache_write,
            Metric::InvocationCount | Metric::InvocationErrorCount => Some(1),
        }
    }
}
