//! A document as its JSON has it: elements by name, each of its type, and nothing else.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::error::PolicyError;
use super::json::Json;

/// A document whose elements nobody has judged yet.
#[derive(Debug)]
pub(super) struct RawDocument {
    pub(super) version: Option<String>,
    pub(super) id: Option<String>,
    pub(super) statements: Vec<RawStatement>,
}

#[derive(Debug, Default)]
pub(super) struct RawStatement {
    pub(super) sid: Option<String>,
    pub(super) effect: Option<String>,
    pub(super) principal: Option<Json>,
    pub(super) not_principal: Option<Json>,
    pub(super) action: Option<Vec<String>>,
    pub(super) not_action: Option<Vec<String>>,
    pub(super) resource: Option<Vec<String>>,
    pub(super) not_resource: Option<Vec<String>>,
    pub(super) conditions: Vec<RawCondition>,
}

/// One key of one operator.
#[derive(Debug)]
pub(super) struct RawCondition {
    pub(super) operator: String,
    pub(super) key: String,
    pub(super) values: Vec<String>,
}

pub(super) fn read(text: &str) -> Result<RawDocument, PolicyError> {
    let json: Json = serde_json::from_str(text).map_err(|_| PolicyError::NotJson)?;
    let mut document = RawDocument {
        version: None,
        id: None,
        statements: Vec::new(),
    };
    let mut has_statement = false;
    for (name, value) in object(json)? {
        match &*name {
            "Version" => document.version = Some(text_of(value)?),
            "Id" => document.id = Some(text_of(value)?),
            "Statement" => {
                has_statement = true;
                document.statements = statements(value)?;
            }
            _ => return Err(PolicyError::UnknownField(name)),
        }
    }
    if !has_statement {
        return Err(PolicyError::Missing("Statement"));
    }
    if document.statements.is_empty() {
        return Err(PolicyError::StatementEmpty);
    }
    Ok(document)
}

fn statements(json: Json) -> Result<Vec<RawStatement>, PolicyError> {
    match json {
        Json::List(list) => list.into_iter().map(statement).collect(),
        one => Ok(vec![statement(one)?]),
    }
}

fn statement(json: Json) -> Result<RawStatement, PolicyError> {
    let mut statement = RawStatement::default();
    for (name, value) in object(json)? {
        match &*name {
            "Sid" => statement.sid = Some(text_of(value)?),
            "Effect" => statement.effect = Some(text_of(value)?),
            "Principal" => statement.principal = Some(value),
            "NotPrincipal" => statement.not_principal = Some(value),
            "Action" => statement.action = Some(texts(value)?),
            "NotAction" => statement.not_action = Some(texts(value)?),
            "Resource" => statement.resource = Some(texts(value)?),
            "NotResource" => statement.not_resource = Some(texts(value)?),
            "Condition" => statement.conditions = conditions(value)?,
            _ => return Err(PolicyError::UnknownField(name)),
        }
    }
    Ok(statement)
}

fn conditions(json: Json) -> Result<Vec<RawCondition>, PolicyError> {
    let mut conditions = Vec::new();
    for (operator, keys) in object(json)? {
        for (key, values) in object(keys)? {
            conditions.push(RawCondition {
                operator: operator.clone(),
                key,
                values: values.values().ok_or(PolicyError::Syntax)?,
            });
        }
    }
    Ok(conditions)
}

/// The element again, an operator's keys together; `None` without conditions.
pub(super) fn conditions_json(conditions: &[RawCondition]) -> Option<Arc<str>> {
    let mut operators: BTreeMap<&str, BTreeMap<&str, &[String]>> = BTreeMap::new();
    for RawCondition {
        operator,
        key,
        values,
    } in conditions
    {
        let keys = operators.entry(operator).or_default();
        keys.insert(key, values);
    }
    let json = serde_json::to_string(&operators).ok()?;
    (!operators.is_empty()).then(|| json.into())
}

fn object(json: Json) -> Result<Vec<(String, Json)>, PolicyError> {
    json.object().ok_or(PolicyError::Syntax)
}

fn text_of(json: Json) -> Result<String, PolicyError> {
    json.text().ok_or(PolicyError::Syntax)
}

fn texts(json: Json) -> Result<Vec<String>, PolicyError> {
    json.texts().ok_or(PolicyError::Syntax)
}
