//! What Lambda accepts and refuses.

mod attached;
mod events;
mod limits;
mod mappings;
mod metrics;
mod metrics_by_resource;
mod notified;
mod publishing;
mod simulation;
pub(crate) mod stage;
mod topics;
mod unbuilt;
mod updating;

use std::path::PathBuf;

use serde_json::{Value, json};

use super::*;
use crate::call::Call;
use crate::effect::Effect;
use crate::operation::Request;
use crate::origin::{Caller, Home, Origin};
use crate::value::Blob;
use crate::world::World;

fn call<R: Request>(world: &mut World, request: R) -> (Result<R::Reply, R::Error>, Vec<Effect>) {
    let call = Call::new(ours(), request.into_operation());
    let answer = world.apply("2026-04-19T13:28:51Z".parse().unwrap(), call);
    (R::answer(answer.result), world.take_effects().collect())
}

/// This process, whose functions need no role.
fn ours() -> Origin {
    Origin {
        caller: Caller::Emulator,
        ..Origin::default()
    }
}

/// A world on this machine.
fn world_on(host: Host) -> World {
    World::new(1).with_settings(crate::settings::Settings {
        host,
        ..crate::settings::Settings::default()
    })
}

fn aggregator() -> CreateFunction {
    CreateFunction {
        function_name: "aggregator".to_owned(),
        runtime: Some("provided.al2023".to_owned()),
        handler: Some("bootstrap".to_owned()),
        code: FunctionCode {
            executable_path: Some(PathBuf::from("/opt/bootstrap")),
            ..FunctionCode::default()
        },
        ..CreateFunction::default()
    }
}

fn refusal(request: CreateFunction) -> String {
    let (answer, effects) = call(&mut World::new(1), request);
    assert_eq!(effects, [], "a refused call has no effects");
    answer.unwrap_err().to_string()
}

#[test]
fn a_function_gets_lambdas_own_defaults() {
    let mut world = World::new(1);
    let configuration = call(&mut world, aggregator()).0.unwrap();
    assert_eq!((configuration.timeout, configuration.memory_size), (3, 128));
    assert_eq!(configuration.last_modified, "2026-04-19T13:28:51.000+0000");
    assert_eq!(
        configuration.function_arn,
        "arn:aws:lambda:us-east-1:000000000000:function:aggregator"
    );
}

#[test]
fn what_is_no_name_is_refused() {
    for text in ["", "a b", "a.b", &"x".repeat(65)] {
        let named = FunctionName::parse_in(&Home::default(), text);
        assert!(named.is_err(), "{text}");
    }
}

#[test]
fn what_lambda_sets_itself_is_refused_by_name() {
    let variables = [("AWS_REGION", "eu-west-1"), ("LOG_LEVEL", "INFO")];
    let environment = Environment {
        variables: variables
            .map(|(name, value)| (name.to_owned(), value.to_owned()))
            .into(),
    };
    let message = refusal(CreateFunction {
        environment: Some(environment),
        ..aggregator()
    });
    assert!(
        message.ends_with("Reserved keys used in this request: AWS_REGION"),
        "{message}"
    );
}

#[test]
fn a_timeout_beyond_fifteen_minutes_is_refused() {
    let message = refusal(CreateFunction {
        timeout: Some(901),
        ..aggregator()
    });
    assert!(message.contains("'timeout'"), "{message}");
}

#[test]
fn a_function_needs_code() {
    let message = refusal(CreateFunction {
        code: FunctionCode::default(),
        ..aggregator()
    });
    assert_eq!(message, "Please provide a source for function code.");
}

#[test]
fn a_name_is_taken_once() {
    let mut world = World::new(1);
    call(&mut world, aggregator()).0.unwrap();
    let again = call(&mut world, aggregator()).0.unwrap_err();
    assert_eq!(
        again,
        FunctionError::ResourceConflict("Function already exist: aggregator".to_owned())
    );
}

