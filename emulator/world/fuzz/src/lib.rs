//! What the fuzz targets share: the world's parsers.
//!
//! They are pure and know no service, so they compile alone, without the rest of the world: seconds with a sanitizer.

#[path = "../../src/policy/mod.rs"]
pub mod policy;
