//! Members of a request that nobody reads: they are not accepted and forgotten.

use super::value::{DecodeError, Value};

/// What becomes of a request with such a member.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Unread {
    /// It is refused, naming the member.
    #[default]
    Refused,
    /// It is carried out without the member, with a warning in the log: for clients that are newer than this emulator.
    Told,
}

impl Unread {
    /// Decodes a tree, as often as there is a member to leave out; `None` where `decode` knows no such operation.
    pub(super) fn decode<T>(
        self,
        operation: &str,
        mut tree: Value,
        decode: impl Fn(Value) -> Option<Result<T, DecodeError>>,
    ) -> Option<Result<T, DecodeError>> {
        if self == Self::Refused {
            return decode(tree);
        }
        loop {
            match decode(tree.clone())? {
                Err(DecodeError::Unread(path)) if !path.is_empty() => {
                    let member = path.join(".");
                    tracing::warn!(operation, member, "a member of a request is not read");
                    tree.remove(&path);
                }
                decoded => return Some(decoded),
            }
        }
    }
}
