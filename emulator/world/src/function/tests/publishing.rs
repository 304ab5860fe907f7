//! Versions, aliases, revisions and states.

use serde_json::{Value, json};

use super::stage::{FUNCTION, Stage, arn};
use super::*;

pub(super) fn of<R: serde::de::DeserializeOwned>(request: Value) -> R {
    serde_json::from_value(request).unwrap()
}

fn publish(stage: &mut Stage) -> FunctionConfiguration {
    stage
        .call(of::<PublishVersion>(json!({"FunctionName": FUNCTION})))
        .unwrap()
}

fn change(stage: &mut Stage, description: &str) -> FunctionConfiguration {
    let update = json!({"FunctionName": FUNCTION, "Description": description});
    stage
        .call(of::<UpdateFunctionConfiguration>(update))
        .unwrap()
}

fn invoke(stage: &mut Stage, qualifier: &str) -> Result<Invoked, FunctionError> {
    stage.call(Invoke {
        function_name: FUNCTION.to_owned(),
        qualifier: Some(qualifier.to_owned()),
        payload: "{}".into(),
        ..Invoke::default()
    })
}

fn alias(
    stage: &mut Stage,
    name: &str,
    version: &str,
) -> Result<AliasConfiguration, FunctionError> {
    let create = json!({"FunctionName": FUNCTION, "Name": name, "FunctionVersion": version});
    stage.call(of::<CreateAlias>(create))
}

fn refused<T: std::fmt::Debug>(result: Result<T, FunctionError>) -> String {
    result.unwrap_err().to_string()
}

#[test]
fn a_version_is_published_when_something_has_changed() {
    let mut stage = Stage::new(1, 2);
    let first = publish(&mut stage);
    assert_eq!(first.version, "1");
    assert!(first.function_arn.ends_with(":function:aggregator:1"));
    assert_eq!(publish(&mut stage), first, "nothing has changed");
    change(&mut stage, "");
    assert_eq!(
        publish(&mut stage).version,
        "1",
        "nor has it by an update to the same"
    );
    change(&mut stage, "another");
    let second = publish(&mut stage);
    assert_eq!(
        (second.version.as_str(), second.description.as_str()),
        ("2", "another")
    );
    let list = json!({"FunctionName": FUNCTION, "MaxItems": 2});
    let listed = stage
        .call(of::<ListVersionsByFunction>(list.clone()))
        .unwrap();
    let versions = |listed: &ListVersionsByFunctionResponse| {
        let versions = listed.versions.iter();
        versions
            .map(|version| version.version.clone())
            .collect::<Vec<_>>()
    };
    assert_eq!(versions(&listed), ["$LATEST", "1"]);
    assert_eq!(
        listed.versions[0].progress,
        Progress::default(),
        "lists do not say it"
    );
    let mut rest = list;
    rest["Marker"] = listed.next_marker.into();
    let rest = stage.call(of::<ListVersionsByFunction>(rest)).unwrap();
    assert_eq!(versions(&rest), ["2"]);
    let gone = json!({"FunctionName": FUNCTION, "Qualifier": "2"});
    stage.call(of::<DeleteFunction>(gone)).unwrap();
    change(&mut stage, "a third");
    assert_eq!(publish(&mut stage).version, "3", "a number is given once");
}

#[test]
fn what_is_published_is_what_the_caller_means() {
    let mut stage = Stage::new(1, 2);
    let outdated = json!({"FunctionName": FUNCTION, "RevisionId": "other"});
    let refusal = stage.call(of::<PublishVersion>(outdated)).unwrap_err();
    assert_eq!(refusal, FunctionError::PreconditionFailed);
    let other = json!({"FunctionName": FUNCTION, "CodeSha256": "abc"});
    let text = refused(stage.call(of::<PublishVersion>(other)));
    assert!(
        text.starts_with("CodeSHA256 (abc) is different from current CodeSHA256 in $LATEST ("),
        "{text}"
    );
}

