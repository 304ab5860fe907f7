//! How many filters of a group have regular expressions.

use super::error::LogsError;
use super::group::LogGroup;
use super::pattern::Pattern;

/// Source: guide, Supported regular expressions syntax, "a maximum of 5 filter patterns containing regex for each log group".
const MAX_PATTERNS: usize = 5;

impl LogGroup {
    /// Whether a filter may have this pattern beside the others, in the place of the one it had.
    pub(super) fn check_regexes(
        &self,
        pattern: &Pattern,
        before: Option<&Pattern>,
    ) -> Result<(), LogsError> {
        if !pattern.has_regex() {
            return Ok(());
        }
        let of_metrics = self.metric_filters.values().map(|filter| &filter.pattern);
        let subscribed = self.subscription_filters.values();
        let all = of_metrics.chain(subscribed.map(|filter| &filter.pattern));
        let known = all.filter(|pattern| pattern.has_regex()).count();
        let replaced = before.is_some_and(Pattern::has_regex);
        if known - usize::from(replaced) >= MAX_PATTERNS {
            return Err(LogsError::LimitExceeded);
        }
        Ok(())
    }
}
