//! Which dashboard a request is for, in whichever Region it asks.

use crate::arn::{Resource, Target};
use crate::origin::Home;

/// A dashboard, wherever it is asked for.
pub(in crate::metrics) fn named<'a>(home: &'a Home, name: &'a str) -> Target<'a> {
    global(home, Resource::Dashboard(name))
}

/// The first of several; the others are asked for besides.
pub(in crate::metrics) fn first<'a>(home: &'a Home, names: &'a [String]) -> Target<'a> {
    let first = names.first().map(String::as_str);
    global(home, first.map_or(Resource::Any, Resource::Dashboard))
}

/// All of them.
pub(in crate::metrics) fn every(home: &Home) -> Target<'_> {
    global(home, Resource::Any)
}

fn global<'a>(home: &'a Home, resource: Resource<'a>) -> Target<'a> {
    Target {
        account: home.account,
        region: home.region.global(),
        resource,
    }
}

pub(super) fn arn(home: &Home, name: &str) -> String {
    named(home, name).to_string()
}
