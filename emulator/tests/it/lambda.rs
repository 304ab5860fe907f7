//! Lambda's control plane as tools drive it: paths, query strings, statuses, and functions that get ready by themselves.

use std::time::Duration;

use aws_endpoint::clock::Clock;
use aws_endpoint::{Emulator, Options};
use aws_world::access::Enforcement;
use aws_world::function::package::archive_of;
use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use serde_json::{Value, json};

use crate::support::scripted_function;
use crate::wire::{Answer, send};

/// How often a function is asked for before it is given up: it is ready in some milliseconds.
const MAX_LOOKS: u32 = 1_000;

const FUNCTIONS: &str = "/2015-03-31/functions";
const TAGS: &str = "/2017-03-31/tags";
const ARN: &str = "arn:aws:lambda:us-east-1:000000000000:function:f";

/// On a clock that stands still; roles are not judged.
async fn start() -> Emulator {
    let options = Options {
        clock: Clock::stepped(),
        enforcement: Enforcement::Off,
        ..Options::default()
    };
    Emulator::start(options).await.expect("a free port is free")
}

async fn ask(emulator: &Emulator, line: &str, body: Value) -> Answer {
    let body = match body {
        Value::Null => String::new(),
        body => body.to_string(),
    };
    send(emulator, line, &[], body.as_bytes()).await
}

fn definition(code: &Value) -> Value {
    json!({"FunctionName": "f", "Role": "arn:aws:iam::000000000000:role/r", "Runtime": "provided.al2023",
        "Handler": "bootstrap", "Timeout": 30, "Code": code, "Tags": {"team": "a"}})
}

fn zip() -> Vec<u8> {
    archive_of(&[("bootstrap", 0o755, b"#!/bin/sh\n")]).to_vec()
}

/// As a waiter does.
async fn wait_until_ready(emulator: &Emulator) -> Value {
    let mut last = Value::Null;
    for _ in 0..MAX_LOOKS {
        let found = ask(emulator, &format!("GET {FUNCTIONS}/f"), Value::Null).await;
        last = found.json()["Configuration"].clone();
        if last["State"] == "Active" && last["LastUpdateStatus"] == "Successful" {
            return last;
        }
        tokio::task::yield_now().await;
    }
    panic!("not ready: {last}");
}

async fn create(emulator: &Emulator, code: &Value) -> Value {
    let line = format!("POST {FUNCTIONS}");
    let created = ask(emulator, &line, definition(code)).await;
    assert_eq!(created.status, 201, "{}", created.text());
    assert_eq!(created.json()["State"], "Pending");
    wait_until_ready(emulator).await
}

async fn create_scripted(emulator: &Emulator) -> Value {
    let path = scripted_function();
    create(emulator, &json!({ "ExecutablePath": path })).await
}

#[tokio::test]
async fn a_function_gets_ready_by_itself_on_a_clock_that_stands_still() {
    let emulator = start().await;
    create(
        &emulator,
        &json!({"ZipFile": BASE64_STANDARD.encode(zip())}),
    )
    .await;
    let update = json!({"Description": "another"});
    let line = format!("PUT {FUNCTIONS}/f/configuration");
    let updated = ask(&emulator, &line, update).await;
    assert_eq!(updated.json()["LastUpdateStatus"], "InProgress");
    wait_until_ready(&emulator).await;
}

#[tokio::test]
async fn a_version_and_an_alias_are_invoked_by_qualifier() {
    let emulator = start().await;
    create_scripted(&emulator).await;
    let line = format!("POST {FUNCTIONS}/f/versions");
    let published = ask(&emulator, &line, json!({})).await;
    assert_eq!(
        (published.status, &published.json()["Version"]),
        (201, &json!("1"))
    );
    let alias = json!({"Name": "live", "FunctionVersion": "1"});
    let line = format!("POST {FUNCTIONS}/f/aliases");
    assert_eq!(ask(&emulator, &line, alias).await.status, 201);
    for (path, version, arn) in [
        ("f/invocations", "$LATEST", ARN.to_owned()),
        ("f/invocations?Qualifier=1", "1", format!("{ARN}:1")),
        ("f/invocations?Qualifier=live", "1", format!("{ARN}:live")),
        ("f:live/invocations", "1", format!("{ARN}:live")),
    ] {
        let line = format!("POST {FUNCTIONS}/{path}");
        let answer = ask(&emulator, &line, json!("describe")).await;
        assert_eq!(
            answer.header("x-amz-executed-version"),
            Some(version),
            "{path}"
        );
        let described = answer.json();
        assert_eq!(described["function_arn"], arn, "{path}");
        let environment = &described["environment"];
        assert_eq!(
            environment["AWS_LAMBDA_FUNCTION_VERSION"], version,
            "{path}"
        );
    }
    let line = format!("GET {FUNCTIONS}/f/versions?MaxItems=10000");
    let versions = ask(&emulator, &line, Value::Null).await.json();
    assert_eq!(versions["Versions"].as_array().unwrap().len(), 2);
    let line = format!("DELETE {FUNCTIONS}/f/aliases/live");
    assert_eq!(ask(&emulator, &line, Value::Null).await.status, 204);
    let gone = ask(
        &emulator,
        &format!("GET {FUNCTIONS}/f/aliases/live"),
        Value::Null,
    )
    .await;
    assert_eq!(gone.status, 404);
}

