//! Lists in pages.

use super::error::TopicError;

/// Topics or subscriptions on a page. Source: `ListTopics` and `ListSubscriptions`, "up to 100".
const PAGE: usize = 100;
/// What a token begins with; the last ARN of the page before it follows.
const AFTER: &str = "after/";

#[derive(Debug)]
pub(super) struct Page<T> {
    pub(super) items: Vec<T>,
    pub(super) next_token: Option<String>,
}

/// The page after the item that the token names, of items in the order of what they are named by.
///
/// # Errors
/// The token is none of this service's.
pub(super) fn page<T>(
    items: impl Iterator<Item = T>,
    name: impl Fn(&T) -> &str,
    token: Option<&str>,
) -> Result<Page<T>, TopicError> {
    let after = match token {
        Some(token) => Some(token.strip_prefix(AFTER).ok_or_else(|| {
            TopicError::invalid("NextToken Reason: the token is not one of this service")
        })?),
        None => None,
    };
    let mut items = items.filter(|item| after.is_none_or(|after| name(item) > after));
    let page: Vec<T> = items.by_ref().take(PAGE).collect();
    let last = items.next().and(page.last());
    Ok(Page {
        next_token: last.map(|last| format!("{AFTER}{}", name(last))),
        items: page,
    })
}
