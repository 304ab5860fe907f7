//! What a tag of an alarm may be.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::super::error::MetricsError;
use crate::constraints::Constraints;

/// Tags of a resource, and characters of their keys and values. Source: API `TagResource`.
const MAX_TAGS: usize = 50;
const MAX_KEY: usize = 128;
const MAX_VALUE: usize = 256;

pub(super) type Tags = BTreeMap<String, String>;

/// A tag of an alarm.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct Tag {
    pub key: String,
    pub value: String,
}

/// The tags of a request that makes an alarm.
///
/// # Errors
/// Too many tags, or one that AWS would not take.
pub(super) fn of_request(tags: &[Tag]) -> Result<Tags, MetricsError> {
    let mut constraints = Constraints::default();
    for (index, tag) in tags.iter().enumerate() {
        let member = format!("tags.{}.member", index + 1);
        constraints = constraints
            .length(&format!("{member}.key"), &tag.key, 1, MAX_KEY)
            .length(&format!("{member}.value"), &tag.value, 0, MAX_VALUE);
    }
    constraints.check()?;
    let reserved = tags.iter().find(|tag| is_reserved(&tag.key));
    if let Some(tag) = reserved {
        return Err(MetricsError::InvalidParameterValue(format!(
            "The tag key {} is invalid: keys that begin with aws: are reserved.",
            tag.key
        )));
    }
    let tags: Tags = tags
        .iter()
        .map(|tag| (tag.key.clone(), tag.value.clone()))
        .collect();
    check_number(&tags)?;
    Ok(tags)
}

fn is_reserved(key: &str) -> bool {
    key.to_ascii_lowercase().starts_with("aws:")
}

/// Of a resource, all in all.
pub(super) fn check_number(tags: &Tags) -> Result<(), MetricsError> {
    if tags.len() > MAX_TAGS {
        return Err(MetricsError::InvalidParameterValue(format!(
            "A resource can have at most {MAX_TAGS} tags."
        )));
    }
    Ok(())
}
