//! Receipt handles: what a consumer shows to delete or to hide the message that it received.
//!
//! A handle names its queue, its message and one receive. Opaque to clients, as on AWS.

use base64::Engine;
use base64::prelude::BASE64_STANDARD;

use super::error::QueueError;
use super::store::Sequence;

/// Begins what the base64 of every handle holds.
const MARK: &str = "receipt";

/// One receive of one message from a queue.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct ReceiptHandle {
    pub sequence: Sequence,
    /// Differs between two receives of one message.
    pub receipt: String,
}

impl ReceiptHandle {
    pub(super) fn encode(&self, queue: &str) -> String {
        let sequence = self.sequence.0.to_string();
        let parts = [MARK, queue, &sequence, &self.receipt];
        BASE64_STANDARD.encode(parts.join(" "))
    }

    /// # Errors
    /// A text that this emulator cannot have handed out for this queue.
    pub(super) fn decode(handle: &str, queue: &str) -> Result<Self, QueueError> {
        if handle.is_empty() {
            return Err(QueueError::MissingParameter("ReceiptHandle"));
        }
        Self::parse(handle, queue)
            .ok_or_else(|| QueueError::ReceiptHandleIsInvalid(handle.to_owned()))
    }

    fn parse(handle: &str, queue: &str) -> Option<Self> {
        let bytes = BASE64_STANDARD.decode(handle).ok()?;
        let text = str::from_utf8(&bytes).ok()?;
        let of_queue = text.strip_prefix(MARK)?.strip_prefix(' ')?;
        let of_message = of_queue.strip_prefix(queue)?.strip_prefix(' ')?;
        let (sequence, receipt) = of_message.split_once(' ')?;
        (!receipt.contains(' ')).then_some(Self {
            sequence: Sequence(sequence.parse().ok()?),
            receipt: receipt.to_owned(),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_handle_is_good_for_its_own_queue_only() {
        let handle = ReceiptHandle {
            sequence: Sequence(7),
            receipt: "0123456789ABCDEF".to_owned(),
        };
        let text = handle.encode("orders");
        assert_eq!(ReceiptHandle::decode(&text, "orders"), Ok(handle));
        for (text, queue) in [
            (text.as_str(), "bills"),
            (text.as_str(), "order"),
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
