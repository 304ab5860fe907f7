//! One log record: from its opening brace to what it says.
//!
//! - `walk` moves through JSON, `skip` over what nobody wants;
//! - [`read_record`], in `envelope`, walks the envelope and keeps the few values that count, as they
//!   stand in the text;
//! - `scalar` turns such values into texts, counts and times;
//! - [`Record::judge`], in `judge`, decides whether the record is sound;
//! - `labels` and `timestamps` tell whether that was decided before, of a record alike.
//!
//! Nothing here knows lines, arrays or recovery: that is [`frames`](super::frames).

#![expect(
    clippy::inline_always,
    reason = "the kernel is only fast where the walk is inlined into a function for its processor"
)]

mod envelope;
mod judge;
mod labels;
mod scalar;
mod skip;
mod timestamps;
mod walk;

pub(crate) use envelope::{RawRecord, Reading, read_record, read_value};
pub(crate) use judge::{Record, Wanted};
pub(crate) use labels::{KeptLabels, RawLabels};
pub(crate) use timestamps::Timestamps;
pub(crate) use walk::open_objects;

#[cfg(test)]
mod tests;
