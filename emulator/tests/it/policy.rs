//! The function's policy of `deploy/iam`, action by action, where no function has to run for it: the suite in `e2e/` takes each away under a function.

use emulator::Emulator;
use emulator::stack::policies::{self, Names};
use emulator::world::Request;
use emulator::world::bucket::GetObject;
use emulator::world::function::{CreateEventSourceMapping, CreateFunction, FunctionCode};
use emulator::world::iam::{CreateRole, PutRolePolicy};
use emulator::world::origin::Origin;

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