#[test]
fn a_batch_above_ten_needs_a_window() {
    let queue = event_source::QueueName {
        home: Home::default(),
        name: "logs".to_owned(),
    };
    let large = MappingSettings {
        batch_size: BatchSize::new(11).unwrap(),
        ..MappingSettings::default()
    };
    assert!(large.validate(&queue).is_err());
    let gathered = MappingSettings {
        window: std::time::Duration::from_secs(1),
        ..large
    };
    assert_eq!(gathered.validate(&queue), Ok(()));
}

#[test]
fn a_fifo_queue_takes_no_window() {
    let queue = event_source::QueueName {
        home: Home::default(),
        name: "logs.fifo".to_owned(),
    };
    let settings = MappingSettings {
        window: std::time::Duration::from_secs(1),
        ..MappingSettings::default()
    };
    assert!(settings.validate(&queue).is_err());
}

fn zipped(bootstrap: &[u8]) -> Option<Blob> {
    let archive = package::archive_of(&[("bootstrap", 0o755, bootstrap)]);
    Some(Blob(archive.to_vec()))
}

#[test]
fn a_package_is_uploaded_and_described() {
    let mut world = World::new(1);
    let create = CreateFunction {
        code: FunctionCode {
            zip_file: zipped(b"one"),
            ..FunctionCode::default()
        },
        architectures: Some(vec!["arm64".to_owned()]),
        ..aggregator()
    };
    let created = call(&mut world, create).0.unwrap();
    assert!(created.code_size > 0);
    assert_eq!(created.code_sha256.len(), 44);
    assert_eq!(created.architectures, ["arm64"]);
    let get = GetFunction {
        function_name: "aggregator".to_owned(),
        ..GetFunction::default()
    };
    let found = call(&mut world, get).0.unwrap();
    assert_eq!(found.configuration, created);
}

#[test]
fn new_code_is_a_new_revision() {
    let mut world = World::new(1);
    let created = call(&mut world, aggregator()).0.unwrap();
    let update = UpdateFunctionCode {
        function_name: "aggregator".to_owned(),
        zip_file: zipped(b"two"),
        revision_id: Some(created.revision_id.clone()),
        ..UpdateFunctionCode::default()
    };
    let dry = UpdateFunctionCode {
        dry_run: Some(true),
        ..update.clone()
    };
    let checked = call(&mut world, dry).0.unwrap();
    assert_eq!(checked.revision_id, created.revision_id);
    let updated = call(&mut world, update.clone()).0.unwrap();
    assert_ne!(updated.revision_id, created.revision_id);
    let stale = call(&mut world, update).0;
    assert_eq!(stale, Err(FunctionError::PreconditionFailed));
}

#[test]
fn a_configuration_changes_in_what_is_named_only() {
    let mut world = World::new(1);
    call(&mut world, aggregator()).0.unwrap();
    let update = |timeout| UpdateFunctionConfiguration {
        function_name: "aggregator".to_owned(),
        timeout: Some(timeout),
        ..UpdateFunctionConfiguration::default()
    };
    let changed = call(&mut world, update(300)).0.unwrap();
    assert_eq!((changed.timeout, changed.memory_size), (300, 128));
    assert!(call(&mut world, update(901)).0.is_err());
}

#[test]
fn what_is_not_built_is_refused_rather_than_left_out() {
    let image = CreateFunction {
        code: FunctionCode {
            image_uri: Some("image".to_owned()),
            ..FunctionCode::default()
        },
        ..aggregator()
    };
    let layered = CreateFunction {
        layers: Some(Box::new(json!(["arn"]))),
        ..aggregator()
    };
    for request in [image, layered] {
        let message = refusal(request);
        assert!(message.contains("not built in this emulator"), "{message}");
    }
}

