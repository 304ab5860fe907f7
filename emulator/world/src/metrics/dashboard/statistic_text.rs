//! Statistics as dashboards name them.

use serde_json::Value;

use super::super::statistic::Statistic;
use super::finding::Findings;

pub(super) fn check(findings: &mut Findings, path: &str, value: &Value) {
    if !is_statistic(value) {
        findings.error(path, "Should match pattern of a statistic");
    }
}

pub(super) fn is_statistic(value: &Value) -> bool {
    value
        .as_str()
        .is_some_and(|name| Statistic::parse(name).is_some())
}
