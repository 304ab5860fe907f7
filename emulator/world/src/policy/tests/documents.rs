//! What is a document, and AWS's words for what is none.

use serde_json::{Value as Json, json};

use super::*;

const BUCKET: &str = "arn:aws:s3:::example_bucket";

fn statement(elements: Json) -> Json {
    json!({"Version": "2012-10-17", "Statement": elements})
}

/// A statement that is fine but for these elements.
fn with(elements: Json) -> Json {
    let mut whole = json!({"Effect": "Allow", "Action": "s3:ListBucket", "Resource": BUCKET});
    for (name, value) in elements.as_object().unwrap() {
        match value {
            Json::Null => whole.as_object_mut().unwrap().remove(name),
            value => whole
                .as_object_mut()
                .unwrap()
                .insert(name.clone(), value.clone()),
        };
    }
    statement(whole)
}

fn refusal(document: &Json, kind: DocumentKind) -> String {
    match Policy::parse(&document.to_string(), kind) {
        Ok(_) => "accepted".to_owned(),
        Err(error) => error.to_string(),
    }
}

/// Recorded by moto: `tests/test_iam/test_iam_policies.py`.
#[test]
fn what_is_no_identity_policy_is_refused_in_the_words_of_aws() {
    for case in include_str!("identity_refusals.txt").lines() {
        let (document, message) = case.split_once(" => ").expect("a document and a message");
        let document: Json = serde_json::from_str(document).unwrap();
        assert_eq!(
            refusal(&document, DocumentKind::Managed),
            message,
            "{document}"
        );
    }
}

/// Recorded by moto: `tests/test_iam/test_iam_policies.py`.
#[test]
fn what_aws_takes_is_an_identity_policy() {
    for document in [
        with(json!({"Resource": [BUCKET]})),
        with(json!({"Action": "iam: asdf safdsf af "})),
        with(json!({"Resource": [BUCKET, "*"]})),
        with(json!({"Action": "*"})),
        statement(json!([{"Effect": "Allow", "Action": "s3:ListBucket", "Resource": BUCKET}])),
        with(json!({"Resource": "arn:aws:iam:::user/example_bucket"})),
        with(json!({"Resource": "arn:aws:s33:::example_bucket"})),
        with(json!({"Resource": "arn:aws:fdsasf"})),
        with(json!({"Condition": {}})),
        with(json!({"Condition": {"ForAllValues:StringEquals": {"aws:TagKeys": "Department"}}})),
        with(json!({"Resource": "arn:aws:cloudwatch:us-east-1::example_bucket"})),
        with(json!({"Resource": "arn:aws:invalid-service:us-east-1::example_bucket"})),
        with(json!({"Condition": {"DateGreaterThan": {}}})),
        with(json!({"Condition": {"DateGreaterThan": {"a": []}}})),
        with(json!({"Condition": {"a": {}}})),
        with(json!({"Condition": {"x": {}, "y": {}}})),
        with(json!({"Condition": {"DateGreaterThan": {"a": "01T"}}})),
        with(json!({"Condition": {"DateLessThan": {"a": "-292275054"}}})),
        with(json!({"Condition": {"StringEqualsIfExists": {"a": "asf"}}})),
        with(json!({"Condition": {"ForAnyValue:StringEqualsIfExists": {"a": "asf"}}})),
        with(json!({"Sid": "dsfsdfsdfsdfsdfsadfsd"})),
        with(
            json!({"Action": null, "NotAction": "s3:ListBucket", "Resource": null, "NotResource": "*"}),
        ),
        with(json!({"Action": "aaaaaadsfdsafsadfsadfaaaaa:ListBucket"})),
        with(json!({"Action": "s3-s:ListBucket"})),
        with(json!({"Action": "s3.s:ListBucket"})),
        json!({"Version": "2012-10-17", "Id": "sdfsdfsdf", "Statement": {"Effect": "Allow", "NotAction": "s3:ListBucket", "Resource": BUCKET}}),
        with(
            json!({"Resource": ["arn:aws:iam::*:user/${aws:username}", "arn:aws:s3:::b/${cognito-identity.amazonaws.com:sub}/*"]}),
        ),
    ] {
        assert_eq!(
            refusal(&document, DocumentKind::Managed),
            "accepted",
            "{document}"
        );
    }
}

#[test]
fn an_element_that_stands_twice_is_refused() {
    for text in [
        r#"{"Version": "2012-10-17", "Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "*", "Resource": "*"}}"#,
        r#"{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Effect": "Deny", "Action": "*", "Resource": "*"}}"#,
        r#"{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "*", "Resource": "*", "Condition": {"Bool": {"a:b": "true"}, "Bool": {"a:b": "false"}}}}"#,
        r#"{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "*", "Resource": "*", "Condition": {"Bool": {"a:b": "true", "a:b": "false"}}}}"#,
    ] {
        let parsed = Policy::parse(text, DocumentKind::Managed);
        assert_eq!(parsed, Err(PolicyError::SyntaxErrors), "{text}");
    }
}

