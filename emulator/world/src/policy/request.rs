//! What is asked: by whom, which action, on which resource, and what else is known of the request.

use std::fmt;

use super::key::Key;
use super::principal::Principal;
use super::value::Value;

/// What is asked.
///
/// Condition keys are looked up when a condition names them and not before: a policy without conditions costs nothing of it.
#[derive(Clone, Copy)]
pub struct Request<'a> {
    pub principal: Principal<'a>,
    /// With its service: `sqs:SendMessage`. Its case does not matter.
    pub action: &'a str,
    /// The ARN; `*` where the action is for no resource in particular.
    pub resource: &'a str,
    /// Whose the resource is. S3's ARNs do not say it.
    pub resource_account: &'a str,
    pub keys: &'a dyn Keys,
}

impl fmt::Debug for Request<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Request")
            .field("principal", &self.principal)
            .field("action", &self.action)
            .field("resource", &self.resource)
            .field("resource_account", &self.resource_account)
            .finish_non_exhaustive()
    }
}

impl<'a> Request<'a> {
    /// Of nothing and nobody, for texts without variables.
    pub(super) fn of_nobody() -> Self {
        Self {
            principal: Principal::Anonymous,
            action: "",
            resource: "",
            resource_account: "",
            keys: &NoKeys,
        }
    }

    /// A condition key's value. What the principal and the resource's owner say themselves is not looked up in
    /// [`Request::keys`], unless these say it instead.
    pub(super) fn key(&self, key: &Key) -> Option<Value<'a>> {
        let name = key.folded();
        let own = match name {
            "aws:resourceaccount" => Some(Value::from(self.resource_account)),
            _ if self.keys.speak_for_principal(name) => None,
            _ => self.principal.key(name),
        };
        own.or_else(|| self.keys.get(name))
            .filter(|value| !matches!(value, Value::List(list) if list.is_empty()))
    }
}

/// The condition keys of a request: global ones, and those of the service that is asked.
pub trait Keys {
    /// The value of a key, or `None` where the request has none. `key` is in lower case throughout, as names of keys and
    /// of tags in them are not case-sensitive: `aws:sourcearn`, `aws:principaltag/costcenter`. A list without elements is
    /// as none.
    fn get(&self, key: &str) -> Option<Value<'_>>;

    /// Whether a key is theirs to say, or to leave out, though the principal might say it: as where the principal is made up.
    fn speak_for_principal(&self, _key: &str) -> bool {
        false
    }
}

/// A request of which nothing more is known.
#[derive(Debug, Clone, Copy, Default)]
pub struct NoKeys;

impl Keys for NoKeys {
    fn get(&self, _key: &str) -> Option<Value<'_>> {
        None
    }
}

/// A text in lower case, without an allocation where it is as short as actions are.
#[derive(Debug)]
pub(super) enum LowerCase {
    Short([u8; LowerCase::SHORT], usize),
    Long(String),
}

impl LowerCase {
    /// AWS's longest action has 90 characters or so.
    const SHORT: usize = 96;

    pub(super) fn of(text: &str) -> Self {
        let mut bytes = [0; Self::SHORT];
        let Some(start) = bytes.get_mut(..text.len()) else {
            return Self::Long(text.to_ascii_lowercase());
        };
        start.copy_from_slice(text.as_bytes());
        start.make_ascii_lowercase();
        Self::Short(bytes, text.len())
    }

    pub(super) fn as_str(&self) -> &str {
        match self {
            Self::Short(bytes, length) => std::str::from_utf8(&bytes[..*length])
                .expect("letters of ASCII are themselves in every text"),
            Self::Long(text) => text,
        }
    }
}
