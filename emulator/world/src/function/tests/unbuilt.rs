//! Members of functions that are not built, and those that are kept.

use serde_json::{Value, json};

use super::stage::{Stage, arn};
use super::{aggregator, call, refusal, zipped};
use crate::function::{
    AddPermission, CreateEventSourceMapping, CreateFunction, FunctionCode, GetFunction,
    ListFunctions, PublishVersion, UpdateEventSourceMapping, UpdateFunctionCode,
    UpdateFunctionConfiguration,
};
use crate::world::World;

const LAYER: &str = "arn:aws:lambda:us-east-1:000000000000:layer:l:1";
const KEY: &str = "arn:aws:kms:us-east-1:000000000000:key/k";

/// Members that both operations have, with a value that asks for something and one that asks for nothing.
fn of_both() -> Vec<(&'static str, Value, Value)> {
    vec![
        ("Layers", json!([LAYER]), json!([])),
        (
            "VpcConfig",
            json!({"SubnetIds": ["subnet-1"], "SecurityGroupIds": ["sg-1"]}),
            json!({"SubnetIds": [], "SecurityGroupIds": [], "Ipv6AllowedForDualStack": false}),
        ),
        (
            "FileSystemConfigs",
            json!([{"Arn": "arn", "LocalMountPath": "/mnt/f"}]),
            json!([]),
        ),
        ("ImageConfig", json!({"Command": ["run"]}), json!({})),
        (
            "CapacityProviderConfig",
            json!({"LambdaManagedInstancesCapacityProviderConfig": {"CapacityProviderArn": "arn"}}),
            json!({}),
        ),
        ("DurableConfig", json!({"ExecutionTimeout": 60}), json!({})),
    ]
}

fn with<T: serde::de::DeserializeOwned + serde::Serialize>(
    request: &T,
    member: &str,
    value: &Value,
) -> T {
    let mut request = serde_json::to_value(request).unwrap();
    request[member] = value.clone();
    serde_json::from_value(request).unwrap()
}

fn update() -> UpdateFunctionConfiguration {
    UpdateFunctionConfiguration {
        function_name: "aggregator".to_owned(),
        ..UpdateFunctionConfiguration::default()
    }
}

fn is_of(refusal: &str, member: &str) -> bool {
    refusal.starts_with(&format!("{member} is not built in this emulator: "))
}

#[test]
fn what_a_function_cannot_have_here_is_refused_by_name_with_the_reason() {
    let of_create = [
        ("CodeSigningConfigArn", json!("arn"), json!("")),
        ("PublishTo", json!("LATEST_PUBLISHED"), json!("")),
        (
            "TenancyConfig",
            json!({"TenantIsolationMode": "PER_TENANT"}),
            json!({}),
        ),
    ];
    for (member, value, _) in of_both().into_iter().chain(of_create) {
        let refused = refusal(with(&aggregator(), member, &value));
        assert!(is_of(&refused, member), "{refused}");
    }
    let mut world = World::new(1);
    call(&mut world, aggregator()).0.unwrap();
    for (member, value, _) in of_both() {
        let request = with(&update(), member, &value);
        let refused = call(&mut world, request).0.unwrap_err().to_string();
        assert!(is_of(&refused, member), "{refused}");
    }
    let code = UpdateFunctionCode {
        function_name: "aggregator".to_owned(),
        zip_file: zipped(b"two"),
        publish_to: Some(Box::new(json!("LATEST_PUBLISHED"))),
        ..UpdateFunctionCode::default()
    };
    let refused = call(&mut world, code).0.unwrap_err().to_string();
    assert!(is_of(&refused, "PublishTo"), "{refused}");
}

/// As tools say it where they take something away.
#[test]
fn a_function_may_say_that_it_has_none_of_what_is_not_built() {
    for (member, _, nothing) in of_both() {
        let mut world = World::new(1);
        let create = with(&aggregator(), member, &nothing);
        call(&mut world, create).0.expect(member);
        let request = with(&update(), member, &nothing);
        call(&mut world, request).0.expect(member);
    }
}

/// Texts reported by users and by LocalStack. Those that are not built are this emulator's own.
#[test]
fn a_mapping_of_a_queue_has_nothing_of_what_is_for_other_sources() {
    let mut stage = Stage::new(1, 1);
    stage.create_queue("logs", &[]);
    let create = CreateEventSourceMapping {
        event_source_arn: arn("logs"),
        function_name: "aggregator".to_owned(),
        ..CreateEventSourceMapping::default()
    };
    let position = with(&create, "StartingPosition", &json!("LATEST"));
    let refused = stage.call(position).unwrap_err();
    let text = "StartingPosition is not valid for SQS event sources.";
    assert_eq!(refused.to_string(), text);
    for (member, value) in [
        ("ParallelizationFactor", json!(2)),
        ("MaximumRetryAttempts", json!(0)),
        ("BisectBatchOnFunctionError", json!(true)),
        (
            "DestinationConfig",
            json!({"OnFailure": {"Destination": "arn"}}),
        ),
    ] {
        let refused = stage.call(with(&create, member, &value)).unwrap_err();
        let text = format!("Unsupported {member} parameter for given event source mapping type.");
        assert_eq!(refused.to_string(), text);
    }
    let unbuilt = [
        ("MetricsConfig", json!({"Metrics": ["EventCount"]})),
        ("ProvisionedPollerConfig", json!({"MinimumPollers": 2})),
    ];
    for (member, value) in &unbuilt {
        let refused = stage.call(with(&create, member, value)).unwrap_err();
        assert!(is_of(&refused.to_string(), member), "{refused}");
    }
    let uuid = stage.map("logs", CreateEventSourceMapping::default());
    let update = UpdateEventSourceMapping {
        uuid,
        ..UpdateEventSourceMapping::default()
    };
    for (member, value) in &unbuilt {
        let refused = stage.call(with(&update, member, value)).unwrap_err();
        assert!(is_of(&refused.to_string(), member), "{refused}");
    }
    let none = with(&update, "DestinationConfig", &json!({"OnFailure": {}}));
    stage.call(none).unwrap();
}

