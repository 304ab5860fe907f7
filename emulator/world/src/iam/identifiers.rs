//! What every role, user, group and managed policy is known by.

use std::sync::Arc;

use jiff::Timestamp;

use crate::id::Ids;
use crate::origin::Home;

/// The path of what was made without one.
pub(super) const NO_PATH: &str = "/";
/// The characters of a unique id behind its prefix. Source: the examples of
/// <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html#identifiers-unique-ids>
const UNIQUE_ID: usize = 17;

/// The kinds of what IAM holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    Role,
    User,
    Group,
    Policy,
}

impl Kind {
    /// As ARNs and texts name it: `role`.
    pub fn noun(self) -> &'static str {
        match self {
            Self::Role => "role",
            Self::User => "user",
            Self::Group => "group",
            Self::Policy => "policy",
        }
    }

    /// At the beginning of a text and inside of a quota's name: `Role`.
    pub(super) fn title(self) -> &'static str {
        match self {
            Self::Role => "Role",
            Self::User => "User",
            Self::Group => "Group",
            Self::Policy => "Policy",
        }
    }

    /// What its unique ids begin with. Source: `reference_identifiers`, "Understanding unique ID prefixes".
    fn prefix(self) -> &'static str {
        match self {
            Self::Role => "AROA",
            Self::User => "AIDA",
            Self::Group => "AGPA",
            Self::Policy => "ANPA",
        }
    }
}

/// Name, path, unique id and ARN, and since when.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Identifiers {
    pub kind: Kind,
    /// As it was spelled when it was made.
    pub name: String,
    /// Begins and ends with a slash.
    pub path: String,
    /// Never used again, also not for another entity of this name.
    pub id: Arc<str>,
    pub arn: Arc<str>,
    /// A whole second, as IAM shows it.
    pub created: Timestamp,
}

impl Identifiers {
    pub(super) fn new(
        kind: Kind,
        name: String,
        path: Option<String>,
        home: &Home,
        now: Timestamp,
        ids: &mut Ids,
    ) -> Self {
        let path = path.unwrap_or_else(|| NO_PATH.to_owned());
        Self {
            kind,
            id: format!("{}{}", kind.prefix(), ids.base32(UNIQUE_ID)).into(),
            arn: arn(home, kind, &path, &name),
            name,
            path,
            created: whole_second(now),
        }
    }

    /// Another name, another path, or both.
    pub(super) fn rename(&mut self, name: Option<String>, path: Option<String>, home: &Home) {
        self.name = name.unwrap_or_else(|| std::mem::take(&mut self.name));
        self.path = path.unwrap_or_else(|| std::mem::take(&mut self.path));
        self.arn = arn(home, self.kind, &self.path, &self.name);
    }
}

fn arn(home: &Home, kind: Kind, path: &str, name: &str) -> Arc<str> {
    let (partition, account, kind) = (home.region.partition(), home.account, kind.noun());
    format!("arn:{partition}:iam::{account}:{kind}{path}{name}").into()
}

/// IAM's moments are whole seconds. Source: the examples of API `CreateRole`.
pub(super) fn whole_second(now: Timestamp) -> Timestamp {
    Timestamp::from_second(now.as_second()).unwrap_or(now)
}
