//! Tags of roles, users and managed policies.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use super::constraints::TAGS;
use super::error::IamError;
use super::tag::Tag;
use super::tag_parts::check_reserved;

/// Whether keys that differ in case alone are one key. Those of roles and users are, those of other resources are not.
/// Source: <https://docs.aws.amazon.com/IAM/latest/UserGuide/id_tags.html#id_tags_rules_creating>
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) enum Case {
    #[default]
    Folded,
    Kept,
}

impl Case {
    fn are_one(self, one: &str, other: &str) -> bool {
        match self {
            Self::Folded => one.eq_ignore_ascii_case(other),
            Self::Kept => one == other,
        }
    }

    fn duplicates(self) -> &'static str {
        match self {
            Self::Folded => {
                "Duplicate tag keys found. Please note that Tag keys are case insensitive."
            }
            Self::Kept => "Duplicate tag keys found.",
        }
    }
}

/// The tags of an entity, by key.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Tags {
    case: Case,
    tags: BTreeMap<String, String>,
}

impl Tags {
    /// Of what has none, as groups.
    pub(super) fn none() -> &'static Self {
        static NONE: LazyLock<Tags> = LazyLock::new(Tags::default);
        &NONE
    }

    /// # Errors
    /// A key that is there twice; a tag of AWS's own.
    pub(super) fn new(case: Case, tags: &[Tag]) -> Result<Self, IamError> {
        let mut made = Self {
            case,
            tags: BTreeMap::new(),
        };
        made.add(tags, "")?;
        Ok(made)
    }

    /// The tags of a session, none of which is AWS's own; `None` where a key is there twice.
    pub(crate) fn of_session(tags: &[Tag]) -> Option<Self> {
        Self::new(Case::Folded, tags).ok()
    }

    /// A tag that goes on from one session into another.
    pub(crate) fn inherit(&mut self, key: &str, value: &str) {
        self.tags.insert(key.to_owned(), value.to_owned());
    }

    /// Adds tags, each in the place of the one with its key. `quota` names what is exceeded by more than fifty.
    ///
    /// # Errors
    /// A key that is there twice in the request; a tag of AWS's own; more tags than fifty in all.
    pub(super) fn add(&mut self, tags: &[Tag], quota: &str) -> Result<(), IamError> {
        check_reserved(tags).map_err(IamError::InvalidInput)?;
        let mut changed = self.clone();
        for (number, tag) in tags.iter().enumerate() {
            let is_same = |other: &Tag| self.case.are_one(&other.key, &tag.key);
            if tags[..number].iter().any(is_same) {
                return Err(IamError::InvalidInput(self.case.duplicates().to_owned()));
            }
            changed.remove(&tag.key);
            changed.tags.insert(tag.key.clone(), tag.value.clone());
        }
        if changed.tags.len() > TAGS {
            return Err(IamError::quota(quota, TAGS));
        }
        *self = changed;
        Ok(())
    }

    /// Removes the tag of this key; one that is not there is removed already.
    pub(super) fn remove(&mut self, key: &str) {
        let case = self.case;
        self.tags.retain(|known, _| !case.are_one(known, key));
    }

    /// The value of the tag that a condition names, whose keys have no case anyway.
    pub fn get(&self, key: &str) -> Option<&str> {
        self.entry(key).map(|(_, value)| value)
    }

    /// The same, with its key as it is written.
    pub(crate) fn entry(&self, key: &str) -> Option<(&str, &str)> {
        let mut tags = self.iter();
        tags.find(|(known, _)| known.eq_ignore_ascii_case(key))
    }

    pub fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        let tags = self.tags.iter();
        tags.map(|(key, value)| (key.as_str(), value.as_str()))
    }

    pub(super) fn to_list(&self) -> Vec<Tag> {
        let tag = |(key, value): (&str, &str)| Tag {
            key: key.to_owned(),
            value: value.to_owned(),
        };
        self.iter().map(tag).collect()
    }
}
