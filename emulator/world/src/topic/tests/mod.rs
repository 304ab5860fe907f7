//! The behaviour of SNS, fact by fact.

mod stage;
mod topics;
