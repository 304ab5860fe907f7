//! How large an event, or an answer, may be.

/// Bytes of an event, and of an answer. <https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html>
pub const MAX_PAYLOAD_BYTES: usize = 6 << 20;

/// Bytes of an event that waits for its turn. Source: the API reference of `Invoke`, "For asynchronous invocations, the maximum payload size is 1
/// MB"; as the refusal's text has been recorded with the earlier limit of 262,144 bytes, which was 256 KiB, it is taken to be 1 MiB (u).
pub(super) const MAX_EVENT_BYTES: usize = 1 << 20;
