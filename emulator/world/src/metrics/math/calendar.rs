//! Functions of the moments of a series, in UTC.

use jiff::Timestamp;
use jiff::tz::TimeZone;

use super::series::{Series, Steps};
use super::transform::number;

#[derive(Debug, Clone, Copy)]
pub(super) enum Part {
    Minute,
    Hour,
    /// Of the week: Monday is 1.
    Day,
    /// Of the month.
    Date,
    Month,
    Year,
    /// Seconds since 1970-01-01T00:00:00Z.
    Epoch,
}

impl Part {
    /// At every period of the span.
    pub(super) fn of(self, series: &Series, steps: Steps) -> Series {
        let moments = steps.moments();
        let points = moments.filter_map(|moment| Some((moment, self.at(moment)?)));
        series.with(points.collect())
    }

    fn at(self, moment: i64) -> Option<f64> {
        let timestamp = Timestamp::from_second(moment).ok()?;
        let time = TimeZone::UTC.to_datetime(timestamp);
        Some(match self {
            Self::Minute => f64::from(time.minute()),
            Self::Hour => f64::from(time.hour()),
            Self::Day => f64::from(time.date().weekday().to_monday_one_offset()),
            Self::Date => f64::from(time.day()),
            Self::Month => f64::from(time.month()),
            Self::Year => f64::from(time.year()),
            Self::Epoch => number(moment),
        })
    }
}
