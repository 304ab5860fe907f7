//! Values of which a minute has one, such as the length of a queue: equal ones in a row are one entry, so that a queue where nothing
//! happens costs no memory however long it is looked at.

use std::collections::VecDeque;

use super::unit::Unit;

const MINUTE: i64 = 60;

/// The values of a series, by minute, in order of time.
#[derive(Debug, Default, PartialEq)]
pub(super) struct Steady {
    runs: VecDeque<Run>,
}

/// The same value in each minute from the first to the last; both by the second at which they begin.
#[derive(Debug, PartialEq)]
struct Run {
    first: i64,
    last: i64,
    unit: Unit,
    value: f64,
}

impl Run {
    fn goes_on_with(&self, second: i64, unit: Unit, value: f64) -> bool {
        self.last + MINUTE == second && self.unit == unit && self.value.to_bits() == value.to_bits()
    }
}

impl Steady {
    /// The value of a minute after all that are known.
    pub(super) fn push(&mut self, second: i64, unit: Unit, value: f64) {
        match self.runs.back_mut() {
            Some(run) if run.goes_on_with(second, unit, value) => run.last = second,
            _ => self.runs.push_back(Run {
                first: second,
                last: second,
                unit,
                value,
            }),
        }
    }

    pub(super) fn drop_before(&mut self, second: i64) {
        while self.runs.front().is_some_and(|run| run.last < second) {
            self.runs.pop_front();
        }
        if let Some(run) = self.runs.front_mut() {
            run.first = run.first.max(second);
        }
    }

    /// The minutes of `[start, end)` with their values.
    pub(super) fn between(&self, start: i64, end: i64) -> impl Iterator<Item = (i64, Unit, f64)> {
        let from = self.runs.partition_point(|run| run.last < start);
        let runs = self
            .runs
            .range(from..)
            .take_while(move |run| run.first < end);
        runs.flat_map(move |run| {
            let behind = (start - run.first).max(0);
            let first = run.first + (behind + MINUTE - 1).div_euclid(MINUTE) * MINUTE;
            let seconds = (first..=run.last.min(end - 1)).step_by(60);
            seconds.map(|second| (second, run.unit, run.value))
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn steady(values: &[(i64, f64)]) -> Steady {
        let mut steady = Steady::default();
        for (minute, value) in values {
            steady.push(minute * MINUTE, Unit::COUNT, *value);
        }
        steady
    }

    fn between(steady: &Steady, start: i64, end: i64) -> Vec<(i64, f64)> {
        let found = steady.between(start, end);
        found.map(|(second, _, value)| (second, value)).collect()
    }

    #[test]
    fn equal_minutes_in_a_row_are_one_entry() {
        let values: Vec<_> = (0..360).map(|minute| (minute, 0.0)).collect();
        assert_eq!(steady(&values).runs.len(), 1);
        let with_gap = steady(&[(0, 0.0), (1, 0.0), (3, 0.0), (4, 1.0)]);
        assert_eq!(with_gap.runs.len(), 3);
        assert_eq!(
            between(&with_gap, 0, 1_000),
            [(0, 0.0), (60, 0.0), (180, 0.0), (240, 1.0)]
        );
    }

    #[test]
    fn a_span_has_the_minutes_that_begin_in_it() {
        let steady = steady(&[(0, 5.0), (1, 5.0), (2, 5.0), (3, 6.0)]);
        assert_eq!(between(&steady, 60, 180), [(60, 5.0), (120, 5.0)]);
        assert_eq!(between(&steady, 1, 121), [(60, 5.0), (120, 5.0)]);
        assert_eq!(between(&steady, 150, 1_000), [(180, 6.0)]);
        assert_eq!(between(&steady, 240, 1_000), []);
        assert_eq!(between(&steady, 60, 60), []);
    }

    #[test]
    fn what_is_old_is_dropped() {
        let mut steady = steady(&[(0, 5.0), (1, 5.0), (2, 5.0), (3, 6.0)]);
        steady.drop_before(120);
        assert_eq!(between(&steady, 0, 1_000), [(120, 5.0), (180, 6.0)]);
        steady.drop_before(180);
        assert_eq!(steady.runs.len(), 1);
    }
}
