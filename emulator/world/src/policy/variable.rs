//! Policy variables: `${aws:username}`, `${aws:username, 'nobody'}`, and `${*}`, `${?}`, `${$}` for the characters
//! themselves.
//!
//! Source: <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_variables.html>. A text without variables is
//! compiled once; one with variables when it is compared, since it is another for everybody who asks. What a variable stands
//! for is text: a `*` in it is a `*` (unverified). A variable without value and default makes its text match nothing.

use std::borrow::Cow;

use super::key::Key;
use super::part::Part;
use super::pattern::Pattern;
use super::request::Request;
use super::value::Value;

/// How a text is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Reading {
    /// `*` and `?` stand for other characters.
    pub(super) wildcards: bool,
    /// `${..}` is a variable: documents of version 2012-10-17 only. In others it is text.
    pub(super) variables: bool,
}

/// A variable that is not closed, has no name, or has something beside name and default.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct BadVariable;

pub(super) fn read(mut text: &str, reading: Reading) -> Result<Vec<Part>, BadVariable> {
    let mut parts = Vec::new();
    let mut plain = String::new();
    while let Some(first) = text.chars().next() {
        text = &text[first.len_utf8()..];
        let special = match first {
            '*' if reading.wildcards => Part::Many,
            '?' if reading.wildcards => Part::One,
            '$' if reading.variables && text.starts_with('{') => {
                let (inner, rest) = text[1..].split_once('}').ok_or(BadVariable)?;
                text = rest;
                variable(inner)?
            }
            _ => {
                plain.push(first);
                continue;
            }
        };
        if !plain.is_empty() {
            parts.push(Part::Text(std::mem::take(&mut plain).into()));
        }
        parts.push(special);
    }
    if !plain.is_empty() {
        parts.push(Part::Text(plain.into()));
    }
    Ok(parts)
}

/// What stands between the braces.
fn variable(inner: &str) -> Result<Part, BadVariable> {
    if matches!(inner, "*" | "?" | "$") {
        return Ok(Part::Text(inner.into()));
    }
    let (name, default) = match inner.split_once(',') {
        Some((name, default)) => (name, Some(quoted(default.trim()).ok_or(BadVariable)?)),
        None => (inner, None),
    };
    let name = name.trim_end();
    let is_name = name.contains(':') && !name.contains(['$', '{', '*', '?', '\'']);
    if !is_name {
        return Err(BadVariable);
    }
    Ok(Part::Variable {
        key: Key::new(name),
        default: default.map(Into::into),
    })
}

fn quoted(text: &str) -> Option<&str> {
    text.strip_prefix('\'')?.strip_suffix('\'')
}

/// The parts with what their variables stand for in this request.
fn resolved(parts: &[Part], request: &Request<'_>) -> Option<Vec<Part>> {
    let resolve = |part: &Part| match part {
        Part::Variable { key, default } => {
            let value = request.key(key).and_then(Value::into_text);
            let text = value.or_else(|| default.as_deref().map(Cow::Borrowed))?;
            Some(Part::Text(text.into()))
        }
        part => Some(part.clone()),
    };
    parts.iter().map(resolve).collect()
}

fn variables(parts: &[Part]) -> impl Iterator<Item = &Key> {
    parts.iter().filter_map(|part| match part {
        Part::Variable { key, .. } => Some(key),
        _ => None,
    })
}

/// A text that a request's is compared with as a whole.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum TextPattern {
    Fixed(Pattern),
    Variable(Box<[Part]>),
}

impl TextPattern {
    pub(super) fn new(text: &str, reading: Reading) -> Result<Self, BadVariable> {
        let parts = read(text, reading)?;
        Ok(if variables(&parts).next().is_some() {
            Self::Variable(parts.into())
        } else {
            Self::Fixed(Pattern::new(&parts))
        })
    }

    pub(super) fn matches(&self, text: &str, request: &Request<'_>) -> bool {
        match self {
            Self::Fixed(pattern) => pattern.matches(text),
            Self::Variable(parts) => {
                resolved(parts, request).is_some_and(|parts| Pattern::new(&parts).matches(text))
            }
        }
    }

    pub(super) fn equals_ignoring_case(&self, text: &str, request: &Request<'_>) -> bool {
        match self {
            Self::Fixed(pattern) => pattern.equals_ignoring_case(text),
            Self::Variable(parts) => resolved(parts, request)
                .is_some_and(|parts| Pattern::new(&parts).equals_ignoring_case(text)),
        }
    }

    pub(super) fn variables(&self) -> impl Iterator<Item = &Key> {
        let parts: &[Part] = match self {
            Self::Fixed(_) => &[],
            Self::Variable(parts) => parts,
        };
        variables(parts)
    }
}

/// An ARN's components: `arn`, partition, service, Region, account, and all the rest.
const COMPONENTS: usize = 6;

/// An ARN that a request's is compared with component by component: no wildcard reaches over one of the first five colons.
///
/// Source: <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html#Conditions_ARN>
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum ArnPattern {
    /// `*` alone: any ARN (unverified).
    Any,
    Fixed(Box<[Pattern; COMPONENTS]>),
    Variable(Box<[Part]>),
}

impl ArnPattern {
    /// `None` for what has fewer than six components and no variable that might bring them.
    pub(super) fn new(text: &str, variables_too: bool) -> Result<Option<Self>, BadVariable> {
        let reading = Reading {
            wildcards: true,
            variables: variables_too,
        };
        let parts = read(text, reading)?;
        if parts == [Part::Many] {
            return Ok(Some(Self::Any));
        }
        if variables(&parts).next().is_some() {
            return Ok(Some(Self::Variable(parts.into())));
        }
        Ok(components(&parts).map(Self::Fixed))
    }

    pub(super) fn matches(&self, arn: &str, request: &Request<'_>) -> bool {
        match self {
            Self::Any => arn.splitn(COMPONENTS, ':').count() == COMPONENTS,
            Self::Fixed(patterns) => matches_components(patterns, arn),
            Self::Variable(parts) => resolved(parts, request)
                .and_then(|parts| components(&parts))
                .is_some_and(|patterns| matches_components(&patterns, arn)),
        }
    }

    pub(super) fn variables(&self) -> impl Iterator<Item = &Key> {
        let parts: &[Part] = match self {
            Self::Any | Self::Fixed(_) => &[],
            Self::Variable(parts) => parts,
        };
        variables(parts)
    }
}

fn matches_components(patterns: &[Pattern; COMPONENTS], arn: &str) -> bool {
    let mut components = arn.splitn(COMPONENTS, ':');
    patterns.iter().all(|pattern| {
        let component = components.next();
        component.is_some_and(|component| pattern.matches(component))
    })
}

/// Cut at the first five colons.
fn components(parts: &[Part]) -> Option<Box<[Pattern; COMPONENTS]>> {
    let mut components: Vec<Vec<Part>> = vec![Vec::new()];
    for part in parts {
        let Part::Text(text) = part else {
            components.last_mut()?.push(part.clone());
            continue;
        };
        let room = COMPONENTS + 1 - components.len();
        let mut pieces = text.splitn(room, ':');
        if let Some(first) = pieces.next().filter(|piece| !piece.is_empty()) {
            components.last_mut()?.push(Part::Text(first.into()));
        }
        components.extend(pieces.map(|piece| vec![Part::Text(piece.into())]));
    }
    let patterns: Vec<Pattern> = components
        .iter()
        .map(|component| Pattern::new(component))
        .collect();
    Box::<[Pattern; COMPONENTS]>::try_from(patterns.into_boxed_slice()).ok()
}
