//! `Principal` and `NotPrincipal`.
//!
//! Sources: <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html>,
//! <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_notprincipal.html>

use serde_json::{Value as Json, json};

use super::*;

const BUCKET: &str = "arn:aws:s3:::bucket";
const OTHER_USER: Principal<'_> = Principal::User {
    arn: "arn:aws:iam::444455556666:user/Bob",
    id: "AIDAOTHER",
};
const AUDIT_APP: Principal<'_> = Principal::RoleSession {
    arn: "arn:aws:sts::444455556666:assumed-role/cross-account-read-only-role/cross-account-audit-app",
    role_arn: "arn:aws:iam::444455556666:role/cross-account-read-only-role",
    role_id: "AROAOTHER",
};

fn names(element: &str, principal: &Json, who: Principal<'_>) -> bool {
    let effect = if element == "Principal" {
        "Allow"
    } else {
        "Deny"
    };
    let policy = json!({"Statement": {"Effect": effect, element: principal, "Action": "s3:*", "Resource": BUCKET}});
    let keys = NoKeys;
    let request = request(who, "s3:GetObject", BUCKET, &keys);
    resource(&policy.to_string()).matching(&request).count() == 1
}

#[test]
fn a_statement_is_for_whom_it_names() {
    let aws = |text: &str| json!({"AWS": text});
    let all = [ROOT, USER, SESSION, S3, Principal::Anonymous, OTHER_USER];
    for (principal, expected) in [
        (json!("*"), [true; 6]),
        (aws("*"), [true; 6]),
        (aws("111122223333"), [true, true, true, false, false, false]),
        (
            aws("arn:aws:iam::111122223333:root"),
            [true, true, true, false, false, false],
        ),
        (
            aws("arn:aws:iam::111122223333:user/division/exampleuser"),
            [false, true, false, false, false, false],
        ),
        (
            aws("arn:aws:iam::111122223333:user/division/ExampleUser"),
            [false; 6],
        ),
        (
            aws("arn:aws:iam::111122223333:user/exampleuser"),
            [false; 6],
        ),
        (
            aws("arn:aws:iam::111122223333:role/path/examplerole"),
            [false, false, true, false, false, false],
        ),
        (
            aws("arn:aws:sts::111122223333:assumed-role/examplerole/examplesession"),
            [false, false, true, false, false, false],
        ),
        (
            aws("arn:aws:sts::111122223333:assumed-role/examplerole/othersession"),
            [false; 6],
        ),
        (
            json!({"Service": "s3.amazonaws.com"}),
            [false, false, false, true, false, false],
        ),
        (
            json!({"Service": ["sns.amazonaws.com", "lambda.amazonaws.com"]}),
            [false; 6],
        ),
        (
            json!({"CanonicalUser": "79a59df900b949e55d96a1e698fbacedfd6e09d98eacf8f8d5218e7cd47ef2be"}),
            [false; 6],
        ),
        (
            json!({"Federated": "cognito-identity.amazonaws.com"}),
            [false; 6],
        ),
        (
            json!({"AWS": "arn:aws:sts::111122223333:federated-user/exampleuser"}),
            [false; 6],
        ),
        (
            json!({"AWS": ["arn:aws:iam::444455556666:user/Bob", "999999999999"], "Service": "s3.amazonaws.com"}),
            [false, false, false, true, false, true],
        ),
    ] {
        assert_eq!(
            all.map(|who| names("Principal", &principal, who)),
            expected,
            "{principal}"
        );
    }
}

/// "You cannot use a wildcard to match part of a principal name or ARN."
#[test]
fn a_part_of_a_name_is_no_principal() {
    for principal in [
        json!("111122223333"),
        json!("arn:aws:iam::111122223333:root"),
        json!({"AWS": "arn:aws:iam::111122223333:user/*"}),
        json!({"AWS": "arn:aws:iam::111122223333:*"}),
        json!({"AWS": "arn:aws:sts::111122223333:assumed-role/examplerole/*"}),
        json!({"AWS": "arn:aws:sts::111122223333:assumed-role/examplerole"}),
        json!({"AWS": "arn:aws:iam::111122223333:group/developers"}),
        json!({"AWS": "arn:aws:iam::11112222333:root"}),
        json!({"AWS": "arn:aws:iam:us-east-1:111122223333:root"}),
        json!({"AWS": "arn:aws:iam::111122223333:user/"}),
        json!({"AWS": "AIDACKCEVSQ6C2EXAMPLE"}),
        json!({"AWS": ""}),
        json!({"Service": "*"}),
        json!({"Service": "*.amazonaws.com"}),
        json!({"Nobody": "x"}),
    ] {
        let policy = json!({"Statement": {"Effect": "Allow", "Principal": principal, "Action": "s3:*", "Resource": BUCKET}});
        let parsed = Policy::parse(
            &policy.to_string(),
            DocumentKind::Resource(ResourceRules::S3),
        );
        assert!(
            matches!(parsed, Err(PolicyError::Principal(_))),
            "{principal} {parsed:?}"
        );
    }
}

/// The page's two examples, each with its user and account, or its session, role and account; and what it warns of.
#[test]
fn a_denial_of_all_but_one_names_everything_that_the_one_belongs_to() {
    let bob = "arn:aws:iam::444455556666:user/Bob";
    let root = "arn:aws:iam::444455556666:root";
    let role = "arn:aws:iam::444455556666:role/cross-account-read-only-role";
    let session = AUDIT_APP.arn();
    for (named, who, is_denied) in [
        (json!([bob, root]), OTHER_USER, false),
        (json!([bob, root]), USER, true),
        (json!([bob, root]), AUDIT_APP, true),
        (json!([bob, root]), Principal::Anonymous, true),
        (json!([bob]), OTHER_USER, true),
        (json!([root]), OTHER_USER, true),
        (json!([session, role, root]), AUDIT_APP, false),
        (json!([session, role]), AUDIT_APP, true),
        (json!([session, root]), AUDIT_APP, true),
        (json!([role, root]), AUDIT_APP, true),
        (json!([ROOT.arn()]), ROOT, false),
        (json!("*"), Principal::Anonymous, false),
    ] {
        let named = json!({"AWS": named});
        assert_eq!(
            names("NotPrincipal", &named, who),
            is_denied,
            "{named} {who:?}"
        );
    }
    assert!(!names(
        "NotPrincipal",
        &json!({"Service": "s3.amazonaws.com"}),
        S3
    ));
}

#[test]
fn a_statement_says_whom_it_names() {
    let policy = json!({"Statement": {"Effect": "Allow", "Action": "s3:*", "Resource": BUCKET, "Principal": {
        "AWS": ["arn:aws:iam::444455556666:root", "arn:aws:iam::444455556666:user/Bob"], "Service": "s3.amazonaws.com",
    }}});
    let policy = resource(&policy.to_string());
    let named: Vec<&str> = policy.statements()[0].principals().collect();
    assert_eq!(
        named,
        [
            OTHER_ACCOUNT,
            "arn:aws:iam::444455556666:user/Bob",
            "s3.amazonaws.com"
        ]
    );
}
