//! The tags of a log group: how many there may be, and what they may say.

use std::collections::BTreeMap;

use super::error::LogsError;

/// Source: botocore's Logs model, `Tags` and `TooManyTagsException`.
pub(super) const MAX_TAGS: usize = 50;
/// In characters. Source: botocore's Logs model, `TagKey` and `TagValue`.
const MAX_KEY_LENGTH: usize = 128;
const MAX_VALUE_LENGTH: usize = 256;
/// Source: botocore's Logs model, `TagKey` and `TagValue`.
const KEY_PATTERN: &str = "^([\\p{L}\\p{Z}\\p{N}_.:/=+\\-@]+)$";
const VALUE_PATTERN: &str = "^([\\p{L}\\p{Z}\\p{N}_.:/=+\\-@]*)$";

pub(super) type Tags = BTreeMap<String, String>;

/// # Errors
/// More of them than a request may have, or a key or value that AWS does not take.
pub(super) fn check(tags: &Tags) -> Result<(), LogsError> {
    if tags.len() > MAX_TAGS {
        return Err(LogsError::invalid(
            "1 validation error detected: Value at 'tags' failed to satisfy constraint: Member must have length less than or \
             equal to 50",
        ));
    }
    for (key, value) in tags {
        let is_key =
            (1..=MAX_KEY_LENGTH).contains(&key.chars().count()) && key.chars().all(is_letter);
        if !is_key {
            return Err(LogsError::invalid(format!(
                "1 validation error detected: Value '{key}' at 'tags' failed to satisfy constraint: Map keys must satisfy \
                 constraint: [Member must have length less than or equal to 128, Member must have length greater than or \
                 equal to 1, Member must satisfy regular expression pattern: {KEY_PATTERN}]"
            )));
        }
        if key.to_ascii_lowercase().starts_with("aws:") {
            return Err(LogsError::invalid(
                "User-defined tag keys can't start with 'aws:'.",
            ));
        }
        if value.chars().count() > MAX_VALUE_LENGTH || !value.chars().all(is_letter) {
            return Err(LogsError::invalid(format!(
                "1 validation error detected: Value '{value}' at 'tags' failed to satisfy constraint: Map value must satisfy \
                 constraint: [Member must have length less than or equal to 256, Member must have length greater than or \
                 equal to 0, Member must satisfy regular expression pattern: {VALUE_PATTERN}]"
            )));
        }
    }
    Ok(())
}

fn is_letter(letter: char) -> bool {
    letter.is_alphanumeric() || letter.is_whitespace() || "_.:/=+-@".contains(letter)
}
