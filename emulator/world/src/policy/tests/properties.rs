//! Documents and requests at random: the language against the second reading (`naive`), and one document's matching against
//! the crate `iam-rs`.

use std::collections::BTreeMap;

use proptest::prelude::*;
use proptest::sample::select;
use serde_json::{Map, Value as Json, json};

use super::naive::{self, Asked, Documents, Who};
use super::*;

const ACTIONS: [&str; 4] = [
    "sqs:SendMessage",
    "SQS:sendmessage",
    "sqs:ReceiveMessage",
    "s3:GetObject",
];
const ACTION_PATTERNS: [&str; 7] = [
    "sqs:SendMessage",
    "sqs:Send*",
    "SQS:*",
    "*",
    "s3:G?t*",
    "s3:GetObject",
    "sqs:*Message",
];
const RESOURCES: [&str; 4] = [
    "arn:aws:sqs:us-east-1:111122223333:queue",
    "arn:aws:sqs:eu-west-1:111122223333:other:queue",
    "arn:aws:s3:::bucket/a/b",
    "arn:aws:s3:::bucket",
];
const RESOURCE_PATTERNS: [&str; 7] = [
    "*",
    "arn:aws:sqs:us-east-1:111122223333:queue",
    "arn:aws:sqs:*:111122223333:*",
    "arn:aws:sqs:*:*:*queue",
    "arn:aws:s3:::bucket/*",
    "arn:aws:s3:::bucke?",
    "arn:aws:s3:::*b",
];
const TEXTS: [&str; 6] = ["", "a", "A", "abc", "b*", "10"];
const ARNS: [&str; 4] = [
    "arn:aws:s3:::bucket",
    "arn:aws:sns:us-east-1:111122223333:topic",
    "arn:aws:sns:us-east-1:444455556666:a:b",
    "arn:aws:iam::111122223333:role/a",
];
const ARN_PATTERNS: [&str; 5] = [
    "arn:aws:s3:::bucket",
    "arn:aws:s3:*:*:b*",
    "arn:aws:sns:*:*:topic",
    "arn:*:sns:us-east-?:*:*",
    "arn:aws:*:*:111122223333:*",
];

fn list(of: &'static [&'static str], at_least: usize) -> impl Strategy<Value = Vec<&'static str>> {
    prop::collection::vec(select(of), at_least..4)
}

/// An operator's name, its key and the policy's values.
fn condition() -> impl Strategy<Value = (String, &'static str, Vec<&'static str>)> {
    let sets = select(&["", "ForAllValues:", "ForAnyValue:"][..]);
    let sets = (sets, select(&["", "IfExists"][..]));
    let texts = select(
        &[
            "StringEquals",
            "StringNotEquals",
            "StringEqualsIgnoreCase",
            "StringNotEqualsIgnoreCase",
            "StringLike",
            "StringNotLike",
        ][..],
    );
    let arns = select(&["ArnEquals", "ArnLike", "ArnNotLike", "ArnNotEquals"][..]);
    let numbers = select(
        &[
            "NumericEquals",
            "NumericNotEquals",
            "NumericLessThan",
            "NumericGreaterThanEquals",
        ][..],
    );
    let qualified = |(set, suffix): (&str, &str), name: &str| format!("{set}{name}{suffix}");
    let keys = || select(&["a:one", "a:many"][..]);
    prop_oneof![
        (sets.clone(), texts, keys(), list(&TEXTS, 0)).prop_map(move |(set, name, key, values)| (
            qualified(set, name),
            key,
            values
        )),
        (sets.clone(), arns, list(&ARN_PATTERNS, 0)).prop_map(move |(set, name, values)| (
            qualified(set, name),
            "a:arn",
            values
        )),
        (sets.clone(), numbers, list(&["9", "10", "10.5"], 1))
            .prop_map(move |(set, name, values)| (qualified(set, name), "a:number", values)),
        (sets, list(&["true", "false"], 1)).prop_map(move |(set, values)| (
            qualified(set, "Bool"),
            "a:flag",
            values
        )),
        (keys(), list(&["true", "false"], 1)).prop_map(|(key, values)| (
            "Null".to_owned(),
            key,
            values
        )),
    ]
}

