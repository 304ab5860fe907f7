//! The behaviour of SNS, fact by fact.

mod deliveries;
mod stage;
mod subscriptions;
mod topics;
