//! The dashboards that are kept.

use std::collections::BTreeMap;

use jiff::Timestamp;

/// The dashboards of an account, by name.
pub(in crate::metrics) type Dashboards = BTreeMap<String, Dashboard>;

/// As it was sent last.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::metrics) struct Dashboard {
    pub(super) body: String,
    pub(super) last_modified: Timestamp,
}