fn element(
    name: &'static str,
    patterns: &'static [&'static str],
) -> impl Strategy<Value = (String, Vec<&'static str>)> {
    let name = prop_oneof![4 => Just(name.to_owned()), 1 => Just(format!("Not{name}"))];
    (name, list(patterns, 1))
}

fn statement() -> impl Strategy<Value = Json> {
    let effect = prop_oneof![3 => Just("Allow"), 1 => Just("Deny")];
    let elements = (
        element("Action", &ACTION_PATTERNS),
        element("Resource", &RESOURCE_PATTERNS),
    );
    (effect, elements, prop::collection::vec(condition(), 0..3)).prop_map(
        |(effect, (action, resource), conditions)| {
            let mut operators: BTreeMap<String, Map<String, Json>> = BTreeMap::new();
            for (operator, key, values) in conditions {
                operators
                    .entry(operator)
                    .or_default()
                    .insert(key.to_owned(), json!(values));
            }
            let mut statement =
                json!({"Effect": effect, action.0: action.1, resource.0: resource.1});
            if !operators.is_empty() {
                statement["Condition"] = json!(operators);
            }
            statement
        },
    )
}

fn document() -> impl Strategy<Value = Json> {
    let statements = prop::collection::vec(statement(), 1..4);
    statements.prop_map(|statements| json!({"Version": "2012-10-17", "Statement": statements}))
}

const NAMES: [&str; 9] = [
    "*",
    "111122223333",
    "444455556666",
    "arn:aws:iam::111122223333:user/division/exampleuser",
    "arn:aws:iam::111122223333:role/path/examplerole",
    "arn:aws:sts::111122223333:assumed-role/examplerole/examplesession",
    "arn:aws:iam::444455556666:user/stranger",
    "s3.amazonaws.com",
    "sns.amazonaws.com",
];

/// A document with principals, of a service whose actions these are.
fn resource_document() -> impl Strategy<Value = Json> {
    let named = prop::collection::vec((statement(), list(&NAMES, 1)), 1..4);
    named.prop_map(|named| {
        let statements = named.into_iter().map(|(mut statement, names)| {
            let (services, accounts): (Vec<_>, Vec<_>) = names
                .into_iter()
                .partition(|name| name.contains(".amazonaws."));
            let mut kinds = Map::new();
            for (kind, names) in [("AWS", accounts), ("Service", services)] {
                if !names.is_empty() {
                    kinds.insert(kind.to_owned(), json!(names));
                }
            }
            statement["Principal"] = Json::Object(kinds);
            // Of one service: its actions only.
            for name in ["Action", "NotAction"] {
                if let Some(actions) = statement.get_mut(name) {
                    let actions = actions.as_array_mut().unwrap();
                    actions.retain(|action| !action.as_str().unwrap().starts_with("s3:"));
                    actions.push(json!("sqs:PurgeQueue"));
                }
            }
            statement
        });
        json!({"Version": "2012-10-17", "Statement": statements.collect::<Vec<_>>()})
    })
}

fn asked() -> impl Strategy<Value = Asked> {
    let keys = (
        prop::option::of(select(&TEXTS[..])),
        prop::option::of(list(&TEXTS, 0)),
        prop::option::of(select(&ARNS[..])),
        prop::option::of(select(&["9", "10", "11", "ten"][..])),
        prop::option::of(select(&["true", "false"][..])),
    );
    (select(&ACTIONS[..]), select(&RESOURCES[..]), keys).prop_map(
        |(action, resource, (one, many, arn, number, flag))| {
            let single = |key, value: Option<&'static str>| value.map(|value| (key, vec![value]));
            let keys = [
                single("a:one", one),
                many.map(|many| ("a:many", many)),
                single("a:arn", arn),
                single("a:number", number),
                single("a:flag", flag),
            ];
            Asked {
                action,
                resource,
                keys: keys.into_iter().flatten().collect(),
            }
        },
    )
}

