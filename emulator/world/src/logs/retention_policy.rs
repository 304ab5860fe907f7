//! `PutRetentionPolicy`, `DeleteRetentionPolicy`, and what happens at the end of a retention.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::address::check_group_name;
use super::group::{LogEvent, LogGroup};
use super::retention::Retention;
use super::{Context, LogGroups, LogsError};
use crate::agenda::{Agenda, Due};
use crate::origin::Home;

/// `PutRetentionPolicy`.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct PutRetentionPolicy {
    pub log_group_name: String,
    pub retention_in_days: i64,
}

/// `DeleteRetentionPolicy`.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct DeleteRetentionPolicy {
    pub log_group_name: String,
}

pub(super) fn put_retention_policy(
    groups: &mut LogGroups,
    context: &mut Context<'_>,
    request: PutRetentionPolicy,
) -> Result<(), LogsError> {
    check_group_name("logGroupName", &request.log_group_name)?;
    let retention = Retention::of_days(request.retention_in_days)?;
    let group = groups.existing_mut(&request.log_group_name)?;
    group.retention = Some(retention);
    group.expect_expiry(context.home, context.agenda);
    Ok(())
}

pub(super) fn delete_retention_policy(
    groups: &mut LogGroups,
    context: &mut Context<'_>,
    request: DeleteRetentionPolicy,
) -> Result<(), LogsError> {
    check_group_name("logGroupName", &request.log_group_name)?;
    let group = groups.existing_mut(&request.log_group_name)?;
    group.retention = None;
    group.expect_expiry(context.home, context.agenda);
    Ok(())
}

impl LogGroup {
    /// Whether an event is not kept any more, though nobody has deleted it yet.
    pub(super) fn is_expired(&self, event: &LogEvent, now: Timestamp) -> bool {
        let retention = self.retention;
        retention.is_some_and(|retention| retention.is_over(event.timestamp, now))
    }

    /// Puts the deletion of its oldest event on the agenda; takes it off where nothing is to be deleted.
    pub(super) fn expect_expiry(&mut self, home: &Home, agenda: &mut Agenda) {
        let oldest = self.oldest();
        let due = || Due::LogExpiry {
            home: home.clone(),
            group: self.name.clone(),
        };
        let deletion = |retention: Retention| retention.deletion(oldest?);
        agenda.set(&mut self.expiry, self.retention.and_then(deletion), due);
    }
}

impl LogGroups {
    /// The oldest events of a group have reached the end of their retention.
    pub(crate) fn expire(&mut self, name: &str, now: Timestamp, home: &Home, agenda: &mut Agenda) {
        let Some(group) = self.groups.get_mut(name) else {
            return;
        };
        group.expiry.has_come();
        if let Some(retention) = group.retention {
            group.remove(|event| retention.is_over(event.timestamp, now));
        }
        group.expect_expiry(home, agenda);
    }
}
