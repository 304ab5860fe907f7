//! The function against the world: whole invocations, on ports in memory and on the AWS SDK over HTTP.
//!
//! - `outcomes`, `settings`, `shares`, `deadline`, `counting_once`: ports in memory, stepped time.
//! - `over_s3`, `over_cloudwatch`, `over_bedrock`: the real adapters against a server on loopback that
//!   answers, stalls and breaks as told.
//! - `over_dynamodb`: the same for the idempotency table; with its cargo feature only.
//! - `places`: what the log says of records and objects that are not counted.
//! - `fixtures`: notifications and events as they were seen. `process`: the binary.
//! - `simulated`: no runtime, polled by hand. `properties`: order and batching never change the sums.

#![expect(clippy::float_cmp, reason = "sums of small integers are exact")]

mod support;

mod counting_once;
mod deadline;
mod fixtures;
mod outcomes;
mod over_bedrock;
mod over_cloudwatch;
#[cfg(feature = "idempotency-table")]
mod over_dynamodb;
mod over_s3;
mod places;
mod process;
mod properties;
mod settings;
mod shares;
mod simulated;
