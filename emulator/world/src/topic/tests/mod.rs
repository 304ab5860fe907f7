//! The behaviour of SNS, fact by fact.

mod deliveries;
mod endpoints;
mod notified;
mod stage;
mod subscriptions;
mod topics;
