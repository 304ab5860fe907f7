//! The logs of a replay, and the keys they get.
//!
//! [`args`] are the flags, [`found`] what they lead to, [`kind`] tells what is no log, [`select`] which logs are wanted,
//! [`mod@spool`] reads standard input, [`error`] says why paths cannot be replayed.

mod args;
mod error;
mod found;
mod kind;
mod select;
mod spool;

pub(crate) use args::InputArgs;
pub(crate) use error::InputError;
pub(crate) use found::{Input, Inputs};
pub(crate) use kind::Kind;
