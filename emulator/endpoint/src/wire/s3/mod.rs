//! S3 on the wire: the crate `s3s` spells its XML and headers, this module makes it fit our world.
//!
//! [`front`] readies a request for `s3s` (signature read and taken off, aws-chunked undone by [`aws_chunked`], a `range`
//! that S3 passes over taken off, an operation that is not built refused by `unbuilt`); the
//! operations then arrive at `store`, which hands each to the file that translates it: `buckets`, `objects`,
//! `copy`, `listing`, `multipart`, `notification`, `subresources`. Bytes go by `payload` to
//! [`crate::bodies`] and come back from there; everything else is asked of the world. `error` maps refusals to codes.
//!
//! Unlike the rest of `wire`, this part does I/O: objects stream through it.

pub mod aws_chunked;
pub mod front;
pub mod host;

mod answer;
mod buckets;
mod context;
mod convert;
mod copy;
mod error;
mod listing;
mod members;
mod multipart;
mod notification;
mod objects;
mod payload;
mod range;
mod store;
mod subresources;
mod unbuilt;
mod unset;

#[cfg(test)]
mod tests;

pub use error::code_of;
pub use front::S3Front;
pub use store::OPERATIONS;
