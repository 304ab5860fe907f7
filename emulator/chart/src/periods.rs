//! Time cut into periods: the x axis.

use jiff::Timestamp;

/// Periods that a chart has at most: more would be narrower than the line that is drawn.
const MAX_PERIODS: i64 = 120;

/// One in so many seconds may be left out of an axis.
const LEFT_OUT: usize = 100;

/// By how much an axis has to become shorter for something to be left out.
const TOO_LONG: i64 = 10;

const MINUTE: i64 = 60;
const HOUR: i64 = 60 * MINUTE;
const DAY: i64 = 24 * HOUR;

/// What a period may be, in seconds; all are CloudWatch's own.
const LENGTHS: [i64; 11] = [
    MINUTE,
    5 * MINUTE,
    15 * MINUTE,
    HOUR,
    3 * HOUR,
    6 * HOUR,
    12 * HOUR,
    DAY,
    7 * DAY,
    28 * DAY,
    364 * DAY,
];

/// A span of time in periods of one length.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Periods {
    /// The second since the epoch at which the first begins: a multiple of the length.
    first: i64,
    seconds: i64,
    count: i64,
}

impl Periods {
    /// The shortest periods that cover these seconds with no more than a chart can show. Nothing of no seconds.
    pub fn over(seconds: impl Iterator<Item = i64> + Clone) -> Option<Self> {
        let (begin, end) = (seconds.clone().min()?, seconds.max()?);
        let mut lengths = LENGTHS.into_iter();
        let mut length = MINUTE;
        loop {
            let periods = Self::between(begin, end, length);
            if periods.count <= MAX_PERIODS {
                return Some(periods);
            }
            length = lengths.find(|next| *next > length).unwrap_or(length * 2);
        }
    }

    /// The periods that cover all but a hundredth of these seconds, where covering all would take ten times as long an axis:
    /// one record of a wrong year is not to make a line of all the others. And the seconds that are left out, in order.
    pub fn over_most(mut seconds: Vec<i64>) -> Option<(Self, Vec<i64>)> {
        seconds.sort_unstable();
        let all = Self::over(seconds.iter().copied())?;
        let kept = seconds.len() - seconds.len() / LEFT_OUT;
        let windows = seconds
            .windows(kept)
            .map(|window| (window[0], window[kept - 1]));
        let Some((begin, end)) = windows.min_by_key(|(begin, end)| end - begin) else {
            return Some((all, Vec::new()));
        };
        let most = Self::over([begin, end].into_iter())?;
        if most.length().saturating_mul(TOO_LONG) > all.length() {
            return Some((all, Vec::new()));
        }
        seconds.retain(|second| most.place(*second).is_none());
        Some((most, seconds))
    }

    fn between(begin: i64, end: i64, seconds: i64) -> Self {
        let first = begin.div_euclid(seconds) * seconds;
        Self {
            first,
            seconds,
            count: (end - first).div_euclid(seconds) + 1,
        }
    }

    pub fn count(&self) -> usize {
        usize::try_from(self.count).unwrap_or_default()
    }

    /// Seconds from the begin of the first to the end of the last.
    fn length(&self) -> i64 {
        self.seconds * self.count
    }

    /// Which period a second is in, if any.
    pub fn place(&self, second: i64) -> Option<usize> {
        let place = usize::try_from((second - self.first).div_euclid(self.seconds)).ok()?;
        (place < self.count()).then_some(place)
    }

    /// The seconds at which the periods begin.
    pub fn begins(&self) -> impl Iterator<Item = i64> {
        let Self {
            first,
            seconds,
            count,
        } = *self;
        (0..count).map(move |period| first + period * seconds)
    }

    /// `minute`, `5 minutes`, `day`: what a period is called.
    pub fn name(&self) -> String {
        let (number, unit) = [(DAY, "day"), (HOUR, "hour"), (MINUTE, "minute")]
            .into_iter()
            .find(|(unit, _)| self.seconds % unit == 0)
            .map_or((self.seconds, "second"), |(unit, name)| {
                (self.seconds / unit, name)
            });
        if number == 1 {
            unit.to_owned()
        } else {
            format!("{number} {unit}s")
        }
    }
}

