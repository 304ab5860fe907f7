//! Whether a body is one of a dashboard.
//! Source: user guide, Dashboard body structure and syntax; texts and what AWS lets pass: docs/aws-behaviour.md.

use serde_json::{Map, Value};

use super::finding::Findings;
use super::widget;

/// Source: the guide, "between 0 and 500 widget objects".
const MAX_WIDGETS: usize = 500;

const PROPERTIES: [&str; 5] = ["start", "end", "periodOverride", "variables", "widgets"];

/// `None` for what is no JSON object.
pub(super) fn findings(body: &str) -> Option<Findings> {
    let Value::Object(root) = serde_json::from_str(body).ok()? else {
        return None;
    };
    let mut findings = Findings::default();
    for property in root.keys() {
        if !PROPERTIES.contains(&property.as_str()) {
            let text = format!("The \"{property}\" property is not expected, will be ignored");
            findings.warning("", text);
        }
    }
    widgets(&mut findings, &root);
    Some(findings)
}

fn widgets(findings: &mut Findings, root: &Map<String, Value>) {
    let Some(widgets) = root.get("widgets") else {
        return findings.missing("", "widgets");
    };
    let Some(widgets) = widgets.as_array() else {
        return findings.error("/widgets", "Should be array");
    };
    if widgets.len() > MAX_WIDGETS {
        findings.error(
            "/widgets",
            format!("Should NOT have more than {MAX_WIDGETS} items"),
        );
    }
    for (index, value) in widgets.iter().enumerate().take(MAX_WIDGETS) {
        widget::check(findings, &format!("/widgets/{index}"), value);
    }
}
