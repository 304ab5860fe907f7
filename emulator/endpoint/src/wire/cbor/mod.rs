//! rpc-v2-cbor's bodies: [RFC 8949](https://www.rfc-editor.org/rfc/rfc8949) maps with text keys.
//!
//! [`Reader`] reads requests, straight into the operation's own type, in every form that the standard allows (indefinite
//! lengths, half floats, tagged or bare moments). [`encode()`] writes answers, in one form.

mod decode;
mod encode;

pub use decode::{Reader, tree};
pub use encode::encode;