#[test]
fn code_in_s3_is_what_was_read_or_why_it_was_not() {
    let from_s3 = |fetched| CreateFunction {
        code: FunctionCode {
            s3_bucket: Some("code".to_owned()),
            s3_key: Some("f.zip".to_owned()),
            fetched: Some(fetched),
            ..FunctionCode::default()
        },
        ..aggregator()
    };
    let archive = package::archive_of(&[("bootstrap", 0o755, b"one")]);
    let (created, _) = call(&mut World::new(1), from_s3(Fetched::Bytes(archive)));
    assert!(created.unwrap().code_size > 0);
    let by_s3 = |code: &str, message: &str| Fetched::Refused {
        code: code.to_owned(),
        message: message.to_owned(),
    };
    assert_eq!(
        refusal(from_s3(by_s3(
            "NoSuchKey",
            "The specified key does not exist."
        ))),
        "Error occurred while GetObject. S3 Error Code: NoSuchKey. S3 Error Message: The specified key does not exist."
    );
    assert_eq!(
        refusal(from_s3(by_s3("AccessDenied", "Access Denied"))),
        "Your access has been denied by S3, please make sure your request credentials have permission to GetObject for \
         code/f.zip. S3 Error Code: AccessDenied. S3 Error Message: Access Denied"
    );
}

#[test]
fn functions_are_listed_in_pages() {
    let mut world = World::new(1);
    for name in ["a1", "a2", "a3"] {
        let create = CreateFunction {
            function_name: name.to_owned(),
            ..aggregator()
        };
        call(&mut world, create).0.unwrap();
    }
    let list = |marker| ListFunctions {
        marker,
        max_items: Some(2),
        ..ListFunctions::default()
    };
    let first = call(&mut world, list(None)).0.unwrap();
    assert_eq!(first.functions.len(), 2);
    assert_eq!(first.next_marker.as_deref(), Some("a2"));
    let second = call(&mut world, list(first.next_marker)).0.unwrap();
    assert_eq!(second.functions.len(), 1);
    assert_eq!(second.next_marker, None);
}

/// The answer to a request in Lambda's own JSON.
fn answer_to<R>(world: &mut World, request: Value) -> Result<Value, FunctionError>
where
    R: Request<Error = FunctionError> + serde::de::DeserializeOwned,
    R::Reply: serde::Serialize,
{
    let request: R = serde_json::from_value(request).unwrap();
    let reply = call(world, request).0?;
    Ok(serde_json::to_value(reply).unwrap())
}

fn create(world: &mut World, settings: &Value) -> Result<Value, FunctionError> {
    let mut request = json!({
        "FunctionName": "f",
        "Code": {"ExecutablePath": "/opt/bootstrap"},
    });
    let members = settings.as_object().unwrap().clone();
    request.as_object_mut().unwrap().extend(members);
    answer_to::<CreateFunction>(world, request)
}

#[test]
fn storage_and_logging_are_kept_and_described_with_awss_defaults() {
    let world = &mut World::new(1);
    let created = call(world, aggregator()).0.unwrap();
    assert_eq!(created.ephemeral_storage.size, 512);
    let logging = json!(created.logging_config);
    assert_eq!(
        logging,
        json!({"LogFormat": "Text", "LogGroup": "/aws/lambda/aggregator"})
    );
    let update = |storage: Option<u32>, logging: Value| UpdateFunctionConfiguration {
        function_name: "aggregator".to_owned(),
        ephemeral_storage: storage.map(|size| EphemeralStorage { size }),
        logging_config: serde_json::from_value(logging).unwrap(),
        ..UpdateFunctionConfiguration::default()
    };
    let json_format = json!({"LogFormat": "JSON", "SystemLogLevel": "WARN"});
    let changed = call(world, update(Some(1024), json_format)).0.unwrap();
    assert_eq!(changed.ephemeral_storage.size, 1024);
    assert_eq!(json!(changed.logging_config)["SystemLogLevel"], "WARN");
    for refused in [
        update(Some(511), Value::Null),
        update(Some(10_241), Value::Null),
        update(None, json!({"LogFormat": "XML"})),
        update(None, json!({"LogFormat": "Text", "SystemLogLevel": "WARN"})),
    ] {
        assert!(call(world, refused.clone()).0.is_err(), "{refused:?}");
    }
}

