//! An object's bytes, as they arrive, become counts and sums.
//!
//! The shell pushes what S3 sends and asks for records a batch at a time, looking at the deadline
//! in between:
//!
//! ```text
//! loop { match reader.read(batch)? { Step::Paused => look at the deadline,
//!                                    Step::NeedsInput => push the next chunk, or break } }
//! let tally = reader.finish()?;
//! ```

mod age_window;
mod at_once;
mod buffers;
mod counts;
mod finished;
mod known;
mod limits;
mod problems;
mod reader;
mod source;
mod tally;
mod text;

pub use age_window::AgeWindow;
pub use at_once::{
    MAX_STORED_BYTES as MAX_WHOLE_STORED_BYTES, MAX_TEXT_BYTES as MAX_WHOLE_TEXT_BYTES,
};
pub use buffers::Buffers;
pub use counts::{ByteCounts, RecordCounts};
pub use finished::{MAX_UNMAPPED_PROFILES, MAX_UNRECOGNISED_MODEL_IDS, ObjectTally};
pub use limits::{DEFAULT_MAX_RECORD_BYTES, DEFAULT_MAX_TEXT_BYTES, Limits};
pub use problems::{Cause, DEFAULT_PLACES, PLACE_BYTES, Problem, Tell};
pub use reader::{Advance, ObjectReader, Step};

pub use super::malformed::MalformedReason;
pub use super::object_error::ObjectError;
pub use super::place::Place;

#[cfg(test)]
mod tests;
