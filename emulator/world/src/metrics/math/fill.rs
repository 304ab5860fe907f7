//! `FILL`: values where a series has none.

use super::series::{Series, Steps};
use super::transform::number;

#[derive(Debug)]
pub(super) enum Filler {
    Number(f64),
    /// Its value at the same moment, where it has one.
    Series(Series),
    /// The value before; there is none before the first.
    Repeat,
    /// On the line between the values around it; none before the first and after the last.
    Linear,
}

impl Filler {
    /// At every period of the span; what the series has besides stays.
    pub(super) fn fill(&self, series: &Series, steps: Steps) -> Series {
        let mut points = Vec::with_capacity(steps.count.max(series.points.len()));
        let mut known = series.points.iter().copied().peekable();
        let mut before = None;
        for moment in steps.moments() {
            while let Some(point) = known.next_if(|(at, _)| *at <= moment) {
                points.push(point);
                before = Some(point);
            }
            let is_there = before.is_some_and(|(at, _)| at == moment);
            if is_there {
                continue;
            }
            let filled = self.at(moment, before, known.peek().copied());
            points.extend(
                filled
                    .filter(|value| value.is_finite())
                    .map(|value| (moment, value)),
            );
        }
        points.extend(known);
        series.with(points)
    }

    fn at(&self, moment: i64, before: Option<(i64, f64)>, next: Option<(i64, f64)>) -> Option<f64> {
        match self {
            Self::Number(number) => Some(*number),
            Self::Series(series) => series.at(moment),
            Self::Repeat => before.map(|(_, value)| value),
            Self::Linear => {
                let ((then, from), (later, to)) = (before?, next?);
                let part = number(moment - then) / number(later - then);
                Some(from + (to - from) * part)
            }
        }
    }
}
