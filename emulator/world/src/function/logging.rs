//! How a function logs.

use serde::{Deserialize, Serialize};

use super::error::FunctionError;
use super::name::FunctionName;

/// What a function's own lines, and Lambda's, may be filtered by; and characters of a log group's name.
/// Source: `LoggingConfig` in Lambda's model.
const APPLICATION_LEVELS: [&str; 6] = ["TRACE", "DEBUG", "INFO", "WARN", "ERROR", "FATAL"];
const SYSTEM_LEVELS: [&str; 3] = ["DEBUG", "INFO", "WARN"];
const MAX_LOG_GROUP_LENGTH: usize = 512;

/// How a function logs. The group is where it does; format and levels are kept and given back, and not acted on.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
pub struct LoggingConfig {
    /// `Text` or `JSON`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub log_format: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub application_log_level: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub system_log_level: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub log_group: Option<String>,
}

impl LoggingConfig {
    /// As AWS describes it: with its defaults.
    pub fn described(&self, name: &FunctionName) -> Self {
        let or = |given: &Option<String>, default: &dyn Fn() -> String| {
            Some(given.clone().unwrap_or_else(default))
        };
        Self {
            log_format: or(&self.log_format, &|| "Text".to_owned()),
            log_group: or(&self.log_group, &|| name.log_group_name()),
            ..self.clone()
        }
    }

    /// # Errors
    /// A format that AWS does not have, or levels that only JSON has.
    pub fn validate(&self) -> Result<(), FunctionError> {
        let format = self.log_format.as_deref().unwrap_or("Text");
        if !["Text", "JSON"].contains(&format) {
            return Err(FunctionError::Validation(format!(
                "1 validation error detected: Value '{format}' at 'loggingConfig.logFormat' failed to satisfy constraint: \
                 Member must satisfy enum value set: [JSON, Text]"
            )));
        }
        self.validate_names()?;
        let has_level = self.application_log_level.is_some() || self.system_log_level.is_some();
        if has_level && format == "Text" {
            return Err(FunctionError::invalid(
                "ApplicationLogLevel and SystemLogLevel can only be set when LogFormat is JSON",
            ));
        }
        Ok(())
    }

    /// Source: `LoggingConfig` in Lambda's model.
    fn validate_names(&self) -> Result<(), FunctionError> {
        let levels = [
            (
                "applicationLogLevel",
                &self.application_log_level,
                &APPLICATION_LEVELS[..],
            ),
            ("systemLogLevel", &self.system_log_level, &SYSTEM_LEVELS[..]),
        ];
        for (member, level, levels) in levels {
            if let Some(level) = level.as_deref().filter(|level| !levels.contains(level)) {
                return Err(FunctionError::Validation(format!(
                    "1 validation error detected: Value '{level}' at 'loggingConfig.{member}' failed to satisfy constraint: \
                     Member must satisfy enum value set: [{}]",
                    levels.join(", ")
                )));
            }
        }
        let is_group = |name: &str| {
            (1..=MAX_LOG_GROUP_LENGTH).contains(&name.len())
                && name
                    .bytes()
                    .all(|byte| byte.is_ascii_alphanumeric() || b".-_/#".contains(&byte))
        };
        match self.log_group.as_deref().filter(|name| !is_group(name)) {
            Some(name) => Err(FunctionError::bad_pattern(
                "loggingConfig.logGroup",
                name,
                "[\\.\\-_/#A-Za-z0-9]+",
            )),
            None => Ok(()),
        }
    }
}
