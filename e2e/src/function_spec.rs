//! What a function is deployed with.

use std::collections::BTreeMap;
use std::time::Duration;

/// The function and its event source mapping.
#[derive(Debug, Clone)]
pub struct FunctionSpec {
    pub region: String,
    pub name: String,
    pub environment: BTreeMap<String, String>,
    /// Real time on every arm: the function's process compares the deadline with its own clock.
    pub timeout: Duration,
    pub queue_url: String,
    pub queue_arn: String,
    pub batch_size: u32,
    pub window: Duration,
}
