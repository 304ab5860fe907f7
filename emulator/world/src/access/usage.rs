//! What the policies of users and roles were needed for, counted as it happens: by whom, which action, on what.
//!
//! Keys of objects are folded to what they begin with in common, up to a `/`, and streams of logs to their group, so that it stays
//! small. What does not fit is counted ([`Usage::overflow`]).

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::judged::{Judged, Judgements, Need};

/// So many different needs, and so many refusals, are kept, of everybody together: an account has 1,000 roles at most, and this one's needs are some
/// dozens.
const KEPT: usize = 10_000;
/// So many values of a key that says what an action is for ([`Use::narrowed`]) are kept: an action with more needs the key free.
const VALUES: usize = 50;

/// Of everybody.
#[derive(Debug, Default, PartialEq)]
pub struct Usage {
    entities: BTreeMap<Box<str>, Needed>,
    /// How many needs there are.
    kept: usize,
    refusals: usize,
    overflow: u64,
}

/// Of one role or user.
#[derive(Debug, Default, PartialEq)]
pub(crate) struct Needed {
    /// By action and folded resource.
    actions: BTreeMap<&'static str, BTreeMap<Box<str>, Vec<Use>>>,
    refused: BTreeMap<&'static str, BTreeMap<Box<str>, u64>>,
}

/// What an action was needed for on a resource, under one condition.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Use {
    /// Of the statement that allowed it, as JSON.
    pub(super) condition: Option<Arc<str>>,
    /// A key that says what no resource can, and the values that it had; none where there were too many.
    pub(super) narrowed: Option<(&'static str, BTreeSet<String>)>,
    /// What the keys of a bucket's objects begin with, up to a `/`.
    pub(super) prefix: Option<String>,
}

/// Something that was asked for and denied.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Refused {
    pub action: String,
    pub resource: String,
    pub times: u64,
}

impl Usage {
    pub(crate) fn add(&mut self, judgements: &Judgements) {
        for judged in &judgements.judged {
            self.add_one(judged);
        }
    }

    fn add_one(&mut self, judged: &Judged) {
        let Some(entity) = judged.entity() else {
            return;
        };
        if judged.is_allowed && judged.need.is_none() {
            return;
        }
        let kept = match judged.need {
            Some(_) => &mut self.kept,
            None => &mut self.refusals,
        };
        let is_full = *kept >= KEPT;
        if !self.entities.contains_key(entity) {
            if is_full {
                self.overflow += 1;
                return;
            }
            self.entities.insert(entity.into(), Needed::default());
        }
        let Some(needed) = self.entities.get_mut(entity) else {
            return;
        };
        let added = match &judged.need {
            Some(need) => needed.add(judged.action, &judged.resource, need, is_full),
            None => needed.refuse(judged.action, &judged.resource, is_full),
        };
        match added {
            Added::Known => {}
            Added::New => *kept += 1,
            Added::Dropped => self.overflow += 1,
        }
    }

    /// The ARNs of those who needed anything.
    pub(crate) fn entities(&self) -> impl Iterator<Item = &str> {
        self.entities.keys().map(|arn| &**arn)
    }

    pub(crate) fn of(&self, arn: &str) -> Option<&Needed> {
        self.entities.get(arn)
    }

    /// How many calls are not in here, as there were too many different ones.
    pub fn overflow(&self) -> u64 {
        self.overflow
    }
}

enum Added {
    Known,
    New,
    Dropped,
}

impl Needed {
    fn add(&mut self, action: &'static str, resource: &str, need: &Need, is_full: bool) -> Added {
        let (folded, key) = folded(resource);
        let resources = self.actions.entry(action).or_default();
        if let Some(uses) = resources.get_mut(folded)
            && let Some(known) = uses.iter_mut().find(|one| one.condition == need.condition)
        {
            known.widen(key, need);
            return Added::Known;
        }
        if is_full {
            return Added::Dropped;
        }
        let uses = resources.entry(folded.into()).or_default();
        uses.push(Use::new(key, need));
        Added::New
    }

