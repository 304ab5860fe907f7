//! Why a metric alarm is in its state: `StateReason` and `StateReasonData`, in AWS's words.
//!
//! Recorded: one datapoint, several datapoints, five of them and more, none, fewer than there should be; with `DatapointsToAlarm` and
//! without. That the long form begins with five datapoints, and its words for a recovery, are unverified.

use jiff::Timestamp;
use serde::Serialize;

use super::evaluate::MissingData;
use super::look::Look;
use super::source::Sample;
use super::state::{StateValue, moment};

/// So many datapoints are told one by one; of more, the newest ones.
const MAX_TOLD: usize = 5;
/// Characters of `StateReasonData`. Source: botocore's model.
const MAX_REASON_DATA: usize = 4000;

/// The fields in AWS's order.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct ReasonData<'a> {
    version: &'static str,
    query_date: String,
    /// Of the oldest datapoint.
    #[serde(skip_serializing_if = "Option::is_none")]
    start_date: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    unit: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    statistic: Option<&'a str>,
    period: i64,
    /// The oldest first.
    recent_datapoints: Vec<f64>,
    threshold: f64,
    /// The newest first.
    evaluated_datapoints: Vec<EvaluatedDatapoint>,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct EvaluatedDatapoint {
    timestamp: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    sample_count: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    value: Option<f64>,
}

