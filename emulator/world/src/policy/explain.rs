//! How a statement stands to a request: that it is about it, or the first of its elements that is not.

use super::document::Policy;
use super::request::{LowerCase, Request};
use super::statement::Statement;

/// How a statement stands to a request. Elements are looked at in this order.
#[derive(Debug, Clone, PartialEq)]
pub enum Standing<'a> {
    /// It allows or denies it.
    Matches,
    /// It is for somebody else.
    OtherPrincipal,
    OtherAction,
    OtherResource,
    Unmet(Unmet<'a>),
}

/// A condition that does not hold.
#[derive(Debug, Clone, PartialEq)]
pub struct Unmet<'a> {
    /// As it is written.
    pub operator: &'a str,
    pub key: &'a str,
    pub values: &'a [String],
    /// The key's values in the request; `None` where it has none.
    pub found: Option<Vec<String>>,
}

impl Policy {
    /// Every statement, and how it stands to the request.
    pub fn explain<'p>(
        &'p self,
        request: &Request<'_>,
    ) -> impl Iterator<Item = (&'p Statement, Standing<'p>)> {
        let action = LowerCase::of(request.action);
        let statements = self.statements().iter();
        statements.map(move |statement| (statement, statement.standing(action.as_str(), request)))
    }
}

impl Statement {
    /// `action` is the request's in lower case.
    fn standing(&self, action: &str, request: &Request<'_>) -> Standing<'_> {
        if self.grant(&request.principal).is_none() {
            return Standing::OtherPrincipal;
        }
        if !self.actions.matches(action, request) {
            return Standing::OtherAction;
        }
        let resources = self.resources.as_ref();
        if !resources.is_none_or(|resources| resources.matches(request.resource, request)) {
            return Standing::OtherResource;
        }
        let mut conditions = self.conditions.iter();
        match conditions.find(|condition| !condition.holds(request)) {
            None => Standing::Matches,
            Some(condition) => Standing::Unmet(Unmet {
                operator: condition.operator(),
                key: condition.key().name(),
                values: condition.texts(),
                found: request.key(condition.key()).map(|value| value.texts()),
            }),
        }
    }
}