#[test]
fn tracing_is_kept_and_given_back() {
    let mut world = World::new(1);
    let created = create(&mut world, &json!({})).unwrap();
    assert_eq!(created["TracingConfig"], json!({"Mode": "PassThrough"}));
    let update = |world: &mut World, tracing: Value| {
        let request = json!({"FunctionName": "f", "TracingConfig": tracing});
        answer_to::<UpdateFunctionConfiguration>(world, request)
    };
    let changed = update(&mut world, json!({"Mode": "Active"})).unwrap();
    assert_eq!(changed["TracingConfig"], json!({"Mode": "Active"}));
    let named = json!({"FunctionName": "f"});
    let found = answer_to::<GetFunction>(&mut world, named.clone()).unwrap();
    assert_eq!(
        found["Configuration"]["TracingConfig"],
        json!({"Mode": "Active"})
    );
    let found = answer_to::<GetFunctionConfiguration>(&mut world, named.clone()).unwrap();
    assert_eq!(found["TracingConfig"], json!({"Mode": "Active"}));
    let listed = answer_to::<ListFunctions>(&mut world, json!({})).unwrap();
    assert_eq!(
        listed["Functions"][0]["TracingConfig"],
        json!({"Mode": "Active"})
    );
    let untouched = json!({"FunctionName": "f", "Timeout": 9});
    let untouched = answer_to::<UpdateFunctionConfiguration>(&mut world, untouched).unwrap();
    assert_eq!(untouched["TracingConfig"], json!({"Mode": "Active"}));
    let back = update(&mut world, json!({"Mode": "PassThrough"})).unwrap();
    assert_eq!(back["TracingConfig"], json!({"Mode": "PassThrough"}));

    let active = json!({"FunctionName": "g", "TracingConfig": {"Mode": "Active"}});
    let created = create(&mut world, &active).unwrap();
    assert_eq!(created["TracingConfig"], json!({"Mode": "Active"}));
}

#[test]
fn a_tracing_mode_that_is_none_is_refused_in_awss_words() {
    let mut world = World::new(1);
    create(&mut world, &json!({})).unwrap();
    for mode in ["active", "Passthrough", ""] {
        let expected = FunctionError::Validation(format!(
            "1 validation error detected: Value '{mode}' at 'tracingConfig.mode' failed to satisfy constraint: Member \
             must satisfy enum value set: [Active, PassThrough]"
        ));
        let tracing = json!({"FunctionName": "g", "TracingConfig": {"Mode": mode}});
        assert_eq!(create(&mut world, &tracing), Err(expected.clone()));
        let update = json!({"FunctionName": "f", "TracingConfig": {"Mode": mode}});
        let updated = answer_to::<UpdateFunctionConfiguration>(&mut world, update);
        assert_eq!(updated, Err(expected));
    }
}

#[test]
fn a_runtime_that_is_not_built_is_refused_by_name() {
    let mut world = World::new(1);
    for runtime in ["provided.al2023", "provided.al2"] {
        let settings = json!({"FunctionName": runtime.replace('.', "-"), "Runtime": runtime});
        let created = create(&mut world, &settings).unwrap();
        assert_eq!(created["Runtime"], runtime);
    }
    create(&mut world, &json!({})).unwrap();
    for runtime in [
        "nodejs20.x",
        "python3.12",
        "java21",
        "dotnet8",
        "ruby3.3",
        "go1.x",
        "provided",
        "made-up",
        "",
    ] {
        let created = create(
            &mut world,
            &json!({"FunctionName": "g", "Runtime": runtime}),
        );
        let update = json!({"FunctionName": "f", "Runtime": runtime});
        let updated = answer_to::<UpdateFunctionConfiguration>(&mut world, update);
        for refused in [created, updated] {
            let message = refused.unwrap_err().to_string();
            assert!(
                message.contains(&format!("'{runtime}'")) && message.contains("provided.al2023"),
                "{message}"
            );
        }
    }
    let unchanged = json!({"FunctionName": "f"});
    let unchanged = answer_to::<GetFunctionConfiguration>(&mut world, unchanged).unwrap();
    assert_eq!(unchanged["Runtime"], "provided.al2023");
}

/// The beginning of an executable for one machine.
fn elf(machine: Machine) -> Vec<u8> {
    let mut header = b"\x7fELF\x02\x01\x01\0\0\0\0\0\0\0\0\0\x02\0".to_vec();
    header.extend(machine.number().to_le_bytes());
    header.extend([0; 100]);
    header
}

fn world_on_x86_64() -> World {
    world_on(Host::that_runs([Machine::X86_64, Machine::I386]))
}

