//! What CloudWatch Logs keeps of an account in a Region: its log groups, and what is counted until it is published.

use std::collections::BTreeMap;

use super::error::LogsError;
use super::group::{Cursor, LogGroup, NewEvents};
use super::incoming::Incoming;
use super::metric_filter::Extracted;

/// The log groups of one Region, by name.
#[derive(Debug, Default, PartialEq)]
pub struct LogGroups {
    pub(super) groups: BTreeMap<String, LogGroup>,
    pub(super) incoming: Incoming,
    /// By metric filters.
    pub(super) extracted: Extracted,
}

impl LogGroups {
    pub fn get(&self, name: &str) -> Option<&LogGroup> {
        self.groups.get(name)
    }

    /// What came into the group since `cursor`; nothing while there is no such group.
    pub fn events_after(&self, name: &str, cursor: Cursor) -> NewEvents {
        match self.groups.get(name) {
            Some(group) => group.events_after(cursor),
            None => NewEvents {
                events: Vec::new(),
                next: cursor,
                lost: 0,
            },
        }
    }

    /// The tags of a group.
    pub(crate) fn tags(&self, name: &str) -> Option<&BTreeMap<String, String>> {
        self.groups.get(name).map(|group| &group.tags)
    }

    pub(super) fn existing(&self, name: &str) -> Result<&LogGroup, LogsError> {
        self.groups.get(name).ok_or(LogsError::NoGroup)
    }

    pub(super) fn existing_mut(&mut self, name: &str) -> Result<&mut LogGroup, LogsError> {
        self.groups.get_mut(name).ok_or(LogsError::NoGroup)
    }
}
