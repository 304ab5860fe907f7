//! Receipt handles: what a consumer shows to delete or to hide the message that it received.
//!
//! A handle names its queue, its message and one receive. Opaque to clients, as on AWS.

use super::error::QueueError;
use super::sequence::Sequence;
use crate::id::Ids;

/// Begins every handle.
const MARK: &str = "AQEB";

/// The hex digits of a number.
const DIGITS: usize = 16;

/// Differs between two receives of one message.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Receipt(u64);

impl Receipt {
    pub(super) fn new(ids: &mut Ids) -> Self {
        Self(ids.random())
    }
}

/// One receive of one message from a queue.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct ReceiptHandle {
    pub sequence: Sequence,
    pub receipt: Receipt,
}

impl ReceiptHandle {
    /// Mark, message, receive and queue: each but the last has its length, so that nothing has to be looked for.
    pub(super) fn encode(self, queue: &str) -> String {
        let mut text = String::with_capacity(MARK.len() + 2 * DIGITS + queue.len());
        text.push_str(MARK);
        text.extend(digits(self.sequence.0));
        text.extend(digits(self.receipt.0));
        text.push_str(queue);
        text
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
        let rest = handle.strip_prefix(MARK)?;
        let (sequence, rest) = rest.split_at_checked(DIGITS)?;
        let (receipt, name) = rest.split_at_checked(DIGITS)?;
        (name == queue).then_some(Self {
            sequence: Sequence(number(sequence)?),
            receipt: Receipt(number(receipt)?),
        })
    }
}

/// The sixteen hex digits of a number. The formatter takes ten times as long.
fn digits(number: u64) -> impl Iterator<Item = char> {
    const HEX: &[u8; 16] = b"0123456789ABCDEF";
    let halves = |byte: u8| [byte >> 4, byte & 0xf];
    let halves = number.to_be_bytes().into_iter().flat_map(halves);
    halves.map(|half| char::from(HEX[usize::from(half)]))
}

/// Only as it was spelled: another spelling was never handed out.
fn number(digits: &str) -> Option<u64> {
    let is_digit = |byte| matches!(byte, b'0'..=b'9' | b'A'..=b'F');
    let number = u64::from_str_radix(digits, 16).ok()?;
    digits.bytes().all(is_digit).then_some(number)
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
        assert_eq!(text, "AQEB000000000000000700123456789ABCDEorders");
        assert_eq!(ReceiptHandle::decode(&text, "orders"), Ok(handle));
        for (text, queue) in [
            (text.as_str(), "bills"),
            (text.as_str(), "order"),
            ("garbage", "orders"),
            ("AQEB", "orders"),
            ("AQEB000000000000000700123456789ABCDE", "orders"),
            ("AQEB000000000000000700123456789abcdeorders", "orders"),
            ("AQEB0000000000000007+0123456789ABCDEorders", "orders"),
            ("AQEB000000000000000700123456789ABCDEorders ", "orders"),
            ("AQEB00000000000000ü700123456789ABCDEorders", "orders"),
        ] {
            assert_eq!(
                ReceiptHandle::decode(text, queue),
                Err(QueueError::ReceiptHandleIsInvalid(text.to_owned()))
            );
        }
    }
}
