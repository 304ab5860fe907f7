//! The language against AWS's documented examples, recorded refusals and naive second opinions.

mod conditions;
mod documents;
mod evaluation;
mod examples;
mod naive;
mod patterns;
mod principals;
mod properties;

use std::collections::BTreeMap;

use super::*;

pub(super) const ACCOUNT: &str = "111122223333";
pub(super) const OTHER_ACCOUNT: &str = "444455556666";
pub(super) const ROOT: Principal<'_> = Principal::Root {
    account: ACCOUNT,
    arn: "arn:aws:iam::111122223333:root",
};
pub(super) const USER: Principal<'_> = Principal::User {
    arn: "arn:aws:iam::111122223333:user/division/exampleuser",
    id: "AIDACKCEVSQ6C2EXAMPLE",
};
pub(super) const SESSION: Principal<'_> = Principal::RoleSession {
    arn: "arn:aws:sts::111122223333:assumed-role/examplerole/examplesession",
    role_arn: "arn:aws:iam::111122223333:role/path/examplerole",
    role_id: "AROADBQP57FF2AEXAMPLE",
};
pub(super) const S3: Principal<'_> = Principal::Service {
    name: "s3.amazonaws.com",
    alias: None,
};

/// Condition keys by name.
#[derive(Debug, Default, Clone)]
pub(super) struct Known(BTreeMap<String, Value<'static>>);

impl Known {
    pub(super) fn of(keys: &[(&str, Value<'static>)]) -> Self {
        let keys = keys.iter();
        Self(
            keys.map(|(key, value)| (key.to_lowercase(), value.clone()))
                .collect(),
        )
    }
}

impl Keys for Known {
    fn get(&self, key: &str) -> Option<Value<'_>> {
        self.0.get(key).cloned()
    }
}

pub(super) fn request<'a>(
    principal: Principal<'a>,
    action: &'a str,
    resource: &'a str,
    keys: &'a dyn Keys,
) -> Request<'a> {
    Request {
        principal,
        action,
        resource,
        resource_account: ACCOUNT,
        keys,
    }
}

#[track_caller]
pub(super) fn identity(text: &str) -> Policy {
    Policy::parse(text, DocumentKind::Inline).unwrap()
}

/// A policy of a resource of any service.
#[track_caller]
pub(super) fn resource(text: &str) -> Policy {
    let vendor = ["s3", "sqs", "sns", "lambda"];
    let kinds = vendor.map(|vendor| {
        DocumentKind::Resource(ResourceRules {
            vendor,
            names_resources: false,
        })
    });
    let mut parsed = kinds.into_iter().map(|kind| Policy::parse(text, kind));
    parsed.find_map(Result::ok).unwrap_or_else(|| {
        panic!("{:?}: {text}", Policy::parse(text, kinds[0]));
    })
}

/// What identity policies alone come to: `Some(true)` allowed, `Some(false)` denied by a statement, `None` by none.
pub(super) fn verdict(policy: &Policy, request: &Request<'_>) -> Option<bool> {
    let policies = Policies {
        identity: &[NamedPolicy {
            name: "policy",
            policy,
        }],
        ..Policies::default()
    };
    match evaluate(request, &policies) {
        Decision::Allowed { .. } => Some(true),
        Decision::Denied(denial) => (denial.kind == DenialKind::Explicit).then_some(false),
    }
}
