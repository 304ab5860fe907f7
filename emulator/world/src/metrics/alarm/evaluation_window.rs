//! Which periods an evaluation is of, as a request says it.

use serde::{Deserialize, Serialize};

/// A sliding window, which is the default, or another, which is refused.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct EvaluationWindow {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sliding_window: Option<SlidingWindow>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub wall_clock_window: Option<WallClockWindow>,
}

#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct SlidingWindow {}

#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct WallClockWindow {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub timezone: Option<String>,
}
