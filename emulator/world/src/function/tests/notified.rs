//! Functions that S3 notifies.

use std::collections::BTreeMap;

use serde_json::Value;

use super::stage::{FUNCTION, Stage, arn};
use crate::bucket::create::CreateBucket;
use crate::bucket::notification::{
    DestinationConfiguration, FilterRule, NotificationConfiguration,
};
use crate::bucket::put::{PutObject, WriteCondition};
use crate::bucket::{
    BodyId, BucketError, Content, Destination, PutBucketNotificationConfiguration,
};
use crate::function::{AddPermission, RemovePermission};

const FUNCTION_ARN: &str = "arn:aws:lambda:us-east-1:000000000000:function:aggregator";

fn stage() -> Stage {
    let mut stage = Stage::new(1, 2);
    let create = CreateBucket {
        bucket: "logs".to_owned(),
        location_constraint: None,
    };
    stage.call(create).unwrap();
    stage
}

fn let_s3_invoke(stage: &mut Stage, bucket: &str) {
    let permission = AddPermission {
        function_name: FUNCTION.to_owned(),
        statement_id: "s3".to_owned(),
        action: "lambda:InvokeFunction".to_owned(),
        principal: "s3.amazonaws.com".to_owned(),
        source_arn: Some(format!("arn:aws:s3:::{bucket}")),
        source_account: Some("000000000000".to_owned()),
        ..AddPermission::default()
    };
    stage.call(permission).unwrap();
}

fn notify(
    stage: &mut Stage,
    destinations: &[(Destination, &str)],
    skip_destination_validation: bool,
) -> Result<(), BucketError> {
    let configured = |(destination, prefix): &(Destination, &str)| DestinationConfiguration {
        id: None,
        destination: destination.clone(),
        events: vec!["s3:ObjectCreated:*".to_owned()],
        filter_rules: vec![FilterRule {
            name: "prefix".to_owned(),
            value: (*prefix).to_owned(),
        }],
    };
    stage.call(PutBucketNotificationConfiguration {
        bucket: "logs".to_owned(),
        notification_configuration: NotificationConfiguration {
            destinations: destinations.iter().map(configured).collect(),
        },
        skip_destination_validation,
    })
}

fn function(arn: &str) -> Destination {
    Destination::Function(arn.to_owned())
}

fn put(stage: &mut Stage, key: &str) {
    let put = PutObject {
        bucket: "logs".to_owned(),
        key: key.to_owned(),
        e_tag: "0".repeat(32),
        content: Content::whole(BodyId(1), 2),
        checksum: None,
        headers: Box::default(),
        tags: BTreeMap::new(),
        condition: WriteCondition::default(),
        is_form: false,
    };
    stage.call(put).unwrap();
}

#[test]
fn an_object_that_is_put_invokes_the_function_that_hears_of_it() {
    let mut stage = stage();
    let_s3_invoke(&mut stage, "logs");
    notify(&mut stage, &[(function(FUNCTION_ARN), "in/")], false).unwrap();
    assert_eq!(stage.orders.len(), 0, "a function gets no s3:TestEvent");
    put(&mut stage, "out/a");
    assert_eq!(stage.orders.len(), 0, "the filter is not for it");
    put(&mut stage, "in/a b");
    let event: Value = serde_json::from_slice(&stage.orders[0].payload.render()).unwrap();
    assert_eq!(event["Records"][0]["eventName"], "ObjectCreated:Put");
    assert_eq!(event["Records"][0]["s3"]["object"]["key"], "in/a+b");
}

#[test]
fn a_function_without_a_permission_for_the_bucket_is_no_destination() {
    let mut stage = stage();
    let refused = |stage: &mut Stage| {
        let refused = notify(stage, &[(function(FUNCTION_ARN), "")], false);
        refused.unwrap_err().to_string()
    };
    let unable = "Unable to validate the following destination configurations";
    assert_eq!(refused(&mut stage), unable, "nobody may invoke it");
    let_s3_invoke(&mut stage, "another");
    assert_eq!(refused(&mut stage), unable, "another bucket may");
}

#[test]
fn a_destination_is_there_in_the_buckets_region_and_of_its_kind() {
    let mut stage = stage();
    let refused = |stage: &mut Stage, destination| {
        let refused = notify(stage, &[(destination, "")], false).unwrap_err();
        refused.to_string()
    };
    for (destination, message) in [
        (
            function("arn:aws:lambda:us-east-1:000000000000:function:nobody"),
            "Unable to validate the following destination configurations",
        ),
        (
            function("arn:aws:lambda:eu-west-1:000000000000:function:aggregator"),
            "The notification destination service region is not valid for the bucket location constraint",
        ),
        (function("aggregator"), "The ARN could not be parsed"),
        (function(&arn("orders")), "The ARN could not be parsed"),
        (
            Destination::Queue(FUNCTION_ARN.to_owned()),
            "The ARN could not be parsed",
        ),
    ] {
        assert_eq!(refused(&mut stage, destination), message);
    }
}

#[test]
fn a_queue_and_a_function_may_not_share_an_event() {
    let mut stage = stage();
    let both = |queue: &'static str, of_function: &'static str| {
        [
            (Destination::Queue(arn("orders")), queue),
            (function(FUNCTION_ARN), of_function),
        ]
    };
    let overlapping = notify(&mut stage, &both("logs/", "logs/a"), true);
    assert!(matches!(overlapping, Err(BucketError::InvalidArgument(_))));
    notify(&mut stage, &both("a/", "b/"), true).unwrap();
}

#[test]
fn a_permission_that_is_taken_away_stops_the_events_and_is_told() {
    let mut stage = stage();
    let_s3_invoke(&mut stage, "logs");
    notify(&mut stage, &[(function(FUNCTION_ARN), "")], false).unwrap();
    stage
        .call(RemovePermission {
            function_name: FUNCTION.to_owned(),
            statement_id: "s3".to_owned(),
            ..RemovePermission::default()
        })
        .unwrap();
    put(&mut stage, "a");
    assert_eq!(stage.orders.len(), 0);
    assert_eq!(stage.notices[0].about, FUNCTION_ARN);
}