#[tokio::test]
async fn a_reservation_throttles_with_its_reason() {
    let emulator = start().await;
    create_scripted(&emulator).await;
    let concurrency = "/2017-10-31/functions/f/concurrency";
    let put = json!({"ReservedConcurrentExecutions": 0});
    let kept = ask(&emulator, &format!("PUT {concurrency}"), put).await;
    assert_eq!(kept.json()["ReservedConcurrentExecutions"], 0);
    let line = format!("POST {FUNCTIONS}/f/invocations");
    let throttled = ask(&emulator, &line, json!("describe")).await;
    assert_eq!(throttled.status, 429);
    assert_eq!(
        throttled.header("x-amzn-errortype"),
        Some("TooManyRequestsException")
    );
    assert_eq!(
        throttled.json(),
        json!({"Type": "User", "Message": "Rate Exceeded.",
            "Reason": "ReservedFunctionConcurrentInvocationLimitExceeded"})
    );
    let read = "GET /2019-09-30/functions/f/concurrency";
    assert_eq!(
        ask(&emulator, read, Value::Null).await.json()["ReservedConcurrentExecutions"],
        0
    );
    let deleted = ask(&emulator, &format!("DELETE {concurrency}"), Value::Null).await;
    assert_eq!(deleted.status, 204);
    assert_eq!(ask(&emulator, &line, json!("describe")).await.status, 200);
    let settings = ask(&emulator, "GET /2016-08-19/account-settings/", Value::Null).await;
    assert_eq!(
        settings.json()["AccountLimit"]["UnreservedConcurrentExecutions"],
        1000
    );
}

#[tokio::test]
async fn tags_are_read_and_written_by_arn() {
    let emulator = start().await;
    create_scripted(&emulator).await;
    let path = format!("{TAGS}/{}", ARN.replace(':', "%3A"));
    let tag = json!({"Tags": {"a": "1", "b": "2"}});
    assert_eq!(
        ask(&emulator, &format!("POST {path}"), tag).await.status,
        204
    );
    let line = format!("DELETE {path}?tagKeys=a&tagKeys=team");
    let untagged = ask(&emulator, &line, Value::Null).await;
    assert_eq!(untagged.status, 204, "{}", untagged.text());
    let listed = ask(&emulator, &format!("GET {path}"), Value::Null).await;
    assert_eq!(listed.json(), json!({"Tags": {"b": "2"}}));
}

#[tokio::test]
async fn what_tools_read_of_every_function_answers() {
    let emulator = start().await;
    create_scripted(&emulator).await;
    ask(
        &emulator,
        &format!("POST {FUNCTIONS}/f/versions"),
        json!({}),
    )
    .await;
    let put = json!({"ProvisionedConcurrentExecutions": 2});
    let provisioned = "/2019-09-30/functions/f/provisioned-concurrency";
    let line = format!("PUT {provisioned}?Qualifier=1");
    assert_eq!(ask(&emulator, &line, put).await.status, 202);
    for (path, member, value) in [
        (
            "/2020-06-30/functions/f/code-signing-config",
            "FunctionName",
            json!("f"),
        ),
        (
            "/2024-08-31/functions/f/recursion-config",
            "RecursiveLoop",
            json!("Terminate"),
        ),
        (
            "/2021-07-20/functions/f/runtime-management-config",
            "UpdateRuntimeOn",
            json!("Auto"),
        ),
        (
            "/2021-10-31/functions/f/urls",
            "FunctionUrlConfigs",
            json!([]),
        ),
        (
            "/2019-09-30/functions/f/provisioned-concurrency?Qualifier=1",
            "Status",
            json!("READY"),
        ),
    ] {
        let answer = ask(&emulator, &format!("GET {path}"), Value::Null).await;
        assert_eq!(
            (answer.status, &answer.json()[member]),
            (200, &value),
            "{path}"
        );
    }
    let listed = ask(
        &emulator,
        &format!("GET {provisioned}?List=ALL"),
        Value::Null,
    )
    .await;
    let configs = &listed.json()["ProvisionedConcurrencyConfigs"];
    assert_eq!(configs[0]["FunctionArn"], format!("{ARN}:1"));
    let url = ask(&emulator, "GET /2021-10-31/functions/f/url", Value::Null).await;
    assert_eq!(
        (url.status, url.header("x-amzn-errortype")),
        (404, Some("ResourceNotFoundException"))
    );
}

