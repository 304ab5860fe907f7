//! AWS's state as a pure value.
//!
//! [`World::apply`] is the one way in: a [`Call`] (who asks, where, for what) and `now` in, an [`Answer`] and [`Effect`]s out.
//! What happens by itself stands on an agenda, and [`World::advance`] lets it happen, each thing at its own moment.
//! No async, no I/O, no clock, no randomness, no HTTP in here; ids come from a seeded generator inside the state.
//! So the same calls in the same order give the same world: what a journal, a recording or a simulation needs.
//!
//! State is kept by account and Region; the names of buckets are everybody's, as on AWS.
//!
//! Each service's module holds a table of its operations ([`service`]): one request type, one reply type, one pure
//! function a line. What AWS puts on the wire for them is the business of `aws_endpoint::wire`.

pub mod access;
mod agenda;
pub mod arn;
pub mod bucket;
mod call;
mod constraints;
mod context;
mod deliver;
mod effect;
mod error;
pub mod function;
pub mod hex;
pub mod iam;
pub mod id;
pub mod ledger;
pub mod logs;
pub mod metrics;
mod moment;
pub mod notice;
mod operation;
pub mod origin;
mod perform;
pub mod policy;
pub mod provenance;
mod publication;
mod publisher;
pub mod queue;
pub mod service;
mod service_message;
mod services;
mod settings;
mod state;
pub mod sts;
mod time;
pub mod topic;
pub mod upcoming;
pub mod value;
mod wait;
mod world;

#[cfg(test)]
mod tests;

pub use call::{Answer, Call};
pub use effect::Effect;
pub use error::Error;
pub use operation::{MODELS, Operation, Reply, Request};
pub use settings::Settings;
pub use state::Local;
pub use wait::Wait;
pub use world::World;
