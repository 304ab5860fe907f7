//! Throughput per byte of log text: what the criterion benches and the peers' scripts have in common.
//!
//! - [`corpus`]: seeded log text of four makes, from small chats to embeddings.

pub mod corpus;
