//! Reserved and provisioned concurrency, tags, and what tools read besides.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::stage::{FUNCTION, Stage, arn};
use super::*;
use crate::origin::Principal;

fn of<R: serde::de::DeserializeOwned>(request: Value) -> R {
    serde_json::from_value(request).unwrap()
}

fn reserve(
    stage: &mut Stage,
    function: &str,
    number: i64,
) -> Result<ReservedConcurrency, FunctionError> {
    let put = json!({"FunctionName": function, "ReservedConcurrentExecutions": number});
    stage.call(of::<PutFunctionConcurrency>(put))
}

fn invoke(stage: &mut Stage, kind: InvocationType) -> Result<Invoked, FunctionError> {
    stage.call(Invoke {
        function_name: FUNCTION.to_owned(),
        invocation_type: kind,
        payload: "{}".into(),
        ..Invoke::default()
    })
}

const THROTTLED: FunctionError = FunctionError::TooManyRequests(
    ThrottleReason::ReservedFunctionConcurrentInvocationLimitExceeded,
);

#[test]
fn a_caller_beyond_the_reservation_is_throttled() {
    let mut stage = Stage::new(1, 5);
    reserve(&mut stage, FUNCTION, 2).unwrap();
    for _ in 0..2 {
        invoke(&mut stage, InvocationType::RequestResponse).unwrap();
    }
    let refused = invoke(&mut stage, InvocationType::RequestResponse).unwrap_err();
    assert_eq!(refused, THROTTLED);
    stage.answer("{}");
    invoke(&mut stage, InvocationType::RequestResponse).unwrap();
    let get = json!({"FunctionName": FUNCTION});
    let found = stage.call(of::<GetFunction>(get.clone())).unwrap();
    assert_eq!(
        found.concurrency.unwrap().reserved_concurrent_executions,
        Some(2)
    );
    stage
        .call(of::<DeleteFunctionConcurrency>(get.clone()))
        .unwrap();
    let none = stage.call(of::<GetFunctionConcurrency>(get)).unwrap();
    assert_eq!(none.reserved_concurrent_executions, None);
    invoke(&mut stage, InvocationType::RequestResponse).unwrap();
}

#[test]
fn an_event_beyond_the_reservation_is_tried_again() {
    let mut stage = Stage::new(1, 5);
    reserve(&mut stage, FUNCTION, 1).unwrap();
    for _ in 0..2 {
        invoke(&mut stage, InvocationType::Event).unwrap();
    }
    assert_eq!(stage.orders.len(), 1);
    stage.answer("{}");
    assert_eq!(stage.orders.len(), 0, "it waits for its moment");
    stage.pass(1);
    assert_eq!(stage.orders.len(), 1);
}

#[test]
fn an_event_of_a_function_that_may_not_run_goes_to_its_destination_at_once() {
    let mut stage = Stage::new(1, 5);
    stage.create_queue("failed", &[]);
    let config = json!({"FunctionName": FUNCTION,
        "DestinationConfig": {"OnFailure": {"Destination": arn("failed")}}});
    stage
        .call(of::<PutFunctionEventInvokeConfig>(config))
        .unwrap();
    reserve(&mut stage, FUNCTION, 0).unwrap();
    assert_eq!(
        invoke(&mut stage, InvocationType::RequestResponse).unwrap_err(),
        THROTTLED
    );
    invoke(&mut stage, InvocationType::Event).unwrap();
    assert_eq!(stage.counts("failed").visible, 1);
}

#[test]
fn messages_beyond_the_reservation_come_back() {
    let mut stage = Stage::new(1, 5);
    stage.create_queue("logs", &[("VisibilityTimeout", "30")]);
    let mapping = CreateEventSourceMapping {
        batch_size: Some(1),
        ..CreateEventSourceMapping::default()
    };
    stage.map("logs", mapping);
    reserve(&mut stage, FUNCTION, 1).unwrap();
    for body in ["a", "b"] {
        stage.send("logs", body);
    }
    assert_eq!(stage.orders.len(), 1, "the other one is throttled");
    stage.answer("{}");
    stage.pass(31);
    assert_eq!(
        stage.bodies(),
        [["b"]],
        "when its visibility timeout is over"
    );
}

