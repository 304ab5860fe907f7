//! The behaviour of SNS's topics, fact by fact.

use super::*;
use crate::origin::Origin;
use crate::service::Request;
use crate::{Call, World};

fn call<R: Request>(world: &mut World, request: R) -> Result<R::Reply, R::Error> {
    let call = Call::new(Origin::default(), request.into_operation());
    R::answer(world.apply(jiff::Timestamp::UNIX_EPOCH, call).result)
}

fn create(name: &str) -> CreateTopic {
    CreateTopic {
        name: name.to_owned(),
        ..CreateTopic::default()
    }
}

fn with(attribute: &str, value: &str) -> CreateTopic {
    CreateTopic {
        attributes: BTreeMap::from([(attribute.to_owned(), value.to_owned())]),
        ..create("alerts")
    }
}

#[test]
fn a_topic_is_made_once_listed_and_deleted() {
    let world = &mut World::new(0);
    let arn = "arn:aws:sns:us-east-1:000000000000:alerts";
    assert_eq!(call(world, create("alerts")).unwrap().topic_arn, arn);
    assert_eq!(call(world, create("alerts")).unwrap().topic_arn, arn);
    let listed = call(world, ListTopics::default()).unwrap();
    assert_eq!(listed.topics.len(), 1);
    for _ in 0..2 {
        let delete = DeleteTopic {
            topic_arn: arn.to_owned(),
        };
        call(world, delete).unwrap();
    }
    assert!(
        call(world, ListTopics::default())
            .unwrap()
            .topics
            .is_empty()
    );
}

#[test]
fn what_is_said_otherwise_of_a_topic_that_is_there_is_refused() {
    let world = &mut World::new(0);
    call(world, with("DisplayName", "one")).unwrap();
    call(world, with("DisplayName", "one")).unwrap();
    call(world, create("alerts")).unwrap();
    let other = call(world, with("DisplayName", "other")).unwrap_err();
    assert_eq!(
        other.to_string(),
        "Invalid parameter: Attributes Reason: Topic already exists with different attributes"
    );
    let tagged = CreateTopic {
        tags: vec![Tag::default()],
        ..create("alerts")
    };
    assert!(call(world, tagged).is_err());
}

#[test]
fn what_cannot_be_a_topic_is_refused() {
    let world = &mut World::new(0);
    for name in ["", "a b", "a.b", "orders.fifo", &"t".repeat(257)] {
        assert!(call(world, create(name)).is_err(), "{name}");
    }
    assert!(call(world, with("Colour", "red")).is_err());
    assert!(call(world, with("FifoTopic", "true")).is_err());
    assert!(call(world, with("SQSSuccessFeedbackSampleRate", "5")).is_ok());
    for arn in ["alerts", "arn:aws:sqs:us-east-1:000000000000:alerts"] {
        let delete = DeleteTopic {
            topic_arn: arn.to_owned(),
        };
        assert!(call(world, delete).is_err(), "{arn}");
    }
}

#[test]
fn topics_come_in_pages_of_a_hundred() {
    let world = &mut World::new(0);
    for number in 0..101 {
        call(world, create(&format!("t{number:03}"))).unwrap();
    }
    let first = call(world, ListTopics::default()).unwrap();
    assert_eq!(first.topics.len(), 100);
    let second = ListTopics {
        next_token: first.next_token,
    };
    let second = call(world, second).unwrap();
    assert_eq!((second.topics.len(), second.next_token), (1, None));
}
