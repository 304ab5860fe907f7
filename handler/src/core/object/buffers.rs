//! Memory that outlives an object.

/// What a reader works in. Handed from one object to the next it is paid for once.
#[derive(Debug, Default)]
pub struct Buffers {
    /// Bytes as they are stored.
    pub(super) stored: Vec<u8>,
    /// Bytes of text.
    pub(super) text: Vec<u8>,
}

/// Bytes of each buffer that are kept at most: one that grew for a long record does not stay so.
const MAX_KEPT_BYTES: usize = 6 << 20;

impl Buffers {
    pub(super) fn keeping(stored: Vec<u8>, text: Vec<u8>) -> Self {
        Self {
            stored: trimmed(stored),
            text: trimmed(text),
        }
    }
}

/// Makes a buffer that long, keeping what is in its first `used` bytes. Where that is nothing, memory that
/// is zero already is taken, which nobody has to write.
pub(super) fn lengthen(bytes: &mut Vec<u8>, length: usize, used: usize) {
    if bytes.len() >= length {
        return;
    }
    if used == 0 {
        *bytes = vec![0; length];
    } else {
        bytes.resize(length, 0);
    }
}

fn trimmed(mut bytes: Vec<u8>) -> Vec<u8> {
    bytes.truncate(MAX_KEPT_BYTES);
    bytes.shrink_to(MAX_KEPT_BYTES);
    bytes
}
