//! How many bytes data takes in a `PutMetricData` request, at most, and how many it may take.
//!
//! Source: Amazon CloudWatch API reference, `PutMetricData`: 1,000 datums and 1 MB a request.

use crate::core::datapoint::{Datapoint, Samples};

/// Datums of one request at most.
pub const MAX_DATUMS: usize = 1_000;

/// Encoded bytes of one request at most: CloudWatch's 1 MB (taken as 10^6), less room for the
/// namespace and the frame.
pub const MAX_REQUEST_BYTES: usize = 1_000_000 - 4_096;

/// How large a request's data is, at most.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct EncodedSize {
    pub(crate) datums: usize,
    pub(crate) bytes: usize,
}

impl EncodedSize {
    pub(crate) fn add(&mut self, other: Self) {
        self.datums += other.datums;
        self.bytes += other.bytes;
    }

    pub(crate) fn fits(self) -> bool {
        self.datums <= MAX_DATUMS && self.bytes <= MAX_REQUEST_BYTES
    }
}

/// A number takes at most 25 characters in JSON (sign, 17 digits, point, exponent, comma) and 9
/// bytes in CBOR.
const NUMBER_BYTES: usize = 25;

/// No fewer bytes than `StatisticValues` takes.
pub(crate) const STATISTICS_BYTES: usize = 4 * NUMBER_BYTES + 64;

/// No fewer bytes than so many `Values` and `Counts` take.
pub(crate) const fn values_bytes(values: usize) -> usize {
    2 * values * NUMBER_BYTES
}

/// No fewer bytes than a datum takes besides its dimensions and samples. A character of a name is
/// printable ASCII, at most two bytes (`\"`).
pub(crate) const fn datum_bytes(metric_len: usize) -> usize {
    160 + 2 * metric_len
}

/// No fewer bytes than one dimension takes.
pub(crate) const fn dimension_bytes(name_len: usize, value_len: usize) -> usize {
    32 + 2 * (name_len + value_len)
}

/// No fewer bytes than the datum takes in CBOR or in JSON.
pub fn encoded_bytes(datapoint: &Datapoint) -> usize {
    let dimensions: usize = datapoint
        .dimensions()
        .iter()
        .map(|(name, value)| dimension_bytes(name.len(), value.len()))
        .sum();
    let samples = match datapoint.samples() {
        Samples::Distinct { values, .. } => values_bytes(values.len()),
        Samples::Statistics { .. } => STATISTICS_BYTES,
    };
    datum_bytes(datapoint.metric().len()) + dimensions + samples
}
