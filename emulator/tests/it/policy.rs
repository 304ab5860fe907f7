//! The function's policy of `deploy/iam`, action by action, where no function has to run for it: the suite in `e2e/` takes each away under a function.

use aws_endpoint::Emulator;
use aws_endpoint::stack::policies::{self, Names};
use aws_world::Request;
use aws_world::bucket::GetObject;
use aws_world::function::{CreateEventSourceMapping, CreateFunction, FunctionCode};
use aws_world::iam::{CreateAccessKey, CreateRole, CreateUser, PutRolePolicy, PutUserPolicy};
use aws_world::origin::Origin;
use serde_json::{Value, json};

use crate::support::scripted_function;
use crate::wire::{send, start};

const ROLE: &str = "arn:aws:iam::000000000000:role/r";

/// A role with the guide's policy, without `action` where one is named, beside a bucket that keeps versions, a queue and a function.
async fn deployed(without: Option<&str>) -> Emulator {
    let emulator = start().await;
    let aws = emulator.aws();
    let root = Origin::default();
    let create = CreateRole {
        role_name: "r".to_owned(),
        assume_role_policy_document: policies::TRUST.to_owned(),
        ..CreateRole::default()
    };
    aws.call(&root, create).unwrap();
    let document = policies::permissions(&Names {
        bucket: "logs",
        queue: "q",
        function: "f",
        namespace: "N",
        partition: "aws",
    });
    let quoted = without.map(|action| format!("\"{action}\""));
    let document = match &quoted {
        Some(quoted) => {
            assert!(document.contains(quoted), "{quoted}");
            document.replace(quoted, "\"s3:GetBucketVersioning\"")
        }
        None => document,
    };
    let put = PutRolePolicy {
        role_name: "r".to_owned(),
        policy_name: "p".to_owned(),
        policy_document: document,
    };
    aws.call(&root, put).unwrap();
    let function = CreateFunction {
        function_name: "f".to_owned(),
        role: Some(ROLE.to_owned()),
        code: FunctionCode {
            executable_path: Some(scripted_function()),
            ..FunctionCode::default()
        },
        ..CreateFunction::default()
    };
    aws.call(&root, function).unwrap();
    let queue = [("x-amz-target", "AmazonSQS.CreateQueue")];
    send(&emulator, "POST /", &queue, br#"{"QueueName":"q"}"#).await;
    let versioning = b"<VersioningConfiguration xmlns=\"http://s3.amazonaws.com/doc/2006-03-01/\"><Status>Enabled</Status></VersioningConfiguration>";
    for (call, body) in [
        ("PUT /logs", b"".as_slice()),
        ("PUT /logs?versioning", versioning),
        ("PUT /logs/a", b"x"),
    ] {
        let answer = send(&emulator, call, &[], body).await;
        assert_eq!(answer.status, 200, "{call}: {}", answer.text());
    }
    emulator
}

/// What a call comes to that is made as the role.
fn as_role<R: Request<Error: std::fmt::Display>>(emulator: &Emulator, request: R) -> String {
    let session = emulator.aws().open_role_session(ROLE, "f").unwrap();
    let origin = Origin {
        access_key: Some(session.access_key_id.into()),
        ..Origin::default()
    };
    let answer = emulator.aws().call(&origin, request);
    answer.map_or_else(|error| error.to_string(), |_| "ok".to_owned())
}

async fn read(without: Option<&str>, key: &str, is_versioned: bool) -> String {
    let emulator = deployed(without).await;
    let written = send(&emulator, "PUT /logs/a", &[], b"y").await;
    let version = written.header("x-amz-version-id").unwrap();
    let get = GetObject {
        bucket: "logs".to_owned(),
        key: key.to_owned(),
        version_id: is_versioned.then(|| version.to_owned()),
        ..GetObject::default()
    };
    as_role(&emulator, get)
}

/// A notification of such a bucket names the version, which is read.
#[tokio::test]
async fn versions_are_missed_where_the_bucket_keeps_them() {
    assert_eq!(read(None, "a", true).await, "ok");
    let refused = read(Some("s3:GetObjectVersion"), "a", true).await;
    assert!(
        refused.contains("perform: s3:GetObjectVersion"),
        "{refused}"
    );
}

/// That an object is missing is told to who may list: anybody else cannot tell it from one that they may not read.
#[tokio::test]
async fn listing_is_missed_where_an_object_is_missing() {
    let missing = read(None, "absent", false).await;
    assert!(missing.contains("does not exist"), "{missing}");
    let refused = read(Some("s3:ListBucket"), "absent", false).await;
    assert!(refused.contains("perform: s3:ListBucket"), "{refused}");
}

/// Lambda asks for it when the mapping is made, not when it runs.
#[tokio::test]
async fn the_queues_attributes_are_missed_when_it_is_mapped() {
    for (without, expected) in [
        (None, "made"),
        (
            Some("sqs:GetQueueAttributes"),
            "The function execution role does not have permissions to call GetQueueAttributes on SQS",
        ),
    ] {
        let emulator = deployed(without).await;
        let map = CreateEventSourceMapping {
            event_source_arn: "arn:aws:sqs:us-east-1:000000000000:q".to_owned(),
            function_name: "f".to_owned(),
            ..CreateEventSourceMapping::default()
        };
        let made = emulator.aws().call(&Origin::default(), map);
        let made = made.map_or_else(|error| error.to_string(), |_| "made".to_owned());
        assert_eq!(made, expected);
        emulator.shutdown().await;
    }
}

/// A user with this one statement, whose key comes back.
fn user_who(emulator: &Emulator, statement: &Value) -> String {
    let aws = emulator.aws();
    let root = Origin::default();
    let user = CreateUser {
        user_name: "dev".to_owned(),
        ..CreateUser::default()
    };
    aws.call(&root, user).unwrap();
    let put = PutUserPolicy {
        user_name: "dev".to_owned(),
        policy_name: "p".to_owned(),
        policy_document: json!({"Version": "2012-10-17", "Statement": statement}).to_string(),
    };
    aws.call(&root, put).unwrap();
    let key = CreateAccessKey {
        user_name: Some("dev".to_owned()),
    };
    aws.call(&root, key).unwrap().access_key.access_key_id
}

fn signed(key: &str) -> String {
    format!(
        "AWS4-HMAC-SHA256 Credential={key}/20260419/us-east-1/s3/aws4_request, SignedHeaders=host, Signature=x"
    )
}

/// Signatures of version 2 are what boto3 presigns by default: they are the user's, and not everybody's.
#[tokio::test]
async fn a_signature_of_version_2_is_its_users() {
    let emulator = start().await;
    for call in ["PUT /logs", "PUT /logs/a"] {
        send(&emulator, call, &[], b"").await;
    }
    let statement = json!({"Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::logs/a",
        "Condition": {"StringEquals": {"s3:signatureversion": "AWS", "s3:authType": "REST-QUERY-STRING"}}});
    let key = user_who(&emulator, &statement);
    let query = format!("AWSAccessKeyId={key}&Signature=x&Expires=1");
    let got = send(&emulator, &format!("GET /logs/a?{query}"), &[], b"").await;
    assert_eq!(got.status, 200, "{}", got.text());
    let denied = send(&emulator, &format!("DELETE /logs/a?{query}"), &[], b"").await;
    assert_eq!(denied.status, 403, "{}", denied.text());
    assert!(denied.text().contains("user/dev"), "{}", denied.text());
    let header = format!("AWS {key}:x");
    let denied = send(&emulator, "GET /logs/a", &[("authorization", &header)], b"").await;
    assert_eq!(denied.status, 403, "{}", denied.text());
    let header = signed(&key);
    let denied = send(&emulator, "GET /logs/a", &[("authorization", &header)], b"").await;
    assert_eq!(denied.status, 403, "{}", denied.text());
}

/// What it says of the Region is nothing.
#[tokio::test]
async fn a_signature_of_version_2_reaches_a_bucket_in_any_region() {
    let emulator = start().await;
    let there = "AWS4-HMAC-SHA256 Credential=k/20260419/eu-west-1/s3/aws4_request, SignedHeaders=host, Signature=x";
    let constraint = b"<CreateBucketConfiguration><LocationConstraint>eu-west-1</LocationConstraint></CreateBucketConfiguration>";
    let made = send(
        &emulator,
        "PUT /logs",
        &[("authorization", there)],
        constraint,
    )
    .await;
    assert_eq!(made.status, 200, "{}", made.text());
    let listed = send(
        &emulator,
        "GET /logs?AWSAccessKeyId=k&Signature=x&Expires=1",
        &[],
        b"",
    )
    .await;
    assert_eq!(listed.status, 200, "{}", listed.text());
}

#[tokio::test]
async fn headers_of_s3_and_the_clients_address_are_conditions_of_what_comes_over_the_wire() {
    let emulator = start().await;
    send(&emulator, "PUT /logs", &[], b"").await;
    let statement = json!({"Effect": "Allow", "Action": "s3:PutObject", "Resource": "arn:aws:s3:::logs/*", "Condition": {
        "StringEquals": {"s3:x-amz-server-side-encryption": "AES256"},
        "IpAddress": {"aws:SourceIp": "127.0.0.0/8"},
        "StringLike": {"aws:UserAgent": "aws-cli/*"},
    }});
    let key = user_who(&emulator, &statement);
    let header = signed(&key);
    let put = async |headers: &[(&str, &str)]| {
        let headers = [&[("authorization", &*header)], headers].concat();
        send(&emulator, "PUT /logs/a", &headers, b"x").await.status
    };
    let encrypted = ("x-amz-server-side-encryption", "AES256");
    let by_cli = ("user-agent", "aws-cli/2.31");
    assert_eq!(put(&[encrypted, by_cli]).await, 200);
    assert_eq!(put(&[by_cli]).await, 403);
    assert_eq!(put(&[encrypted, ("user-agent", "curl/8")]).await, 403);
    // Presigned, its headers are parameters.
    let query = format!(
        "X-Amz-Credential={key}%2F20260419%2Fus-east-1%2Fs3%2Faws4_request&X-Amz-Signature=x&X-Amz-Server-Side-Encryption=AES256"
    );
    let presigned = format!("PUT /logs/b?{query}");
    assert_eq!(
        send(&emulator, &presigned, &[by_cli], b"x").await.status,
        200
    );
}
