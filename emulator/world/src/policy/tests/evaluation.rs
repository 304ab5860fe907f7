//! What several kinds of policies come to together.
//!
//! Sources: <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html>,
//! <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic_policy-eval-basics.html>,
//! <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic-cross-account.html>,
//! <https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_boundaries.html>

use serde_json::json;

use super::*;

const QUEUE: &str = "arn:aws:sqs:us-east-1:111122223333:queue";
const ACTION: &str = "sqs:SendMessage";
const STRANGER: Principal<'_> = Principal::User {
    arn: "arn:aws:iam::444455556666:user/stranger",
    id: "AIDASTRANGER",
};
const STRANGERS_ROOT: Principal<'_> = Principal::Root {
    account: OTHER_ACCOUNT,
    arn: "arn:aws:iam::444455556666:root",
};
const STRANGERS_SESSION: Principal<'_> = Principal::RoleSession {
    arn: "arn:aws:sts::444455556666:assumed-role/role/session",
    role_arn: "arn:aws:iam::444455556666:role/role",
    role_id: "AROASTRANGER",
};

/// What a kind of policy says of the request.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Says {
    /// There is none of the kind.
    Absent,
    /// There is one, about another action.
    Nothing,
    Allows,
    Denies,
}
use Says::{Absent, Allows, Denies, Nothing};

