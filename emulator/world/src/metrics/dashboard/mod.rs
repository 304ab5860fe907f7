//! Dashboards: kept as they were sent, once `body` finds nothing wrong with them.
//!
//! They are an account's, in no Region: each is kept where its partition keeps what is global, whichever Region it was asked for in.

mod body;
mod delete;
mod finding;
mod get;
mod list;
mod metric_row;
mod name;
mod put;
mod state;
mod statistic_text;
mod target;
#[cfg(test)]
mod tests;
mod widget;

pub use delete::{DeleteDashboards, DeleteDashboardsOutput};
pub use finding::Finding;
pub use get::{GetDashboard, GetDashboardOutput};
pub use list::{DashboardEntry, ListDashboards, ListDashboardsOutput};
pub use put::{PutDashboard, PutDashboardOutput};

pub(super) use delete::delete_dashboards;
pub(super) use get::get_dashboard;
pub(super) use list::list_dashboards;
pub(super) use put::put_dashboard;
pub(super) use state::Dashboards;
pub(super) use target::{every, first, named};