#[test]
fn a_hundred_executions_stay_unreserved() {
    let mut stage = Stage::new(1, 5);
    let text = reserve(&mut stage, FUNCTION, 901).unwrap_err().to_string();
    assert_eq!(
        text,
        "Specified ReservedConcurrentExecutions for function decreases account's UnreservedConcurrentExecution below its \
         minimum value of [100]."
    );
    reserve(&mut stage, FUNCTION, 900).unwrap();
    reserve(&mut stage, FUNCTION, 899).unwrap();
    stage.create_function("second");
    reserve(&mut stage, "second", 1).unwrap();
    assert!(reserve(&mut stage, "second", 2).is_err());
    let settings = stage.call(GetAccountSettings {}).unwrap();
    assert_eq!(settings.account_limit.concurrent_executions, 1000);
    assert_eq!(settings.account_limit.unreserved_concurrent_executions, 100);
    assert_eq!(settings.account_usage.function_count, 2);
    assert_eq!(
        reserve(&mut stage, "third", 1).unwrap_err().to_string(),
        "Function not found: arn:aws:lambda:us-east-1:000000000000:function:third:$LATEST"
    );
}

#[test]
fn provisioned_concurrency_is_kept_for_what_is_published() {
    let mut stage = Stage::new(1, 5);
    let put = |qualifier: &str, number: i64| {
        of::<PutProvisionedConcurrencyConfig>(
            json!({"FunctionName": FUNCTION, "Qualifier": qualifier,
            "ProvisionedConcurrentExecutions": number}),
        )
    };
    assert_eq!(
        stage.call(put("$LATEST", 1)).unwrap_err().to_string(),
        "Provisioned Concurrency Configs cannot be applied to unpublished function versions."
    );
    stage
        .call(of::<PublishVersion>(json!({"FunctionName": FUNCTION})))
        .unwrap();
    let version = json!({"FunctionName": FUNCTION, "Qualifier": "1"});
    let get = || of::<GetProvisionedConcurrencyConfig>(version.clone());
    assert_eq!(
        stage.call(get()).unwrap_err(),
        FunctionError::ProvisionedConcurrencyConfigNotFound
    );
    assert_eq!(stage.call(put("1", 3)).unwrap().status, "IN_PROGRESS");
    let kept = stage.call(get()).unwrap();
    assert_eq!(
        (
            kept.status,
            kept.available_provisioned_concurrent_executions
        ),
        ("READY", 3)
    );
    assert!(
        reserve(&mut stage, FUNCTION, 2).is_err(),
        "less than is provisioned"
    );
    let list = json!({"FunctionName": FUNCTION});
    let listed = stage
        .call(of::<ListProvisionedConcurrencyConfigs>(list))
        .unwrap();
    let arn = listed.provisioned_concurrency_configs[0]
        .function_arn
        .clone();
    assert!(arn.unwrap().ends_with(":aggregator:1"));
}

