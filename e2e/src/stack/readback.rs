//! What came out: the metrics as CloudWatch gives them back, the records as the function logged them.

use std::collections::BTreeMap;
use std::time::Duration;

use aws_sdk_cloudwatch::primitives::DateTime;
use aws_sdk_cloudwatch::types::{Datapoint, Metric, Statistic};
use serde_json::Value;

use super::Stack;
use crate::clock;
use crate::env::Env;
use crate::sums::{LOG_METRICS, Objects, Records, Series, Statistics, Sums};

/// A day.
const PERIOD: Duration = Duration::from_secs(86_400);

/// How far back and ahead metrics are read: what scenarios publish is of these days. LocalStack takes some 30 ms for each
/// day of each metric, and lets nobody publish meanwhile.
const DAYS_AROUND: i64 = 2;

impl<E: Env> Stack<'_, E> {
    /// Metrics from CloudWatch, objects and records from the function's summary lines.
    pub async fn sums(&self) -> Sums {
        let (objects, records) = self.logged();
        let mut sums = Sums {
            objects,
            records,
            ..Sums::default()
        };
        for metric in self.metrics().await {
            let name = metric.metric_name().unwrap_or_default();
            if !LOG_METRICS.contains(&name) {
                continue;
            }
            let statistics = self.statistics(&metric).await;
            let dimensions = metric.dimensions().iter();
            let dimensions = dimensions
                .map(|one| (text(one.name()), text(one.value())))
                .collect();
            sums.series.insert(
                Series {
                    name: name.to_owned(),
                    dimensions,
                },
                statistics,
            );
        }
        sums
    }

    /// Fails, with the function's log, unless exactly this was published.
    pub async fn assert_published(&self, expected: &BTreeMap<Series, Statistics>) {
        let found = Sums {
            series: self.sums().await.series,
            ..Sums::default()
        };
        let differences = Sums {
            series: expected.clone(),
            ..Sums::default()
        }
        .differences(&found);
        assert!(
            differences.is_empty(),
            "{}\n{}",
            differences.join("\n"),
            self.function().log().join("\n")
        );
    }

    /// Every metric of the stack's namespace.
    pub async fn metrics(&self) -> Vec<Metric> {
        self.metrics_of(&self.namespace).await
    }

    /// Every metric of a namespace, in the stack's Region.
    pub async fn metrics_of(&self, namespace: &str) -> Vec<Metric> {
        let list = self.clients.cloudwatch.list_metrics().namespace(namespace);
        let mut pages = list.into_paginator().send();
        let mut found = Vec::new();
        while let Some(page) = pages.next().await {
            let page = page.unwrap_or_else(|error| panic!("list metrics: {error:?}"));
            found.extend(page.metrics().to_vec());
        }
        found
    }

    async fn statistics(&self, metric: &Metric) -> Statistics {
        let today = clock::now().as_second() / 86_400;
        let day = |day: i64| DateTime::from_secs(day * 86_400);
        let get = self
            .clients
            .cloudwatch
            .get_metric_statistics()
            .namespace(&self.namespace);
        let get = get.metric_name(metric.metric_name().unwrap_or_default());
        let get = get.set_dimensions(Some(metric.dimensions().to_vec()));
        let get = get
            .start_time(day(today - DAYS_AROUND))
            .end_time(day(today + DAYS_AROUND + 1));
        let get = get.period(i32::try_from(PERIOD.as_secs()).expect("a day in seconds"));
        let all = vec![
            Statistic::SampleCount,
            Statistic::Sum,
            Statistic::Minimum,
            Statistic::Maximum,
        ];
        let answer = get.set_statistics(Some(all)).send().await;
        let answer = answer.unwrap_or_else(|error| panic!("statistics of {metric:?}: {error:?}"));
        let points = answer.datapoints();
        let total = |of: fn(&Datapoint) -> Option<f64>| points.iter().filter_map(of);
        Statistics {
            sample_count: whole(total(Datapoint::sample_count).sum()),
            sum: whole(total(Datapoint::sum).sum()),
            min: whole(total(Datapoint::minimum).fold(f64::INFINITY, f64::min)),
            max: whole(total(Datapoint::maximum).fold(0.0, f64::max)),
        }
    }

    /// What the function's summary lines add up to.
    fn logged(&self) -> (Objects, Records) {
        let (mut objects, mut records) = (Objects::default(), Records::default());
        for summary in self.summaries() {
            let count = |group: &str, name: &str| summary[group][name].as_u64().unwrap_or(0);
            objects.processed += count("objects", "processed");
            objects.skipped += count("objects", "skipped");
            objects.failed += count("objects", "failed");
            records.counted += count("records", "counted");
            records.malformed += count("records", "malformed");
            records.duplicate += count("records", "duplicate");
            records.expired += count("records", "expired");
        }
        (objects, records)
    }

    /// The `summary` of each `invocation summary` line that the function logged.
    pub fn summaries(&self) -> Vec<Value> {
        let log = self.function().log();
        let lines = log
            .iter()
            .filter(|line| line.contains("invocation summary"));
        lines
            .filter_map(|line| serde_json::from_str::<Value>(line.trim()).ok())
            .map(|line| summary(&line))
            .collect()
    }
}

/// The summary of a line, wherever the log's format has it.
fn summary(line: &Value) -> Value {
    match (&line["summary"], &line["fields"]["summary"]) {
        (Value::Null, Value::Null) => line["fields"].clone(),
        (Value::Null, nested) => nested.clone(),
        (found, _) => found.clone(),
    }
}

fn text(value: Option<&str>) -> String {
    value.unwrap_or_default().to_owned()
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "checked in the function"
)]
fn whole(value: f64) -> u64 {
    assert!(
        value >= 0.0 && value.fract() == 0.0 && value < 1e15,
        "{value} is no count"
    );
    value as u64
}
