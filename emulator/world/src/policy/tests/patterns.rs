//! Wildcards.

use proptest::prelude::*;

use super::super::pattern::Pattern;
use super::super::variable::{self, Reading};
use super::*;

fn matches(pattern: &str, text: &str) -> bool {
    let reading = Reading {
        wildcards: true,
        variables: false,
    };
    Pattern::new(&variable::read(pattern, reading).unwrap()).matches(text)
}

proptest! {
    #[test]
    fn a_wildcard_matches_what_its_definition_matches(pattern in "[ab*?é]{0,9}", text in "[abé]{0,9}") {
        prop_assert_eq!(matches(&pattern, &text), naive::wildcard(&pattern, &text));
    }

    #[test]
    fn a_long_text_is_found_as_a_short_one_is(before in "[ab]{0,9}", wanted in "[ab]{28,36}", after in "[ab]{0,9}", other in "[ab]{28,40}") {
        let pattern = format!("*{wanted}*");
        let text = [before, wanted.clone(), after].concat();
        prop_assert!(matches(&pattern, &text));
        prop_assert_eq!(matches(&pattern, &other), other.contains(&wanted));
    }
}

#[test]
fn a_hostile_pattern_takes_no_longer_than_its_length_times_the_texts() {
    let text = "a".repeat(2_000);
    assert!(!matches(&"*a*b".repeat(1_000), &text));
    assert!(!matches(&format!("{}b", "*a".repeat(2_000)), &text));
    assert!(matches(&"*a".repeat(2_000), &text));
    assert!(!matches(&"*a".repeat(2_001), &text));
    assert!(!matches(&format!("*{}b*", "a?".repeat(500)), &text));
    assert!(!matches(&format!("*{}b*", "a".repeat(30)), &text));
    assert!(!matches(&format!("*{}b*", "a".repeat(1_000)), &text));
}

/// <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_action.html> ("the prefix and the action name
/// are case insensitive")
#[test]
fn an_actions_case_does_not_matter() {
    let long = format!("sqs:{}", "A".repeat(100));
    for (pattern, action, is_match) in [
        ("SQS:sendmessage", "sqs:SendMessage", true),
        ("sqs:Send*", "SQS:SENDMESSAGE", true),
        ("sqs:*E", "sqs:SendMessage", true),
        ("sqs:Send?essage", "sqs:sendMESSAGE", true),
        ("sqs:Send", "sqs:SendMessage", false),
        ("sqs:a*", &long, true),
    ] {
        let text = format!(
            r#"{{"Statement": {{"Effect": "Allow", "Action": "{pattern}", "Resource": "*"}}}}"#
        );
        let found = verdict(&identity(&text), &request(USER, action, "*", &NoKeys));
        assert_eq!(found == Some(true), is_match, "{pattern} {action}");
    }
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
