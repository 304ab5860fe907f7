//! The suite that holds handler and emulator to their word, and what it needs to do so.
//!
//! Read in this order: [`sums`] is the answer that everything is compared by; [`oracle`] computes it
//! naively from log objects; [`generator`] makes log objects whose sums are known by construction.
//! Nothing here uses a line of the handler: it is run as the binary that is deployed.

#![expect(
    clippy::missing_panics_doc,
    reason = "a suite panics where what it asserts is not so: that is its way to report"
)]

pub mod arm;
pub mod binaries;
pub mod clients;
pub mod clock;
pub mod deployed;
pub mod env;
pub mod files;
pub mod function_spec;
pub mod generator;
pub mod oracle;
pub mod proxy;
pub mod scenario;
pub mod settings;
pub mod stack;
pub mod sums;
