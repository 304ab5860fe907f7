//! What the fuzz targets share: the world's parsers.
//!
//! They are pure and know no store, so they compile alone, without the rest of the world: seconds with a sanitizer.

#[path = "../../src/policy/mod.rs"]
pub mod policy;

#[path = "../../src/metrics/math/mod.rs"]
pub mod math;

#[path = "../../src/topic/filter/mod.rs"]
mod filter;
pub mod filter_policy;

pub mod metrics;
#[path = "../../src/logs/pattern/mod.rs"]
pub mod log_pattern;
