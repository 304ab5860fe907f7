//! What is found in a dashboard's body.

use serde::Serialize;

/// Where something is, and what is wrong with it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct Finding {
    pub data_path: String,
    pub message: String,
}

/// All that was found: errors refuse the body, warnings are told.
#[derive(Debug, Default)]
pub(super) struct Findings {
    pub(super) errors: Vec<Finding>,
    pub(super) warnings: Vec<Finding>,
}

impl Findings {
    pub(super) fn error(&mut self, path: &str, message: impl Into<String>) {
        self.errors.push(Finding {
            data_path: path.to_owned(),
            message: message.into(),
        });
    }

    pub(super) fn warning(&mut self, path: &str, message: impl Into<String>) {
        self.warnings.push(Finding {
            data_path: path.to_owned(),
            message: message.into(),
        });
    }

    pub(super) fn missing(&mut self, path: &str, property: &str) {
        self.error(path, format!("Should have required property '{property}'"));
    }
}

/// What AWS says of a body with errors: their number, and each as JSON.
pub(super) fn refusal(errors: &[Finding]) -> String {
    #[derive(Serialize)]
    #[serde(rename_all = "camelCase")]
    struct Spelled<'a> {
        data_path: &'a str,
        message: &'a str,
    }
    let spelled: Vec<Spelled<'_>> = errors
        .iter()
        .map(|finding| Spelled {
            data_path: &finding.data_path,
            message: &finding.message,
        })
        .collect();
    let spelled = serde_json::to_string_pretty(&spelled).unwrap_or_default();
    format!(
        "The dashboard body is invalid, there are {} validation errors:\n{spelled}",
        errors.len()
    )
}
