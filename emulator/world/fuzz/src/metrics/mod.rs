//! Where the alarms' parser expects to stand.

pub mod alarm;
