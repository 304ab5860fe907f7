//! What the lists of alarms and of their history have in common.

use super::alarm_type::AlarmType;
use crate::constraints::Constraints;

/// Items of an answer where the request does not say, and at most. Source: API `DescribeAlarms`, `DescribeAlarmHistory`.
pub(super) const DEFAULT_RECORDS: i64 = 50;
pub(super) const MAX_RECORDS: i64 = 100;

/// `AlarmTypes`: each is one of the list.
pub(super) fn alarm_types(mut constraints: Constraints, types: &[String]) -> Constraints {
    for (index, name) in types.iter().enumerate() {
        let member = format!("alarmTypes.{}.member", index + 1);
        let is_one = AlarmType::is_name(name);
        constraints = constraints.one_of(&member, name, is_one, AlarmType::NAMES);
    }
    constraints
}
