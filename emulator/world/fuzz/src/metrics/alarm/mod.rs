//! Where the alarms' parser expects to stand.

pub mod composite;

#[expect(dead_code, reason = "the parser needs the states' names alone")]
#[path = "../../../../src/metrics/alarm/state.rs"]
mod state;

pub use state::StateValue;