#[test]
fn a_version_runs_as_it_was_published() {
    let mut stage = Stage::new(1, 2);
    let first = publish(&mut stage);
    change(&mut stage, "another");
    let invoked = invoke(&mut stage, "1").unwrap().executed.unwrap();
    assert_eq!(invoked.version, Version::Published(1));
    let order = &stage.orders[0];
    assert_eq!(order.function.description, "");
    assert_eq!(order.invoked_arn, first.function_arn);
    stage.answer("{}");
    assert_eq!(
        refused(invoke(&mut stage, "7")),
        "Function not found: arn:aws:lambda:us-east-1:000000000000:function:aggregator:7"
    );
    let get = json!({"FunctionName": FUNCTION, "Qualifier": "$LATEST"});
    let latest = stage.call(of::<GetFunction>(get)).unwrap();
    assert!(
        latest
            .configuration
            .function_arn
            .ends_with(":aggregator:$LATEST")
    );
}

#[test]
fn an_alias_points_at_a_version_and_shares_invocations_by_its_weight() {
    let mut stage = Stage::new(1, 100);
    publish(&mut stage);
    change(&mut stage, "another");
    publish(&mut stage);
    let created = alias(&mut stage, "live", "1").unwrap();
    assert!(created.alias_arn.ends_with(":function:aggregator:live"));
    let weigh = json!({"FunctionName": FUNCTION, "Name": "live", "RevisionId": created.revision_id,
        "RoutingConfig": {"AdditionalVersionWeights": {"2": 0.1}}});
    stage.call(of::<UpdateAlias>(weigh.clone())).unwrap();
    let outdated = stage.call(of::<UpdateAlias>(weigh)).unwrap_err();
    assert_eq!(outdated, FunctionError::PreconditionFailed);
    let mut second = 0;
    for _ in 0..50 {
        let invoked = invoke(&mut stage, "live").unwrap().executed.unwrap();
        second += usize::from(invoked.version == Version::Published(2));
    }
    assert_eq!(second, 5, "a tenth of fifty");
    assert!(stage.orders[0].invoked_arn.ends_with(":aggregator:live"));
    let held = json!({"FunctionName": FUNCTION, "Qualifier": "1"});
    assert_eq!(
        refused(stage.call(of::<DeleteFunction>(held))),
        "Unable to delete version because the following aliases reference it: [live]"
    );
}

#[test]
fn an_alias_that_cannot_be_is_refused_in_awss_words() {
    let mut stage = Stage::new(1, 2);
    publish(&mut stage);
    let weights = |weights: Value, version: &str| {
        of::<CreateAlias>(
            json!({"FunctionName": FUNCTION, "Name": "a", "FunctionVersion": version,
            "RoutingConfig": {"AdditionalVersionWeights": weights}}),
        )
    };
    for (request, text) in [
        (
            weights(json!({"1": 0.5}), "1"),
            "Invalid function version 1. Function version 1 is already included in routing configuration.",
        ),
        (
            weights(json!({"1": 0.5}), "$LATEST"),
            "$LATEST is not supported for an alias pointing to more than 1 version",
        ),
        (
            weights(json!({"1": 0.5, "2": 0.5}), "1"),
            "Number of items in AdditionalVersionWeights cannot be greater than 1",
        ),
        (
            weights(json!({"2": 2.0}), "1"),
            "1 validation error detected: Value '{2=2.0}' at 'routingConfig.additionalVersionWeights' failed to satisfy constraint: Map value must satisfy constraint: [Member must have value less than or equal to 1.0, Member must have value greater than or equal to 0.0, Member must not be null]",
        ),
        (
            weights(json!({}), "10"),
            "Function not found: arn:aws:lambda:us-east-1:000000000000:function:aggregator:10",
        ),
    ] {
        assert_eq!(refused(stage.call(request)), text);
    }
    alias(&mut stage, "live", "1").unwrap();
    let arn = "arn:aws:lambda:us-east-1:000000000000:function:aggregator";
    assert_eq!(
        refused(alias(&mut stage, "live", "1")),
        format!("Alias already exists: {arn}:live")
    );
    let absent = json!({"FunctionName": FUNCTION, "Name": "none"});
    assert_eq!(
        refused(stage.call(of::<GetAlias>(absent))),
        format!("Cannot find alias arn: {arn}:none")
    );
    assert!(refused(alias(&mut stage, "12", "1")).contains("'name'"));
}

