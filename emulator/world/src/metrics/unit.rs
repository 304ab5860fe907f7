//! CloudWatch's units: a closed list.

use serde::Serialize;

/// A unit of the list.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(transparent)]
pub struct Unit(&'static str);

/// In the order in which AWS's refusal lists them.
pub(super) const UNITS: [&str; 27] = [
    "Seconds",
    "Microseconds",
    "Milliseconds",
    "Bytes",
    "Kilobytes",
    "Megabytes",
    "Gigabytes",
    "Terabytes",
    "Bits",
    "Kilobits",
    "Megabits",
    "Gigabits",
    "Terabits",
    "Percent",
    "Count",
    "Bytes/Second",
    "Kilobytes/Second",
    "Megabytes/Second",
    "Gigabytes/Second",
    "Terabytes/Second",
    "Bits/Second",
    "Kilobits/Second",
    "Megabits/Second",
    "Gigabits/Second",
    "Terabits/Second",
    "Count/Second",
    "None",
];

impl Unit {
    /// The unit of what was published without one.
    pub(crate) const NONE: Self = Self("None");

    pub(crate) const BYTES: Self = Self("Bytes");
    pub(crate) const COUNT: Self = Self("Count");
    pub(crate) const MILLISECONDS: Self = Self("Milliseconds");
    pub(crate) const SECONDS: Self = Self("Seconds");

    /// Below every unit: the lower end of a range of them.
    pub(super) const MIN: Self = Self("");

    pub fn parse(name: &str) -> Option<Self> {
        UNITS.iter().copied().find(|unit| *unit == name).map(Self)
    }

    /// All there are.
    pub(crate) fn names() -> &'static [&'static str] {
        &UNITS
    }

    pub fn as_str(self) -> &'static str {
        self.0
    }
}
