//! A second reading of the language, straight from its documentation: documents as JSON, values as texts, no thought of speed.
//! It shares no code with the first.

use std::collections::BTreeMap;

use serde_json::Value as Json;

/// What is asked. A key that is missing has no entry.
#[derive(Debug, Clone)]
pub(super) struct Asked {
    pub(super) action: &'static str,
    pub(super) resource: &'static str,
    pub(super) keys: BTreeMap<&'static str, Vec<&'static str>>,
}

/// By the definition, one character after the other.
pub(super) fn wildcard(pattern: &str, text: &str) -> bool {
    let mut rest = text.chars();
    match pattern.chars().next() {
        None => text.is_empty(),
        Some('*') => {
            let starts = text.char_indices().map(|(start, _)| start);
            let mut starts = starts.chain([text.len()]);
            starts.any(|start| wildcard(&pattern[1..], &text[start..]))
        }
        Some(first) => {
            let found = rest.next();
            (found == Some(first) || (first == '?' && found.is_some()))
                && wildcard(&pattern[first.len_utf8()..], rest.as_str())
        }
    }
}

/// Whether a statement is about what is asked, whoever asks.
pub(super) fn applies(statement: &Json, asked: &Asked) -> bool {
    let lower = asked.action.to_lowercase();
    let action = element(statement, "Action", |one| {
        wildcard(&one.to_lowercase(), &lower)
    });
    let resource = element(statement, "Resource", |one| wildcard(one, asked.resource));
    action && resource && conditions(statement, asked)
}

fn element(statement: &Json, name: &str, matches: impl Fn(&str) -> bool) -> bool {
    let any = |list: &Json| texts(list).into_iter().any(&matches);
    match (statement.get(name), statement.get(format!("Not{name}"))) {
        (Some(list), _) => any(list),
        (None, Some(list)) => !any(list),
        (None, None) => true,
    }
}

fn texts(list: &Json) -> Vec<&str> {
    match list {
        Json::Array(list) => list.iter().map(|one| one.as_str().unwrap()).collect(),
        one => vec![one.as_str().unwrap()],
    }
}

fn conditions(statement: &Json, asked: &Asked) -> bool {
    let Some(operators) = statement.get("Condition") else {
        return true;
    };
    operators
        .as_object()
        .unwrap()
        .iter()
        .all(|(operator, keys)| {
            let mut keys = keys.as_object().unwrap().iter();
            keys.all(|(key, values)| condition(operator, asked.keys.get(&**key), &texts(values)))
        })
}

fn condition(operator: &str, found: Option<&Vec<&'static str>>, values: &[&str]) -> bool {
    let found: &[&str] = found.map_or(&[], |found| found);
    let (set, name) = operator.split_once(':').unwrap_or(("", operator));
    let name = name.strip_suffix("IfExists").unwrap_or(name);
    if name == "Null" {
        return values.contains(&if found.is_empty() { "true" } else { "false" });
    }
    if found.is_empty() && operator.ends_with("IfExists") {
        return true;
    }
    let positive = name.replace("Not", "");
    let is_negated = positive != name;
    let matches = |one: &&&str| values.iter().any(|value| compare(&positive, value, one));
    let is_null = found.iter().all(|one| one.is_empty());
    match set {
        "ForAllValues" => {
            is_null
                || found
                    .iter()
                    .filter(|one| matches(one) != is_negated)
                    .count()
                    == found.len()
        }
        "ForAnyValue" => !is_null && found.iter().any(|one| matches(&one) != is_negated),
        _ => found.iter().any(|one| matches(&one)) != is_negated,
    }
}