fn package(bootstrap: &[u8], architectures: Option<&str>) -> CreateFunction {
    CreateFunction {
        code: FunctionCode {
            zip_file: zipped(bootstrap),
            ..FunctionCode::default()
        },
        architectures: architectures.map(|name| vec![name.to_owned()]),
        ..aggregator()
    }
}

#[test]
fn what_this_machine_cannot_run_is_refused_with_the_reason() {
    let script = b"#!/bin/sh\nexec something";
    for (bootstrap, architectures, named) in [
        (script.to_vec(), Some("arm64"), "architecture arm64"),
        (elf(Machine::ARM64), Some("arm64"), "architecture arm64"),
        (elf(Machine::X86_64), Some("arm64"), "architecture arm64"),
        (elf(Machine::ARM64), Some("x86_64"), "built for arm64"),
        (elf(Machine::ARM64), None, "built for arm64"),
    ] {
        let request = package(&bootstrap, architectures);
        let (answer, effects) = call(&mut world_on_x86_64(), request);
        let message = answer.unwrap_err().to_string();
        assert!(
            message.contains(named) && message.contains("x86_64") && message.contains("Hint"),
            "{message}"
        );
        assert_eq!(effects, []);
    }
    let executable = CreateFunction {
        architectures: Some(vec!["arm64".to_owned()]),
        ..aggregator()
    };
    assert!(call(&mut world_on_x86_64(), executable).0.is_err());
}

#[test]
fn what_this_machine_can_run_is_taken() {
    for (bootstrap, architectures) in [
        (b"#!/bin/sh".to_vec(), None),
        (b"#!/bin/sh".to_vec(), Some("x86_64")),
        (elf(Machine::X86_64), None),
        (elf(Machine::X86_64), Some("x86_64")),
        (elf(Machine::I386), Some("x86_64")),
        (b"".to_vec(), None),
    ] {
        let request = package(&bootstrap, architectures);
        call(&mut world_on_x86_64(), request).0.unwrap();
    }
    let arm = Host::that_runs([Machine::ARM64]);
    for architectures in [None, Some("arm64")] {
        let mut world = world_on(arm.clone());
        let request = package(&elf(Machine::ARM64), architectures);
        call(&mut world, request).0.unwrap();
    }
    let both = Host::that_runs([Machine::X86_64, Machine::ARM64]);
    let request = package(&elf(Machine::ARM64), Some("arm64"));
    call(&mut world_on(both), request).0.unwrap();
}

#[test]
fn an_update_brings_nothing_in_that_this_machine_cannot_run() {
    let mut world = world_on_x86_64();
    let created = call(&mut world, package(&elf(Machine::X86_64), None)).0;
    let created = created.unwrap();
    let update = UpdateFunctionCode {
        function_name: "aggregator".to_owned(),
        zip_file: zipped(&elf(Machine::X86_64)),
        ..UpdateFunctionCode::default()
    };
    let other_code = UpdateFunctionCode {
        zip_file: zipped(&elf(Machine::ARM64)),
        ..update.clone()
    };
    let other_architecture = UpdateFunctionCode {
        architectures: Some(vec!["arm64".to_owned()]),
        ..update.clone()
    };
    let dry_run = UpdateFunctionCode {
        dry_run: Some(true),
        ..other_code.clone()
    };
    for refused in [other_code, other_architecture, dry_run] {
        assert!(call(&mut world, refused).0.is_err());
    }
    let get = GetFunctionConfiguration {
        function_name: "aggregator".to_owned(),
        ..GetFunctionConfiguration::default()
    };
    let found = call(&mut world, get).0.unwrap();
    assert_eq!(found, created);
    call(&mut world, update).0.unwrap();
}

#[test]
fn the_bootstrap_that_is_laid_out_last_is_the_one_that_is_looked_at() {
    let arm = elf(Machine::ARM64);
    for files in [
        vec![("./bootstrap", arm.as_slice())],
        vec![
            ("lib/bootstrap", b"#!/bin/sh".as_slice()),
            ("bootstrap", &arm),
        ],
    ] {
        let files: Vec<_> = files
            .iter()
            .map(|(name, bytes)| (*name, 0o755, *bytes))
            .collect();
        let package = package::Package::new(package::archive_of(&files)).unwrap();
        assert_eq!(package.machine(), Some(Machine::ARM64));
    }
    let beside = package::archive_of(&[("bootstrap", 0o755, b"#!/bin/sh"), ("tool", 0o755, &arm)]);
    let package = package::Package::new(beside).unwrap();
    assert_eq!(package.machine(), None);
}

