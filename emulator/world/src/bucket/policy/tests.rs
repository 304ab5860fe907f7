//! What S3 takes for the policy of a bucket, fact by fact.

use jiff::Timestamp;
use serde_json::{Value, json};

use super::actions::{OF_BUCKETS, OF_OBJECTS};
use super::read;
use crate::bucket::state::Bucket;
use crate::iam::Iam;
use crate::origin::{AccountId, Region};

const BUCKET: &str = "arn:aws:s3:::bkt";
const OBJECTS: &str = "arn:aws:s3:::bkt/*";

/// The refusal of a text by a bucket of this Region, or nothing.
fn refusal_in(region: &str, text: &str) -> String {
    let region = Region::new(region);
    let bucket = Bucket::new(AccountId::default(), region, Timestamp::UNIX_EPOCH);
    let refused = read(text, "bkt", &bucket, &Iam::default()).err();
    refused.map(|fault| fault.to_string()).unwrap_or_default()
}

fn refusal(text: &str) -> String {
    refusal_in("us-east-1", text)
}

fn document(statement: &Value) -> String {
    json!({"Version": "2012-10-17", "Statement": statement}).to_string()
}

fn statement(actions: &Value, resources: &Value) -> Value {
    json!({"Effect": "Allow", "Principal": "*", "Action": actions, "Resource": resources})
}

fn of(actions: &Value, resources: &Value) -> String {
    refusal(&document(&statement(actions, resources)))
}

#[test]
fn an_action_is_for_a_resource_of_its_statement() {
    for (actions, resources) in [
        (json!("s3:GetObject"), json!(OBJECTS)),
        (
            json!("s3:getobject"),
            json!("arn:aws:s3:::bkt/a/${aws:username}/?"),
        ),
        (json!("s3:ListBucket"), json!(BUCKET)),
        (
            json!(["s3:ListBucket", "s3:PutObject"]),
            json!([BUCKET, OBJECTS]),
        ),
        (
            json!(["s3:ListBucket", "s3:PutObject"]),
            json!("arn:aws:s3:::bkt*"),
        ),
        (json!("s3:*"), json!(BUCKET)),
        (json!("*"), json!(OBJECTS)),
        (json!("s3:Get*"), json!(OBJECTS)),
        (json!("s3:Get*"), json!(BUCKET)),
        (json!("s3:List*"), json!(OBJECTS)),
    ] {
        assert_eq!(of(&actions, &resources), "", "{actions} {resources}");
    }
    let unfitting = "Action does not apply to any resource(s) in statement";
    for (actions, resources) in [
        (json!("s3:GetObject"), json!(BUCKET)),
        (json!("s3:ListBucket"), json!(OBJECTS)),
        (json!(["s3:GetObject", "s3:ListBucket"]), json!(OBJECTS)),
        (json!(["s3:GetObject", "s3:ListBucket"]), json!(BUCKET)),
        (json!("s3:GetObject*"), json!(BUCKET)),
        (
            json!("s3:PutBucket*"),
            json!(["arn:aws:s3:::bkt/a", OBJECTS]),
        ),
    ] {
        assert_eq!(of(&actions, &resources), unfitting, "{actions} {resources}");
    }
}

#[test]
fn a_resource_is_the_bucket_or_in_it() {
    for resource in [
        "*",
        "arn:aws:s3:::*",
        "arn:aws:s3:::other/*",
        "arn:aws:s3:::bkt2/*",
        "arn:aws:s3:::bk*",
        "arn:aws:s3:us-east-1:000000000000:accesspoint/bkt",
        "arn:aws-cn:s3:::bkt/*",
    ] {
        for resources in [json!(resource), json!([OBJECTS, resource])] {
            let refused = of(&json!("s3:GetObject"), &resources);
            assert_eq!(refused, "Policy has invalid resource", "{resources}");
        }
    }
    let there = document(&statement(&json!("s3:*"), &json!("arn:aws-cn:s3:::bkt/*")));
    assert_eq!(refusal_in("cn-north-1", &there), "");
}

