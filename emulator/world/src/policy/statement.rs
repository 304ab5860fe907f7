//! A statement: for whom, which actions on which resources, when, and whether it allows or denies them.

use std::ops::Range;
use std::sync::Arc;

use super::condition::Condition;
use super::key::Key;
use super::principal::{Grant, Named, Principal, Principals};
use super::request::Request;
use super::variable::TextPattern;

/// What a statement that applies does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Effect {
    Allow,
    Deny,
}

/// A statement, compiled. The parts of one are what AWS calls its elements.
#[derive(Debug, Clone, PartialEq)]
pub struct Statement {
    pub(super) sid: Option<Box<str>>,
    pub(super) effect: Effect,
    /// Of resource policies: identity policies are for whom they are attached to.
    pub(super) principals: Option<Principals>,
    /// In lower case: that of actions does not matter.
    pub(super) actions: Element,
    /// A statement without is for the resource that its policy is attached to.
    pub(super) resources: Option<Element>,
    pub(super) conditions: Box<[Condition]>,
    /// `Condition` as JSON, where there is one.
    pub(super) condition_json: Option<Arc<str>>,
    pub(super) span: Range<usize>,
}

/// `Action` or `NotAction`, `Resource` or `NotResource`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Element {
    /// `Not..`: everything but these.
    pub(super) is_negated: bool,
    pub(super) patterns: Box<[TextPattern]>,
    /// As they are written.
    pub(super) texts: Box<[String]>,
}

impl Element {
    pub(super) fn matches(&self, text: &str, request: &Request<'_>) -> bool {
        let mut patterns = self.patterns.iter();
        patterns.any(|pattern| pattern.matches(text, request)) != self.is_negated
    }
}

/// One of the actions that a statement names, with all that its wildcards match.
#[derive(Debug, Clone, Copy)]
pub(crate) struct NamedAction<'a>(&'a TextPattern);

impl NamedAction<'_> {
    /// `action` is in lower case, with its service.
    pub(crate) fn names(self, action: &str) -> bool {
        self.0.matches(action, &Request::of_nobody())
    }
}

impl Statement {
    /// Its name within its policy.
    pub fn sid(&self) -> Option<&str> {
        self.sid.as_deref()
    }

    pub fn effect(&self) -> Effect {
        self.effect
    }

    /// `Action` as it is written; empty where the statement has `NotAction`.
    pub fn actions(&self) -> &[String] {
        listed(Some(&self.actions))
    }

    /// `Resource` as it is written; empty where the statement has none, or has `NotResource`.
    pub fn resources(&self) -> &[String] {
        listed(self.resources.as_ref())
    }

    /// Users, sessions, roles, accounts (by number) and services that `Principal` or `NotPrincipal` names.
    pub fn principals(&self) -> impl Iterator<Item = &str> {
        self.named().iter().map(Named::text)
    }

    /// The ARNs of users, roles and sessions among them.
    pub(super) fn named_identities(&self) -> impl Iterator<Item = &str> {
        self.named().iter().filter_map(Named::identity)
    }

    fn named(&self) -> &[Named] {
        let named = self.principals.as_ref().map(Principals::named);
        named.unwrap_or_default()
    }

    /// Whether a text among its actions names an action; every action that the statement is about, where it has `NotAction`.
    pub(crate) fn names_action(&self, action: &str, text: &str) -> bool {
        let action = action.to_ascii_lowercase();
        if self.actions.is_negated {
            let mut patterns = self.actions.patterns.iter();
            return !patterns.any(|pattern| pattern.matches(&action, &Request::of_nobody()));
        }
        let texts = self.actions.texts.iter().zip(&self.actions.patterns);
        let mut named = texts.filter(|(one, _)| *one == text);
        named.any(|(_, pattern)| pattern.matches(&action, &Request::of_nobody()))
    }

    /// What stands in `Action`, each by itself; nothing of `NotAction`.
    pub(crate) fn named_actions(&self) -> impl Iterator<Item = NamedAction<'_>> {
        let patterns = self.actions.patterns.iter();
        let patterns = patterns.filter(|_| !self.actions.is_negated);
        patterns.map(NamedAction)
    }

    /// How many conditions it has: a key of an operator is one.
    pub(crate) fn condition_count(&self) -> usize {
        self.conditions.len()
    }

    /// The keys of its conditions, in lower case.
    pub(crate) fn conditioned_keys(&self) -> impl Iterator<Item = &str> {
        self.conditions
            .iter()
            .map(|condition| condition.key().folded())
    }

    /// `Condition` as JSON; `None` where the statement has none.
    pub(crate) fn condition_json(&self) -> Option<&Arc<str>> {
        self.condition_json.as_ref()
    }

    /// Where it stands in its document's text, in bytes.
    pub fn span(&self) -> Range<usize> {
        self.span.clone()
    }

    /// The condition keys that it asks for, in conditions and variables, as they are written.
    pub fn condition_keys(&self) -> impl Iterator<Item = &str> {
        let resources = self.resources.iter().flat_map(|element| &element.patterns);
        let variables = resources.flat_map(TextPattern::variables).map(Key::name);
        let conditions = self.conditions.iter().flat_map(Condition::keys);
        variables.chain(conditions)
    }

    /// Whether it is about this request, whoever asks. `action` is the request's in lower case.
    pub(super) fn applies(&self, action: &str, request: &Request<'_>) -> bool {
        self.actions.matches(action, request)
            && (self.resources.as_ref())
                .is_none_or(|resources| resources.matches(request.resource, request))
            && self
                .conditions
                .iter()
                .all(|condition| condition.holds(request))
    }

    /// What it grants to, or denies, who asks; `None` where it is not for them.
    pub(super) fn grant(&self, principal: &Principal<'_>) -> Option<Grant> {
        match &self.principals {
            Some(principals) => principals.grant(principal),
            None => Some(Grant::Direct),
        }
    }
}

fn listed(element: Option<&Element>) -> &[String] {
    match element {
        Some(element) if !element.is_negated => &element.texts,
        _ => &[],
    }
}
