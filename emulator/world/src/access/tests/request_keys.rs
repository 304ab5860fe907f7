//! What policies may ask of how a request came: whence, by what, how signed, with which of S3's headers; and of temporary credentials.

use jiff::SignedDuration;
use serde_json::{Value, json};

use super::OWN;
use super::identities::{Dev, get, put};
use crate::bucket::PutBucketVersioning;
use crate::bucket::Versioning;
use crate::bucket::create::CreateBucket;
use crate::bucket::delete::{DeleteObjects, ObjectIdentifier};
use crate::iam::{CreateRole, PutRolePolicy};
use crate::provenance::{Provenance, Signature, SignatureVersion};
use crate::queue::GetQueueUrl;
use crate::sts::AssumeRole;

const ROLE: &str = "arn:aws:iam::000000000000:role/r";

/// May do everything where the condition holds.
fn all_where(condition: &Value) -> Value {
    json!([{"Effect": "Allow", "Action": "*", "Resource": "*", "Condition": condition}])
}

fn dev(provenance: Provenance) -> Dev {
    Dev {
        provenance,
        ..Dev::with_objects(&["k"])
    }
}

fn url() -> GetQueueUrl {
    super::get_queue_url(None)
}

#[test]
fn whence_a_request_comes_and_by_what_are_conditions() {
    let mut dev = dev(Provenance {
        source_ip: "203.0.113.7".parse().unwrap(),
        user_agent: Some("aws-cli/2.1 Python".to_owned()),
        referer: Some("https://example.com/a".to_owned()),
        ..Provenance::default()
    });
    dev.clients.create_queue(OWN, "orders");
    for (condition, is_let) in [
        (
            json!({"IpAddress": {"aws:SourceIp": "203.0.113.0/24"}}),
            true,
        ),
        (
            json!({"IpAddress": {"aws:SourceIp": ["10.0.0.0/8", "127.0.0.1"]}}),
            false,
        ),
        (
            json!({"NotIpAddress": {"aws:SourceIp": "10.0.0.0/8"}}),
            true,
        ),
        (json!({"StringLike": {"aws:UserAgent": "aws-cli/*"}}), true),
        (json!({"StringLike": {"aws:UserAgent": "Boto3/*"}}), false),
        (
            json!({"StringLike": {"aws:Referer": "https://example.com/*"}}),
            true,
        ),
        (json!({"Null": {"aws:Referer": "true"}}), false),
    ] {
        dev.may(&all_where(&condition));
        for refusal in [dev.refusal(url()), dev.refusal(get("k", None))] {
            assert_eq!(refusal == "allowed", is_let, "{condition}: {refusal}");
        }
    }
}

/// The commonest policy of all that ask for it.
#[test]
fn a_denial_of_other_networks_lets_its_own_pass() {
    let mut dev = dev(Provenance::default());
    let mut statements = all_where(&json!({}));
    let denial = json!({
        "Effect": "Deny", "Action": "*", "Resource": "*",
        "Condition": {"NotIpAddress": {"aws:SourceIp": ["127.0.0.0/8", "::1/128"]}},
    });
    statements.as_array_mut().unwrap().push(denial);
    dev.may(&statements);
    assert_eq!(dev.refusal(get("k", None)), "allowed");
    dev.provenance.source_ip = "::1".parse().unwrap();
    assert_eq!(dev.refusal(get("k", None)), "allowed");
    dev.provenance.source_ip = "203.0.113.7".parse().unwrap();
    assert!(dev.refusal(get("k", None)).contains("explicit deny"));
}

#[test]
fn how_a_request_of_s3_is_signed_and_its_headers_are_conditions() {
    let headers = [
        ("x-amz-server-side-encryption", "AES256"),
        ("x-amz-acl", "bucket-owner-full-control"),
        ("x-amz-content-sha256", "UNSIGNED-PAYLOAD"),
        ("if-none-match", "*"),
    ];
    let headers = headers.map(|(name, value)| (name, value.to_owned()));
    let mut dev = dev(Provenance {
        signature: Some(Signature {
            version: SignatureVersion::V4,
            is_presigned: true,
        }),
        headers: headers.into(),
        ..Provenance::default()
    });
    dev.clients.create_queue(OWN, "orders");
    for (condition, is_let) in [
        (
            json!({"StringEquals": {"s3:authType": "REST-QUERY-STRING"}}),
            true,
        ),
        (
            json!({"StringEquals": {"s3:authType": "REST-HEADER"}}),
            false,
        ),
        (
            json!({"StringEquals": {"s3:signatureversion": "AWS4-HMAC-SHA256"}}),
            true,
        ),
        (json!({"StringEquals": {"s3:ResourceAccount": OWN}}), true),
        (
            json!({"StringEquals": {"s3:ResourceAccount": "111122223333"}}),
            false,
        ),
        (
            json!({"StringEquals": {"s3:x-amz-server-side-encryption": "AES256"}}),
            true,
        ),
        (
            json!({"StringEquals": {"s3:x-amz-server-side-encryption": "aws:kms"}}),
            false,
        ),
        (
            json!({"StringEquals": {"s3:x-amz-acl": "bucket-owner-full-control"}}),
            true,
        ),
        (
            json!({"StringNotEquals": {"s3:x-amz-content-sha256": "UNSIGNED-PAYLOAD"}}),
            false,
        ),
        (json!({"Null": {"s3:if-none-match": "false"}}), true),
        (json!({"Null": {"s3:x-amz-storage-class": "true"}}), true),
    ] {
        dev.may(&all_where(&condition));
        let refusal = dev.refusal(put("k"));
        assert_eq!(refusal == "allowed", is_let, "{condition}: {refusal}");
    }
    // What is read on the way has none of what is said of what is written.
    dev.may(&all_where(
        &json!({"Null": {"s3:x-amz-acl": "true", "s3:if-none-match": "true"}}),
    ));
    assert_eq!(dev.refusal(get("k", None)), "allowed");
    assert_ne!(dev.refusal(put("k")), "allowed");
    dev.may(&all_where(&json!({"Null": {"s3:authType": "false"}})));
    assert_ne!(
        dev.refusal(url()),
        "allowed",
        "a queue knows none of S3's keys"
    );
}