#[test]
fn an_action_is_one_of_buckets_or_objects() {
    for action in ["s3:GetObjectX", "s3:Frob*", "s3:ListAllMyBuckets", "sqs:*"] {
        let refused = of(&json!(["s3:GetObject", action]), &json!(OBJECTS));
        assert_eq!(refused, "Policy has invalid action", "{action}");
    }
}

/// The table against the list that the operations are held against.
#[test]
fn every_action_of_buckets_and_objects_is_known_as_such() {
    let listed = include_str!("../../access/tests/actions.txt").lines();
    let listed = listed.filter_map(|line| line.strip_prefix("s3:"));
    let of = |kind: &str| -> Vec<&str> {
        let listed = listed.clone().map(|line| line.split_once(' '));
        let listed = listed.flatten().filter(|(_, kinds)| {
            let mut kinds = kinds.split(' ');
            kinds.any(|known| known == kind)
        });
        listed.map(|(action, _)| action).collect()
    };
    assert_eq!(of("bucket"), OF_BUCKETS);
    assert_eq!(of("object"), OF_OBJECTS);
}

#[test]
fn a_condition_key_is_one_that_there_is() {
    let of = |key: &str| {
        let mut statement = statement(&json!("s3:GetObject"), &json!(OBJECTS));
        statement["Condition"] = json!({"StringEquals": {"aws:PrincipalType": "User", key: "x"}});
        refusal(&document(&statement))
    };
    for key in [
        "s3:prefix",
        "S3:X-Amz-Acl",
        "s3:ExistingObjectTag/a",
        "s3:TlsVersion",
        "aws:PrincipalOrgID",
        "accounts.google.com:aud",
    ] {
        assert_eq!(of(key), "", "{key}");
    }
    for key in ["s3:nosuchkey", "foo", "s3:ExistingObjectTag/", "s3:", ":x"] {
        assert_eq!(of(key), "Policy has an invalid condition key", "{key}");
    }
}

#[test]
fn a_text_begins_with_its_document() {
    let first_byte = "Policies must be valid JSON and the first byte must be '{'";
    let policy = document(&statement(&json!("s3:GetObject"), &json!(OBJECTS)));
    for text in ["", "policy.json", "[]", &format!(" {policy}")] {
        assert_eq!(refusal(text), first_byte, "{text}");
    }
    let text = policy.strip_suffix('}').unwrap();
    assert_eq!(refusal(text), "This policy contains invalid Json");
}

#[test]
fn a_policy_has_twenty_kibibytes_without_its_white_space_at_most() {
    let of = |id: usize| {
        let statement = statement(&json!("s3:GetObject"), &json!(OBJECTS));
        json!({"Version": "2012-10-17", "Id": "x".repeat(id), "Statement": statement})
    };
    let most = 20_480 - of(0).to_string().len();
    let spaced = serde_json::to_string_pretty(&of(most)).unwrap();
    assert_eq!(refusal(&spaced), "");
    assert_eq!(
        refusal(&of(most + 1).to_string()),
        "Normalized policy document exceeds the maximum allowed size of 20480 bytes"
    );
}

#[test]
fn everything_but_something_is_taken_as_it_comes() {
    let statement = json!({
        "Effect": "Deny", "Principal": "*", "NotAction": "s3:GetObjectX", "NotResource": "arn:aws:s3:::other/*",
    });
    assert_eq!(refusal(&document(&statement)), "");
}

/// Each is looked at once; each beside each other it would be a minute of this test.
#[test]
fn many_actions_are_each_looked_at_once() {
    let many: Vec<String> = (0..1_500).map(|_| "s3:rest*".to_owned()).collect();
    assert_eq!(of(&json!(many), &json!(OBJECTS)), "");
}

/// The documented principal of a distribution, which is no account's.
#[test]
fn cloudfronts_origin_access_identity_may_read() {
    let mut read = statement(&json!("s3:GetObject"), &json!(OBJECTS));
    read["Principal"] = json!({"AWS": "arn:aws:iam::cloudfront:user/CloudFront Origin Access Identity E2QWRUHAPOMQZL"});
    assert_eq!(refusal(&document(&read)), "");
}
