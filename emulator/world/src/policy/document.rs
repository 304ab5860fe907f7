//! A policy document: read once, when it is stored, and compared with requests from then on.

use std::collections::BTreeSet;
use std::ops::Range;
use std::sync::Arc;

use super::condition::Condition;
use super::error::PolicyError;
use super::grammar::{DocumentKind, VERSION_WITH_VARIABLES};
use super::operator::Operator;
use super::principal::{self, Principals};
use super::raw::{self, RawCondition, RawStatement};
use super::request::{LowerCase, Request};
use super::statement::{Effect, Element, Statement};
use super::variable::{Reading, TextPattern};
use super::{resource, span};

/// A document that was understood, every element of it. A clone is the same document, not another.
#[derive(Debug, Clone, PartialEq)]
pub struct Policy(Arc<Document>);

#[derive(Debug, PartialEq)]
struct Document {
    text: Box<str>,
    version: Option<Box<str>>,
    id: Option<Box<str>>,
    statements: Box<[Statement]>,
    /// The condition keys that it asks for, in lower case, each once.
    keys: Box<[Box<str>]>,
}

impl Policy {
    /// One that says nothing, which no document can: what is left when the last statement is taken away.
    pub(crate) fn without_statements() -> Self {
        Self(Arc::new(Document {
            text: r#"{"Version":"2008-10-17","Statement":[]}"#.into(),
            version: Some("2008-10-17".into()),
            id: None,
            statements: Box::default(),
            keys: Box::default(),
        }))
    }

    /// Reads a document of this kind.
    ///
    /// # Errors
    ///
    /// What AWS refuses, in AWS's words; and what it would take and never match, so that nothing is kept that does nothing.
    pub fn parse(text: &str, kind: DocumentKind) -> Result<Self, PolicyError> {
        let document = raw::read(text).map_err(|error| kind.syntax(error))?;
        kind.check(&document)?;
        let variables = document.version.as_deref() == Some(VERSION_WITH_VARIABLES);
        let spans = span::statements(text);
        // A statement without a place would be passed over below.
        if spans.len() != document.statements.len() {
            return Err(kind.syntax(PolicyError::Syntax));
        }
        let statements = document.statements.into_iter().zip(spans);
        let statements = statements.map(|(raw, span)| compile(raw, span, variables, kind));
        let statements: Box<[Statement]> = statements.collect::<Result<_, _>>()?;
        let keys = statements.iter().flat_map(Statement::condition_keys);
        let keys: BTreeSet<Box<str>> = keys.map(|key| key.to_ascii_lowercase().into()).collect();
        Ok(Self(Arc::new(Document {
            text: text.into(),
            version: document.version.map(Into::into),
            id: document.id.map(Into::into),
            keys: keys.into_iter().collect(),
            statements,
        })))
    }

    /// The document as it was given.
    pub fn text(&self) -> &str {
        &self.0.text
    }

    /// The version of the language; without one it is `2008-10-17`.
    pub fn version(&self) -> Option<&str> {
        self.0.version.as_deref()
    }

    pub fn id(&self) -> Option<&str> {
        self.0.id.as_deref()
    }

    pub fn statements(&self) -> &[Statement] {
        &self.0.statements
    }

    /// The document's size as IAM counts it against its limits: characters, without white space.
    ///
    /// Source: <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html> ("IAM doesn't count white space").
    pub fn size(&self) -> usize {
        self.0
            .text
            .chars()
            .filter(|character| !character.is_whitespace())
            .count()
    }