fn compare(operator: &str, policy: &str, request: &str) -> bool {
    let numbers = || Some((request.parse::<f64>().ok()?, policy.parse::<f64>().ok()?));
    match operator {
        "StringEquals" | "Bool" => policy == request,
        "StringEqualsIgnoreCase" => policy.to_lowercase() == request.to_lowercase(),
        "StringLike" => wildcard(policy, request),
        "ArnLike" | "ArnEquals" => {
            let (policy, request): (Vec<_>, Vec<_>) = (
                policy.splitn(6, ':').collect(),
                request.splitn(6, ':').collect(),
            );
            request.len() == 6
                && policy
                    .iter()
                    .zip(request)
                    .all(|(policy, request)| wildcard(policy, request))
        }
        "NumericEquals" => {
            numbers().is_some_and(|(request, policy)| request.total_cmp(&policy).is_eq())
        }
        "NumericLessThan" => numbers().is_some_and(|(request, policy)| request < policy),
        "NumericGreaterThanEquals" => numbers().is_some_and(|(request, policy)| request >= policy),
        _ => panic!("no operator of this test: {operator}"),
    }
}

/// Who asks, as the second reading knows them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Who {
    /// From the account down to who asks itself, as `Principal` names them. Empty for nobody and for services.
    pub(super) chain: &'static [&'static str],
    pub(super) service: Option<&'static str>,
}

/// What applies to a request, document by document.
#[derive(Debug, Clone)]
pub(super) struct Documents {
    pub(super) identity: Vec<Json>,
    pub(super) boundary: Option<Json>,
    pub(super) session: Vec<Json>,
    pub(super) resource: Option<Json>,
    pub(super) is_trust: bool,
}

/// Whether a request is allowed, as the documentation's sentences have it.
pub(super) fn is_allowed(who: Who, owner: &str, asked: &Asked, documents: &Documents) -> bool {
    let (own, service) = (!who.chain.is_empty(), who.service);
    let is_root = who.chain.len() == 1;
    let own_documents: Vec<&Json> = documents
        .identity
        .iter()
        .chain(&documents.boundary)
        .chain(&documents.session)
        .collect();
    let denies = |document: &Json| has(document, "Deny", asked, &|_| true);
    if own && !is_root && own_documents.into_iter().any(denies) {
        return false;
    }
    // Whom the resource's policy allows: the account, the role, or the one who asks.
    let says = |effect: &str, name: &str| {
        let names = |statement: &Json| principals(statement).iter().any(|named| named == name);
        let mut policy = documents.resource.iter();
        policy.any(|document| has(document, effect, asked, &names))
    };
    let granted = |name: &str| says("Allow", name);
    let is_refused = |name: &str| says("Deny", name);
    let all: Vec<&str> = who
        .chain
        .iter()
        .copied()
        .chain(service)
        .chain(["*"])
        .collect();
    if all.iter().any(|name| is_refused(name)) {
        return false;
    }
    let to_itself = granted("*") || all.len() > 1 && granted(all[all.len() - 2]);
    if !own {
        return to_itself;
    }
    let to_anyone = all.iter().any(|name| granted(name));
    let allows = |document: &Json| has(document, "Allow", asked, &|_| true);
    let is_own_account = who.chain[0] == owner;
    if is_root {
        return to_anyone || is_own_account && !documents.is_trust;
    }
    let limits = (documents.boundary.is_none() || documents.boundary.iter().any(allows))
        && (documents.session.is_empty() || documents.session.iter().any(allows));
    let own_side = documents.identity.iter().any(allows) && limits;
    if !is_own_account {
        return own_side && to_anyone;
    }
    let to_the_role = who.chain.len() == 3 && granted(who.chain[1]);
    let through_own_side = own_side && (to_anyone || !documents.is_trust);
    to_itself || (to_the_role && limits) || through_own_side
}

fn has(document: &Json, effect: &str, asked: &Asked, is_for: &dyn Fn(&Json) -> bool) -> bool {
    let mut statements = document["Statement"].as_array().unwrap().iter();
    statements.any(|statement| {
        statement["Effect"] == effect && is_for(statement) && applies(statement, asked)
    })
}

fn principals(statement: &Json) -> Vec<String> {
    match &statement["Principal"] {
        Json::String(everybody) => vec![everybody.clone()],
        kinds => kinds
            .as_object()
            .unwrap()
            .values()
            .flat_map(texts)
            .map(str::to_owned)
            .collect(),
    }
}
