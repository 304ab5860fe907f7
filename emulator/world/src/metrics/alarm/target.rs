//! Which alarm a request is for.

use crate::arn::{Resource, Target, any};
use crate::origin::Home;

pub(in crate::metrics) fn alarm_target<'a>(home: &'a Home, name: &'a str) -> Target<'a> {
    Resource::Alarm(name).of(home)
}

pub(crate) fn alarm_arn(home: &Home, name: &str) -> String {
    alarm_target(home, name).to_string()
}

/// The first of several alarms; what else the request names, `asks` demands.
pub(in crate::metrics) fn first_of<'a>(home: &'a Home, names: &'a [String]) -> Target<'a> {
    match names.first() {
        Some(name) => alarm_target(home, name),
        None => any(home),
    }
}

/// Any alarm: a policy that names one of them gives no look at all of them.
pub(in crate::metrics) fn every_alarm(home: &Home) -> Target<'_> {
    alarm_target(home, "*")
}
