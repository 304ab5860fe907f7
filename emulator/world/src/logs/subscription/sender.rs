//! Who calls a subscribed function: CloudWatch Logs, for a group.

use crate::logs::address::log_group;
use crate::origin::{Caller, Home, Principal};

/// CloudWatch Logs, for a group.
pub(super) fn sender(home: &Home, group: &str) -> Caller {
    Caller::Service {
        principal: Principal::Logs,
        source: format!("{}:*", log_group(home, group)).into(),
    }
}