/// A single value is one, and the key of several has a list of them.
impl Keys for Asked {
    fn get(&self, key: &str) -> Option<Value<'_>> {
        let values = self.keys.get(key)?;
        Some(match values[..] {
            [one] if key != "a:many" => Value::from(one),
            _ => Value::List(values.iter().map(|&value| value.into()).collect()),
        })
    }
}

const WHO: [(Principal<'static>, Who); 7] = [
    (
        ROOT,
        Who {
            chain: &["111122223333"],
            service: None,
        },
    ),
    (
        USER,
        Who {
            chain: &[
                "111122223333",
                "arn:aws:iam::111122223333:user/division/exampleuser",
            ],
            service: None,
        },
    ),
    (
        SESSION,
        Who {
            chain: &[
                "111122223333",
                "arn:aws:iam::111122223333:role/path/examplerole",
                "arn:aws:sts::111122223333:assumed-role/examplerole/examplesession",
            ],
            service: None,
        },
    ),
    (
        Principal::User {
            arn: "arn:aws:iam::444455556666:user/stranger",
            id: "AIDASTRANGER",
        },
        Who {
            chain: &["444455556666", "arn:aws:iam::444455556666:user/stranger"],
            service: None,
        },
    ),
    (
        Principal::Root {
            account: OTHER_ACCOUNT,
            arn: "arn:aws:iam::444455556666:root",
        },
        Who {
            chain: &["444455556666"],
            service: None,
        },
    ),
    (
        S3,
        Who {
            chain: &[],
            service: Some("s3.amazonaws.com"),
        },
    ),
    (
        Principal::Anonymous,
        Who {
            chain: &[],
            service: None,
        },
    ),
];

fn documents() -> impl Strategy<Value = Documents> {
    let own = (
        prop::collection::vec(document(), 0..3),
        prop::option::of(document()),
        prop::collection::vec(document(), 0..2),
    );
    (own, prop::option::of(resource_document()), any::<bool>()).prop_map(
        |((identity, boundary, session), resource, is_trust)| Documents {
            identity,
            boundary,
            session,
            resource,
            is_trust,
        },
    )
}

proptest! {
    #[test]
    fn a_statement_applies_where_the_documentation_says_so(document in document(), asked in asked()) {
        let policy = identity(&document.to_string());
        let request = request(USER, asked.action, asked.resource, &asked);
        let statements = document["Statement"].as_array().unwrap().iter().enumerate();
        let expected: Vec<usize> = statements.filter(|(_, statement)| naive::applies(statement, &asked)).map(|(index, _)| index).collect();
        let found: Vec<usize> = policy.matching(&request).map(|(index, _)| index).collect();
        prop_assert_eq!(found, expected);
        for (statement, json) in policy.statements().iter().zip(document["Statement"].as_array().unwrap()) {
            prop_assert_eq!(&policy.text()[statement.span()], json.to_string());
        }
    }

    #[test]
    fn a_request_is_allowed_where_the_documentation_says_so(documents in documents(), asked in asked(), who in select(&WHO[..])) {
        let (principal, who) = who;
        let parse = |document: &Json| identity(&document.to_string());
        let (own, session): (Vec<_>, Vec<_>) = (documents.identity.iter().map(parse).collect(), documents.session.iter().map(parse).collect());
        let boundary = documents.boundary.as_ref().map(parse);
        let on_resource = documents.resource.as_ref().map(|document| resource(&document.to_string()));
        let named = |policy| NamedPolicy { name: "policy", policy };
        let own: Vec<_> = own.iter().map(named).collect();
        let session: Vec<_> = session.iter().map(named).collect();
        let policies = Policies {
            identity: &own,
            boundary: boundary.as_ref().map(named),
            session: (!session.is_empty()).then_some(session.as_slice()),
            resource: on_resource.as_ref().map(named),
            resource_policy: if documents.is_trust { ResourcePolicy::Trust } else { ResourcePolicy::Sufficient },
        };
        let decision = evaluate(&request(principal, asked.action, asked.resource, &asked), &policies);
        prop_assert_eq!(decision.is_allowed(), naive::is_allowed(who, ACCOUNT, &asked, &documents), "{:?}", decision);
    }
}
