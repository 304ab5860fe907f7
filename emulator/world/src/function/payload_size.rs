//! How large an event, or an answer, may be.

/// Bytes of an event, and of an answer. <https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html>
pub const MAX_PAYLOAD_BYTES: usize = 6 << 20;
