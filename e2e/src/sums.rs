//! What a set of log objects adds up to: the answer that generator, oracle and replay must agree on.
//!
//! Not a parser and not a generator. [`Sums::document`] has the shape of `emulator replay --format
//! json`, less what differs between two runs; [`Sums::from_document`] reads that shape back, so that
//! two answers are compared as values and [`Sums::differences`] says in words where they part.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

/// The namespace that the function publishes to unless `CLOUDWATCH_NAMESPACE` says otherwise.
pub const NAMESPACE: &str = "Custom/BedrockMetrics";

/// The metrics that log records alone decide. The function's own health metrics are left out: how
/// many samples they have depends on how messages were batched.
pub const LOG_METRICS: [&str; 6] = [
    "CacheReadInputTokens",
    "CacheWriteInputTokens",
    "InputTokens",
    "InvocationCount",
    "InvocationErrorCount",
    "OutputTokens",
];

/// What became of the objects.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Objects {
    pub processed: u64,
    pub skipped: u64,
    pub failed: u64,
}

/// What became of the records of the processed objects.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Records {
    pub counted: u64,
    pub malformed: u64,
    pub duplicate: u64,
    pub expired: u64,
}

/// One series: a metric's name and its dimensions.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Series {
    pub name: String,
    pub dimensions: BTreeMap<String, String>,
}

impl Series {
    pub fn by(name: &str, dimension: &str, value: &str) -> Self {
        let dimensions = BTreeMap::from([(dimension.to_owned(), value.to_owned())]);
        Self {
            name: name.to_owned(),
            dimensions,
        }
    }
}

/// The statistics of one series over everything that was read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Statistics {
    pub sample_count: u64,
    pub sum: u64,
    pub min: u64,
    pub max: u64,
}

impl Statistics {
    fn one(value: u64) -> Self {
        Self {
            sample_count: 1,
            sum: value,
            min: value,
            max: value,
        }
    }

    fn add(&mut self, other: Self) {
        self.sample_count += other.sample_count;
        self.sum += other.sum;
        self.min = self.min.min(other.min);
        self.max = self.max.max(other.max);
    }
}

/// The whole answer.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub struct Sums {
    pub objects: Objects,
    pub records: Records,
    pub series: BTreeMap<Series, Statistics>,
}

impl Sums {
    /// Adds one sample.
    pub fn sample(&mut self, series: Series, value: u64) {
        let one = Statistics::one(value);
        self.series
            .entry(series)
            .and_modify(|known| known.add(one))
            .or_insert(one);
    }

    /// Adds all of another answer.
    pub fn merge(&mut self, other: &Self) {
        self.objects.processed += other.objects.processed;
        self.objects.skipped += other.objects.skipped;
        self.objects.failed += other.objects.failed;
        self.records.counted += other.records.counted;
        self.records.malformed += other.records.malformed;
        self.records.duplicate += other.records.duplicate;
        self.records.expired += other.records.expired;
        for (series, statistics) in &other.series {
            let known = self.series.entry(series.clone());
            known
                .and_modify(|known| known.add(*statistics))
                .or_insert(*statistics);
        }
    }

    /// The sum of one series by its one dimension; 0 where there is no such series.
    pub fn sum_of(&self, name: &str, dimension: &str, value: &str) -> u64 {
        self.series
            .get(&Series::by(name, dimension, value))
            .map_or(0, |statistics| statistics.sum)
    }

    /// The document of `replay --format json`, less what differs between two runs.
    pub fn document(&self) -> Value {
        let metrics: Vec<Value> = self
            .series
            .iter()
            .map(|(series, found)| metric(series, *found))
            .collect();
        json!({ "objects": self.objects, "records": self.records, "metrics": metrics })
    }

    /// Reads the document of a replay, or one that [`Sums::document`] wrote.
    ///
    /// # Errors
    /// Says which part is missing or no whole number.
    pub fn from_document(document: &Value) -> Result<Self, String> {
        let mut sums = Self {
            objects: part(document, "objects")?,
            records: part(document, "records")?,
            series: BTreeMap::new(),
        };
        for metric in document["metrics"]
            .as_array()
            .ok_or("no metrics in the document")?
        {
            let name = metric["name"].as_str().ok_or("a metric without a name")?;
            if !LOG_METRICS.contains(&name) {
                continue;
            }
            let series = Series {
                name: name.to_owned(),
                dimensions: part(metric, "dimensions")?,
            };
            if sums.series.insert(series, statistics_of(metric)?).is_some() {
                return Err(format!(
                    "{name} has two entries for the same dimensions: {metric}"
                ));
            }
        }
        Ok(sums)
    }

