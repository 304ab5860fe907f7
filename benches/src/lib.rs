//! Throughput per byte of log text: what the criterion benches and the peers' scripts have in common.
//!
//! - [`corpus`]: seeded log text of four makes, from small chats to embeddings;
//! - [`prose`]: what their prompts and answers consist of.

pub mod corpus;
pub mod prose;
