//! Dimensions: the names and values that, with namespace and name, make a series.

use serde::{Deserialize, Serialize};

/// A name and value.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct Dimension {
    #[serde(default)]
    pub name: String,
    #[serde(default)]
    pub value: String,
}

impl Dimension {
    pub fn new(name: &str, value: &str) -> Self {
        Self {
            name: name.to_owned(),
            value: value.to_owned(),
        }
    }
}

/// The dimensions in the order by which series are told apart: the order of a request means nothing.
pub(super) fn sorted(dimensions: &[Dimension]) -> Vec<Dimension> {
    let mut sorted = dimensions.to_vec();
    sorted.sort();
    sorted
}
