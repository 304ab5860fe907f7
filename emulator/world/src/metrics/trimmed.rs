//! Statistics of the values between two bounds: trimmed mean and its kin.
//!
//! Bounds in percent cut samples off whole: of `n` samples in order of size those stay whose place is above `n * low` and not above
//! `n * high`, rounded up, so that the largest that stays is the percentile of the same number. Of bounds that are values the
//! lower does not count, the upper does.
//! Source: user guide, CloudWatch statistics definitions; how it rounds, AWS does not say.

use super::datapoint::Datapoint;

/// What is asked of the values between the bounds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Trimmed {
    /// `TM`.
    Mean,
    /// `WM`: what is outside counts as the bound it is beyond.
    Winsorized,
    /// `TC`.
    Count,
    /// `TS`.
    Sum,
    /// `PR`: the part of all samples, in percent.
    Rank,
}

/// Which values are in.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Bounds {
    /// Of the samples in order of size.
    Percent { low: f64, high: f64 },
    /// Above `low`, up to `high` with it; infinite where there is none.
    Values { low: f64, high: f64 },
}

/// The samples that are in, and how many are below and above.
#[derive(Debug, Default)]
struct Cut {
    count: f64,
    sum: f64,
    below: f64,
    above: f64,
    /// The smallest and the largest that are in.
    edges: Option<(f64, f64)>,
}

impl Trimmed {
    /// By the letters before one number.
    pub(super) fn of_one_number(letters: &str) -> Option<Self> {
        Some(match letters {
            "tm" => Self::Mean,
            "wm" => Self::Winsorized,
            "tc" => Self::Count,
            "ts" => Self::Sum,
            _ => return None,
        })
    }

    /// By the letters before a range.
    pub(super) fn of_range(letters: &str) -> Option<Self> {
        Some(match letters {
            "TM" => Self::Mean,
            "WM" => Self::Winsorized,
            "TC" => Self::Count,
            "TS" => Self::Sum,
            "PR" => Self::Rank,
            _ => return None,
        })
    }

    /// `None` where not every value is known, one is negative, or none is left.
    pub(super) fn of(self, datapoint: &Datapoint, bounds: Bounds) -> Option<f64> {
        let cut = Cut::of(datapoint, bounds)?;
        match self {
            Self::Count => Some(cut.count),
            Self::Sum => Some(cut.sum),
            Self::Mean => (cut.count > 0.0).then(|| cut.sum / cut.count),
            Self::Rank => Some(cut.count / cut.total() * 100.0),
            Self::Winsorized => {
                let (low, high) = match bounds {
                    Bounds::Values { low, high } => (low, high),
                    Bounds::Percent { .. } => cut.edges?,
                };
                let edge = |samples: f64, edge: f64| {
                    if samples > 0.0 { samples * edge } else { 0.0 }
                };
                let sum = cut.sum + edge(cut.below, low) + edge(cut.above, high);
                Some(sum / cut.total())
            }
        }
        .filter(|value| value.is_finite())
    }
}

impl Cut {
    fn of(datapoint: &Datapoint, bounds: Bounds) -> Option<Self> {
        let samples = datapoint.values()?;
        let total = datapoint.sample_count();
        let mut cut = Self::default();
        let mut seen = 0.0;
        for (value, count) in samples {
            let (below, above) = match bounds {
                Bounds::Values { low, .. } if value <= low => (count, 0.0),
                Bounds::Values { high, .. } if value > high => (0.0, count),
                Bounds::Values { .. } => (0.0, 0.0),
                Bounds::Percent { low, high } => {
                    let below = (total * low / 100.0).floor() - seen;
                    let above = seen + count - (total * high / 100.0).ceil();
                    (below.clamp(0.0, count), above.clamp(0.0, count))
                }
            };
            cut.add(value, count, below, above);
            seen += count;
        }
        Some(cut)
    }

    /// Adds `count` samples of one value, of which so many are below and above the bounds.
    fn add(&mut self, value: f64, count: f64, below: f64, above: f64) {
        let inside = (count - below - above).max(0.0);
        self.below += below;
        self.above += above;
        if inside > 0.0 {
            self.count += inside;
            self.sum += inside * value;
            let lowest = self.edges.map_or(value, |(lowest, _)| lowest);
            self.edges = Some((lowest, value));
        }
    }

    fn total(&self) -> f64 {
        self.below + self.count + self.above
    }
}

#[cfg(test)]
mod tests {
    use super::super::statistic::Statistic;
    use super::*;

    /// 1 to 10, once each.
    fn ten() -> Datapoint {
        let mut ten = Datapoint::default();
        for value in 1..=10 {
            ten.add(f64::from(value), 1.0);
        }
        ten
    }

    fn of(name: &str, datapoint: &Datapoint) -> Option<f64> {
        Statistic::parse(name).unwrap().of(datapoint)
    }

    #[test]
    fn each_of_the_kin_is_over_the_values_between_its_bounds() {
        for (name, expected) in [
            ("tm90", Some(5.0)),
            ("tc90", Some(9.0)),
            ("ts90", Some(45.0)),
            ("TM(10%:90%)", Some(5.5)),
            ("TM(10%:)", Some(6.0)),
            ("TS(80%:)", Some(19.0)),
            ("IQM", Some(5.5)),
            ("wm80", Some(5.2)),
            ("WM(10%:90%)", Some(5.5)),
            ("WM(2:8)", Some(5.3)),
            ("TC(2:8)", Some(6.0)),
            ("TM(2:8)", Some(5.5)),
            ("TM(100:200)", None),
            ("TC(100:200)", Some(0.0)),
            ("TS(100:200)", Some(0.0)),
            ("PR(:3)", Some(30.0)),
            ("PR(3:5)", Some(20.0)),
            ("PR(5:)", Some(50.0)),
            ("tm100", Some(5.5)),
        ] {
            assert_eq!(of(name, &ten()), expected, "{name}");
        }
    }

    #[test]
    fn the_largest_value_of_a_trimmed_mean_is_the_percentile() {
        let mut few = Datapoint::default();
        few.add(1.0, 2.0);
        few.add(7.0, 1.0);
        assert_eq!(of("p50", &few), Some(1.0));
        assert_eq!(of("tc50", &few), Some(2.0));
        assert_eq!(of("p70", &few), Some(7.0));
        assert_eq!(of("tc70", &few), Some(3.0));
    }

    #[test]
    fn what_is_not_known_value_by_value_or_is_negative_has_none_of_them() {
        let mut negative = ten();
        negative.add(-1.0, 1.0);
        let mut summed = ten();
        summed.add_set(super::super::statistic_set::StatisticSet {
            sample_count: 2.0,
            sum: 3.0,
            minimum: 1.0,
            maximum: 2.0,
        });
        for name in ["p50", "tm90", "TC(1:2)", "PR(:3)", "IQM"] {
            assert_eq!(of(name, &negative), None, "{name}");
            assert_eq!(of(name, &summed), None, "{name}");
        }
        assert_eq!(of("TC(:5)", &Datapoint::default()), None);
    }
}
