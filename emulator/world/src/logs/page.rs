//! Pages: of events by number and size, of named things by number.

use super::error::LogsError;
use super::event::LogEvent;
use crate::constraints::Constraints;

/// Events in one answer, where the caller asks for no fewer. Source: botocore's Logs model, `EventsLimit`.
const MAX_EVENTS: i64 = 10_000;
/// Bytes of messages in one answer. Source: API `GetLogEvents` and `FilterLogEvents`, "1 MB".
const MAX_BYTES: usize = 1 << 20;
/// Groups, streams or filters in one answer, where the caller asks for no fewer. Source: botocore's Logs model, `DescribeLimit`.
const MAX_NAMED: i64 = 50;
/// What the token of a page of named things begins with; the last name of the page before it follows.
const AFTER: &str = "after/";

/// How much one answer holds of events.
#[derive(Debug, Clone, Copy)]
pub(super) struct Room {
    events: usize,
    bytes: usize,
}

impl Room {
    /// # Errors
    /// A limit out of range.
    pub(super) fn new(limit: Option<i64>) -> Result<Self, LogsError> {
        Ok(Self {
            events: valid_limit(limit, MAX_EVENTS)?,
            bytes: MAX_BYTES,
        })
    }

    /// What fits, and whether something is left.
    pub(super) fn take<'a>(
        self,
        events: impl IntoIterator<Item = &'a LogEvent>,
    ) -> (Vec<&'a LogEvent>, bool) {
        let mut page: Vec<&LogEvent> = Vec::new();
        let mut bytes = 0;
        for event in events {
            bytes += event.message.len();
            let is_full = page.len() >= self.events || bytes > self.bytes;
            if is_full && !page.is_empty() {
                return (page, true);
            }
            page.push(event);
        }
        (page, false)
    }
}

/// Which named things come into an answer.
#[derive(Debug)]
pub(super) struct Page {
    limit: usize,
    after: Option<String>,
}

impl Page {
    /// # Errors
    /// A limit out of range, or what is no token.
    pub(super) fn new(limit: Option<i64>, token: Option<String>) -> Result<Self, LogsError> {
        let name = |token: String| token.strip_prefix(AFTER).map(str::to_owned);
        Ok(Self {
            limit: valid_limit(limit, MAX_NAMED)?,
            after: token
                .map(|token| name(token).ok_or_else(LogsError::invalid_token))
                .transpose()?,
        })
    }

    /// Those of the page, and the token of the next one. They come in the order of their names.
    pub(super) fn take<T>(
        &self,
        named: impl Iterator<Item = T>,
        name: impl Fn(&T) -> String,
    ) -> (Vec<T>, Option<String>) {
        self.take_by(named, &name, |one, after| *name(one) > *after)
    }

    /// The same of what is in another order than that of its names: `is_ahead` says whether one comes after a name.
    pub(super) fn take_by<T>(
        &self,
        named: impl Iterator<Item = T>,
        name: impl Fn(&T) -> String,
        is_ahead: impl Fn(&T, &str) -> bool,
    ) -> (Vec<T>, Option<String>) {
        let after = self.after.as_deref();
        let mut named = named.filter(|one| after.is_none_or(|after| is_ahead(one, after)));
        let page: Vec<T> = named.by_ref().take(self.limit).collect();
        let last = named.next().and(page.last()).map(name);
        (page, last.map(|last| format!("{AFTER}{last}")))
    }
}

/// The length of a page: 1 to `most`, which it is where nothing is asked for.
///
/// # Errors
/// A length out of that range.
pub(super) fn valid_limit(asked: Option<i64>, most: i64) -> Result<usize, LogsError> {
    Constraints::default()
        .between("limit", asked, 1, most)
        .check()?;
    Ok(usize::try_from(asked.unwrap_or(most)).unwrap_or_default())
}
