//! What Lambda accepts and refuses.

use std::path::PathBuf;

use super::*;
use crate::world::operation::Request;
use crate::world::origin::Origin;
use crate::world::value::Blob;
use crate::world::{Call, World};

fn call<R: Request>(world: &mut World, request: R) -> (Result<R::Reply, R::Error>, Vec<Effect>) {
    let call = Call {
        origin: Origin::default(),
        operation: request.into_operation(),
    };
    let (answer, effects) = world.apply("2026-04-19T13:28:51Z".parse().unwrap(), call);
    (R::answer(answer), effects)
}

fn aggregator() -> CreateFunction {
    CreateFunction {
        function_name: "aggregator".to_owned(),
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
    let (answer, effects) = call(&mut world, aggregator());
    let configuration = answer.unwrap();
    assert_eq!((configuration.timeout, configuration.memory_size), (3, 128));
    assert_eq!(configuration.last_modified, "2026-04-19T13:28:51.000+0000");
    assert_eq!(
        configuration.function_arn,
        "arn:aws:lambda:us-east-1:000000000000:function:aggregator"
    );
    assert_eq!(effects.len(), 1, "the runtime is told");
}

#[test]
fn a_name_is_found_in_every_form_that_lambda_takes() {
    for text in [
        "aggregator",
        "arn:aws:lambda:us-east-1:000000000000:function:aggregator",
        "arn:aws:lambda:us-east-1:000000000000:function:aggregator:$LATEST",
        "000000000000:function:aggregator",
    ] {
        assert_eq!(
            FunctionName::parse(text).unwrap().as_str(),
            "aggregator",
            "{text}"
        );
    }
    for text in ["", "a b", "a.b", &"x".repeat(65)] {
        assert!(FunctionName::parse(text).is_err(), "{text}");
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
        region: Region::default(),
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
        region: Region::default(),
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
    let (answer, effects) = call(&mut world, dry);
    assert_eq!(answer.unwrap().revision_id, created.revision_id);
    assert_eq!(effects, [], "a dry run changes nothing");
    let (answer, effects) = call(&mut world, update.clone());
    assert_ne!(answer.unwrap().revision_id, created.revision_id);
    assert_eq!(effects.len(), 1, "the runtime is told");
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
    let from_s3 = CreateFunction {
        code: FunctionCode {
            s3_bucket: Some("code".to_owned()),
            ..FunctionCode::default()
        },
        ..aggregator()
    };
    let published = CreateFunction {
        publish: Some(true),
        ..aggregator()
    };
    let layered = CreateFunction {
        layers: Some(vec!["arn".to_owned()]),
        ..aggregator()
    };
    for request in [from_s3, published, layered] {
        let message = refusal(request);
        assert!(message.contains("not built in this emulator"), "{message}");
    }
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
    };
    let first = call(&mut world, list(None)).0.unwrap();
    assert_eq!(first.functions.len(), 2);
    assert_eq!(first.next_marker.as_deref(), Some("a2"));
    let second = call(&mut world, list(first.next_marker)).0.unwrap();
    assert_eq!(second.functions.len(), 1);
    assert_eq!(second.next_marker, None);
}
