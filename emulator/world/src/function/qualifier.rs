//! Which of a function's versions is meant: `$LATEST`, one that was published, or the one that an alias points to.
//!
//! <https://docs.aws.amazon.com/lambda/latest/dg/configuration-versions.html>

use std::fmt;

use super::name::{FunctionName, is_name_byte};
use crate::arn::Resource;
use crate::origin::Home;

/// As requests and answers spell the version that can still be changed.
pub(super) const LATEST: &str = "$LATEST";

/// Characters of an alias' name. Source: `Alias` in Lambda's model.
const MAX_ALIAS_LENGTH: usize = 128;

/// A version of a function: what runs.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Version {
    #[default]
    Latest,
    Published(u64),
}

impl Version {
    /// `None` for what is no version: an alias, say.
    pub(super) fn parse(text: &str) -> Option<Self> {
        let is_number = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
        match text {
            LATEST => Some(Self::Latest),
            // A number that there cannot be is one that is not there.
            _ if is_number => Some(Self::Published(text.parse().unwrap_or(u64::MAX))),
            _ => None,
        }
    }
}

impl fmt::Display for Version {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Latest => formatter.write_str(LATEST),
            Self::Published(number) => write!(formatter, "{number}"),
        }
    }
}

/// What stands behind the name of a function.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Qualifier {
    /// Where nothing stands there it is `$LATEST`.
    Version(Version),
    Alias(String),
}

impl Qualifier {
    /// `None` for what is neither a version nor the name of an alias.
    pub(super) fn parse(text: &str) -> Option<Self> {
        if let Some(version) = Version::parse(text) {
            return Some(Self::Version(version));
        }
        is_alias_name(text).then(|| Self::Alias(text.to_owned()))
    }

    pub(super) fn is_latest(&self) -> bool {
        *self == Self::default()
    }
}

impl Default for Qualifier {
    fn default() -> Self {
        Self::Version(Version::Latest)
    }
}

impl fmt::Display for Qualifier {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Version(version) => version.fmt(formatter),
            Self::Alias(name) => formatter.write_str(name),
        }
    }
}

/// Whether an alias may be called so: not as a version is.
pub(super) fn is_alias_name(text: &str) -> bool {
    (1..=MAX_ALIAS_LENGTH).contains(&text.len())
        && text.bytes().all(is_name_byte)
        && !text.bytes().all(|byte| byte.is_ascii_digit())
}

/// A function, and which of its versions.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct QualifiedName {
    pub name: FunctionName,
    pub qualifier: Qualifier,
}

impl QualifiedName {
    /// Without a qualifier where it is `$LATEST`, as AWS writes it where nobody asked for more.
    pub fn arn(&self, home: &Home) -> String {
        if self.qualifier.is_latest() {
            Resource::Function(self.name.as_str()).of(home).to_string()
        } else {
            self.qualified_arn(home)
        }
    }

    pub(super) fn qualified_arn(&self, home: &Home) -> String {
        let function = Resource::Function(self.name.as_str()).of(home);
        format!("{function}:{}", self.qualifier)
    }
}

impl From<FunctionName> for QualifiedName {
    /// `$LATEST` of it.
    fn from(name: FunctionName) -> Self {
        Self {
            name,
            qualifier: Qualifier::default(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn digits_are_a_version_and_other_names_an_alias() {
        let parsed = |text: &str| Qualifier::parse(text);
        assert_eq!(parsed("$LATEST"), Some(Qualifier::default()));
        let seven = Qualifier::Version(Version::Published(7));
        assert_eq!(parsed("7"), Some(seven));
        assert_eq!(
            parsed("live-1"),
            Some(Qualifier::Alias("live-1".to_owned()))
        );
        for text in ["", "a b", "$latest", "a.b", &"x".repeat(129)] {
            assert_eq!(parsed(text), None, "{text}");
        }
        let huge = "9".repeat(40);
        assert_eq!(
            parsed(&huge),
            Some(Qualifier::Version(Version::Published(u64::MAX)))
        );
    }
}
