//! What CloudWatch keeps in a Region.

use super::alarm::Alarms;
use super::dashboard::Dashboards;
use super::stored::StoredSeries;

/// The metrics of one Region, and the alarms on them.
#[derive(Debug, Default, PartialEq)]
pub struct Metrics {
    pub(super) series: StoredSeries,
    pub(super) alarms: Alarms,
    /// The account's, where this Region is its partition's first.
    pub(super) dashboards: Dashboards,
}
