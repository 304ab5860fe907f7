//! Receipt handles: what a consumer shows to delete or to hide the message that it received.
//!
//! A handle names its queue, its message and one receive. Opaque to clients, as on AWS.

use base64::Engine;
use base64::prelude::BASE64_STANDARD;

use super::QueueError;
use super::store::Sequence;

/// Begins what the base64 of every handle holds.
const MARK: &str = "receipt";

/// One receive of one message from one queue.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct ReceiptHandle {
    pub queue: String,
    pub sequence: Sequence,
    /// Differs between two receives of one message.
    pub receipt: String,
}

impl ReceiptHandle {
    pub(super) fn encode(&self) -> String {
        let Self {
            queue,
            sequence,
            receipt,
        } = self;
        BASE64_STANDARD.encode(format!("{MARK} {queue} {} {receipt}", sequence.0))
    }

    /// # Errors
    /// A text that this emulator cannot have handed out for this queue.
    pub(super) fn decode(handle: &str, queue: &str) -> Result<Self, QueueError> {
        if handle.is_empty() {
            return Err(QueueError::MissingParameter("ReceiptHandle"));
        }
        Self::parse(handle)
            .filter(|decoded| decoded.queue == queue)
            .ok_or_else(|| QueueError::ReceiptHandleIsInvalid(handle.to_owned()))
    }

    fn parse(handle: &str) -> Option<Self> {
        let bytes = BASE64_STANDARD.decode(handle).ok()?;
        let text = String::from_utf8(bytes).ok()?;
        let mut parts = text.split(' ');
        let mark = parts.next()?;
        let queue = parts.next()?.to_owned();
        let sequence = Sequence(parts.next()?.parse().ok()?);
        let receipt = parts.next()?.to_owned();
        let is_whole = mark == MARK && parts.next().is_none();
        is_whole.then_some(Self {
            queue,
            sequence,
            receipt,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_handle_is_good_for_its_own_queue_only() {
        let handle = ReceiptHandle {
            queue: "orders".to_owned(),
            sequence: Sequence(7),
            receipt: "0123456789ABCDEF".to_owned(),
        };
        let text = handle.encode();
        assert_eq!(ReceiptHandle::decode(&text, "orders"), Ok(handle));
        for (text, queue) in [
            (text.as_str(), "bills"),
            ("garbage", "orders"),
            ("AQEB", "orders"),
        ] {
            assert_eq!(
                ReceiptHandle::decode(text, queue),
                Err(QueueError::ReceiptHandleIsInvalid(text.to_owned()))
            );
        }
    }
}
