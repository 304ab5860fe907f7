//! Whether a widget is one: its place, and what its type needs.

use serde_json::{Map, Value};

use super::super::statistic::is_period;
use super::finding::Findings;
use super::{metric_row, statistic_text};

const MEMBERS: [&str; 6] = ["type", "x", "y", "width", "height", "properties"];

/// Kinds of widgets that AWS draws. It takes others too.
const TYPES: [&str; 6] = ["metric", "text", "log", "alarm", "explorer", "chart"];

/// Where and how large a widget may be: member, least, most.
const PLACES: [(&str, i64, Option<i64>); 4] = [
    ("x", 0, Some(23)),
    ("y", 0, None),
    ("width", 1, Some(24)),
    ("height", 1, Some(1_000)),
];

pub(super) fn check(findings: &mut Findings, path: &str, value: &Value) {
    let Some(widget) = value.as_object() else {
        return findings.error(path, "Should be object");
    };
    for member in widget.keys() {
        if !MEMBERS.contains(&member.as_str()) {
            let text = format!(
                "The \"{member}\" property is not expected to be part of a widget definition, will be ignored"
            );
            findings.warning(path, text);
        }
    }
    for (member, least, most) in PLACES {
        if let Some(value) = widget.get(member) {
            check_place(findings, &format!("{path}/{member}"), value, least, most);
        }
    }
    let kind = check_type(findings, path, widget);
    let properties_path = format!("{path}/properties");
    match widget.get("properties") {
        None => findings.missing(path, "properties"),
        Some(Value::Object(properties)) => match kind {
            Some("metric") => metric(findings, &properties_path, properties),
            Some("text") => needs(
                findings,
                &properties_path,
                properties,
                "markdown",
                Is::String,
            ),
            Some("alarm") => needs(findings, &properties_path, properties, "alarms", Is::Array),
            _ => {}
        },
        Some(_) => findings.error(&properties_path, "Should be object"),
    }
}

fn check_place(findings: &mut Findings, path: &str, value: &Value, least: i64, most: Option<i64>) {
    let Some(number) = value.as_f64() else {
        return findings.error(path, "Should be number");
    };
    if number < as_double(least) {
        findings.error(path, format!("Should be >= {least}"));
    }
    if let Some(most) = most.filter(|most| number > as_double(*most)) {
        findings.error(path, format!("Should be <= {most}"));
    }
}

#[expect(clippy::cast_precision_loss, reason = "the bounds of a grid are small")]
fn as_double(number: i64) -> f64 {
    number as f64
}

fn check_type<'a>(
    findings: &mut Findings,
    path: &str,
    widget: &'a Map<String, Value>,
) -> Option<&'a str> {
    let type_path = format!("{path}/type");
    match widget.get("type") {
        None => {
            findings.missing(path, "type");
            None
        }
        Some(Value::String(kind)) => {
            if !TYPES.contains(&kind.as_str()) {
                let text =
                    format!("The widget type \"{kind}\" is not known, it will not be rendered");
                findings.warning(&type_path, text);
            }
            Some(kind)
        }
        Some(_) => {
            findings.error(&type_path, "Should be string");
            None
        }
    }
}

/// What a property has to be.
enum Is {
    String,
    Array,
}

fn needs(findings: &mut Findings, path: &str, properties: &Map<String, Value>, name: &str, is: Is) {
    let at = format!("{path}/{name}");
    match (properties.get(name), is) {
        (None, _) => findings.missing(path, name),
        (Some(Value::String(_)), Is::String) | (Some(Value::Array(_)), Is::Array) => {}
        (Some(_), Is::String) => findings.error(&at, "Should be string"),
        (Some(_), Is::Array) => findings.error(&at, "Should be array"),
    }
}

/// A metric widget shows metrics of a Region, or an alarm.
fn metric(findings: &mut Findings, path: &str, properties: &Map<String, Value>) {
    let has = |name: &str| properties.contains_key(name);
    let shows_metrics = has("metrics") && has("region");
    if !shows_metrics && !has("annotations") {
        for needed in ["metrics", "region"] {
            if !has(needed) {
                findings.missing(path, needed);
            }
        }
        findings.error(
            path,
            "The metric widget should have specified a region and a data source or an alarm annotation",
        );
        findings.missing(path, "annotations");
    }
    if let Some(region) = properties.get("region")
        && !region.is_string()
    {
        findings.error(&format!("{path}/region"), "Should be string");
    }
    if let Some(annotations) = properties.get("annotations")
        && !annotations.is_object()
    {
        findings.error(&format!("{path}/annotations"), "Should be object");
    }
    period(
        findings,
        &format!("{path}/period"),
        properties.get("period"),
    );
    if let Some(stat) = properties.get("stat") {
        statistic_text::check(findings, &format!("{path}/stat"), stat);
    }
    for side in ["left", "right"] {
        axis(findings, &format!("{path}/yAxis/{side}"), properties, side);
    }
    if let Some(metrics) = properties.get("metrics") {
        metric_row::check(findings, &format!("{path}/metrics"), metrics);
    }
}

fn period(findings: &mut Findings, path: &str, value: Option<&Value>) {
    let Some(value) = value else { return };
    match value.as_i64() {
        Some(period) if is_period(period) => {}
        Some(_) => findings.error(path, "Should be multiple of 60"),
        None => findings.error(path, "Should be integer"),
    }
}

/// An axis that has both ends goes upwards.
fn axis(findings: &mut Findings, path: &str, properties: &Map<String, Value>, side: &str) {
    let axis = properties.get("yAxis").and_then(|axes| axes.get(side));
    let end = |name: &str| axis?.get(name)?.as_f64();
    if let (Some(minimum), Some(maximum)) = (end("min"), end("max"))
        && minimum >= maximum
    {
        findings.error(&format!("{path}/min"), format!("Should be <= {maximum}"));
    }
}
