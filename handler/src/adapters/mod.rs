//! The ports, bound to the real world. Nothing here decides what a message means.

pub mod bedrock;
pub mod clock;
pub mod cloudwatch;
pub mod log;
pub mod s3;
pub mod sdk;
pub mod settled;
#[cfg(feature = "idempotency-table")]
pub mod settled_table;
pub mod tasks;
pub mod xray;
