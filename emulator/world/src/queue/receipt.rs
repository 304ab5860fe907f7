//! Receipt handles: what a consumer shows to delete or to hide the message that it received.
//!
//! A handle names its queue, its message and one receive. Opaque to clients, as on AWS.

use std::fmt::Write as _;

use base64::Engine;
use base64::prelude::BASE64_STANDARD;

use super::error::QueueError;
use super::sequence::Sequence;
use crate::id::Ids;

/// Begins what the base64 of every handle holds.
const MARK: &str = "receipt";

/// Differs between two receives of one message.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Receipt(u64);

impl Receipt {
    pub(super) fn new(ids: &mut Ids) -> Self {
        Self(ids.random())
    }

    /// Only as it was spelled: another spelling was never handed out.
    fn parse(text: &str) -> Option<Self> {
        let digits = text
            .bytes()
            .all(|byte| matches!(byte, b'0'..=b'9' | b'A'..=b'F'));
        let number = u64::from_str_radix(text, 16).ok()?;
        (digits && text.len() == 16).then_some(Self(number))
    }
}

/// One receive of one message from a queue.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct ReceiptHandle {
    pub sequence: Sequence,
    pub receipt: Receipt,
}

impl ReceiptHandle {
    pub(super) fn encode(self, queue: &str) -> String {
        let mut text = String::with_capacity(MARK.len() + queue.len() + 40);
        let (sequence, receipt) = (self.sequence.0, self.receipt.0);
        let _ = write!(text, "{MARK} {queue} {sequence} {receipt:016X}");
        BASE64_STANDARD.encode(text)
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
        Some(Self {
            sequence: Sequence(sequence.parse().ok()?),
            receipt: Receipt::parse(receipt)?,
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
            receipt: Receipt(0x0012_3456_789A_BCDE),
        };
        let text = handle.encode("orders");
        assert_eq!(ReceiptHandle::decode(&text, "orders"), Ok(handle));
        let spelled = BASE64_STANDARD.decode(&text).unwrap();
        assert_eq!(spelled, b"receipt orders 7 00123456789ABCDE");
        let other = |text: &str| BASE64_STANDARD.encode(text);
        for (text, queue) in [
            (text.as_str(), "bills"),
            (text.as_str(), "order"),
            ("garbage", "orders"),
            ("AQEB", "orders"),
            (&other("receipt orders 7 123456789ABCDE"), "orders"),
            (&other("receipt orders 7 00123456789abcde"), "orders"),
            (&other("receipt orders 7 +0123456789ABCDE"), "orders"),
            (&other("receipt orders 7 00123456789ABCDE "), "orders"),
        ] {
            assert_eq!(
                ReceiptHandle::decode(text, queue),
                Err(QueueError::ReceiptHandleIsInvalid(text.to_owned()))
            );
        }
    }
}