#[test]
fn a_policy_within_a_role_may_be_of_the_older_version() {
    for document in [
        json!({"Statement": {"Effect": "Allow", "Action": "*", "Resource": "*"}}),
        json!({"Version": "2008-10-17", "Statement": {"Effect": "Allow", "Action": "*", "Resource": "*"}}),
    ] {
        assert_eq!(
            refusal(&document, DocumentKind::Inline),
            "accepted",
            "{document}"
        );
    }
}

/// The messages as versitygw has them: `iamapi/policy/trust.go`.
#[test]
fn what_is_no_trust_policy_is_refused_in_the_words_of_aws() {
    let trust = |elements: Json| {
        let mut whole = json!({
            "Effect": "Allow",
            "Principal": {"Service": "lambda.amazonaws.com"},
            "Action": "sts:AssumeRole",
        });
        for (name, value) in elements.as_object().unwrap() {
            match value {
                Json::Null => whole.as_object_mut().unwrap().remove(name),
                value => whole
                    .as_object_mut()
                    .unwrap()
                    .insert(name.clone(), value.clone()),
            };
        }
        statement(whole)
    };
    let cases = [
        (trust(json!({})), "accepted"),
        (
            trust(
                json!({"Principal": {"AWS": ["111122223333", "arn:aws:iam::111122223333:root"]}}),
            ),
            "accepted",
        ),
        (
            trust(
                json!({"Principal": {"Federated": "cognito-identity.amazonaws.com"}, "Action": "sts:AssumeRoleWithWebIdentity"}),
            ),
            "accepted",
        ),
        (
            trust(json!({"Action": ["sts:AssumeRole", "sts:TagSession"]})),
            "accepted",
        ),
        (
            trust(json!({"Action": "sts:*"})),
            "AssumeRole policy may only specify STS AssumeRole actions.",
        ),
        (
            trust(json!({"Action": "*"})),
            "AssumeRole policy may only specify STS AssumeRole actions.",
        ),
        (
            trust(json!({"Action": "s3:GetObject"})),
            "AssumeRole policy may only specify STS AssumeRole actions.",
        ),
        (
            trust(json!({"Action": null})),
            "Missing required field Action",
        ),
        (
            trust(json!({"Resource": "*"})),
            "Has prohibited field Resource",
        ),
        (
            trust(json!({"NotResource": "*"})),
            "AssumeRole policy must not contain resources.",
        ),
        (
            trust(json!({"Principal": null})),
            "Missing required field Principal",
        ),
        (
            trust(json!({"Principal": {}})),
            "Missing required field Principal cannot be empty!",
        ),
        (
            trust(json!({"Principal": null, "NotPrincipal": {"AWS": "*"}})),
            "Allow with NotPrincipal is not allowed.",
        ),
        (
            trust(json!({"Effect": "Deny", "Principal": null, "NotPrincipal": {"AWS": "*"}})),
            "AssumeRole policy must not contain NotPrincipal field.",
        ),
        (trust(json!({"Effect": "allow"})), "Invalid effect: allow"),
        (
            trust(json!({"Effect": null})),
            "Missing required field Effect",
        ),
        (
            trust(json!({"Principal": {"AWS": "arn:aws:iam::111122223333:user/*"}})),
            "Invalid principal in policy: \"AWS\":\"arn:aws:iam::111122223333:user/*\"",
        ),
        (
            trust(json!({"Principal": {"Google": "x"}})),
            "Invalid principal in policy: \"Google\":\"x\"",
        ),
        (
            json!({"Version": "2012-10-17", "Statement": []}),
            "Could not parse the policy: Statement is empty!",
        ),
        (
            json!({"Version": "2012-10-17"}),
            "Missing required field Statement",
        ),
        (
            json!({"Version": "2011-10-17", "Statement": {}}),
            "The policy must contain a valid version string",
        ),
        (
            trust(json!({"Condition": {"StringEqual": {"sts:ExternalId": "1"}}})),
            "Invalid Condition type : StringEqual",
        ),
    ];
    for (document, message) in cases {
        assert_eq!(
            refusal(&document, DocumentKind::Trust),
            message,
            "{document}"
        );
    }
    let parsed = Policy::parse("{", DocumentKind::Trust);
    assert_eq!(
        parsed.unwrap_err().to_string(),
        "This policy contains invalid Json"
    );
}

