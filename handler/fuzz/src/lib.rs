//! What the fuzz targets share: the handler's core and an oracle.
//!
//! The core is pure, so it compiles alone, without the rest of the handler. That keeps the AWS SDKs out
//! of what is built with a sanitizer: seconds instead of many minutes.

#[path = "../../src/core/mod.rs"]
pub mod core;

pub mod oracle;
