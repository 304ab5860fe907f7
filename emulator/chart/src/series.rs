//! What a chart shows: series of one metric over time.

use super::periods::Periods;
use super::text::printable;

/// Lines that a chart tells apart by colour; the others are added up to one more.
pub const MAX_LINES: usize = 7;

/// Series of one metric over time.
#[derive(Debug, Clone, PartialEq)]
pub struct Chart {
    /// Such as `InputTokens by InferenceProfile`.
    pub title: String,
    pub periods: Periods,
    /// The largest first; at most [`MAX_LINES`], and the others added up.
    pub lines: Vec<Line>,
}

/// A series: a value for each period, nothing where nothing was published.
#[derive(Debug, Clone, PartialEq)]
pub struct Line {
    pub name: String,
    pub values: Vec<Option<f64>>,
}

impl Line {
    /// A line of sums by second, each put to its period.
    pub fn of_sums(name: String, periods: &Periods, sums: &[(i64, f64)]) -> Self {
        let mut values = vec![None; periods.count()];
        for (second, sum) in sums {
            if let Some(value) = periods.place(*second).and_then(|at| values.get_mut(at)) {
                *value = Some(value.unwrap_or(0.0) + sum);
            }
        }
        Self { name, values }
    }

    pub fn total(&self) -> f64 {
        self.values.iter().flatten().sum()
    }

    fn add(&mut self, other: &Self) {
        for (value, more) in self.values.iter_mut().zip(&other.values) {
            *value = match (*value, more) {
                (Some(value), Some(more)) => Some(value + more),
                (value, more) => value.or(*more),
            };
        }
    }
}

impl Chart {
    /// A chart of lines of these periods: the largest first, what is beyond the bound added up.
    pub fn new(title: String, periods: Periods, mut lines: Vec<Line>) -> Self {
        // By name where the totals are alike, so that the order is always the same.
        lines.sort_by(|one, other| {
            let by_total = other.total().total_cmp(&one.total());
            by_total.then_with(|| one.name.cmp(&other.name))
        });
        if lines.len() > MAX_LINES {
            let others = lines.split_off(MAX_LINES);
            let mut sum = Line {
                name: format!("{} others", others.len()),
                values: vec![None; periods.count()],
            };
            for other in &others {
                sum.add(other);
            }
            lines.push(sum);
        }
        for line in &mut lines {
            line.name = printable(&line.name);
        }
        Self {
            title: printable(&title),
            periods,
            lines,
        }
    }

    /// All lines added up.
    pub fn sum(&self) -> Line {
        let mut sum = Line {
            name: self.title.clone(),
            values: vec![None; self.periods.count()],
        };
        for line in &self.lines {
            sum.add(line);
        }
        sum
    }
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;

    /// An hour by the minute, a gap of half an hour in it, and more lines than colours.
    pub(in super::super) fn chart() -> Chart {
        let periods = Periods::over([0, 59 * 60].into_iter()).unwrap();
        let lines = (0..9).map(|line| {
            let sums: Vec<_> = (0..60_i32)
                .filter(|minute| !(20..50).contains(minute))
                .map(|minute| {
                    (
                        i64::from(minute) * 60,
                        f64::from((line + 1) * (minute % 7 + 1)),
                    )
                })
                .collect();
            Line::of_sums(format!("line <{line}> & \"more\""), &periods, &sums)
        });
        let lines = lines.collect();
        Chart::new("Input <Tokens> by A&B".to_owned(), periods, lines)
    }

    #[test]
    fn the_largest_lines_come_first_and_the_others_are_added_up() {
        let chart = chart();
        let names: Vec<_> = chart.lines.iter().map(|line| line.name.as_str()).collect();
        assert_eq!(names[0], "line <8> & \"more\"");
        assert_eq!(names[MAX_LINES - 1], "line <2> & \"more\"");
        assert_eq!(names[MAX_LINES], "2 others");
        let first = |line: usize| chart.lines[line].values[0];
        assert_eq!((first(0), first(MAX_LINES)), (Some(9.0), Some(3.0)));
        assert_eq!(chart.sum().values[0], Some(45.0));
    }

    #[test]
    fn a_period_without_data_is_a_gap() {
        let values = chart().sum().values;
        assert_eq!(values.len(), 60);
        assert!(values[19].is_some() && values[50].is_some());
        assert!(values[20..50].iter().all(Option::is_none));
    }
}
