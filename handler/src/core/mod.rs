//! What the function knows, without a way to do anything: bytes, values and `now` in, values out.
//!
//! No async, I/O, clock, randomness, environment, SDK or HTTP type may appear below here; the shell
//! (`invocation`, `adapters`) fetches, sleeps and publishes.
//!
//! The way of a message, in reading order:
//!
//! 1. [`notification`]: a queue message's body becomes [`object_ref`]s: which objects to read.
//! 2. [`object`]: an object's bytes, as they arrive, become text (`gunzip`), the text becomes
//!    records (`frames`, `record`), each counted once (`recent_ids`).
//! 3. [`profile`]: a record's modelId becomes its inference profile's class.
//! 4. [`aggregate`]: records become sums by metric, dimensions and minute.
//! 5. [`pack`]: sums become [`datapoint`]s in `PutMetricData` requests that carry whole messages.
//! 6. [`settle`]: what was published, and what was not, becomes the batch's answer.

pub mod notification;
pub mod object_ref;

pub mod object;

mod frames;
mod gunzip;
mod malformed;
mod object_error;
mod place;
mod recent_ids;
mod record;

pub mod profile;

pub mod aggregate;
pub mod datapoint;
mod encoded_size;
pub mod pack;

pub mod settle;