#[test]
fn a_permission_is_a_statement_of_the_functions_policy() {
    let mut world = World::new(1);
    call(&mut world, aggregator()).0.unwrap();
    let add = |id: &str, principal: &str, arn: Option<&str>| AddPermission {
        function_name: "aggregator".to_owned(),
        statement_id: id.to_owned(),
        action: "lambda:InvokeFunction".to_owned(),
        principal: principal.to_owned(),
        source_arn: arn.map(str::to_owned),
        source_account: arn.map(|_| "000000000000".to_owned()),
        revision_id: None,
        ..AddPermission::default()
    };
    let get = || GetPolicy {
        function_name: "aggregator".to_owned(),
        ..GetPolicy::default()
    };
    let none = call(&mut world, get()).0.unwrap_err();
    assert_eq!(
        none.to_string(),
        "The resource you requested does not exist."
    );
    let added = call(
        &mut world,
        add("s3", "s3.amazonaws.com", Some("arn:aws:s3:::logs")),
    );
    let statement: Value = serde_json::from_str(&added.0.unwrap().statement).unwrap();
    assert_eq!(
        statement,
        json!({
            "Sid": "s3",
            "Effect": "Allow",
            "Principal": {"Service": "s3.amazonaws.com"},
            "Action": "lambda:InvokeFunction",
            "Resource": "arn:aws:lambda:us-east-1:000000000000:function:aggregator",
            "Condition": {
                "StringEquals": {"AWS:SourceAccount": "000000000000"},
                "ArnLike": {"AWS:SourceArn": "arn:aws:s3:::logs"},
            },
        })
    );
    let twice = call(&mut world, add("s3", "*", None)).0.unwrap_err();
    assert!(matches!(twice, FunctionError::ResourceConflict(_)));
    call(&mut world, add("other", "111122223333", None))
        .0
        .unwrap();
    let policy: Value = serde_json::from_str(&call(&mut world, get()).0.unwrap().policy).unwrap();
    assert_eq!(
        policy["Statement"][1]["Principal"]["AWS"],
        "arn:aws:iam::111122223333:root"
    );
    let refused = call(&mut world, add("x", "nobody", None)).0.unwrap_err();
    assert_eq!(
        refused.to_string(),
        "The provided principal was invalid. Please check the principal and try again."
    );
    let remove = |id: &str| RemovePermission {
        function_name: "aggregator".to_owned(),
        statement_id: id.to_owned(),
        revision_id: None,
        ..RemovePermission::default()
    };
    for id in ["s3", "other"] {
        call(&mut world, remove(id)).0.unwrap();
    }
    assert!(call(&mut world, get()).0.is_err());
}

/// Recorded by users of the CLI; what this process runs from where it lies has no package.
#[test]
fn a_package_needs_a_runtime_and_a_handler() {
    let create = |handler: Option<&str>, runtime: Option<&str>| CreateFunction {
        handler: handler.map(str::to_owned),
        runtime: runtime.map(str::to_owned),
        code: FunctionCode {
            zip_file: zipped(b"one"),
            ..FunctionCode::default()
        },
        ..aggregator()
    };
    let mandatory = "Runtime and Handler are mandatory parameters for functions created with deployment packages.";
    let runtime = Some("provided.al2023");
    assert_eq!(refusal(create(None, runtime)), mandatory);
    assert_eq!(refusal(create(Some("bootstrap"), None)), mandatory);
    for handler in ["", "a b"] {
        let refused = refusal(create(Some(handler), runtime));
        assert!(refused.ends_with(r"pattern: [^\s]+"), "{refused}");
    }
    let (made, _) = call(
        &mut world_on(Host::default()),
        create(Some("bootstrap"), runtime),
    );
    made.unwrap();
}
