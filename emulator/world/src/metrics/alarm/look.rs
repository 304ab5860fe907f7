//! A metric alarm looks at its series: what it comes to at a moment.

use jiff::Timestamp;

use super::super::stored::StoredSeries;
use super::definition::MetricDefinition;
use super::evaluate::{Evaluation, Verdict};
use super::source::{Sample, Window};
use super::state::{NewState, StateValue};
use crate::origin::Home;

/// Seconds between two looks, of periods of a minute or more, and of shorter ones.
/// Source: <https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarm-evaluation.html>
const CADENCE: i64 = 60;
const SHORT_CADENCE: i64 = 10;

/// What was seen at a moment.
#[derive(Debug)]
pub(super) struct Look<'a> {
    pub(super) definition: &'a MetricDefinition,
    pub(super) now: Timestamp,
    pub(super) window: Window,
    /// The newest period first.
    pub(super) samples: Vec<Option<Sample>>,
    pub(super) evaluation: Evaluation,
}

impl MetricDefinition {
    fn cadence(&self) -> i64 {
        if self.source.period() < CADENCE {
            SHORT_CADENCE
        } else {
            CADENCE
        }
    }

    /// The next moment after this one at which it looks: a whole minute, or a tenth second.
    pub(super) fn next_look(&self, now: Timestamp) -> Option<Timestamp> {
        let cadence = self.cadence();
        let last = now.as_second() - now.as_second().rem_euclid(cadence);
        Timestamp::from_second(last + cadence).ok()
    }

    /// What it comes to now; `None` where it stays what it is.
    pub(super) fn look(
        &self,
        stored: &StoredSeries,
        home: &Home,
        now: Timestamp,
        current: StateValue,
    ) -> Option<NewState> {
        let look = self.see(stored, home, now)?;
        let value = match look.evaluation.verdict {
            Verdict::Alarm => StateValue::Alarm,
            Verdict::Ok => StateValue::Ok,
            Verdict::InsufficientData => StateValue::InsufficientData,
            Verdict::Unchanged => return None,
        };
        (value != current).then(|| NewState {
            value,
            reason: look.reason(value),
            reason_data: Some(look.reason_data()),
            triggered_by: Vec::new(),
        })
    }

    /// `None` where it shall see nothing: periods with few values, of which it is told not to judge.
    fn see(&self, stored: &StoredSeries, home: &Home, now: Timestamp) -> Option<Look<'_>> {
        let rule = self.rule();
        let end = now.as_second();
        let window = Window {
            // The window slides: its periods begin where the look says, not at multiples of their length.
            end: end - end.rem_euclid(self.source.grid(self.cadence())),
            period: self.source.period(),
            count: rule.range(),
        };
        let samples = self.source.samples(stored, home, window);
        let range: Vec<Option<bool>> = samples
            .iter()
            .map(|sample| {
                let value = sample.as_ref()?.value;
                Some(self.comparison.breaches(value, self.threshold))
            })
            .collect();
        let look = Look {
            definition: self,
            now,
            window,
            evaluation: rule.evaluate(&range),
            samples,
        };
        let is_vague = self.ignores_low_samples() && look.has_low_samples();
        (!is_vague).then_some(look)
    }
}

impl Look<'_> {
    /// The periods that were evaluated, the newest first.
    pub(super) fn evaluated(&self) -> Vec<usize> {
        let mut lacking = self.evaluation.filled;
        let mut real = self.definition.rule().evaluation_periods - lacking;
        let mut is_taken = |sample: &Option<Sample>| {
            let left = if sample.is_some() {
                &mut real
            } else {
                &mut lacking
            };
            let is_taken = *left > 0;
            *left = left.saturating_sub(1);
            is_taken
        };
        let samples = self.samples.iter().enumerate();
        let taken = samples.filter(|(_, sample)| is_taken(sample));
        taken.map(|(index, _)| index).collect()
    }

    /// The evaluated periods that have a datapoint, the newest first.
    pub(super) fn datapoints(&self) -> Vec<(usize, Sample)> {
        let evaluated = self.evaluated().into_iter();
        evaluated
            .filter_map(|index| Some((index, self.samples[index]?)))
            .collect()
    }

    fn has_low_samples(&self) -> bool {
        let Some(needed) = self.definition.source.significant_samples() else {
            return false;
        };
        let mut datapoints = self.datapoints().into_iter();
        datapoints.any(|(_, sample)| sample.sample_count.is_some_and(|count| count < needed))
    }
}