impl Periods {
    /// What a value is, and from when to when: `sum by minute, 2026-04-19 13:00 to 13:39 UTC`.
    pub fn caption(&self) -> String {
        let [first, last] = self.ends();
        let to = match last.strip_prefix(first.get(..11).unwrap_or(&first)) {
            _ if first == last => String::new(),
            // The same day.
            Some(time) => format!(" to {time}"),
            None => format!(" to {last}"),
        };
        format!("sum by {}, {first}{to} UTC", self.name())
    }

    /// When the first and the last begin, to the minute.
    pub fn ends(&self) -> [String; 2] {
        let last = self.first + (self.count - 1) * self.seconds;
        [self.first, last].map(moment)
    }
}

/// A second since the epoch as date and time, to the minute.
pub fn moment(second: i64) -> String {
    Timestamp::from_second(second).map_or_else(
        |_| format!("second {second}"),
        |moment| moment.strftime("%Y-%m-%d %H:%M").to_string(),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn over(seconds: &[i64]) -> Option<(i64, usize, String)> {
        let periods = Periods::over(seconds.iter().copied())?;
        let first = periods.begins().next()?;
        Some((first, periods.count(), periods.name()))
    }

    #[test]
    fn periods_are_as_short_as_can_be_shown() {
        let day = 1_776_556_800;
        assert_eq!(over(&[]), None);
        assert_eq!(over(&[day + 61]), Some((day + 60, 1, "minute".to_owned())));
        let hours = |hours: i64| over(&[day + hours * HOUR, day + 61]);
        assert_eq!(hours(1), Some((day + 60, 60, "minute".to_owned())));
        assert_eq!(hours(3), Some((day, 37, "5 minutes".to_owned())));
        assert_eq!(hours(24), Some((day, 97, "15 minutes".to_owned())));
        assert_eq!(hours(24 * 20), Some((day, 81, "6 hours".to_owned())));
        assert_eq!(hours(24 * 100), Some((day, 101, "day".to_owned())));
    }

    #[test]
    fn a_span_of_any_length_is_covered() {
        let (first, count, _) = over(&[-62_135_596_800, 253_402_300_799]).unwrap();
        assert!(first <= -62_135_596_800);
        assert!(count <= 120, "{count}");
    }

    #[test]
    fn a_caption_says_from_when_to_when() {
        let caption = |seconds: &[i64]| Periods::over(seconds.iter().copied()).unwrap().caption();
        let begin = 1_776_603_600;
        assert_eq!(caption(&[begin]), "sum by minute, 2026-04-19 13:00 UTC");
        assert_eq!(
            caption(&[begin, begin + 60]),
            "sum by minute, 2026-04-19 13:00 to 13:01 UTC"
        );
        assert_eq!(
            caption(&[begin, begin + DAY]),
            "sum by 15 minutes, 2026-04-19 13:00 to 2026-04-20 13:00 UTC"
        );
    }

    #[test]
    fn a_wrong_year_does_not_make_a_line_of_all_others() {
        let hour = |others: &[i64]| {
            let minutes = (0..200).map(|second| second * 18);
            let all = minutes.chain(others.iter().copied()).collect();
            let (periods, left_out) = Periods::over_most(all).unwrap();
            (periods.count(), left_out)
        };
        let year = 364 * DAY;
        assert_eq!(hour(&[]), (60, vec![]));
        assert_eq!(hour(&[-year, 8000 * year]), (60, vec![-year, 8000 * year]));
        // Three of two hundred are too many to be left out, and an hour later is not far.
        assert_eq!(hour(&[-year, year, 2 * year]).1, [0; 0]);
        assert_eq!(hour(&[2 * HOUR]).1, [0; 0]);
        assert_eq!(Periods::over_most(vec![0, year]).unwrap().1, [0; 0]);
        assert_eq!(Periods::over_most(vec![]), None);
    }

    #[test]
    fn a_second_is_in_the_period_that_began_last() {
        let periods = Periods::over([3600, 7200].into_iter()).unwrap();
        assert_eq!(periods.place(3600), Some(0));
        assert_eq!(periods.place(3659), Some(0));
        assert_eq!(periods.place(3660), Some(1));
        assert_eq!(periods.place(0), None);
        assert_eq!(periods.place(7260), None);
    }
}