    /// The statements that are about this request and who asks, with their places, whether they allow or deny.
    pub fn matching<'p>(
        &'p self,
        request: &Request<'_>,
    ) -> impl Iterator<Item = (usize, &'p Statement)> {
        let action = LowerCase::of(request.action);
        let statements = self.statements().iter().enumerate();
        statements.filter(move |(_, statement)| {
            let is_for_it = statement.grant(&request.principal).is_some();
            is_for_it && statement.applies(action.as_str(), request)
        })
    }

    /// The ARNs of the users, roles and roles' sessions that `Principal` and `NotPrincipal` name.
    pub(crate) fn named_identities(&self) -> impl Iterator<Item = &str> {
        let statements = self.statements().iter();
        statements.flat_map(Statement::named_identities)
    }

    /// The condition keys that the document asks for, in lower case, each once.
    pub(crate) fn folded_keys(&self) -> &[Box<str>] {
        &self.0.keys
    }

    /// The condition keys that the document asks for, in conditions and variables, as they are written, with repetitions.
    pub fn condition_keys(&self) -> impl Iterator<Item = &str> {
        self.statements().iter().flat_map(Statement::condition_keys)
    }
}

fn compile(
    raw: RawStatement,
    span: Range<usize>,
    variables: bool,
    kind: DocumentKind,
) -> Result<Statement, PolicyError> {
    let effect = match raw.effect.as_deref() {
        Some("Deny") => Effect::Deny,
        _ => Effect::Allow,
    };
    let principals = match (raw.principal, raw.not_principal) {
        (Some(json), _) => Some(Principals::These(principal::read(json)?)),
        (None, Some(json)) => Some(Principals::AllBut(principal::read(json)?)),
        (None, None) => None,
    };
    let actions = element(raw.action, raw.not_action, |text| {
        TextPattern::new(&text.to_ascii_lowercase(), ACTIONS).ok()
    });
    let actions = actions.map_err(|()| kind.syntax(PolicyError::ServiceAction))?;
    let actions = actions.ok_or(PolicyError::NoActions)?;
    let resources = element(raw.resource, raw.not_resource, |text| {
        resource_pattern(text, variables)
    });
    let resources = resources.map_err(|()| kind.syntax(PolicyError::ServiceResource))?;
    let condition_json = raw::conditions_json(&raw.conditions);
    let conditions = raw.conditions.iter();
    let conditions = conditions.map(|condition| compile_condition(condition, variables, kind));
    Ok(Statement {
        sid: raw.sid.map(Into::into),
        effect,
        principals,
        actions,
        resources,
        conditions: conditions.collect::<Result<_, _>>()?,
        condition_json,
        span,
    })
}

/// Actions have wildcards and no variables.
const ACTIONS: Reading = Reading {
    wildcards: true,
    variables: false,
};

/// `Err` for a text that is no pattern.
fn element(
    these: Option<Vec<String>>,
    all_but: Option<Vec<String>>,
    read: impl Fn(&str) -> Option<TextPattern>,
) -> Result<Option<Element>, ()> {
    let is_negated = these.is_none();
    let Some(texts) = these.or(all_but) else {
        return Ok(None);
    };
    let patterns: Option<Box<[TextPattern]>> = texts.iter().map(|text| read(text)).collect();
    Ok(Some(Element {
        is_negated,
        patterns: patterns.ok_or(())?,
        texts: texts.into(),
    }))
}

/// Variables stand after the fifth colon only.
///
/// Source: <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_variables.html#policy-vars-resourceelement>
fn resource_pattern(text: &str, variables: bool) -> Option<TextPattern> {
    let text = resource::padded(text);
    let before: usize = text
        .split(':')
        .take(5)
        .map(|component| component.len() + 1)
        .sum();
    let has_early_variable = text.get(..before).is_some_and(|text| text.contains("${"));
    if variables && has_early_variable {
        return None;
    }
    let reading = Reading {
        wildcards: true,
        variables,
    };
    TextPattern::new(&text, reading).ok()
}

fn compile_condition(
    raw: &RawCondition,
    variables: bool,
    kind: DocumentKind,
) -> Result<Condition, PolicyError> {
    let unknown = || kind.syntax(PolicyError::ConditionOperator(raw.operator.clone()));
    let operator = Operator::read(&raw.operator).ok_or_else(unknown)?;
    Condition::new(operator, raw, variables)
}
