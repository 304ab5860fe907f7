//! The rows of a metric widget: `["Namespace", "MetricName", "Dimension", "Value", {"stat": "p99"}]`.
//!
//! `.` repeats what stands at its place in the row before, `...` all of its row from the left but what follows. The last element may say how the
//! row is drawn, or be an expression by itself. Of a row whose last object is none that AWS knows, it says that there are too many elements.

use serde_json::{Map, Value};

use super::super::statistic::is_period;
use super::finding::Findings;
use super::statistic_text::is_statistic;

pub(super) fn check(findings: &mut Findings, path: &str, metrics: &Value) {
    let Some(rows) = metrics.as_array() else {
        return findings.error(path, "Should be array");
    };
    for (index, row) in rows.iter().enumerate() {
        let path = format!("{path}/{index}");
        if let Value::Array(elements) = row {
            check_row(findings, &path, elements, index == 0);
            continue;
        }
        findings.error(&path, "Should be array");
        findings.error(
            &path,
            "Field \"metrics\" has to be an array of array of strings, with an optional metricRenderer object as last element",
        );
    }
}

fn check_row(findings: &mut Findings, path: &str, elements: &[Value], is_first: bool) {
    let (names, renderer) = match elements.split_last() {
        Some((Value::Object(renderer), names)) => (names, Some(renderer)),
        _ => (elements, None),
    };
    let is_known = renderer.is_none_or(is_renderer);
    if !is_known {
        too_many(findings, path, names.len());
    }
    for (index, name) in names.iter().enumerate() {
        if name.as_str().is_none_or(str::is_empty) {
            findings.error(
                &format!("{path}/{index}"),
                "Invalid metric field type, only \"String\" type is allowed",
            );
        }
    }
    let is_expression = renderer.is_some_and(|renderer| renderer.contains_key("expression"));
    let repeats = names.first().and_then(Value::as_str) == Some("...");
    match names.len() {
        0 if is_expression || !is_known => {}
        0 | 1 if !repeats => findings.error(path, "Should NOT have fewer than 2 items"),
        odd if odd % 2 == 1 && !repeats && is_known => too_many(findings, path, odd - 1),
        _ => {}
    }
    let is_shorthand = |name: &Value| matches!(name.as_str(), Some("." | "..."));
    if is_first && names.iter().any(is_shorthand) {
        findings.warning(path, "There is no metric before this one to repeat");
    }
}

fn too_many(findings: &mut Findings, path: &str, most: usize) {
    findings.error(path, format!("Should NOT have more than {most} items"));
}

/// Whether AWS knows every property of it.
fn is_renderer(renderer: &Map<String, Value>) -> bool {
    renderer.iter().all(|(name, value)| match name.as_str() {
        "accountId" | "expression" | "id" | "label" | "region" => value.is_string(),
        "color" => value.as_str().is_some_and(is_color),
        "period" => value.as_i64().is_some_and(is_period),
        "stat" => is_statistic(value),
        "visible" => value.is_boolean(),
        "yAxis" => matches!(value.as_str(), Some("left" | "right")),
        _ => false,
    })
}

/// `#1f77b4` or `#17b`.
fn is_color(text: &str) -> bool {
    let digits = text.strip_prefix('#');
    digits.is_some_and(|digits| {
        matches!(digits.len(), 3 | 6) && digits.bytes().all(|byte| byte.is_ascii_hexdigit())
    })
}
