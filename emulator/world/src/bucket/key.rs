//! What an object may be called.

use super::error::BucketError;

/// The longest key in bytes of UTF-8.
/// Source: <https://docs.aws.amazon.com/AmazonS3/latest/userguide/object-keys.html>
const MAX_KEY_BYTES: usize = 1024;

pub(super) fn check_key(key: &str) -> Result<(), BucketError> {
    if key.len() > MAX_KEY_BYTES {
        return Err(BucketError::KeyTooLong);
    }
    if key.is_empty() {
        return Err(BucketError::InvalidArgument("Missing key".to_owned()));
    }
    Ok(())
}
