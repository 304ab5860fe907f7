//! What a request does to the tags of what it is for, as policies see it: `aws:RequestTag/...` and `aws:TagKeys`.
//!
//! Source: <https://docs.aws.amazon.com/IAM/latest/UserGuide/access_tags.html>, "Controlling access during AWS requests".

use std::collections::BTreeMap;

use crate::policy::Value;

/// What a request does to tags.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Tagging<'a> {
    /// Keys and values.
    Sets(Vec<(&'a str, &'a str)>),
    /// Keys.
    Removes(&'a [String]),
}

impl<'a> Tagging<'a> {
    /// Of a type of the service's own.
    pub(crate) fn sets<T>(tags: &'a [T], pair: impl Fn(&'a T) -> (&'a String, &'a String)) -> Self {
        let pairs = tags.iter().map(pair);
        Self::Sets(pairs.map(|(key, value)| (&**key, &**value)).collect())
    }

    /// A condition key, by its name in lower case.
    pub(super) fn key(&self, name: &str) -> Option<Value<'a>> {
        match name.strip_prefix(REQUEST_TAG) {
            Some(wanted) => self.value(wanted),
            None => self.keys(),
        }
    }

    /// What the tag of this key is set to. Names of condition keys have no case, and the key of the tag is in one.
    pub(crate) fn value(&self, wanted: &str) -> Option<Value<'a>> {
        let Self::Sets(tags) = self else {
            return None;
        };
        let mut tags = tags.iter();
        let tag = tags.find(|(key, _)| key.eq_ignore_ascii_case(wanted));
        tag.map(|(_, value)| Value::from(*value))
    }

    /// The keys of all tags that it is about; `None` where it is about none.
    pub(crate) fn keys(&self) -> Option<Value<'a>> {
        let keys: Vec<_> = match self {
            Self::Sets(tags) => tags.iter().map(|(key, _)| (*key).into()).collect(),
            Self::Removes(keys) => keys.iter().map(|key| key.as_str().into()).collect(),
        };
        (!keys.is_empty()).then_some(Value::List(keys))
    }
}

impl<'a> From<&'a BTreeMap<String, String>> for Tagging<'a> {
    fn from(tags: &'a BTreeMap<String, String>) -> Self {
        let pairs = tags.iter();
        Self::Sets(pairs.map(|(key, value)| (&**key, &**value)).collect())
    }
}

const REQUEST_TAG: &str = "aws:requesttag/";

/// Whether a condition key is about what a request does to tags.
pub(super) fn is_about_tagging(name: &str) -> bool {
    name == "aws:tagkeys" || name.starts_with(REQUEST_TAG)
}