impl Look<'_> {
    pub(super) fn reason(&self, value: StateValue) -> String {
        let rule = self.definition.rule();
        let filled = self.evaluation.filled;
        if value == StateValue::InsufficientData {
            let were = if filled == 1 { "was" } else { "were" };
            return format!(
                "Insufficient Data: {} {were} unknown.",
                counted(filled, "datapoint")
            );
        }
        let told: Vec<(usize, Sample)> = self
            .datapoints()
            .into_iter()
            .filter(|(_, sample)| self.breaches(*sample) == (value == StateValue::Alarm))
            .collect();
        let treated = match rule.missing_data {
            MissingData::Breaching => Some("Breaching"),
            MissingData::NotBreaching => Some("NonBreaching"),
            MissingData::Missing | MissingData::Ignore => None,
        };
        let is_by_data = value == StateValue::Alarm && told.len() >= rule.datapoints_to_alarm;
        match treated {
            Some(treated) if filled > 0 && !is_by_data => self.reason_by_filling(treated),
            _ => self.reason_by_data(value, &told),
        }
    }

    fn reason_by_filling(&self, treated: &str) -> String {
        let received = self.datapoints().len();
        let filled = self.evaluation.filled;
        let were = |number: usize| if number == 1 { "was" } else { "were" };
        let received = match received {
            0 => "no datapoints were".to_owned(),
            number => format!("{} {}", counted(number, "datapoint"), were(number)),
        };
        format!(
            "Threshold Crossed: {received} received for {} and {} {} treated as [{treated}].",
            counted(self.definition.rule().evaluation_periods, "period"),
            counted(filled, "missing datapoint"),
            were(filled)
        )
    }

    fn reason_by_data(&self, value: StateValue, told: &[(usize, Sample)]) -> String {
        let definition = self.definition;
        let rule = definition.rule();
        let is_alarm = value == StateValue::Alarm;
        let number = told.len();
        let (subject, minimum) = if definition.datapoints_to_alarm.is_some() {
            let (minimum, transition) = if is_alarm {
                (rule.datapoints_to_alarm, "OK -> ALARM")
            } else {
                let needed = rule.evaluation_periods - rule.datapoints_to_alarm + 1;
                (needed, "ALARM -> OK")
            };
            (
                format!(
                    "{number} out of the last {} datapoints",
                    rule.evaluation_periods
                ),
                format!(
                    " (minimum {} for {transition} transition)",
                    counted(minimum, "datapoint")
                ),
            )
        } else {
            (counted(number, "datapoint"), String::new())
        };
        let were = match (number == 1, is_alarm) {
            (true, true) => "was",
            (true, false) => "was not",
            (false, true) => "were",
            (false, false) => "were not",
        };
        let crossing = format!(
            "{were} {} the threshold ({})",
            definition.comparison.words(),
            double(definition.threshold)
        );
        let newest = told.iter().take(MAX_TOLD).map(|(index, sample)| {
            format!("{} ({})", double(sample.value), self.short_date(*index))
        });
        let newest = newest.collect::<Vec<_>>().join(", ");
        if number < MAX_TOLD {
            return format!("Threshold Crossed: {subject} [{newest}] {crossing}{minimum}.");
        }
        let which = if is_alarm {
            " which crossed the threshold"
        } else {
            ""
        };
        format!(
            "Threshold Crossed: {subject} {crossing}. The most recent datapoints{which}: [{newest}]{minimum}."
        )
    }

    /// JSON. Where it would become too long, the oldest datapoints are left out.
    pub(super) fn reason_data(&self) -> String {
        let evaluated = self.evaluated();
        let fits = (0..=evaluated.len())
            .rev()
            .map(|number| self.reason_data_of(&evaluated[..number]))
            .find(|text| text.chars().count() <= MAX_REASON_DATA);
        fits.unwrap_or_default()
    }

    fn reason_data_of(&self, evaluated: &[usize]) -> String {
        let source = &self.definition.source;
        let datapoints = evaluated.iter().map(|index| {
            let sample = self.samples[*index];
            EvaluatedDatapoint {
                timestamp: moment(self.begin(*index)),
                sample_count: sample.and_then(|sample| sample.sample_count),
                value: sample.map(|sample| sample.value),
            }
        });
        let real = || {
            evaluated
                .iter()
                .rev()
                .filter(|index| self.samples[**index].is_some())
        };
        let data = ReasonData {
            version: "1.0",
            query_date: moment(self.now),
            start_date: real().next().map(|index| moment(self.begin(*index))),
            unit: source
                .metric()
                .and_then(|metric| Some(metric.unit?.as_str())),
            statistic: source.metric().map(|metric| metric.statistic.as_str()),
            period: source.period(),
            recent_datapoints: real()
                .filter_map(|index| Some(self.samples[*index]?.value))
                .collect(),
            threshold: self.definition.threshold,
            evaluated_datapoints: datapoints.collect(),
        };
        serde_json::to_string(&data).unwrap_or_default()
    }

    fn breaches(&self, sample: Sample) -> bool {
        let definition = self.definition;
        definition
            .comparison
            .breaches(sample.value, definition.threshold)
    }

    fn begin(&self, index: usize) -> Timestamp {
        Timestamp::from_second(self.window.start_of(index)).unwrap_or(Timestamp::MIN)
    }

    /// `19/04/26 13:28:00`.
    fn short_date(&self, index: usize) -> String {
        let begin = self.begin(index);
        begin.strftime("%d/%m/%y %H:%M:%S").to_string()
    }
}

fn counted(number: usize, noun: &str) -> String {
    let s = if number == 1 { "" } else { "s" };
    format!("{number} {noun}{s}")
}

/// A double as the sentences of AWS write it: `5.0`, and `1.0E7` from ten millions on and below a thousandth.
pub(super) fn double(number: f64) -> String {
    let size = number.abs();
    if size == 0.0 || (1e-3..1e7).contains(&size) || !size.is_finite() {
        return format!("{number:?}");
    }
    let text = format!("{number:E}");
    match text.split_once('E') {
        Some((mantissa, exponent)) if !mantissa.contains('.') => format!("{mantissa}.0E{exponent}"),
        _ => text,
    }
}

#[cfg(test)]
mod tests {
    use super::double;

    #[test]
    fn a_double_is_written_as_aws_writes_it() {
        for (number, text) in [
            (0.0, "0.0"),
            (5.0, "5.0"),
            (2_126_585.0, "2126585.0"),
            (0.005, "0.005"),
            (0.337_675, "0.337675"),
            (1e7, "1.0E7"),
            (1.25e-4, "1.25E-4"),
            (-3.0, "-3.0"),
        ] {
            assert_eq!(double(number), text);
        }
    }
}
