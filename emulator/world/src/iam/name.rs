//! Names of roles, users and groups: those that differ in case alone are one.

use std::borrow::Cow;
use std::collections::BTreeMap;

/// Entities of one kind by name, in small letters: names that differ in case alone are one. Source:
/// <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html#reference_iam-quotas-names>
pub(super) type Entities<E> = BTreeMap<String, E>;

/// The key of a name in [`Entities`].
pub(super) fn folded(name: &str) -> Cow<'_, str> {
    if name.bytes().any(|byte| byte.is_ascii_uppercase()) {
        Cow::Owned(name.to_ascii_lowercase())
    } else {
        Cow::Borrowed(name)
    }
}