#[test]
fn where_a_bucket_is_made_is_a_condition() {
    let mut dev = Dev::new();
    dev.may(&all_where(
        &json!({"StringEquals": {"s3:LocationConstraint": "eu-west-1"}}),
    ));
    let create = |constraint: &str| CreateBucket {
        bucket: "made".to_owned(),
        location_constraint: Some(constraint.to_owned()),
    };
    assert!(dev.refusal(create("eu-west-2")).contains("not authorized"));
    assert!(!dev.refusal(create("eu-west-1")).contains("not authorized"));
}

/// A session of `r`, which may do everything where the condition holds.
fn session(trust: &Value, condition: &Value) -> Result<Dev, String> {
    let mut dev = Dev::with_objects(&["k"]);
    dev.now = "2026-04-19T13:28:51Z".parse().unwrap();
    let mut statement =
        json!({"Effect": "Allow", "Principal": {"AWS": OWN}, "Action": "sts:AssumeRole"});
    statement["Condition"] = trust.clone();
    let role = CreateRole {
        role_name: "r".to_owned(),
        assume_role_policy_document: json!({"Version": "2012-10-17", "Statement": statement})
            .to_string(),
        ..CreateRole::default()
    };
    dev.clients.call(OWN, role).unwrap();
    let policy = PutRolePolicy {
        role_name: "r".to_owned(),
        policy_name: "p".to_owned(),
        policy_document: json!({"Version": "2012-10-17", "Statement": all_where(condition)})
            .to_string(),
    };
    dev.clients.call(OWN, policy).unwrap();
    dev.may(&all_where(&json!({})));
    let assume = AssumeRole {
        role_arn: ROLE.to_owned(),
        role_session_name: "session".to_owned(),
        ..AssumeRole::default()
    };
    let assumed = dev.call(assume).map_err(|error| error.to_string())?;
    dev.key = assumed.credentials.access_key_id;
    Ok(dev)
}

#[test]
fn temporary_credentials_say_since_when_and_that_there_was_no_mfa() {
    for (condition, is_let) in [
        (
            json!({"DateGreaterThan": {"aws:TokenIssueTime": "2026-04-19T13:00:00Z"}}),
            true,
        ),
        (
            json!({"DateGreaterThan": {"aws:TokenIssueTime": "2026-04-19T14:00:00Z"}}),
            false,
        ),
        (
            json!({"Bool": {"aws:MultiFactorAuthPresent": "false"}}),
            true,
        ),
        (
            json!({"BoolIfExists": {"aws:MultiFactorAuthPresent": "true"}}),
            false,
        ),
    ] {
        let mut dev = session(&json!({}), &condition).unwrap();
        dev.now += SignedDuration::from_mins(10);
        let refusal = dev.refusal(get("k", None));
        assert_eq!(refusal == "allowed", is_let, "{condition}: {refusal}");
    }
    let mut lasting = Dev::with_objects(&["k"]);
    lasting.may(&all_where(
        &json!({"Null": {"aws:TokenIssueTime": "true", "aws:MultiFactorAuthPresent": "true"}}),
    ));
    assert_eq!(lasting.refusal(get("k", None)), "allowed");
}

#[test]
fn a_trust_policy_may_ask_whence_the_request_comes() {
    let here = json!({"IpAddress": {"aws:SourceIp": "127.0.0.0/8"}});
    assert!(session(&here, &json!({})).is_ok());
    let elsewhere = json!({"IpAddress": {"aws:SourceIp": "10.0.0.0/8"}});
    assert!(session(&elsewhere, &json!({})).is_err());
}

/// As each is decided by itself.
#[test]
fn each_version_of_delete_objects_is_a_condition_of_its_own() {
    let mut dev = Dev::with_objects(&[]);
    let versioning = PutBucketVersioning {
        bucket: "logs".to_owned(),
        status: Versioning::Enabled,
    };
    dev.clients.call(OWN, versioning).unwrap();
    let versions = [1, 2].map(|_| dev.clients.call(OWN, put("k")).unwrap().version_id.unwrap());
    dev.may(&all_where(
        &json!({"StringEquals": {"s3:VersionId": versions[0]}}),
    ));
    let objects = versions.map(|version| ObjectIdentifier {
        key: "k".to_owned(),
        version_id: Some(version),
        if_match: None,
    });
    let delete = DeleteObjects {
        bucket: "logs".to_owned(),
        objects: objects.into(),
    };
    let deleted = dev.call(delete).unwrap().results;
    let is_deleted: Vec<_> = deleted.iter().map(|(_, result)| result.is_ok()).collect();
    assert_eq!(is_deleted, [true, false]);
}
