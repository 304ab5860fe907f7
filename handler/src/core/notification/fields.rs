//! A body's fields: what is absent, empty or of another type is not there.

use serde_json::{Map, Value};

use super::error::NotificationError;

pub(super) fn member<'a>(
    map: &'a Map<String, Value>,
    name: &str,
) -> Option<&'a Map<String, Value>> {
    map.get(name)?.as_object()
}

pub(super) fn text<'a>(map: &'a Map<String, Value>, name: &str) -> Option<&'a str> {
    map.get(name)?.as_str()
}

pub(super) fn non_empty<'a>(map: &'a Map<String, Value>, name: &str) -> Option<&'a str> {
    text(map, name).filter(|text| !text.is_empty())
}

pub(super) fn owned(map: &Map<String, Value>, name: &str) -> Option<String> {
    non_empty(map, name).map(ToOwned::to_owned)
}

/// Record `index` of a body misses that field, or has nothing usable there.
pub(super) fn bad(index: usize, field: &'static str) -> NotificationError {
    NotificationError::BadField { index, field }
}