/// What a resource's policy says, and of whom.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Grants {
    Silent,
    To(&'static str),
    Denies(&'static str),
}
use Grants::{Silent, To};

fn policy(says: Says) -> Option<Policy> {
    let (effect, action) = match says {
        Absent => return None,
        Nothing => ("Allow", "sqs:PurgeQueue"),
        Allows => ("Allow", "sqs:Send*"),
        Denies => ("Deny", "*"),
    };
    let text = json!({"Statement": [
        {"Effect": "Allow", "Action": "iam:*", "Resource": "*"},
        {"Sid": "One", "Effect": effect, "Action": action, "Resource": QUEUE},
    ]});
    Some(identity(&text.to_string()))
}

fn queue_policy(grants: Grants) -> Option<Policy> {
    let (effect, principal) = match grants {
        Silent => return None,
        To(principal) => ("Allow", principal),
        Grants::Denies(principal) => ("Deny", principal),
    };
    let principal = match principal {
        "*" => json!("*"),
        service if service.contains(".amazonaws.") => json!({"Service": service}),
        arn => json!({"AWS": arn}),
    };
    let text = json!({"Statement": [{"Sid": "Two", "Effect": effect, "Principal": principal, "Action": ACTION, "Resource": QUEUE}]});
    Some(resource(&text.to_string()))
}

struct Case {
    who: Principal<'static>,
    identity: Says,
    boundary: Says,
    session: Says,
    grants: Grants,
    resource_policy: ResourcePolicy,
}

impl Case {
    fn of(who: Principal<'static>) -> Self {
        Self {
            who,
            identity: Absent,
            boundary: Absent,
            session: Absent,
            grants: Silent,
            resource_policy: ResourcePolicy::Sufficient,
        }
    }

    /// `allowed by ..`, or the end of AWS's denial.
    fn outcome(&self) -> String {
        let (own, boundary) = (policy(self.identity), policy(self.boundary));
        let (session, resource) = (policy(self.session), queue_policy(self.grants));
        let named = |name, policy: &'static Policy| NamedPolicy { name, policy };
        let leak = |policy: Option<Policy>| policy.map(|policy| &*Box::leak(Box::new(policy)));
        let own: Vec<_> = leak(own)
            .map(|policy| named("own", policy))
            .into_iter()
            .collect();
        let session: Vec<_> = leak(session)
            .map(|policy| named("session", policy))
            .into_iter()
            .collect();
        let policies = Policies {
            identity: &own,
            boundary: leak(boundary).map(|policy| named("boundary", policy)),
            session: (self.session != Absent).then_some(session.as_slice()),
            resource: leak(resource).map(|policy| named(QUEUE, policy)),
            resource_policy: self.resource_policy,
        };
        let keys = NoKeys;
        match evaluate(&request(self.who, ACTION, QUEUE, &keys), &policies) {
            Decision::Allowed { by: None } => "allowed by none".to_owned(),
            Decision::Allowed { by: Some(by) } => {
                format!("allowed by {}, {}", by.policy, by.sid.unwrap_or("-"))
            }
            Decision::Denied(denial) => denial.reason(ACTION).to_string(),
        }
    }
}

const BY_OWN: &str = "allowed by own, One";
const BY_QUEUE: &str = "allowed by arn:aws:sqs:us-east-1:111122223333:queue, Two";
const NO_IDENTITY: &str = "because no identity-based policy allows the sqs:SendMessage action";
const NO_BOUNDARY: &str = "because no permissions boundary allows the sqs:SendMessage action";
const NO_SESSION: &str = "because no session policy allows the sqs:SendMessage action";
const NO_RESOURCE: &str = "because no resource-based policy allows the sqs:SendMessage action";
const NO_TRUST: &str = "because no role trust policy allows the sqs:SendMessage action";
const ROLE: &str = "arn:aws:iam::111122223333:role/path/examplerole";
const USER_ARN: &str = "arn:aws:iam::111122223333:user/division/exampleuser";
const SESSION_ARN: &str = "arn:aws:sts::111122223333:assumed-role/examplerole/examplesession";

#[test]
fn within_an_account_one_of_identity_and_resource_policy_is_enough() {
    for (who, identity, grants, expected) in [
        (USER, Absent, Silent, NO_IDENTITY),
        (USER, Nothing, Silent, NO_IDENTITY),
        (USER, Allows, Silent, BY_OWN),
        (USER, Absent, To(USER_ARN), BY_QUEUE),
        (USER, Nothing, To("*"), BY_QUEUE),
        (USER, Allows, To(USER_ARN), BY_QUEUE),
        // An account's grant is to those whom its own policies let.
        (USER, Absent, To(ACCOUNT), NO_IDENTITY),
        (USER, Allows, To(ACCOUNT), BY_OWN),
        (USER, Absent, To(ROLE), NO_IDENTITY),
        (SESSION, Absent, To(ROLE), BY_QUEUE),
        (SESSION, Absent, To(SESSION_ARN), BY_QUEUE),
        (SESSION, Absent, To(USER_ARN), NO_IDENTITY),
    ] {
        let case = Case {
            identity,
            grants,
            ..Case::of(who)
        };
        assert_eq!(case.outcome(), expected, "{who:?} {identity:?} {grants:?}");
    }
}

/// The table "Resource-based policies and implicit denies in other policy types (same account)", and its explanation.
#[test]
fn a_grant_to_user_or_session_is_not_limited_and_one_to_the_role_is() {
    for (who, identity, boundary, session, grants, expected) in [
        (USER, Allows, Nothing, Absent, Silent, NO_BOUNDARY),
        (USER, Allows, Allows, Absent, Silent, BY_OWN),
        (USER, Nothing, Allows, Absent, Silent, NO_IDENTITY),
        (USER, Nothing, Nothing, Absent, To(USER_ARN), BY_QUEUE),
        (SESSION, Allows, Absent, Nothing, Silent, NO_SESSION),
        (SESSION, Allows, Absent, Allows, Silent, BY_OWN),
        (SESSION, Absent, Absent, Allows, Silent, NO_IDENTITY),
        (SESSION, Absent, Absent, Nothing, To(ROLE), NO_SESSION),
        (SESSION, Absent, Absent, Allows, To(ROLE), BY_QUEUE),
        (SESSION, Absent, Nothing, Allows, To(ROLE), NO_BOUNDARY),
        (SESSION, Absent, Allows, Allows, To(ROLE), BY_QUEUE),
        (SESSION, Absent, Nothing, Nothing, To(SESSION_ARN), BY_QUEUE),
        // "Identity-based policy types, such as permissions boundaries or session policies, do not limit permissions granted
        // using the aws:PrincipalArn condition key with a wildcard(*) in the Principal element"
        (SESSION, Absent, Nothing, Nothing, To("*"), BY_QUEUE),
        (SESSION, Allows, Nothing, Absent, To(ACCOUNT), NO_BOUNDARY),
        (SESSION, Allows, Allows, Nothing, To(ACCOUNT), NO_SESSION),
    ] {
        let case = Case {
            identity,
            boundary,
            session,
            grants,
            ..Case::of(who)
        };
        assert_eq!(
            case.outcome(),
            expected,
            "{who:?} {identity:?} {boundary:?} {session:?} {grants:?}"
        );
    }
}

#[test]
fn a_statement_that_denies_is_final_wherever_it_stands() {
    let all = Case {
        identity: Allows,
        boundary: Allows,
        session: Allows,
        grants: To("*"),
        ..Case::of(SESSION)
    };
    assert_eq!(all.outcome(), BY_QUEUE);
    let denied = [
        (
            Case {
                identity: Denies,
                ..all
            },
            "with an explicit deny in an identity-based policy",
        ),
        (
            Case {
                boundary: Denies,
                ..all
            },
            "with an explicit deny in a permissions boundary",
        ),
        (
            Case {
                session: Denies,
                ..all
            },
            "with an explicit deny in a session policy",
        ),
        (
            Case {
                grants: Grants::Denies(ACCOUNT),
                ..all
            },
            "with an explicit deny in a resource-based policy",
        ),
        (
            Case {
                grants: Grants::Denies(ROLE),
                ..all
            },
            "with an explicit deny in a resource-based policy",
        ),
        (
            Case {
                grants: Grants::Denies("*"),
                ..Case::of(ROOT)
            },
            "with an explicit deny in a resource-based policy",
        ),
        (
            Case {
                grants: Grants::Denies("*"),
                ..Case::of(S3)
            },
            "with an explicit deny in a resource-based policy",
        ),
        (
            Case {
                grants: Grants::Denies(USER_ARN),
                ..all
            },
            BY_OWN,
        ),
    ];
    for (case, expected) in denied {
        assert_eq!(case.outcome(), expected, "{:?} {:?}", case.who, case.grants);
    }
}

#[test]
fn across_accounts_both_sides_have_to_allow() {
    for (who, identity, boundary, session, grants, expected) in [
        (STRANGER, Allows, Absent, Absent, Silent, NO_RESOURCE),
        (
            STRANGER,
            Absent,
            Absent,
            Absent,
            To(OTHER_ACCOUNT),
            NO_IDENTITY,
        ),
        (
            STRANGER,
            Allows,
            Absent,
            Absent,
            To(OTHER_ACCOUNT),
            BY_QUEUE,
        ),
        (
            STRANGER,
            Absent,
            Absent,
            Absent,
            To(STRANGER_ARN),
            NO_IDENTITY,
        ),
        (STRANGER, Absent, Absent, Absent, To("*"), NO_IDENTITY),
        (STRANGER, Allows, Absent, Absent, To(STRANGER_ARN), BY_QUEUE),
        (
            STRANGER,
            Allows,
            Nothing,
            Absent,
            To(STRANGER_ARN),
            NO_BOUNDARY,
        ),
        (STRANGER, Allows, Absent, Absent, To(ACCOUNT), NO_RESOURCE),
        (
            STRANGERS_SESSION,
            Allows,
            Absent,
            Nothing,
            To("*"),
            NO_SESSION,
        ),
        (
            STRANGERS_SESSION,
            Allows,
            Absent,
            Allows,
            To(STRANGERS_ROLE),
            BY_QUEUE,
        ),
        // The root user of the other account may everything that the other side lets it.
        (STRANGERS_ROOT, Absent, Absent, Absent, Silent, NO_RESOURCE),
        (
            STRANGERS_ROOT,
            Absent,
            Absent,
            Absent,
            To(OTHER_ACCOUNT),
            BY_QUEUE,
        ),
    ] {
        let case = Case {
            identity,
            boundary,
            session,
            grants,
            ..Case::of(who)
        };
        assert_eq!(
            case.outcome(),
            expected,
            "{who:?} {identity:?} {boundary:?} {session:?} {grants:?}"
        );
    }
}
const STRANGER_ARN: &str = "arn:aws:iam::444455556666:user/stranger";
const STRANGERS_ROLE: &str = "arn:aws:iam::444455556666:role/role";

#[test]
fn the_root_user_may_everything_in_its_own_account() {
    assert_eq!(Case::of(ROOT).outcome(), "allowed by none");
    let of_others = Case {
        grants: To(USER_ARN),
        ..Case::of(ROOT)
    };
    assert_eq!(of_others.outcome(), "allowed by none");
}

#[test]
fn services_and_nobody_have_the_resources_policy_alone() {
    for (who, grants, expected) in [
        (S3, Silent, NO_RESOURCE),
        (S3, To("s3.amazonaws.com"), BY_QUEUE),
        (S3, To("sns.amazonaws.com"), NO_RESOURCE),
        (S3, To("*"), BY_QUEUE),
        (S3, To(ACCOUNT), NO_RESOURCE),
        (Principal::Anonymous, Silent, NO_RESOURCE),
        (Principal::Anonymous, To(ACCOUNT), NO_RESOURCE),
        (Principal::Anonymous, To("*"), BY_QUEUE),
    ] {
        let case = Case {
            grants,
            ..Case::of(who)
        };
        assert_eq!(case.outcome(), expected, "{who:?} {grants:?}");
    }
}

/// "IAM role trust policies [..] are exceptions to this logic, because they must explicitly allow access for principals."
/// <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html>
#[test]
fn a_trust_policy_is_needed_and_enough_where_it_names_who_asks() {
    for (who, identity, grants, expected) in [
        (USER, Allows, Silent, NO_TRUST),
        (USER, Allows, To(ROLE), NO_TRUST),
        (USER, Absent, To(USER_ARN), BY_QUEUE),
        (USER, Absent, To(ACCOUNT), NO_IDENTITY),
        (USER, Allows, To(ACCOUNT), BY_OWN),
        (SESSION, Absent, To(ROLE), BY_QUEUE),
        (STRANGER, Absent, To(STRANGER_ARN), NO_IDENTITY),
        (STRANGER, Allows, To(STRANGER_ARN), BY_QUEUE),
        (STRANGER, Allows, To(OTHER_ACCOUNT), BY_QUEUE),
        (STRANGER, Allows, To(ACCOUNT), NO_TRUST),
        (ROOT, Absent, Silent, NO_TRUST),
        (ROOT, Absent, To(ACCOUNT), BY_QUEUE),
        (S3, Absent, To("s3.amazonaws.com"), BY_QUEUE),
        (S3, Absent, To("lambda.amazonaws.com"), NO_TRUST),
    ] {
        let case = Case {
            identity,
            grants,
            resource_policy: ResourcePolicy::Trust,
            ..Case::of(who)
        };
        assert_eq!(case.outcome(), expected, "{who:?} {identity:?} {grants:?}");
    }
    let denied = Case {
        identity: Allows,
        grants: Grants::Denies("*"),
        resource_policy: ResourcePolicy::Trust,
        ..Case::of(USER)
    };
    assert_eq!(
        denied.outcome(),
        "with an explicit deny in the role trust policy"
    );
}

/// Several session policies allow what one of them allows; several identity policies likewise.
/// <https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies.html#policies_session>
#[test]
fn policies_of_a_kind_add_up() {
    let [nothing, allows] = [Nothing, Allows].map(|says| policy(says).unwrap());
    let both = [("first", &nothing), ("second", &allows)]
        .map(|(name, policy)| NamedPolicy { name, policy });
    let policies = Policies {
        identity: &both,
        session: Some(&both),
        ..Policies::default()
    };
    let keys = NoKeys;
    let decision = evaluate(&request(SESSION, ACTION, QUEUE, &keys), &policies);
    let by = Matched {
        policy_type: PolicyType::IdentityBased,
        policy: "second",
        statement: 1,
        sid: Some("One"),
    };
    assert_eq!(decision, Decision::Allowed { by: Some(by) });
}

/// What limits a session may be gone: that is not as if nothing limited it.
#[test]
fn a_session_whose_policies_are_gone_is_allowed_nothing() {
    let allows = policy(Allows).unwrap();
    let own = [NamedPolicy {
        name: "own",
        policy: &allows,
    }];
    let policies = Policies {
        identity: &own,
        session: Some(&[]),
        ..Policies::default()
    };
    let keys = NoKeys;
    let asked = request(SESSION, ACTION, QUEUE, &keys);
    let Decision::Denied(denial) = evaluate(&asked, &policies) else {
        panic!("it is allowed");
    };
    assert_eq!(denial.reason(ACTION).to_string(), NO_SESSION);
    let unlimited = Policies {
        session: None,
        ..policies
    };
    assert!(evaluate(&asked, &unlimited).is_allowed());
}