#[test]
fn functions_and_mappings_are_tagged() {
    let mut stage = Stage::new(1, 5);
    stage.create_queue("logs", &[]);
    let uuid = stage.map("logs", CreateEventSourceMapping::default());
    let home = "arn:aws:lambda:us-east-1:000000000000";
    for resource in [
        format!("{home}:function:{FUNCTION}"),
        format!("{home}:event-source-mapping:{uuid}"),
    ] {
        let tag = json!({"Resource": resource, "Tags": {"a": "1", "b": "2"}});
        stage.call(of::<TagResource>(tag)).unwrap();
        let untag = json!({"Resource": resource, "TagKeys": ["a", "z"]});
        stage.call(of::<UntagResource>(untag)).unwrap();
        let listed = stage
            .call(of::<ListTags>(json!({"Resource": resource})))
            .unwrap();
        assert_eq!(
            listed.tags,
            BTreeMap::from([("b".to_owned(), "2".to_owned())])
        );
    }
    let refused = |stage: &mut Stage, resource: String, tags: Value| {
        let tag = json!({"Resource": resource, "Tags": tags});
        stage.call(of::<TagResource>(tag)).unwrap_err().to_string()
    };
    let function = format!("{home}:function:{FUNCTION}");
    assert_eq!(
        refused(&mut stage, format!("{function}:1"), json!({"a": "1"})),
        "Tags on function aliases and versions are not supported. Please specify a function ARN."
    );
    let many: BTreeMap<String, String> = (0..51).map(|n| (n.to_string(), String::new())).collect();
    assert_eq!(
        refused(&mut stage, function, json!(many)),
        "Number of tags exceeds resource tag limit."
    );
    assert_eq!(
        refused(
            &mut stage,
            format!("{home}:function:none"),
            json!({"a": "1"})
        ),
        format!("Function not found: {home}:function:none")
    );
}

#[test]
fn what_terraform_reads_of_every_function_is_there() {
    let mut stage = Stage::new(1, 5);
    let name = || json!({"FunctionName": FUNCTION});
    let signing = stage
        .call(of::<GetFunctionCodeSigningConfig>(name()))
        .unwrap();
    assert_eq!(signing.function_name, FUNCTION);
    let recursion = stage
        .call(of::<GetFunctionRecursionConfig>(name()))
        .unwrap();
    assert_eq!(recursion.recursive_loop, "Terminate");
    let allow = json!({"FunctionName": FUNCTION, "RecursiveLoop": "Allow"});
    stage.call(of::<PutFunctionRecursionConfig>(allow)).unwrap();
    let recursion = stage
        .call(of::<GetFunctionRecursionConfig>(name()))
        .unwrap();
    assert_eq!(recursion.recursive_loop, "Allow");
    let runtime = stage
        .call(of::<GetRuntimeManagementConfig>(name()))
        .unwrap();
    assert_eq!(runtime.update_runtime_on, "Auto");
    let url = stage.call(of::<GetFunctionUrlConfig>(name())).unwrap_err();
    assert_eq!(
        url.to_string(),
        "The resource you requested does not exist."
    );
}

/// What waits for its turn may be a sixth of what is answered at once.
#[test]
fn an_event_that_waits_for_its_turn_may_be_a_mebibyte() {
    let mut stage = Stage::new(1, 5);
    let mut invoke = |kind, bytes: usize| {
        stage.call(Invoke {
            function_name: FUNCTION.to_owned(),
            invocation_type: kind,
            payload: format!("\"{}\"", "x".repeat(bytes - 2)).into(),
            ..Invoke::default()
        })
    };
    let most = 1 << 20;
    invoke(InvocationType::Event, most).unwrap();
    let refused = invoke(InvocationType::Event, most + 1).unwrap_err();
    assert_eq!(
        refused.to_string(),
        "1048577 byte payload is too large for the Event invocation type (limit 1048576 bytes)"
    );
    invoke(InvocationType::RequestResponse, most + 1).unwrap();
}

/// What a subscription filter or a topic sends may be more: it is lost where it is refused.
#[test]
fn what_services_send_may_be_as_large_as_any_event() {
    let mut stage = Stage::new(1, 5);
    let invoke = Invoke {
        function_name: FUNCTION.to_owned(),
        invocation_type: InvocationType::Event,
        payload: "x".repeat((1 << 20) + 1).into(),
        ..Invoke::default()
    };
    let origin = Origin {
        caller: Caller::Service {
            principal: Principal::Logs,
            source: "arn:aws:logs:us-east-1:000000000000:log-group:g:*".into(),
        },
        ..Origin::default()
    };
    let call = Call::new(origin, invoke.into_operation());
    let sent = stage.world.apply(stage.now, call).result;
    assert!(
        !matches!(
            sent,
            Err(crate::Error::Lambda(FunctionError::EventTooLarge { .. }))
        ),
        "{sent:?}"
    );
}
