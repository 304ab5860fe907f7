//! What becomes of an alarm, by its datapoints: M out of N, and what is missing.
//!
//! Pure over values. Source: <https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarms-and-missing-data.html>, whose two
//! tables the tests hold cell by cell.

#[cfg(test)]
mod tests;

/// How many periods are looked at beyond those that are evaluated, in case some of these have no datapoint. The page's tables look at 5
/// for 3; what it is for other lengths ("depends on the length of the alarm period") is not said.
const EXTRA_PERIODS: usize = 2;

/// What stands for a datapoint that is not there.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) enum MissingData {
    #[default]
    Missing,
    /// The state stays.
    Ignore,
    Breaching,
    NotBreaching,
}

/// How many datapoints are evaluated, and how many of them have to breach.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Rule {
    /// N.
    pub(super) evaluation_periods: usize,
    /// M, at most N.
    pub(super) datapoints_to_alarm: usize,
    pub(super) missing_data: MissingData,
}

/// What an evaluation comes to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Verdict {
    Alarm,
    Ok,
    InsufficientData,
    /// Whatever it was.
    Unchanged,
}

/// An evaluation, and what it was of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Evaluation {
    pub(super) verdict: Verdict,
    /// Datapoints that were lacking among the N.
    pub(super) filled: usize,
}

impl Rule {
    /// How many periods are looked at: the evaluation range.
    pub(super) fn range(self) -> usize {
        self.evaluation_periods.saturating_add(EXTRA_PERIODS)
    }

    /// Evaluates the periods of the range, the newest first: whether each one's datapoint breaches the threshold, `None` where there
    /// is no datapoint.
    pub(super) fn evaluate(self, range: &[Option<bool>]) -> Evaluation {
        let real = range.iter().flatten().take(self.evaluation_periods);
        let (breaching, fine) = real.fold((0, 0), |(breaching, fine), breaches| {
            if *breaches {
                (breaching + 1, fine)
            } else {
                (breaching, fine + 1)
            }
        });
        let filled = self.evaluation_periods - breaching - fine;
        let verdict = if breaching >= self.datapoints_to_alarm {
            Verdict::Alarm
        } else if filled == 0 {
            Verdict::Ok
        } else {
            self.fill(range, breaching, fine, filled)
        };
        Evaluation { verdict, filled }
    }

    fn fill(self, range: &[Option<bool>], breaching: usize, fine: usize, filled: usize) -> Verdict {
        match self.missing_data {
            MissingData::Breaching if breaching + filled >= self.datapoints_to_alarm => {
                Verdict::Alarm
            }
            MissingData::Breaching | MissingData::NotBreaching => Verdict::Ok,
            _ if fine > 0 => Verdict::Ok,
            MissingData::Ignore => Verdict::Unchanged,
            MissingData::Missing if breaching == 0 => Verdict::InsufficientData,
            MissingData::Missing if self.is_premature_no_more(range) => Verdict::Alarm,
            // A breaching datapoint as young as that may be an outlier ("the alarm does not go immediately into ALARM state").
            MissingData::Missing => Verdict::Ok,
        }
    }

    /// Whether the oldest datapoint, where all breach, is as old as M periods: no later one would have changed anything.
    fn is_premature_no_more(self, range: &[Option<bool>]) -> bool {
        let oldest = range.iter().rposition(Option::is_some);
        oldest.is_some_and(|index| index + 1 >= self.datapoints_to_alarm)
    }
}
