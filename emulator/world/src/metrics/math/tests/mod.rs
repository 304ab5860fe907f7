//! Expressions over a few small series.

mod functions;
mod labels;
mod properties;
mod searches;
mod syntax;

use std::sync::Arc;

use super::*;

/// Where the span begins: Sunday, 2026-04-19T13:00:00Z.
const START: i64 = 1_776_603_600;
const PERIOD: i64 = 60;

/// A request with series of a few minutes, by their ids.
struct Stage {
    metrics: Vec<(String, Value)>,
    expressions: Vec<(String, Value)>,
    minutes: usize,
}

/// Values of the minutes of a span, `None` where there is none.
type Minutes = Vec<Option<f64>>;

fn series(values: &[Option<f64>]) -> Series {
    let points = values.iter().zip(0..).filter_map(|(value, minute)| {
        let value: Option<f64> = *value;
        Some((START + minute * PERIOD, value?))
    });
    Series {
        points: points.collect(),
        period: PERIOD,
        label: String::new(),
        metric: None,
    }
}

/// Of as many minutes as the longest has.
fn stage(metrics: &[(&str, &[Option<f64>])]) -> Stage {
    Stage {
        metrics: metrics
            .iter()
            .map(|(id, values)| ((*id).to_owned(), Value::Series(series(values))))
            .collect(),
        expressions: Vec::new(),
        minutes: metrics
            .iter()
            .map(|(_, values)| values.len())
            .max()
            .unwrap_or(0),
    }
}

impl Scope for Stage {
    fn value(&self, id: &str) -> Option<&Value> {
        let mut all = self.metrics.iter().chain(&self.expressions);
        all.find(|(known, _)| known == id).map(|(_, value)| value)
    }

    fn metrics(&self) -> Vec<(&str, &Series)> {
        let metrics = self.metrics.iter().filter_map(|(id, value)| match value {
            Value::Series(series) => Some((id.as_str(), series)),
            _ => None,
        });
        metrics.collect()
    }

    /// Finds the metrics whose ids are their names.
    fn search(&self, search: &Search, stat: &str, _: Option<i64>) -> Result<Vec<Series>, Fault> {
        if stat != "Sum" {
            return Err(Fault::SearchStatistic(stat.to_owned()));
        }
        let found = self.metrics().into_iter().filter(|(id, _)| {
            search.matches(&Candidate {
                account: "111122223333",
                namespace: "Custom",
                name: id,
                dimensions: &[],
            })
        });
        Ok(found.map(|(_, series)| series.clone()).collect())
    }

    fn steps(&self, period: i64) -> Steps {
        Steps {
            start: START,
            period,
            count: self.minutes,
        }
    }

    fn period(&self) -> i64 {
        PERIOD
    }
}

impl Stage {
    fn evaluate(&self, text: &str) -> Result<Value, Fault> {
        Expression::parse(text)?.evaluate(self, &Budget::new())
    }

    /// The minutes of each series that comes of it.
    fn lists(&self, text: &str) -> Vec<Minutes> {
        let value = self
            .evaluate(text)
            .unwrap_or_else(|fault| panic!("{text}: {fault}"));
        let minutes = |series: Series| {
            let value_at = |moment| series.at(moment);
            self.steps(PERIOD).moments().map(value_at).collect()
        };
        value.into_series().into_iter().map(minutes).collect()
    }

    fn minutes(&self, text: &str) -> Minutes {
        let mut lists = self.lists(text);
        assert_eq!(lists.len(), 1, "{text} comes to one series");
        lists.remove(0)
    }

    fn refusal(&self, text: &str) -> String {
        match self.evaluate(text) {
            Ok(value) => panic!("{text} comes to {value:?}"),
            Err(fault) => fault.to_string(),
        }
    }
}