    /// Where `found` parts from this answer, one sentence each; empty when the two agree.
    pub fn differences(&self, found: &Self) -> Vec<String> {
        let mut differences = Vec::new();
        if self.objects != found.objects {
            differences.push(format!(
                "objects: expected {:?}, found {:?}",
                self.objects, found.objects
            ));
        }
        if self.records != found.records {
            differences.push(format!(
                "records: expected {:?}, found {:?}",
                self.records, found.records
            ));
        }
        for (series, expected) in &self.series {
            match found.series.get(series) {
                None => differences.push(format!("{series:?}: expected {expected:?}, found none")),
                Some(other) if other != expected => {
                    differences.push(format!(
                        "{series:?}: expected {expected:?}, found {other:?}"
                    ));
                }
                Some(_) => {}
            }
        }
        let unexpected = found
            .series
            .keys()
            .filter(|series| !self.series.contains_key(*series));
        differences.extend(unexpected.map(|series| format!("{series:?}: not expected")));
        differences
    }

    /// Fails with every difference when `found` is another answer.
    ///
    /// # Panics
    /// When the two differ: this is the assertion of the suite.
    #[track_caller]
    pub fn assert_same(&self, found: &Self) {
        let differences = self.differences(found);
        assert!(
            differences.is_empty(),
            "{} differences:\n{}",
            differences.len(),
            differences.join("\n")
        );
    }
}

fn metric(series: &Series, found: Statistics) -> Value {
    json!({
        "namespace": NAMESPACE,
        "name": series.name,
        "dimensions": series.dimensions,
        "unit": "Count",
        "sample_count": found.sample_count,
        "sum": found.sum,
        "min": found.min,
        "max": found.max,
    })
}

fn part<T: serde::de::DeserializeOwned>(document: &Value, name: &str) -> Result<T, String> {
    serde_json::from_value(document[name].clone())
        .map_err(|error| format!("{name}: {error} in {}", document[name]))
}

fn statistics_of(metric: &Value) -> Result<Statistics, String> {
    Ok(Statistics {
        sample_count: whole(metric, "sample_count")?,
        sum: whole(metric, "sum")?,
        min: whole(metric, "min")?,
        max: whole(metric, "max")?,
    })
}

/// CloudWatch answers in doubles: `5.0` is the whole number 5.
fn whole(metric: &Value, field: &str) -> Result<u64, String> {
    let number = metric[field]
        .as_f64()
        .ok_or_else(|| format!("{field} is no number in {metric}"))?;
    if number < 0.0 || number.fract() != 0.0 || number > 9_007_199_254_740_992.0 {
        return Err(format!("{field} is no whole number in {metric}"));
    }
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "checked the line above"
    )]
    Ok(number as u64)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn three_samples() -> Sums {
        let mut sums = Sums::default();
        for tokens in [5, 2, 9] {
            sums.sample(
                Series::by("InputTokens", "InferenceProfile", "CrossRegion"),
                tokens,
            );
        }
        sums.records.counted = 3;
        sums
    }

    #[test]
    fn a_document_is_read_back_as_it_was_written() {
        let sums = three_samples();
        let found = Sums::from_document(&sums.document()).expect("the document is our own");
        sums.assert_same(&found);
        assert_eq!(
            found.sum_of("InputTokens", "InferenceProfile", "CrossRegion"),
            16
        );
    }

    #[test]
    fn health_metrics_of_the_function_are_left_out() {
        let mut document = three_samples().document();
        let metrics = document["metrics"].as_array_mut().expect("a list");
        metrics.push(json!({ "name": "ProcessedObjects", "dimensions": {}, "sum": 7.0 }));
        let found = Sums::from_document(&document).expect("the document is our own");
        three_samples().assert_same(&found);
    }

    #[test]
    fn every_difference_is_named() {
        let mut other = three_samples();
        other.records.malformed = 1;
        other.sample(
            Series::by("InputTokens", "InferenceProfile", "CrossRegion"),
            1,
        );
        other.sample(Series::by("InvocationCount", "Region", "us-east-1"), 1);
        assert_eq!(three_samples().differences(&other).len(), 3);
    }

    #[test]
    fn merging_two_halves_gives_the_whole() {
        let mut merged = three_samples();
        merged.merge(&three_samples());
        let statistics = merged.series.values().next().expect("one series");
        assert_eq!(
            *statistics,
            Statistics {
                sample_count: 6,
                sum: 32,
                min: 2,
                max: 9
            }
        );
    }
}
