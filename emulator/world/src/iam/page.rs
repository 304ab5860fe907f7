//! Lists in pages: `MaxItems`, `Marker`, `IsTruncated`.

use super::constraints::Constraints;
use super::error::IamError;

/// Entries of a page where the request does not say. Source: API `ListRoles`, "the number of items defaults to 100".
const DEFAULT: i64 = 100;
/// Source: API `ListRoles`, `MaxItems`, "Valid Range: Minimum value of 1. Maximum value of 1000".
const MOST: i64 = 1000;
/// What a marker begins with; the key of the last entry of the page before it follows. Clients take markers as they come.
const AFTER: &str = "after/";

/// Some of a list, in its order.
#[derive(Debug)]
pub(super) struct Page<T> {
    pub(super) entries: Vec<T>,
    /// Where the next page begins, if there is one.
    pub(super) marker: Option<String>,
}

/// The page of `sorted`, whose keys rise, that the request asks for.
///
/// # Errors
/// A marker that is none of ours; more than a thousand entries, or none.
pub(super) fn page<K: AsRef<str>, T>(
    sorted: impl IntoIterator<Item = (K, T)>,
    marker: Option<&str>,
    max_items: Option<i64>,
) -> Result<Page<T>, IamError> {
    let constraints = Constraints::default().between("maxItems", max_items, 1, MOST);
    constraints.check()?;
    let after = match marker {
        Some(marker) => Some(
            marker
                .strip_prefix(AFTER)
                .ok_or_else(|| IamError::ValidationError("Invalid Marker.".to_owned()))?,
        ),
        None => None,
    };
    let length = usize::try_from(max_items.unwrap_or(DEFAULT)).unwrap_or(usize::MAX);
    let mut rest = sorted
        .into_iter()
        .skip_while(|(key, _)| after.is_some_and(|after| key.as_ref() <= after));
    let mut last = None;
    let mut entries = Vec::new();
    for (key, entry) in rest.by_ref().take(length) {
        entries.push(entry);
        last = Some(key);
    }
    let more = rest.next().and(last);
    Ok(Page {
        entries,
        marker: more.map(|key| format!("{AFTER}{}", key.as_ref())),
    })
}
