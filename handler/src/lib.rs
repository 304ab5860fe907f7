//! The function that turns Bedrock invocation logs into CloudWatch metrics.
//!
//! - [`core`]: pure: bytes, values and `now` in, values out. Parsing, classification, aggregation,
//!   packing.
//! - [`config`]: the environment, parsed once.
//! - [`invocation`]: a batch of messages in, the messages to keep out: what is done, in which order
//!   and how often, through five ports.
//! - [`adapters`]: the ports on AWS: S3, CloudWatch, the clock, the process's memory and threads; the log.
//! - [`runtime`]: puts them together and runs the loop.
//!
//! ARCHITECTURE.md is the map of the whole workspace.

pub mod core;

pub mod config;

pub mod invocation;

pub mod adapters;

pub mod runtime;