#[test]
fn what_other_operations_have_of_it_is_refused_as_well() {
    let mut world = World::new(1);
    call(&mut world, aggregator()).0.unwrap();
    let permission = AddPermission {
        function_name: "aggregator".to_owned(),
        statement_id: "s".to_owned(),
        action: "lambda:InvokeFunction".to_owned(),
        principal: "*".to_owned(),
        ..AddPermission::default()
    };
    for (member, value) in [
        ("EventSourceToken", json!("amzn1.ask.skill")),
        ("PrincipalOrgID", json!("o-1234567890")),
        ("FunctionUrlAuthType", json!("NONE")),
        ("InvokedViaFunctionUrl", json!(true)),
    ] {
        let request = with(&permission, member, &value);
        let refused = call(&mut world, request).0.unwrap_err().to_string();
        assert!(is_of(&refused, member), "{refused}");
    }
    let list = with(&ListFunctions::default(), "MasterRegion", &json!("ALL"));
    let refused = call(&mut world, list).0.unwrap_err().to_string();
    assert!(is_of(&refused, "MasterRegion"), "{refused}");
    let publish = PublishVersion {
        function_name: "aggregator".to_owned(),
        publish_to: Some(Box::new(json!("LATEST_PUBLISHED"))),
        ..PublishVersion::default()
    };
    let refused = call(&mut world, publish).0.unwrap_err().to_string();
    assert!(is_of(&refused, "PublishTo"), "{refused}");
}

#[test]
fn a_package_is_a_zip_archive() {
    let of = |package_type: &str| CreateFunction {
        package_type: Some(package_type.to_owned()),
        ..aggregator()
    };
    let image = refusal(of("Image"));
    assert!(image.contains("not built in this emulator"), "{image}");
    let other = refusal(of("Tar"));
    assert!(other.contains("'packageType'"), "{other}");
    call(&mut World::new(1), of("Zip")).0.unwrap();
}

/// Text reported by users of CDK and `CloudFormation`.
#[test]
fn no_runtime_that_is_built_starts_from_snapshots() {
    let text = "provided.al2023 is not supported for SnapStart enabled functions.";
    let snapshots = json!({"ApplyOn": "PublishedVersions"});
    assert_eq!(refusal(with(&aggregator(), "SnapStart", &snapshots)), text);
    let mut world = World::new(1);
    call(&mut world, aggregator()).0.unwrap();
    let change = with(&update(), "SnapStart", &snapshots);
    let refused = call(&mut world, change).0.unwrap_err();
    assert_eq!(refused.to_string(), text);
    let none = with(&update(), "SnapStart", &json!({"ApplyOn": "None"}));
    call(&mut world, none).0.unwrap();
    let unknown = with(&aggregator(), "SnapStart", &json!({"ApplyOn": "Always"}));
    assert!(refusal(unknown).contains("'snapStart.applyOn'"));
}

#[test]
fn keys_are_kept_and_taken_away() {
    let mut world = World::new(1);
    let create = CreateFunction {
        kms_key_arn: Some(KEY.to_owned()),
        code: FunctionCode {
            zip_file: zipped(b"one"),
            source_kms_key_arn: Some(KEY.to_owned()),
            ..FunctionCode::default()
        },
        ..aggregator()
    };
    call(&mut world, create).0.unwrap();
    let found = |world: &mut World| {
        let get = GetFunction {
            function_name: "aggregator".to_owned(),
            ..GetFunction::default()
        };
        let found = call(world, get).0.unwrap();
        let of_environment = found.configuration.kms_key_arn;
        (of_environment, found.code.source_kms_key_arn)
    };
    let key = Some(KEY.to_owned());
    assert_eq!(found(&mut world), (key.clone(), key.clone()));
    let clear = UpdateFunctionConfiguration {
        kms_key_arn: Some(String::new()),
        ..update()
    };
    call(&mut world, clear).0.unwrap();
    assert_eq!(found(&mut world), (None, key));
    let code = UpdateFunctionCode {
        function_name: "aggregator".to_owned(),
        zip_file: zipped(b"two"),
        ..UpdateFunctionCode::default()
    };
    call(&mut world, code).0.unwrap();
    assert_eq!(found(&mut world), (None, None));
    let wrong = with(&aggregator(), "KMSKeyArn", &json!("alias/k"));
    assert!(refusal(wrong).contains("'kMSKeyArn'"));
}