#[test]
fn a_queues_policy_is_of_its_service() {
    let queue = "arn:aws:sqs:us-east-1:111122223333:queue";
    let sqs = DocumentKind::Resource(ResourceRules::SQS);
    let policy = |elements: Json| {
        let mut whole = json!({"Effect": "Allow", "Principal": "*", "Action": "SQS:SendMessage"});
        whole
            .as_object_mut()
            .unwrap()
            .extend(elements.as_object().unwrap().clone());
        statement(whole)
    };
    for (document, message) in [
        (policy(json!({"Resource": queue})), "accepted"),
        (policy(json!({})), "accepted"),
        (policy(json!({"Action": "*"})), "accepted"),
        (
            policy(json!({"Resource": []})),
            "Missing required field Resource",
        ),
        (
            policy(json!({"Resource": "queue"})),
            "Policy has invalid resource",
        ),
        (
            policy(json!({"Action": "sns:Publish"})),
            "Policy has invalid action",
        ),
        (
            policy(json!({"Action": "SendMessage"})),
            "Policy has invalid action",
        ),
        (
            policy(json!({"NotAction": "sqs:SendMessage"})),
            "Invalid policy syntax.",
        ),
        (policy(json!({"Sids": "1"})), "Unknown field Sids"),
    ] {
        assert_eq!(refusal(&document, sqs), message, "{document}");
    }
    let s3 = DocumentKind::Resource(ResourceRules::S3);
    let without = statement(json!({"Effect": "Allow", "Principal": "*", "Action": "s3:GetObject"}));
    assert_eq!(refusal(&without, s3), "Missing required field Resource");
}

/// What AWS may keep, where it does nothing, is refused here.
#[test]
fn a_value_that_can_never_match_is_refused() {
    for (operator, value) in [
        ("NumericEquals", "ten"),
        ("NumericEquals", "NaN"),
        ("Bool", "yes"),
        ("Null", "1"),
        ("IpAddress", "203.0.113.0/33"),
        ("BinaryEquals", "not base64!"),
        ("ArnLike", "arn:aws:sns"),
        ("StringEquals", "${aws:username"),
        ("StringLike", "${}"),
        ("StringLike", "${aws:username, nobody}"),
    ] {
        let document = with(json!({"Condition": {operator: {"a:b": value}}}));
        let message = format!("Invalid value in Conditions: {value}");
        assert_eq!(
            refusal(&document, DocumentKind::Managed),
            message,
            "{operator}"
        );
    }
    for document in [
        with(json!({"Condition": {"NullIfExists": {"a:b": "true"}}})),
        with(json!({"Condition": {"ForAnyValue:Null": {"a:b": "true"}}})),
        with(json!({"Resource": "arn:aws:s3:::bucket/${aws:username"})),
        with(json!({"Resource": "arn:aws:sqs:${aws:RequestedRegion}:111122223333:queue"})),
    ] {
        assert_eq!(
            refusal(&document, DocumentKind::Managed),
            "Syntax errors in policy.",
            "{document}"
        );
    }
}

#[test]
fn a_document_is_given_back_as_it_was_written() {
    let text = "{ \"Version\":\"2012-10-17\",\n \"Id\": \"one\", \"Statement\":{\"Sid\":\"A\",\"Effect\":\"Deny\",\"Action\":\"sqs:*\",\"Resource\":\"*\"} }";
    let policy = identity(text);
    assert_eq!(policy.text(), text);
    assert_eq!(policy.version(), Some("2012-10-17"));
    assert_eq!(policy.id(), Some("one"));
    assert_eq!(policy.size(), text.replace([' ', '\n'], "").len());
    let [statement] = policy.statements() else {
        panic!("one statement")
    };
    assert_eq!(statement.sid(), Some("A"));
    assert_eq!(
        &text[statement.span()],
        r#"{"Sid":"A","Effect":"Deny","Action":"sqs:*","Resource":"*"}"#
    );
    assert_eq!(statement.effect(), Effect::Deny);
    assert_eq!(statement.actions(), ["sqs:*"]);
    assert_eq!(statement.resources(), ["*"]);
}

#[test]
fn a_document_says_which_condition_keys_it_asks_for() {
    let policy = identity(
        &with(json!({
            "Resource": "arn:aws:s3:::b/${aws:PrincipalTag/Team}/*",
            "Condition": {"StringLike": {"s3:prefix": ["${aws:username}/*", "public/*"]}, "Null": {"aws:SourceArn": "true"}},
        }))
        .to_string(),
    );
    let keys: Vec<&str> = policy.condition_keys().collect();
    assert_eq!(
        keys,
        [
            "aws:PrincipalTag/Team",
            "aws:SourceArn",
            "s3:prefix",
            "aws:username"
        ]
    );
}
