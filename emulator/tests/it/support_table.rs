//! The tables of the services: each line whole, docs/support.md what they say, and every operation spoken by some protocol.

use std::collections::BTreeSet;

use aws_endpoint::support;
use aws_endpoint::wire::s3;
use aws_endpoint::wire::service::SERVICES;
use aws_endpoint::wire::value::Value;
use aws_world::MODELS;
use aws_world::origin::{Home, Region};
use aws_world::service::ServiceModel;

#[test]
fn the_page_says_what_is_built() {
    let page = include_str!("../../../docs/support.md");
    assert_eq!(page, support::page(), "write it anew: just support");
}

#[test]
fn every_operation_has_an_action_a_resource_and_a_codec() {
    for model in MODELS {
        let names: Vec<&str> = model.operations.iter().map(|line| line.name).collect();
        assert!(names.is_sorted(), "{}: {names:?}", model.name);
        for line in model.operations {
            let action = line.action.strip_prefix(model.prefix);
            let action = action.and_then(|action| action.strip_prefix(':'));
            assert!(action.is_some_and(|action| !action.is_empty()), "{line:?}");
            assert!(!line.resource.is_empty(), "{line:?}");
        }
        let unspoken: Vec<_> = names
            .iter()
            .filter(|name| !is_spoken(model, name))
            .collect();
        assert!(unspoken.is_empty(), "{}: {unspoken:?}", model.name);
    }
}

/// Whether some protocol decodes it.
fn is_spoken(model: &ServiceModel, operation: &str) -> bool {
    if model.prefix == "s3" {
        return s3::OPERATIONS.contains(&operation);
    }
    let services = SERVICES.iter().filter(|service| service.model == model);
    services.into_iter().any(|service| {
        let is_decoded = (service.decode_tree)(operation, Value::Map(Vec::new())).is_some();
        let mut paths = service.rest.iter();
        let has_path = paths.any(|line| line.operation() == operation);
        let is_called = has_path || !service.target.is_empty() || !service.versions.is_empty();
        is_decoded && is_called
    })
}

#[test]
fn what_the_wire_of_s3_serves_is_in_its_table() {
    let s3 = MODELS.iter().find(|model| model.prefix == "s3").unwrap();
    let built: BTreeSet<&str> = s3.operations.iter().map(|line| line.name).collect();
    let mut served: BTreeSet<&str> = s3::OPERATIONS.iter().copied().collect();
    // A browser's form, which is no operation of the SDKs: it is put as PutObject is.
    served.remove("PostObject");
    assert_eq!(served, built);
}

#[test]
fn an_operation_knows_what_it_is_for() {
    use aws_world::Request;
    use aws_world::bucket::{DeleteObject, ObjectIdentifier};
    use aws_world::function::GetFunctionConfiguration;
    use aws_world::logs::CreateLogStream;
    use aws_world::queue::{ListQueues, SendMessage};

    let home = Home::in_region(Region::new("cn-north-1"));
    let arn = |operation: aws_world::Operation| operation.target(&home).to_string();
    let send = SendMessage {
        queue_url: "http://h/000000000000/q".to_owned(),
        ..SendMessage::default()
    };
    assert_eq!(
        arn(send.into_operation()),
        "arn:aws-cn:sqs:cn-north-1:000000000000:q"
    );
    assert_eq!(arn(ListQueues::default().into_operation()), "*");
    let delete = DeleteObject {
        bucket: "b".to_owned(),
        object: ObjectIdentifier {
            key: "a/k".to_owned(),
            version_id: None,
            if_match: None,
        },
    };
    assert_eq!(arn(delete.into_operation()), "arn:aws-cn:s3:::b/a/k");
    let function = GetFunctionConfiguration {
        function_name: "000000000000:function:f:$LATEST".to_owned(),
        ..GetFunctionConfiguration::default()
    };
    assert_eq!(
        arn(function.into_operation()),
        "arn:aws-cn:lambda:cn-north-1:000000000000:function:f"
    );
    let stream = CreateLogStream {
        log_group_name: "g".to_owned(),
        log_stream_name: "s".to_owned(),
    };
    assert_eq!(
        arn(stream.into_operation()),
        "arn:aws-cn:logs:cn-north-1:000000000000:log-group:g:log-stream:s"
    );
}