    fn refuse(&mut self, action: &'static str, resource: &str, is_full: bool) -> Added {
        let resources = self.refused.entry(action).or_default();
        if let Some(times) = resources.get_mut(resource) {
            *times += 1;
            return Added::Known;
        }
        if is_full {
            return Added::Dropped;
        }
        resources.insert(resource.into(), 1);
        Added::New
    }

    /// By action, and by resource with what keys begin with.
    pub(super) fn uses(&self) -> impl Iterator<Item = (&'static str, String, &Use)> {
        self.actions.iter().flat_map(|(action, resources)| {
            resources.iter().flat_map(move |(resource, uses)| {
                uses.iter()
                    .map(move |one| (*action, one.resource(resource), one))
            })
        })
    }

    pub(super) fn refused(&self) -> impl Iterator<Item = Refused> {
        self.refused.iter().flat_map(|(action, resources)| {
            resources.iter().map(move |(resource, times)| Refused {
                action: (*action).to_owned(),
                resource: resource.to_string(),
                times: *times,
            })
        })
    }

    pub(super) fn has_used(&self, action: &str) -> bool {
        self.actions
            .keys()
            .any(|used| used.eq_ignore_ascii_case(action))
    }

    pub(super) fn actions(&self) -> impl Iterator<Item = &'static str> {
        self.actions.keys().copied()
    }
}

impl Use {
    fn new(key: Option<&str>, need: &Need) -> Self {
        let narrowed = need.narrowed.as_ref();
        Self {
            condition: need.condition.clone(),
            narrowed: narrowed.map(|(key, value)| (*key, BTreeSet::from([value.clone()]))),
            prefix: key.map(|key| folder(key).to_owned()),
        }
    }

    fn widen(&mut self, key: Option<&str>, need: &Need) {
        if let (Some(prefix), Some(key)) = (&mut self.prefix, key) {
            prefix.truncate(folder(common(prefix, key)).len());
        }
        match (&mut self.narrowed, &need.narrowed) {
            (Some((_, values)), Some((_, value))) if !values.contains(value) => {
                values.insert(value.clone());
                if values.len() > VALUES {
                    self.narrowed = None;
                }
            }
            (Some(_), Some(_)) => {}
            (narrowed, _) => *narrowed = None,
        }
    }

    fn resource(&self, folded: &str) -> String {
        match &self.prefix {
            Some(prefix) => format!("{folded}{prefix}*"),
            None if folded.ends_with(LOG_STREAM) => format!("{folded}*"),
            None => folded.to_owned(),
        }
    }
}

const LOG_STREAM: &str = ":log-stream:";

/// A resource without what there are too many of: an object's key, which stands beside, or a stream's name.
fn folded(resource: &str) -> (&str, Option<&str>) {
    let mut components = resource.splitn(6, ':');
    let (service, rest) = (components.nth(2), components.nth(2));
    match (service, rest) {
        (Some("s3"), Some(rest)) => match rest.split_once('/') {
            Some((_, key)) => (&resource[..resource.len() - key.len()], Some(key)),
            None => (resource, None),
        },
        (Some("logs"), Some(_)) => match resource.find(LOG_STREAM) {
            Some(at) => (&resource[..at + LOG_STREAM.len()], None),
            None => (resource, None),
        },
        _ => (resource, None),
    }
}

/// Up to the last `/`, with it.
fn folder(key: &str) -> &str {
    key.rfind('/').map_or("", |at| &key[..=at])
}

fn common<'a>(one: &'a str, other: &str) -> &'a str {
    let ends = one.char_indices().zip(other.chars());
    let same = ends.take_while(|((_, one), other)| one == other);
    let end = same.last().map_or(0, |((at, one), _)| at + one.len_utf8());
    &one[..end]
}
