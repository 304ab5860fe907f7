//! Wildcards.

use proptest::prelude::*;

use super::super::pattern::{Case, Pattern};
use super::super::variable::{self, Reading};
use super::*;

fn matches(pattern: &str, text: &str, case: Case) -> bool {
    let reading = Reading {
        wildcards: true,
        variables: false,
    };
    Pattern::new(&variable::read(pattern, reading).unwrap()).matches(text, case)
}

/// By the definition, one character after the other.
fn naive(pattern: &[char], text: &[char]) -> bool {
    match pattern {
        [] => text.is_empty(),
        ['*', rest @ ..] => (0..=text.len()).any(|start| naive(rest, &text[start..])),
        ['?', rest @ ..] => !text.is_empty() && naive(rest, &text[1..]),
        [first, rest @ ..] => text.first() == Some(first) && naive(rest, &text[1..]),
    }
}

proptest! {
    #[test]
    fn a_wildcard_matches_what_its_definition_matches(pattern in "[ab*?é]{0,9}", text in "[abé]{0,9}") {
        let letters = |text: &str| text.chars().collect::<Vec<_>>();
        prop_assert_eq!(matches(&pattern, &text, Case::Matters), naive(&letters(&pattern), &letters(&text)));
    }

    #[test]
    fn case_is_ignored_in_every_part(pattern in "[aBé*?]{0,9}", text in "[AbBaé]{0,9}") {
        let letters = |text: &str| text.to_ascii_lowercase().chars().collect::<Vec<_>>();
        prop_assert_eq!(matches(&pattern, &text, Case::Ignored), naive(&letters(&pattern), &letters(&text)));
    }
}

#[test]
fn a_hostile_pattern_takes_no_longer_than_its_length_times_the_texts() {
    let text = "a".repeat(2_000);
    assert!(!matches(
        &"*a".repeat(1_000).replace("*a", "*a*b"),
        &text,
        Case::Matters
    ));
    assert!(!matches(
        &format!("{}b", "*a".repeat(2_000)),
        &text,
        Case::Matters
    ));
    assert!(matches(&"*a".repeat(2_000), &text, Case::Matters));
    assert!(!matches(&"*a".repeat(2_001), &text, Case::Matters));
    assert!(!matches(
        &format!("*{}b*", "a?".repeat(500)),
        &text,
        Case::Ignored
    ));
}

/// <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_variables.html>
#[test]
fn a_variable_stands_for_a_value_of_the_request() {
    let allows = |pattern: &str, resource: &str, principal: Principal<'_>, version: &str| {
        let text = serde_json::json!({
            "Version": version,
            "Statement": {"Effect": "Allow", "Action": "s3:GetObject", "Resource": pattern},
        });
        let keys = Known::of(&[
            ("aws:PrincipalTag/department", "sales".into()),
            ("s3:prefix", "*".into()),
            ("aws:TagKeys", Value::List(vec!["one".into()])),
        ]);
        verdict(
            &identity(&text.to_string()),
            &request(principal, "s3:GetObject", resource, &keys),
        ) == Some(true)
    };
    for (pattern, resource, principal, is_match) in [
        (
            "arn:aws:s3:::mybucket/${aws:username}/*",
            "arn:aws:s3:::mybucket/exampleuser/a",
            USER,
            true,
        ),
        (
            "arn:aws:s3:::mybucket/${AWS:UserName}/*",
            "arn:aws:s3:::mybucket/exampleuser/a",
            USER,
            true,
        ),
        (
            "arn:aws:s3:::mybucket/${aws:username}/*",
            "arn:aws:s3:::mybucket/otheruser/a",
            USER,
            false,
        ),
        // A role's session has no user name.
        (
            "arn:aws:s3:::mybucket/${aws:username}/*",
            "arn:aws:s3:::mybucket//a",
            SESSION,
            false,
        ),
        (
            "arn:aws:s3:::mybucket/${aws:username, 'nobody'}/*",
            "arn:aws:s3:::mybucket/nobody/a",
            SESSION,
            true,
        ),
        (
            "arn:aws:s3:::mybucket/${aws:userid}/*",
            "arn:aws:s3:::mybucket/AROADBQP57FF2AEXAMPLE:examplesession/a",
            SESSION,
            true,
        ),
        (
            "arn:aws:s3:::bucket/${aws:PrincipalTag/department}",
            "arn:aws:s3:::bucket/sales",
            USER,
            true,
        ),
        (
            "arn:aws:s3:::bucket/${aws:PrincipalTag/team}",
            "arn:aws:s3:::bucket/sales",
            USER,
            false,
        ),
        (
            "arn:aws:s3:::bucket/${*}",
            "arn:aws:s3:::bucket/*",
            USER,
            true,
        ),
        (
            "arn:aws:s3:::bucket/${*}",
            "arn:aws:s3:::bucket/a",
            USER,
            false,
        ),
        (
            "arn:aws:s3:::bucket/${?}${$}",
            "arn:aws:s3:::bucket/?$",
            USER,
            true,
        ),
        (
            "arn:aws:s3:::bucket/$*{",
            "arn:aws:s3:::bucket/$a{",
            USER,
            true,
        ),
        // What a variable stands for is text.
        (
            "arn:aws:s3:::bucket/${s3:prefix}",
            "arn:aws:s3:::bucket/a",
            USER,
            false,
        ),
        (
            "arn:aws:s3:::bucket/${s3:prefix}",
            "arn:aws:s3:::bucket/*",
            USER,
            true,
        ),
        // "You cannot use a multivalued context key as a policy variable"
        (
            "arn:aws:s3:::bucket/${aws:TagKeys}",
            "arn:aws:s3:::bucket/one",
            USER,
            false,
        ),
    ] {
        assert_eq!(
            allows(pattern, resource, principal, "2012-10-17"),
            is_match,
            "{pattern} {resource}"
        );
    }
    // "variables like ${aws:username} are treated as literal strings"
    let pattern = "arn:aws:s3:::bucket/${aws:username}";
    assert!(!allows(
        pattern,
        "arn:aws:s3:::bucket/exampleuser",
        USER,
        "2008-10-17"
    ));
    assert!(allows(pattern, pattern, USER, "2008-10-17"));
}

/// AWS fills an ARN up with `*`: so its own message on partitions spells it.
#[test]
fn an_arn_that_ends_early_is_filled_up() {
    let policy = identity(
        r#"{"Statement": {"Effect": "Allow", "Action": "sqs:*", "Resource": "arn:aws:sqs"}}"#,
    );
    let keys = NoKeys;
    let allows = |resource| verdict(&policy, &request(USER, "sqs:SendMessage", resource, &keys));
    assert_eq!(
        allows("arn:aws:sqs:us-east-1:111122223333:queue"),
        Some(true)
    );
    assert_eq!(allows("arn:aws:sns:us-east-1:111122223333:topic"), None);
}
