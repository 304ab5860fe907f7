//! Topics that S3 notifies.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::stage::*;
use crate::bucket::create::CreateBucket;
use crate::bucket::notification::{DestinationConfiguration, NotificationConfiguration};
use crate::bucket::put::{PutObject, WriteCondition};
use crate::bucket::{
    BodyId, BucketError, Content, Destination, PutBucketNotificationConfiguration,
};
use crate::world::World;

fn stage() -> World {
    let mut world = world();
    create_queue(&mut world, "inbox", true);
    subscribe_queue(&mut world, "inbox", &[]);
    let create = CreateBucket {
        bucket: "logs".to_owned(),
        location_constraint: None,
    };
    call(&mut world, create).unwrap();
    world
}

fn notify(world: &mut World) -> Result<(), BucketError> {
    let put = PutBucketNotificationConfiguration {
        bucket: "logs".to_owned(),
        notification_configuration: NotificationConfiguration {
            destinations: vec![DestinationConfiguration {
                id: None,
                destination: Destination::Topic(TOPIC.to_owned()),
                events: vec!["s3:ObjectCreated:*".to_owned()],
                filter_rules: Vec::new(),
            }],
        },
        skip_destination_validation: false,
    };
    call(world, put)
}

fn put(world: &mut World) {
    let put = PutObject {
        bucket: "logs".to_owned(),
        key: "a".to_owned(),
        e_tag: "0".repeat(32),
        content: Content::whole(BodyId(1), 2),
        checksum: None,
        headers: Box::default(),
        tags: BTreeMap::new(),
        condition: WriteCondition::default(),
        is_form: false,
    };
    call(world, put).unwrap();
}

/// A topic's default policy lets its owner alone.
#[test]
fn a_topic_hears_of_a_bucket_that_its_policy_lets() {
    let mut world = stage();
    let unable = "Unable to validate the following destination configurations";
    assert_eq!(notify(&mut world).unwrap_err().to_string(), unable);
    let policy = json!({"Version": "2012-10-17", "Statement": [{
        "Effect": "Allow", "Principal": {"Service": "s3.amazonaws.com"}, "Action": "SNS:Publish", "Resource": TOPIC,
        "Condition": {
            "ArnLike": {"aws:SourceArn": "arn:aws:s3:*:*:logs"},
            "StringEquals": {"aws:SourceAccount": "000000000000"},
        },
    }]});
    set(&mut world, "Policy", &policy.to_string()).unwrap();
    notify(&mut world).unwrap();
    put(&mut world);
    let letters = bodies(&mut world, "inbox");
    let letters: Vec<Value> = letters
        .iter()
        .map(|letter| serde_json::from_str(letter).unwrap())
        .collect();
    let messages: Vec<Value> = letters
        .iter()
        .map(|letter| {
            assert_eq!(letter["Subject"], "Amazon S3 Notification");
            serde_json::from_str(letter["Message"].as_str().unwrap()).unwrap()
        })
        .collect();
    assert_eq!(messages[0]["Event"], "s3:TestEvent");
    assert_eq!(messages[1]["Records"][0]["s3"]["object"]["key"], "a");
}
