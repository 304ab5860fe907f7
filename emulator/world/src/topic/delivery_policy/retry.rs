//! When a POST that failed is tried again.
//!
//! Source: <https://docs.aws.amazon.com/sns/latest/dg/sns-message-delivery-retries.html>, "Creating an HTTP/S delivery policy". AWS shows its
//! backoff functions by a picture alone: that these are they is unverified. AWS's delays jitter; ours do not, so that a stepped clock can be
//! set to them.

use std::time::Duration;

use serde::Serialize;

use super::read::Members;

/// In seconds. Source: the same, "1 to maximum delay", "Minimum delay to 3,600".
const LEAST_DELAY: u32 = 1;
const MOST_DELAY: u32 = 3_600;
/// Source: the same, `numRetries`, "0 to 100".
const MAX_RETRIES: u32 = 100;
/// Source: the same, "the total policy retry time for an HTTP/S endpoint cannot be greater than 3,600 seconds".
const MAX_TOTAL: Duration = Duration::from_secs(3_600);

/// What is not said is as the table of that page has it.
const DEFAULT_DELAY: u32 = 20;
const DEFAULT_RETRIES: u32 = 3;

/// As somebody said it; the members stand in the order in which AWS writes them.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct RetryPolicy {
    /// In seconds.
    #[serde(skip_serializing_if = "Option::is_none")]
    min_delay_target: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    max_delay_target: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    num_retries: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    num_max_delay_retries: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    num_no_delay_retries: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    num_min_delay_retries: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    backoff_function: Option<Backoff>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum Backoff {
    Arithmetic,
    Exponential,
    Geometric,
    Linear,
}

impl Backoff {
    fn read(name: &str) -> Option<Self> {
        match name {
            "arithmetic" => Some(Self::Arithmetic),
            "exponential" => Some(Self::Exponential),
            "geometric" => Some(Self::Geometric),
            "linear" => Some(Self::Linear),
            _ => None,
        }
    }

    /// The delay before the retry of this number, from 0 to `end`, in seconds. It goes from `least` to `most`: by steps alike (linear),
    /// by steps that grow by the same (arithmetic) or double (exponential), or by the same factor (geometric).
    fn delay(self, number: u32, end: u32, least: f64, most: f64) -> f64 {
        if end == 0 {
            return least;
        }
        let (at, end) = (f64::from(number), f64::from(end));
        let part = match self {
            Self::Linear => at / end,
            Self::Arithmetic => at * (at + 1.0) / (end * (end + 1.0)),
            Self::Exponential => (at.exp2() - 1.0) / (end.exp2() - 1.0),
            Self::Geometric => return least * (most / least).powf(at / end),
        };
        least + (most - least) * part
    }
}

impl RetryPolicy {
    /// # Errors
    /// What AWS would not take.
    pub(super) fn read(mut members: Members) -> Result<Self, String> {
        let policy = Self {
            min_delay_target: members.number("minDelayTarget", LEAST_DELAY..=MOST_DELAY)?,
            max_delay_target: members.number("maxDelayTarget", LEAST_DELAY..=MOST_DELAY)?,
            num_retries: members.number("numRetries", 0..=MAX_RETRIES)?,
            num_max_delay_retries: members.number("numMaxDelayRetries", 0..=u32::MAX)?,
            num_no_delay_retries: members.number("numNoDelayRetries", 0..=u32::MAX)?,
            num_min_delay_retries: members.number("numMinDelayRetries", 0..=u32::MAX)?,
            backoff_function: backoff(&mut members)?,
        };
        let path = members.path().to_owned();
        members.end()?;
        match policy.fault() {
            None => Ok(policy),
            Some(fault) => Err(format!("DeliveryPolicy: {path}.{fault}")),
        }
    }

    /// The text about the total is unverified.
    fn fault(&self) -> Option<&'static str> {
        if self.most_delay() < self.least_delay() {
            return Some("maxDelayTarget must be greater than or equal to minDelayTarget");
        }
        let phases = [
            self.num_no_delay_retries,
            self.num_min_delay_retries,
            self.num_max_delay_retries,
        ];
        let in_phases: u64 = phases.into_iter().flatten().map(u64::from).sum();
        if in_phases > u64::from(self.retries()) {
            return Some(
                "numRetries must be greater than or equal to total of numMinDelayRetries, numNoDelayRetries and numMaxDelayRetries",
            );
        }
        let total: Duration = (1..=self.retries())
            .filter_map(|retry| self.delay(retry))
            .sum();
        (total > MAX_TOTAL)
            .then_some("numRetries: the total retry time must not be greater than 3600 seconds")
    }

    /// With everything said.
    pub(super) fn filled(&self) -> Self {
        Self {
            min_delay_target: Some(self.least_delay()),
            max_delay_target: Some(self.most_delay()),
            num_retries: Some(self.retries()),
            num_max_delay_retries: Some(self.num_max_delay_retries.unwrap_or(0)),
            num_no_delay_retries: Some(self.num_no_delay_retries.unwrap_or(0)),
            num_min_delay_retries: Some(self.num_min_delay_retries.unwrap_or(0)),
            backoff_function: Some(self.backoff_function.unwrap_or(Backoff::Linear)),
        }
    }

    fn least_delay(&self) -> u32 {
        self.min_delay_target.unwrap_or(DEFAULT_DELAY)
    }

    fn most_delay(&self) -> u32 {
        self.max_delay_target.unwrap_or(DEFAULT_DELAY)
    }

    fn retries(&self) -> u32 {
        self.num_retries.unwrap_or(DEFAULT_RETRIES)
    }

    /// How long after a failure the retry of this number, from 1, comes, in whole milliseconds; `None` beyond the last.
    pub(super) fn delay(&self, retry: u32) -> Option<Duration> {
        let without_delay = self.num_no_delay_retries.unwrap_or(0);
        let with_least = self.num_min_delay_retries.unwrap_or(0);
        let with_most = self.num_max_delay_retries.unwrap_or(0);
        let in_backoff = self.retries() - without_delay - with_least - with_most;
        let (least, most) = (self.least_delay(), self.most_delay());
        let mut number = retry.checked_sub(1)?;
        for (length, delay) in [(without_delay, 0), (with_least, least)] {
            if number < length {
                return Some(Duration::from_secs(delay.into()));
            }
            number -= length;
        }
        if number < in_backoff {
            let backoff = self.backoff_function.unwrap_or(Backoff::Linear);
            let seconds = backoff.delay(number, in_backoff - 1, least.into(), most.into());
            return Some(whole_milliseconds(seconds));
        }
        let is_last_phase = number - in_backoff < with_most;
        is_last_phase.then(|| Duration::from_secs(most.into()))
    }
}

/// Rounded: what platforms make of a power differs far behind the point.
fn whole_milliseconds(seconds: f64) -> Duration {
    Duration::from_secs_f64((seconds * 1_000.0).round() / 1_000.0)
}

fn backoff(members: &mut Members) -> Result<Option<Backoff>, String> {
    let Some(name) = members.text("backoffFunction")? else {
        return Ok(None);
    };
    let backoff = Backoff::read(&name).ok_or_else(|| {
        format!(
            "DeliveryPolicy: {}.backoffFunction: the value [{name}] is not a valid backoff function",
            members.path()
        )
    })?;
    Ok(Some(backoff))
}
