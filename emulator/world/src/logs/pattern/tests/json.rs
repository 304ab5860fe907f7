//! Conditions on JSON. The events and most patterns are those of the guide, "Using filter patterns to match terms in JSON log events".

use super::{Fault, extracted, fault, matches};

const TRAIL: &str = r#"{
    "eventType": "UpdateTrail", "sourceIPAddress": "111.111.111.111",
    "arrayKey": ["value", "another value"],
    "objectList": [{"name": "a", "id": 1}, {"name": "b", "id": 2}],
    "SomeObject": null, "cluster.name": "c", "ThisFlag": true
}"#;

const USERS: &str = r#"{
    "user": {"id": 1, "email": "John.Stiles@example.com"},
    "users": [{"id": 2, "email": "John.Doe@example.com"}, {"id": 3, "email": "Jane.Doe@example.com"}],
    "actions": ["GET", "PUT", "DELETE"],
    "coordinates": [[0, 1, 2], [4, 5, 6], [7, 8, 9]]
}"#;

#[track_caller]
fn check(event: &str, patterns: &[(&str, bool)]) {
    for (pattern, expected) in patterns {
        assert_eq!(matches(pattern, event), *expected, "{pattern}");
    }
}

#[test]
fn texts_match_as_in_the_guides_examples() {
    check(
        TRAIL,
        &[
            (r#"{ $.eventType = "UpdateTrail" }"#, true),
            ("{$.eventType=UpdateTrail}", true),
            (r#"{ $.eventType = "updatetrail" }"#, false),
            ("{ $.sourceIPAddress != 123.123.* }", true),
            ("{ $.sourceIPAddress != 111.111.* }", false),
            (r#"{ $.arrayKey[0] = "value" }"#, true),
            (r#"{ $.arrayKey[2] = "value" }"#, false),
            (r#"{ $.eventType[0] = "value" }"#, false),
            ("{ $.objectList[1].id = 2 }", true),
            ("{ $.objectList[0].id = 2 }", false),
            ("{ $.SomeObject IS NULL }", true),
            ("{ $.eventType IS NULL }", false),
            ("{ $.SomeOtherObject IS NULL }", false),
            ("{ $.SomeOtherObject NOT EXISTS }", true),
            ("{ $.SomeObject NOT EXISTS }", false),
            ("{ $.ThisFlag IS TRUE }", true),
            ("{ $.ThisFlag IS FALSE }", false),
            ("{ $.eventType IS TRUE }", false),
            ("{ $.eventType = %Trail% }", true),
            ("{ $.arrayKey[0] = %val.{2}% }", true),
            ("{ $.eventType != %Trail% }", false),
            ("{ $.['cluster.name'] = \"c\" }", true),
            ("{ $.eventType = * }", true),
            ("{ $.eventType = \"*Trail\" }", true),
            ("{ $.eventType = Update* }", true),
            ("{ $.eventType = *dateT* }", true),
            // In the middle an asterisk is one.
            ("{ $.eventType = Up*Trail }", false),
        ],
    );
}

#[test]
fn compound_conditions_hold_as_in_the_guides_examples() {
    check(
        USERS,
        &[
            (
                r#"{ ($.user.id = 1) && ($.users[0].email = "John.Doe@example.com") }"#,
                true,
            ),
            (
                r#"{ ($.user.id = 2 && $.users[0].email = "nonmatch") || $.actions[2] = "GET" }"#,
                false,
            ),
            (
                r#"{ $.user.email = "John.Stiles@example.com" || $.coordinates[0][1] = nonmatch && $.actions[2] = nonmatch }"#,
                true,
            ),
            (
                r#"{ ($.user.email = "John.Stiles@example.com" || $.coordinates[0][1] = nonmatch) && $.actions[2] = nonmatch }"#,
                false,
            ),
            ("{ $.coordinates[1][2] = 6 }", true),
            ("{ $.users[*].id = 3 }", true),
            ("{ $.users[*].id = 4 }", false),
            ("{ $.user.* = 1 }", true),
        ],
    );
}

#[test]
fn numbers_are_compared_as_numbers() {
    let event =
        r#"{"latency": 500, "small": 0.001, "status": "404", "negative": -7, "exact": 55.50}"#;
    check(
        event,
        &[
            ("{ $.latency >= 500 }", true),
            ("{ $.latency > 500 }", false),
            ("{ $.latency < 10e3 }", true),
            ("{ $.small <= 1e-3 }", true),
            ("{ $.small < 10e-3 }", true),
            ("{ $.latency = 5e2 }", true),
            ("{ $.latency != 500.0 }", false),
            ("{ $.exact = 55.5 }", true),
            ("{ $.negative < +1000 }", true),
            ("{ $.negative = -7 }", true),
            ("{ $.latency = \"5*\" }", true),
            ("{ $.latency = 5* }", true),
            // A text is no number, however it looks.
            ("{ $.status > 400 }", false),
            ("{ $.status = 404 }", true),
            ("{ $.status = 404.0 }", false),
        ],
    );
}

/// "both {$.users = 1} and {$.users != 1} will fail to match a log event where users is an array".
#[test]
fn what_is_no_text_and_no_number_is_compared_with_nothing() {
    let event = r#"{"list": [1], "object": {"a": 1}, "flag": true, "none": null}"#;
    for name in ["list", "object", "flag", "none", "absent"] {
        for operator in ["=", "!="] {
            let pattern = format!("{{ $.{name} {operator} 1 }}");
            assert!(!matches(&pattern, event), "{pattern}");
        }
        assert!(!matches(&format!("{{ $.{name} = * }}"), event), "{name}");
    }
}

#[test]
fn what_is_no_object_matches_nothing() {
    for message in ["", "text", "[1]", "1", r#"{"a": 1"#, r#"{"a": 1} and more"#] {
        assert!(
            !matches("{ $.a NOT EXISTS || $.a = 1 }", message),
            "{message}"
        );
    }
    assert!(matches("{ $.a = 1 }", " {\"a\": 1}\n"));
}

/// Of CIS's benchmark, as thousands of accounts have them.
#[test]
fn patterns_of_benchmarks_are_understood() {
    let root = r#"{"userIdentity": {"type": "Root"}, "eventType": "AwsApiCall", "eventName": "DeleteGroupPolicy",
        "eventSource": "iam.amazonaws.com", "errorCode": "Client.UnauthorizedOperation"}"#;
    check(
        root,
        &[
            (
                r#"{$.userIdentity.type="Root" && $.userIdentity.invokedBy NOT EXISTS && $.eventType !="AwsServiceEvent"}"#,
                true,
            ),
            (
                "{($.eventSource=iam.amazonaws.com) && (($.eventName=DeleteGroupPolicy) || ($.eventName=DeleteRolePolicy))}",
                true,
            ),
            (
                r#"{($.errorCode="*UnauthorizedOperation") || ($.errorCode="AccessDenied*")}"#,
                true,
            ),
            (
                r#"{ $.eventName = "ConsoleLogin" && $.additionalEventData.MFAUsed != "Yes" }"#,
                false,
            ),
        ],
    );
}

#[test]
fn what_is_no_condition_is_no_pattern() {
    for pattern in [
        "{}",
        "{ }",
        "{ $ = 1 }",
        "{ $. = 1 }",
        "{ a = 1 }",
        "{ $.a }",
        "{ $.a = }",
        "{ $.a == 1 }",
        "{ $.a = 1",
        "{ $.a = 1 && }",
        "{ ($.a = 1 }",
        "{ $.a = 1) }",
        "{ $.a > text }",
        "{ $.a >= %1% }",
        "{ $.a IS NOT }",
        "{ $.a IS }",
        "{ $.a EXISTS }",
        "{ $.a NOT NULL }",
        "{ $.a[x] = 1 }",
        "{ $.a[99999999999999999999] = 1 }",
        "{ $.a = b@c }",
        "{ $.\"a-b\" = 1 }",
    ] {
        assert_eq!(fault(pattern), Fault::Syntax, "{pattern}");
    }
    assert!(matches("{ $.a-b_c = 1 }", r#"{"a-b_c": 1}"#));
}

#[test]
fn a_selector_has_one_wildcard_and_a_pattern_three() {
    assert_eq!(fault("{ $.a[*].b[*] = 1 }"), Fault::TooManyWildcards);
    let four = "{ $.a[*] = 1 || $.b[*] = 1 || $.c[*] = 1 || $.d[*] = 1 }";
    assert_eq!(fault(four), Fault::TooManyWildcards);
}

#[test]
fn texts_and_numbers_are_handed_out_by_their_selectors() {
    let pattern = "{ $.latency = * && ($.user.name = * || $.list[1] > 1 || $.flag IS TRUE) }";
    let event =
        r#"{"latency": 50.5, "user": {"name": "a"}, "list": [1, 2], "flag": true, "other": 1}"#;
    assert_eq!(
        extracted(pattern, event),
        ["$.latency=50.5", "$.list[1]=2", "$.user.name=a"]
    );
    assert!(extracted(pattern, "text").is_empty());
    assert!(extracted("text", "text").is_empty());
}
