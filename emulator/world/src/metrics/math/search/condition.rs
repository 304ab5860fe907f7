//! What a search asks of a metric, and whether it is so.

use super::name::{Name, Term};

#[derive(Debug, Clone, PartialEq)]
pub struct Search {
    pub(super) schema: Option<Schema>,
    /// `None` where the schema says everything.
    pub(super) condition: Option<Condition>,
}

/// What stands in braces.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Schema {
    pub(super) namespace: String,
    /// Sorted; the metric has exactly these. Empty: any.
    pub(super) dimensions: Vec<String>,
}

#[derive(Debug, Clone, PartialEq)]
pub(super) enum Condition {
    All(Vec<Condition>),
    Any(Vec<Condition>),
    Not(Box<Condition>),
    /// Some name, or that of the property, is or contains this.
    Names {
        property: Option<String>,
        wanted: Wanted,
    },
}

#[derive(Debug, Clone, PartialEq)]
pub(super) enum Wanted {
    /// Between double quotes: the whole of it, letter by letter.
    Exact(String),
    /// Words of it.
    Partial(Term),
}

/// A metric that may be what is searched for.
#[derive(Debug, Clone, Copy)]
pub struct Candidate<'a> {
    pub account: &'a str,
    pub namespace: &'a str,
    pub name: &'a str,
    /// Names and values, sorted by name.
    pub dimensions: &'a [(&'a str, &'a str)],
}

/// What the property is called that holds the account.
const ACCOUNT: &str = ":aws.AccountId";

impl Search {
    pub fn matches(&self, candidate: &Candidate<'_>) -> bool {
        let fits_schema = self
            .schema
            .as_ref()
            .is_none_or(|schema| schema.matches(candidate));
        fits_schema
            && self
                .condition
                .as_ref()
                .is_none_or(|condition| condition.matches(&Names::of(candidate)))
    }
}

impl Schema {
    fn matches(&self, candidate: &Candidate<'_>) -> bool {
        let dimensions = candidate.dimensions.iter().map(|(name, _)| *name);
        self.namespace == candidate.namespace
            && (self.dimensions.is_empty() || dimensions.eq(self.dimensions.iter()))
    }
}

/// The names of a candidate, taken apart once for all the terms.
struct Names<'a> {
    account: &'a str,
    namespace: Name<'a>,
    metric: Name<'a>,
    dimensions: Vec<(Name<'a>, Name<'a>)>,
}

impl<'a> Names<'a> {
    fn of(candidate: &Candidate<'a>) -> Self {
        let dimensions = candidate.dimensions.iter();
        Self {
            account: candidate.account,
            namespace: Name::new(candidate.namespace),
            metric: Name::new(candidate.name),
            dimensions: dimensions
                .map(|(name, value)| (Name::new(name), Name::new(value)))
                .collect(),
        }
    }

    /// Whether a name of any kind, or the one of the property, is wanted.
    fn any(&self, property: Option<&str>, is_wanted: impl Fn(&Name<'_>) -> bool) -> bool {
        match property {
            None => {
                is_wanted(&self.namespace)
                    || is_wanted(&self.metric)
                    || self
                        .dimensions
                        .iter()
                        .any(|(name, value)| is_wanted(name) || is_wanted(value))
            }
            Some("MetricName") => is_wanted(&self.metric),
            Some("Namespace") => is_wanted(&self.namespace),
            Some(ACCOUNT) => is_wanted(&Name::new(self.account)),
            Some(property) => self
                .dimensions
                .iter()
                .any(|(name, value)| name.text == property && is_wanted(value)),
        }
    }
}

impl Condition {
    fn matches(&self, names: &Names<'_>) -> bool {
        match self {
            Self::All(parts) => parts.iter().all(|part| part.matches(names)),
            Self::Any(parts) => parts.iter().any(|part| part.matches(names)),
            Self::Not(part) => !part.matches(names),
            Self::Names { property, wanted } => match wanted {
                Wanted::Exact(text) => names.any(property.as_deref(), |name| name.text == text),
                Wanted::Partial(term) => names.any(property.as_deref(), |name| term.is_in(name)),
            },
        }
    }
}
