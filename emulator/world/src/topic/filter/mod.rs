//! Filter policies: which messages a subscription wants. Pure over values; read once, when the policy is set.
//!
//! A policy is a list of alternatives (more than one where it has an `$or`), each of which names paths and what may stand there. A
//! message passes if there is an alternative of which every path has a value that one of its conditions matches. Attributes are looked at
//! as the members of an object. In a body a period in a path and a step into an object are the same, and an array is every one of its
//! elements, as recorded.
//!
//! Sources: <https://docs.aws.amazon.com/sns/latest/dg/sns-subscription-filter-policies.html> and the pages below it; refusals
//! and what dots, arrays and nulls come to, recorded. Where a refusal of AWS's ends with the place in the text, ours ends before it.

mod candidate;
mod condition;
mod parse;
mod scope;
#[cfg(test)]
mod tests;

use serde_json::{Map, Value};

pub(super) use candidate::{Attributed, Candidate};
use condition::Alternative;
pub(super) use scope::Scope;

#[derive(Debug, Clone, PartialEq)]
pub(super) struct FilterPolicy {
    text: String,
    scope: Scope,
    alternatives: Vec<Alternative>,
}

impl FilterPolicy {
    /// # Errors
    /// Why SNS would not take it.
    pub(super) fn parse(text: &str, scope: Scope) -> Result<Self, String> {
        Ok(Self {
            text: text.to_owned(),
            scope,
            alternatives: parse::alternatives(text, scope)?,
        })
    }

    pub(super) fn text(&self) -> &str {
        &self.text
    }

    /// Whether a message is wanted. A body that is no JSON object is not, where the policy is about bodies.
    pub(super) fn matches(&self, candidate: &Candidate<'_>) -> bool {
        match self.scope {
            Scope::MessageAttributes => self.matches_object(candidate.members()),
            Scope::MessageBody => candidate
                .body()
                .is_some_and(|body| self.matches_object(body)),
        }
    }

    fn matches_object(&self, object: &Map<String, Value>) -> bool {
        let mut alternatives = self.alternatives.iter();
        alternatives.any(|alternative| {
            alternative.iter().all(|(path, conditions)| {
                let mut found = Vec::new();
                find(object, path, &mut found);
                conditions.iter().any(|condition| condition.holds(&found))
            })
        })
    }
}

/// The values at a path, whichever way it leads there.
fn find<'a>(object: &'a Map<String, Value>, path: &str, found: &mut Vec<&'a Value>) {
    for (name, value) in object {
        let Some(rest) = path.strip_prefix(name.as_str()) else {
            continue;
        };
        if rest.is_empty() {
            leaves(value, found);
        } else if let Some(rest) = rest.strip_prefix('.') {
            descend(value, rest, found);
        }
    }
}

fn descend<'a>(value: &'a Value, path: &str, found: &mut Vec<&'a Value>) {
    match value {
        Value::Object(object) => find(object, path, found),
        Value::Array(elements) => {
            for element in elements {
                descend(element, path, found);
            }
        }
        _ => {}
    }
}

/// What is neither an object nor an array.
fn leaves<'a>(value: &'a Value, found: &mut Vec<&'a Value>) {
    match value {
        Value::Array(elements) => {
            for element in elements {
                leaves(element, found);
            }
        }
        Value::Object(_) => {}
        leaf => found.push(leaf),
    }
}
