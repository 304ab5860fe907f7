//! Any text as any kind of policy: it is refused in words or decides, and decides alike for one request however the request spells
//! its action. Its first line is the request: action, resource and a key's value, with `|` between.
#![no_main]

use libfuzzer_sys::fuzz_target;
use world_fuzz::policy::{
    Decision, DocumentKind, Effect, Keys, NamedPolicy, Policies, Policy, Principal, Request,
    ResourcePolicy, ResourceRules, Value, evaluate,
};

/// Every key has this value; those that end in `s` have it twice.
struct Same<'a>(&'a str);

impl Keys for Same<'_> {
    fn get(&self, key: &str) -> Option<Value<'_>> {
        let is_list = key.ends_with('s');
        Some(if is_list {
            Value::List(vec![self.0.into(), self.0.into()])
        } else {
            Value::from(self.0)
        })
    }
}

const KINDS: [DocumentKind; 4] = [
    DocumentKind::Managed,
    DocumentKind::Inline,
    DocumentKind::Trust,
    DocumentKind::Resource(ResourceRules::SQS),
];
const PRINCIPALS: [Principal<'_>; 5] = [
    Principal::Root {
        account: "111122223333",
        arn: "arn:aws:iam::111122223333:root",
    },
    Principal::User {
        arn: "arn:aws:iam::111122223333:user/a",
        id: "AIDA",
    },
    Principal::RoleSession {
        arn: "arn:aws:sts::444455556666:assumed-role/a/b",
        role_arn: "arn:aws:iam::444455556666:role/a",
        role_id: "AROA",
    },
    Principal::Service {
        name: "s3.amazonaws.com",
        alias: None,
    },
    Principal::Anonymous,
];

fuzz_target!(|text: &str| {
    let Some((line, document)) = text.split_once('\n') else {
        return;
    };
    let mut asked = line.splitn(3, '|');
    let mut next = || asked.next().unwrap_or_default();
    let (action, resource, value) = (next(), next(), next());
    for kind in KINDS {
        match Policy::parse(document, kind) {
            Ok(policy) => {
                assert_eq!(policy.text(), document);
                assert_eq!(Policy::parse(policy.text(), kind).as_ref(), Ok(&policy));
                for statement in policy.statements() {
                    let text = &document[statement.span()];
                    assert!(text.starts_with('{') && text.ends_with('}'));
                }
                for principal in PRINCIPALS {
                    decide(&policy, principal, action, resource, &Same(value));
                }
            }
            Err(error) => assert!(!error.to_string().is_empty()),
        }
    }
});

fn decide(
    policy: &Policy,
    principal: Principal<'_>,
    action: &str,
    resource: &str,
    keys: &dyn Keys,
) {
    let named = [NamedPolicy {
        name: "policy",
        policy,
    }];
    let policies = Policies {
        identity: &named,
        boundary: Some(named[0]),
        session: Some(&named),
        resource: Some(named[0]),
        resource_policy: ResourcePolicy::Trust,
    };
    let request = |action| Request {
        principal,
        action,
        resource,
        resource_account: "111122223333",
        keys,
    };
    let decision = evaluate(&request(action), &policies);
    let upper = action.to_ascii_uppercase();
    assert_eq!(evaluate(&request(&upper), &policies), decision);
    let asked = request(action);
    let matching: Vec<_> = policy.matching(&asked).collect();
    let effect = |wanted| {
        matching
            .iter()
            .any(|(_, statement)| statement.effect() == wanted)
    };
    match decision {
        Decision::Allowed { .. } => assert!(effect(Effect::Allow) && !effect(Effect::Deny)),
        Decision::Denied(denial) => {
            assert_eq!(denial.matched.is_some(), effect(Effect::Deny));
            assert!(!denial.reason(action).to_string().is_empty());
        }
    }
}
