//! The names of topics.

use super::error::TopicError;

/// The suffix that makes a topic a FIFO topic.
pub(crate) const FIFO_SUFFIX: &str = ".fifo";
/// The longest name. Source: `CreateTopic`.
const MAX_NAME_LENGTH: usize = 256;

pub(super) fn check_name(name: &str) -> Result<(), TopicError> {
    if name.ends_with(FIFO_SUFFIX) {
        return Err(TopicError::InvalidParameter(format!(
            "Name Reason: FIFO topics are not emulated: {name} cannot be created. Use a standard topic."
        )));
    }
    let is_name_byte = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_';
    if (1..=MAX_NAME_LENGTH).contains(&name.len()) && name.bytes().all(is_name_byte) {
        return Ok(());
    }
    Err(TopicError::invalid("Topic Name"))
}
