//! Condition operators.
//!
//! Sources: <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html> (operators),
//! <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-single-vs-multi-valued-context-keys.html> (set
//! operators), <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-logic-multiple-context-keys-or-values.html>
//! (several keys and values).

use serde_json::{Value as Json, json};

use super::*;

/// Whether a statement with this condition is about a request with these keys.
#[track_caller]
fn holds(condition: &Json, keys: &[(&str, Value<'static>)]) -> bool {
    let policy = json!({
        "Version": "2012-10-17",
        "Statement": {"Effect": "Allow", "Action": "*", "Resource": "*", "Condition": condition},
    });
    let keys = Known::of(keys);
    let request = request(USER, "sqs:SendMessage", "*", &keys);
    verdict(&identity(&policy.to_string()), &request) == Some(true)
}

fn list(values: &[&'static str]) -> Value<'static> {
    Value::List(values.iter().map(|&value| value.into()).collect())
}

#[test]
fn each_operator_compares_as_it_is_documented() {
    let time = |text: &str| Value::Time(text.parse().unwrap());
    for (operator, policy, request, expected) in [
        ("StringEquals", json!("johndoe"), "johndoe".into(), true),
        ("StringEquals", json!("johndoe"), "JohnDoe".into(), false),
        ("StringEquals", json!("john*"), "johndoe".into(), false),
        ("StringEquals", json!("john*"), "john*".into(), true),
        ("StringEquals", json!(["a", "b"]), "b".into(), true),
        ("StringNotEquals", json!("johndoe"), "johndoe".into(), false),
        ("StringNotEquals", json!("johndoe"), "jane".into(), true),
        ("StringNotEquals", json!(["a", "b"]), "b".into(), false),
        ("StringNotEquals", json!(["a", "b"]), "c".into(), true),
        (
            "StringEqualsIgnoreCase",
            json!("johndoe"),
            "JohnDoe".into(),
            true,
        ),
        (
            "StringEqualsIgnoreCase",
            json!("ÉCOLE"),
            "école".into(),
            true,
        ),
        (
            "StringNotEqualsIgnoreCase",
            json!("johndoe"),
            "JohnDoe".into(),
            false,
        ),
        (
            "StringLike",
            json!("home/${aws:username}/*"),
            "home/exampleuser/a".into(),
            true,
        ),
        (
            "StringLike",
            json!("home/${aws:username}/*"),
            "home/other/a".into(),
            false,
        ),
        ("StringLike", json!("t?.*"), "t2.micro".into(), true),
        ("StringLike", json!("T?.*"), "t2.micro".into(), false),
        (
            "StringNotLike",
            json!(["t1.*", "t2.*"]),
            "t2.micro".into(),
            false,
        ),
        (
            "StringNotLike",
            json!(["t1.*", "t2.*"]),
            "m3.large".into(),
            true,
        ),
        ("NumericLessThanEquals", json!("10"), "10".into(), true),
        ("NumericLessThanEquals", json!("10"), "11".into(), false),
        ("NumericLessThanEquals", json!(10), Value::Number(9.5), true),
        ("NumericEquals", json!("10"), "10.0".into(), true),
        ("NumericEquals", json!("10"), "ten".into(), false),
        ("NumericNotEquals", json!("10"), "10".into(), false),
        ("NumericNotEquals", json!(["10", "11"]), "11".into(), false),
        ("NumericLessThan", json!("10"), "10".into(), false),
        ("NumericGreaterThan", json!("10"), "10.1".into(), true),
        ("NumericGreaterThanEquals", json!("10"), "10".into(), true),
        (
            "DateGreaterThan",
            json!("2020-01-01T00:00:01Z"),
            time("2020-01-01T00:00:02Z"),
            true,
        ),
        (
            "DateGreaterThan",
            json!("2020-01-01T00:00:01Z"),
            time("2020-01-01T00:00:01Z"),
            false,
        ),
        (
            "DateGreaterThanEquals",
            json!("2020-01-01T00:00:01Z"),
            time("2020-01-01T00:00:01Z"),
            true,
        ),
        (
            "DateLessThan",
            json!("2020-01-01T00:00:01Z"),
            "2020-01-01T00:00:00Z".into(),
            true,
        ),
        (
            "DateLessThanEquals",
            json!("1577836801"),
            time("2020-01-01T00:00:01Z"),
            true,
        ),
        (
            "DateEquals",
            json!("2020-01-01T00:00:01Z"),
            Value::Number(1_577_836_801.0),
            true,
        ),
        (
            "DateNotEquals",
            json!("2020-01-01T00:00:01Z"),
            "1577836801".into(),
            false,
        ),
        ("Bool", json!("false"), Value::Bool(false), true),
        ("Bool", json!(false), "false".into(), true),
        ("Bool", json!("True"), Value::Bool(true), true),
        ("Bool", json!("true"), Value::Bool(false), false),
        (
            "BinaryEquals",
            json!("QmluYXJ5VmFsdWVJbkJhc2U2NA=="),
            Value::Bytes(b"BinaryValueInBase64".into()),
            true,
        ),
        (
            "BinaryEquals",
            json!("QmluYXJ5VmFsdWVJbkJhc2U2NA=="),
            "BinaryValueInBase64".into(),
            true,
        ),
        (
            "BinaryEquals",
            json!("QmluYXJ5VmFsdWVJbkJhc2U2NA=="),
            "QmluYXJ5".into(),
            false,
        ),
        (
            "IpAddress",
            json!("203.0.113.0/24"),
            "203.0.113.9".into(),
            true,
        ),
        (
            "IpAddress",
            json!("203.0.113.0/24"),
            "203.0.114.9".into(),
            false,
        ),
        (
            "IpAddress",
            json!(["203.0.113.0/24", "2001:DB8:1234:5678::/64"]),
            "2001:db8:1234:5678::9".into(),
            true,
        ),
        (
            "IpAddress",
            json!("203.0.113.0/24"),
            "somewhere".into(),
            false,
        ),
        (
            "NotIpAddress",
            json!("203.0.113.0/24"),
            "203.0.113.9".into(),
            false,
        ),
        (
            "NotIpAddress",
            json!("203.0.113.0/24"),
            "203.0.114.9".into(),
            true,
        ),
        (
            "ArnEquals",
            json!("arn:aws:sns:*:123456789012:topic-?"),
            "arn:aws:sns:us-east-1:123456789012:topic-1".into(),
            true,
        ),
        (
            "ArnEquals",
            json!("arn:aws:sns:us-east-1:123456789012:topic"),
            "arn:aws:sns:us-east-1:123456789012:Topic".into(),
            false,
        ),
        (
            "ArnLike",
            json!("arn:aws:s3:*:*:bucket"),
            "arn:aws:s3:::bucket".into(),
            true,
        ),
        (
            "ArnLike",
            json!("arn:aws:iam::*:role/*"),
            "arn:aws:iam::123456789012:role/a:b".into(),
            true,
        ),
        (
            "ArnLike",
            json!("arn:aws:iam::*:role/*"),
            "no-arn".into(),
            false,
        ),
        ("ArnLike", json!("*"), "arn:aws:s3:::bucket".into(), true),
        (
            "ArnLike",
            json!("arn:aws:iam::${aws:PrincipalAccount}:role/${aws:username}*"),
            "arn:aws:iam::111122223333:role/exampleuser-1".into(),
            true,
        ),
        (
            "ArnLike",
            json!("arn:aws:iam::${aws:PrincipalAccount}:role/${aws:username}*"),
            "arn:aws:iam::444455556666:role/exampleuser-1".into(),
            false,
        ),
        (
            "ArnLike",
            json!("${aws:PrincipalArn}"),
            "arn:aws:iam::111122223333:user/division/exampleuser".into(),
            true,
        ),
        (
            "ArnNotEquals",
            json!("arn:aws:s3:::bucket"),
            "arn:aws:s3:::bucket".into(),
            false,
        ),
        (
            "ArnNotLike",
            json!("arn:aws:s3:::b*"),
            "arn:aws:s3:::bucket".into(),
            false,
        ),
        (
            "ArnNotLike",
            json!("arn:aws:s3:::b*"),
            "arn:aws:s3:::other".into(),
            true,
        ),
        ("Null", json!("true"), "there".into(), false),
        ("Null", json!("false"), "there".into(), true),
    ] {
        let condition = json!({operator: {"test:key": policy}});
        let found = holds(&condition, &[("test:key", request.clone())]);
        assert_eq!(found, expected, "{condition} {request:?}");
    }
}

/// "With a `StringLike` condition, the match succeeds [..] With an `ArnLike` condition [..] the match fails."
#[test]
fn an_arns_wildcard_does_not_reach_over_a_colon() {
    let keys = [(
        "aws:SourceArn",
        "arn:aws:someservice:us-east-2:999999999999:store/abc:111122223333:finance/document.txt"
            .into(),
    )];
    let pattern = "arn:aws:someservice:*:111122223333:finance/*";
    assert!(holds(
        &json!({"StringLike": {"aws:SourceArn": pattern}}),
        &keys
    ));
    assert!(!holds(
        &json!({"ArnLike": {"aws:SourceArn": pattern}}),
        &keys
    ));
}

/// "If the key that you specify in a policy condition is not present in the request context, the values do not match and the
/// condition is false. If the policy condition requires that the key is not matched [..] the condition is true."
#[test]
fn a_key_that_is_missing_matches_nothing() {
    for (operator, value, expected) in [
        ("StringEquals", "a", false),
        ("StringLike", "*", false),
        ("StringNotEquals", "a", true),
        ("StringNotEqualsIgnoreCase", "a", true),
        ("StringNotLike", "*", true),
        ("NumericEquals", "1", false),
        ("NumericNotEquals", "1", true),
        ("DateLessThan", "2020-01-01", false),
        ("DateNotEquals", "2020-01-01", true),
        ("Bool", "false", false),
        ("BinaryEquals", "QQ==", false),
        ("IpAddress", "0.0.0.0/0", false),
        ("NotIpAddress", "0.0.0.0/0", true),
        ("ArnLike", "*", false),
        ("ArnNotLike", "*", true),
        ("ArnNotEquals", "*", true),
        ("Null", "true", true),
        ("Null", "false", false),
    ] {
        let condition = json!({operator: {"test:key": value}});
        assert_eq!(holds(&condition, &[]), expected, "{operator}");
        // A list without elements is as none.
        let empty = [("test:key", list(&[]))];
        assert_eq!(holds(&condition, &empty), expected, "{operator}");
        if operator != "Null" {
            let if_exists = json!({format!("{operator}IfExists"): {"test:key": value}});
            assert!(holds(&if_exists, &[]), "{operator}IfExists");
        }
    }
}

/// <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html#Conditions_IfExists>
#[test]
fn if_exists_asks_only_of_a_key_that_is_there() {
    let condition =
        |operator: &str| json!({operator: {"ec2:InstanceType": ["t1.*", "t2.*", "m3.*"]}});
    let micro = [("ec2:InstanceType", "t2.micro".into())];
    let large = [("ec2:InstanceType", "c5.large".into())];
    assert!(!holds(&condition("StringLike"), &[]));
    assert!(holds(&condition("StringLikeIfExists"), &[]));
    assert!(holds(&condition("StringLikeIfExists"), &micro));
    assert!(!holds(&condition("StringLikeIfExists"), &large));
    // "If you are using an "Effect": "Deny" element with a negated condition operator like StringNotEqualsIfExists, the request
    // is still denied even if the condition key is not present."
    assert!(holds(&condition("StringNotLikeIfExists"), &[]));
}

/// "aws:TokenIssueTime": there with temporary credentials only.
/// <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html#Conditions_Null>
#[test]
fn null_asks_whether_a_key_is_there() {
    let condition = json!({"Null": {"aws:TokenIssueTime": "true"}});
    let issued = Value::Time("2020-01-01T00:00:00Z".parse().unwrap());
    assert!(holds(&condition, &[]));
    assert!(!holds(&condition, &[("aws:TokenIssueTime", issued)]));
}

/// The pages' example: requested attributes of a table against `PostDateTime`, `Message` and `Tags`.
/// <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_multi-value-conditions.html>
#[test]
fn a_set_operator_asks_all_values_or_any() {
    let attributes = ["PostDateTime", "Message", "Tags"];
    for (operator, requested, expected) in [
        (
            "ForAllValues:StringLike",
            Some(list(&["PostDateTime", "Message"])),
            true,
        ),
        (
            "ForAllValues:StringLike",
            Some(list(&["PostDateTime", "Message", "ID"])),
            false,
        ),
        (
            "ForAllValues:StringLike",
            Some(list(&["PostDateTime", "UserName"])),
            false,
        ),
        (
            "ForAnyValue:StringLike",
            Some(list(&["UserName", "Message", "PostDateTime"])),
            true,
        ),
        ("ForAnyValue:StringLike", Some(list(&["UserName"])), false),
        // A single value is a set of one.
        ("ForAnyValue:StringLike", Some("Tags".into()), true),
        ("ForAllValues:StringLike", Some("Tags".into()), true),
        ("ForAllValues:StringLike", Some("ID".into()), false),
        // "ForAllValues also returns true if there are no context keys in the request"
        ("ForAllValues:StringLike", None, true),
        ("ForAnyValue:StringLike", None, false),
        ("ForAllValues:StringLike", Some(list(&[])), true),
        ("ForAnyValue:StringLike", Some(list(&[])), false),
        // "or if the context key value resolves to a null dataset, such as an empty string"
        ("ForAllValues:StringLike", Some("".into()), true),
        ("ForAnyValue:StringLike", Some("".into()), false),
        // Negated: every value, or one at least, is none of the policy's.
        (
            "ForAllValues:StringNotLike",
            Some(list(&["ID", "UserName"])),
            true,
        ),
        (
            "ForAllValues:StringNotLike",
            Some(list(&["ID", "Tags"])),
            false,
        ),
        ("ForAllValues:StringNotLike", None, true),
        (
            "ForAnyValue:StringNotLike",
            Some(list(&["ID", "Tags"])),
            true,
        ),
        (
            "ForAnyValue:StringNotLike",
            Some(list(&["Message", "Tags"])),
            false,
        ),
        ("ForAnyValue:StringNotLike", None, false),
        ("ForAnyValue:StringLikeIfExists", None, true),
        ("ForAllValues:StringLikeIfExists", None, true),
        ("ForAnyValue:StringLikeIfExists", Some(list(&["ID"])), false),
        // Without one, several values are as several single ones (unverified).
        ("StringLike", Some(list(&["ID", "Tags"])), true),
        ("StringNotLike", Some(list(&["ID", "Tags"])), false),
        ("StringNotLike", Some(list(&["ID"])), true),
    ] {
        let condition = json!({operator: {"dynamodb:Attributes": attributes}});
        let keys = requested
            .clone()
            .map(|values| ("dynamodb:Attributes", values));
        assert_eq!(
            holds(&condition, keys.as_slice()),
            expected,
            "{operator} {requested:?}"
        );
    }
}

/// "If your policy has multiple condition operators, or multiple keys in a single condition operator, [they] are evaluated using
/// a logical AND. If a single condition operator includes multiple values for a context key, those values are evaluated using a
/// logical OR." and, where it is negated, a logical NOR.
#[test]
fn keys_and_operators_are_joined_by_and_values_by_or() {
    let condition = json!({
        "StringEquals": {"aws:PrincipalTag/department": ["finance", "hr", "legal"], "aws:PrincipalTag/role": ["audit", "security"]},
        "ArnLike": {"aws:PrincipalArn": "arn:aws:iam::111122223333:user/division/*"},
    });
    let keys = |department: &'static str, role: &'static str| {
        [
            ("aws:PrincipalTag/Department", department.into()),
            ("AWS:principaltag/ROLE", role.into()),
        ]
    };
    assert!(holds(&condition, &keys("hr", "audit")));
    assert!(holds(&condition, &keys("legal", "security")));
    assert!(!holds(&condition, &keys("hr", "developer")));
    assert!(!holds(&condition, &keys("sales", "audit")));
    let negated = json!({"StringNotEquals": {"aws:PrincipalTag/department": ["finance", "hr"]}});
    assert!(!holds(&negated, &keys("hr", "audit")));
    assert!(holds(&negated, &keys("sales", "audit")));
}

#[test]
fn an_operator_without_values_matches_nothing() {
    let there = [("test:key", "a".into())];
    assert!(!holds(&json!({"StringEquals": {"test:key": []}}), &there));
    assert!(holds(&json!({"StringNotEquals": {"test:key": []}}), &there));
    assert!(holds(&json!({"StringEquals": {}}), &there));
    assert!(holds(&json!({}), &there));
}

/// <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_variables.html#principaltable> and
/// <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html#condition-keys-principal-properties>
#[test]
fn who_asks_is_known_by_its_keys() {
    let known = |principal: Principal<'static>, key: &str| {
        let policy = json!({
            "Version": "2012-10-17",
            "Statement": {"Effect": "Allow", "Principal": "*", "Action": "sqs:*", "Condition": {"StringLike": {key: "*"}}},
        });
        let policy = resource(&policy.to_string());
        let keys = NoKeys;
        let request = request(principal, "sqs:SendMessage", "*", &keys);
        policy.matching(&request).count() == 1
    };
    let keys = [
        "aws:username",
        "aws:userid",
        "aws:PrincipalArn",
        "aws:PrincipalAccount",
        "aws:PrincipalServiceName",
    ];
    for (principal, expected) in [
        (ROOT, [false, true, true, true, false]),
        (USER, [true, true, true, true, false]),
        (SESSION, [false, true, true, true, false]),
        (S3, [false, false, false, false, true]),
        (Principal::Anonymous, [false, true, false, false, false]),
    ] {
        assert_eq!(
            keys.map(|key| known(principal, key)),
            expected,
            "{principal:?}"
        );
    }
    let all = [
        (
            "aws:PrincipalArn",
            "arn:aws:iam::111122223333:role/path/examplerole",
        ),
        ("aws:PrincipalType", "AssumedRole"),
        ("aws:PrincipalIsAWSService", "false"),
        ("aws:ResourceAccount", ACCOUNT),
        ("aws:userid", "AROADBQP57FF2AEXAMPLE:examplesession"),
    ];
    for (key, value) in all {
        let policy = json!({
            "Version": "2012-10-17",
            "Statement": {"Effect": "Allow", "Action": "*", "Resource": "*", "Condition": {"StringEquals": {key: value}}},
        });
        let keys = NoKeys;
        let request = request(SESSION, "sqs:SendMessage", "*", &keys);
        assert_eq!(
            verdict(&identity(&policy.to_string()), &request),
            Some(true),
            "{key}"
        );
    }
}
