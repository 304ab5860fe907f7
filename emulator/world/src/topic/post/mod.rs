//! Messages that are posted to endpoints: what is sent, and what becomes of it.
//!
//! `posting` is a message on its way, as `write` makes it, `host` sends it when its `turn` comes and hears of it; what they and the outside say to each other is `order`. To make a
//! POST is the outside's business ([`crate::Effect::Post`]); what came of it, [`crate::World::end_post`] is told. When it is tried again
//! stands on the agenda.
//!
//! Source: <https://docs.aws.amazon.com/sns/latest/dg/sns-message-delivery-retries.html>, "Amazon SNS considers all 5XX errors and 429 (too
//! many requests sent) errors as retryable", "All other errors are considered as permanent failures".

mod host;
mod order;
mod posting;
mod turn;
mod write;

pub use order::{Post, PostId, Posted};
pub(crate) use posting::Posting;