#[test]
fn a_mapping_feeds_the_version_that_it_names() {
    let mut stage = Stage::new(1, 2);
    publish(&mut stage);
    change(&mut stage, "another");
    alias(&mut stage, "live", "1").unwrap();
    stage.create_queue("logs", &[]);
    let mapping = CreateEventSourceMapping {
        function_name: format!("{FUNCTION}:live"),
        ..CreateEventSourceMapping::default()
    };
    let uuid = stage.map("logs", mapping);
    let get = stage
        .call(GetEventSourceMapping { uuid: uuid.clone() })
        .unwrap();
    assert!(get.function_arn.ends_with(":aggregator:live"));
    assert!(
        get.event_source_mapping_arn
            .ends_with(&format!(":event-source-mapping:{uuid}"))
    );
    assert_eq!(get.event_source_arn, arn("logs"));
    stage.send("logs", "x");
    assert_eq!(stage.orders[0].function.version, Version::Published(1));
}

#[test]
fn a_policy_of_an_alias_is_not_the_functions() {
    let mut stage = Stage::new(1, 2);
    publish(&mut stage);
    alias(&mut stage, "live", "1").unwrap();
    let add = json!({"FunctionName": FUNCTION, "Qualifier": "live", "StatementId": "s", "Principal": "s3.amazonaws.com",
        "Action": "lambda:InvokeFunction"});
    let added = stage.call(of::<AddPermission>(add.clone())).unwrap();
    assert!(
        added.statement.contains(":aggregator:live"),
        "{}",
        added.statement
    );
    let own = json!({"FunctionName": FUNCTION});
    assert!(stage.call(of::<GetPolicy>(own)).is_err());
    let mut latest = add;
    latest["Qualifier"] = "$LATEST".into();
    assert_eq!(
        refused(stage.call(of::<AddPermission>(latest))),
        "We currently do not support adding policies for $LATEST."
    );
}

#[test]
fn a_function_is_pending_until_it_is_prepared() {
    let mut world = World::new(1).with_settings(crate::settings::Settings {
        functions_are_prepared: true,
        enforcement: crate::access::Enforcement::Off,
        ..crate::settings::Settings::default()
    });
    let now = "2026-04-19T13:28:51Z".parse().unwrap();
    let call = |world: &mut World, operation| {
        let answer = world.apply(now, Call::new(Origin::default(), operation));
        let effects: Vec<_> = world.take_effects().collect();
        (answer.result, effects)
    };
    let create = CreateFunction {
        role: Some("arn:aws:iam::000000000000:role/r".to_owned()),
        ..aggregator()
    };
    let (created, effects) = call(&mut world, create.into_operation());
    let created = CreateFunction::answer(created).unwrap();
    assert_eq!(created.progress.state, Some("Pending"));
    assert_eq!(created.progress.state_reason_code, Some("Creating"));
    assert_eq!(created.progress.last_update_status, None);
    let [Effect::Prepare(function)] = effects.as_slice() else {
        panic!("{effects:?}");
    };
    let invoke = || Invoke {
        function_name: FUNCTION.to_owned(),
        payload: "{}".into(),
        ..Invoke::default()
    };
    let (early, _) = call(&mut world, invoke().into_operation());
    assert_eq!(
        refused(Invoke::answer(early)),
        "The operation cannot be performed at this time. The function is currently in the following state: Pending"
    );
    world.function_prepared(
        now,
        &Home::default(),
        &function.name,
        &function.deployment_id,
    );
    let get = GetFunction {
        function_name: FUNCTION.to_owned(),
        ..GetFunction::default()
    };
    let (ready, _) = call(&mut world, get.into_operation());
    let ready = GetFunction::answer(ready).unwrap().configuration;
    assert_eq!(
        (ready.progress.state, ready.progress.last_update_status),
        (Some("Active"), Some("Successful"))
    );
    assert_ne!(ready.revision_id, created.revision_id);
    let update =
        || of::<UpdateFunctionConfiguration>(json!({"FunctionName": FUNCTION, "Description": "d"}));
    let (updated, _) = call(&mut world, update().into_operation());
    let updated = UpdateFunctionConfiguration::answer(updated).unwrap();
    assert_eq!(updated.progress.last_update_status, Some("InProgress"));
    let (again, _) = call(&mut world, update().into_operation());
    assert_eq!(
        refused(UpdateFunctionConfiguration::answer(again)),
        "The operation cannot be performed at this time. An update is in progress for resource: \
         arn:aws:lambda:us-east-1:000000000000:function:aggregator"
    );
    let (runs, _) = call(&mut world, invoke().into_operation());
    assert!(
        Invoke::answer(runs).is_ok(),
        "an update does not keep callers out"
    );
}