#[tokio::test]
async fn urls_layers_and_signatures_are_refused_by_name_with_the_reason() {
    let emulator = start().await;
    for (line, name, reason) in [
        (
            "POST /2021-10-31/functions/f/url",
            "CreateFunctionUrlConfig",
            "no URLs",
        ),
        (
            "POST /2018-10-31/layers/l/versions",
            "PublishLayerVersion",
            "no layers",
        ),
        ("GET /2018-10-31/layers", "ListLayers", "no layers"),
        (
            "PUT /2020-06-30/functions/f/code-signing-config",
            "PutFunctionCodeSigningConfig",
            "no signatures",
        ),
    ] {
        let refused = ask(&emulator, line, json!({})).await;
        assert_eq!(refused.status, 400, "{line}");
        let text = refused.text();
        assert!(
            text.contains(name) && text.contains(reason),
            "{line}: {text}"
        );
    }
}

#[tokio::test]
async fn code_comes_from_s3() {
    let emulator = start().await;
    let missing = definition(&json!({"S3Bucket": "code", "S3Key": "f.zip"}));
    let line = format!("POST {FUNCTIONS}");
    let refused = ask(&emulator, &line, missing.clone()).await;
    assert_eq!(
        (refused.status, refused.header("x-amzn-errortype")),
        (400, Some("InvalidParameterValueException"))
    );
    let text = refused.text();
    assert!(
        text.contains("Error occurred while GetObject. S3 Error Code: NoSuchBucket."),
        "{text}"
    );
    send(&emulator, "PUT /code", &[], b"").await;
    let refused = ask(&emulator, &line, missing).await;
    assert_eq!(
        refused.json()["Message"],
        "Error occurred while GetObject. S3 Error Code: NoSuchKey. S3 Error Message: The specified key does not exist."
    );
    let stored = send(&emulator, "PUT /code/f.zip", &[], &zip()).await;
    assert_eq!(stored.status, 200);
    let created = create(&emulator, &json!({"S3Bucket": "code", "S3Key": "f.zip"})).await;
    assert_eq!(created["CodeSize"], zip().len());
    let update = json!({"S3Bucket": "code", "S3Key": "f.zip", "Publish": true});
    let updated = ask(&emulator, &format!("PUT {FUNCTIONS}/f/code"), update).await;
    assert_eq!(updated.json()["Version"], "1", "{}", updated.text());
}

#[tokio::test]
async fn logs_go_to_the_group_that_the_function_names() {
    let emulator = start().await;
    let mut create = definition(&json!({ "ExecutablePath": scripted_function() }));
    create["LoggingConfig"] = json!({"LogGroup": "shared"});
    ask(&emulator, &format!("POST {FUNCTIONS}"), create).await;
    wait_until_ready(&emulator).await;
    let line = format!("POST {FUNCTIONS}/f/invocations");
    let tail = [("x-amz-log-type", "Tail")];
    let answer = send(&emulator, &line, &tail, br#"{"print":["a line"]}"#).await;
    let log = BASE64_STANDARD.decode(answer.header("x-amz-log-result").unwrap());
    assert!(String::from_utf8(log.unwrap()).unwrap().contains("a line"));
    let streams = emulator.aws().inspect(|world| {
        let local = world.local(&aws_world::origin::Home::default()).unwrap();
        let group = local.log_groups.get("shared").unwrap();
        group.events().count()
    });
    assert!(streams >= 4, "START, the line, END and REPORT");
    tokio::time::timeout(Duration::from_secs(30), emulator.shutdown())
        .await
        .expect("it ends");
}
