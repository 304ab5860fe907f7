//! What queues tell CloudWatch of themselves. All clients begin at 13:00.

use super::*;
use crate::metrics::reading::{Point, names, points};

/// The minutes of a metric of `orders`.
fn of(client: &mut Client, name: &str) -> Vec<Point> {
    of_queue(client, name, "orders")
}

fn of_queue(client: &mut Client, name: &str, queue: &str) -> Vec<Point> {
    client.world.advance(client.now);
    let dimensions = [("QueueName", queue)];
    points(&mut client.world, "AWS/SQS", name, &dimensions)
}

fn point(minute: &str, samples: f64, sum: f64) -> Point {
    (minute.to_owned(), samples, sum)
}

#[test]
fn a_message_sent_is_counted_with_its_size_in_the_minute_of_its_sending() {
    let mut client = Client::new(1);
    let orders = client.create("orders", &[]);
    client.pass(59);
    client.send(&orders, "four");
    client.pass(1);
    client.send(&orders, "sixsix");
    client.send(&orders, "x");
    assert_eq!(
        of(&mut client, "NumberOfMessagesSent"),
        [point("13:00", 1.0, 1.0)],
        "the present minute is not over"
    );
    client.pass(60);
    assert_eq!(
        of(&mut client, "NumberOfMessagesSent"),
        [point("13:00", 1.0, 1.0), point("13:01", 2.0, 2.0)]
    );
    assert_eq!(
        of(&mut client, "SentMessageSize"),
        [point("13:00", 1.0, 4.0), point("13:01", 2.0, 7.0)]
    );
    client.pass(600);
    assert_eq!(of(&mut client, "SentMessageSize").len(), 2, "no zeros");
}

#[test]
fn the_size_of_a_message_counts_its_attributes() {
    let mut client = Client::new(1);
    let orders = client.create("orders", &[]);
    let attribute = MessageAttributeValue {
        data_type: "String".to_owned(),
        string_value: Some("b".to_owned()),
        binary_value: None,
    };
    let request = SendMessage {
        message_attributes: [("a".to_owned(), attribute)].into(),
        ..send(&orders, "xx")
    };
    client.call(request).unwrap();
    client.pass(60);
    let size = f64::from(u32::try_from("xx".len() + "a".len() + "String".len() + 1).unwrap());
    assert_eq!(
        of(&mut client, "SentMessageSize"),
        [point("13:00", 1.0, size)]
    );
}

#[test]
fn a_message_that_is_refused_is_not_counted() {
    let mut client = Client::new(1);
    let orders = client.create("orders", &[]);
    client.call(send(&orders, "")).unwrap_err();
    client.pass(60);
    assert_eq!(of(&mut client, "NumberOfMessagesSent"), []);
}

#[test]
fn a_receive_is_counted_with_its_messages_and_whether_it_was_empty() {
    let mut client = Client::new(1);
    let orders = client.create("orders", &[]);
    client.send(&orders, "a");
    client.send(&orders, "b");
    client.receive(&orders);
    client.pass(60);
    client.receive(&orders);
    client.pass(120);
    assert_eq!(
        of(&mut client, "NumberOfMessagesReceived"),
        [point("13:00", 1.0, 2.0), point("13:01", 1.0, 2.0)],
        "they came back after thirty seconds"
    );
}

#[test]
fn an_empty_receive_is_one_and_in_a_minute_without_receives_there_is_nothing() {
    let mut client = Client::new(1);
    let orders = client.create("orders", &[]);
    client.receive(&orders);
    client.receive(&orders);
    client.send(&orders, "a");
    client.receive(&orders);
    client.pass(180);
    assert_eq!(
        of(&mut client, "NumberOfEmptyReceives"),
        [point("13:00", 3.0, 2.0)]
    );
}

#[test]
fn a_long_poll_is_one_receive_however_often_it_asks() {
    let mut client = Client::new(1);
    let orders = client.create("orders", &[]);
    let poll = ReceiveMessage {
        wait_time_seconds: Some(20),
        ..receive(&orders)
    };
    let until = client.wait(poll.clone()).unwrap().until;
    for _ in 0..2 {
        client.pass(10);
        let call = Call {
            waits_until: Some(until),
            ..Call::new(client.origin.clone(), poll.clone().into_operation())
        };
        client.world.apply(client.now, call);
    }
    client.pass(60);
    assert_eq!(
        of(&mut client, "NumberOfEmptyReceives"),
        [point("13:00", 1.0, 1.0)]
    );
}

#[test]
fn a_deletion_is_counted_for_every_valid_handle_though_it_deletes_nothing() {
    let mut client = Client::new(1);
    let orders = client.create("orders", &[]);
    client.send(&orders, "a");
    let handle = client.receive_one(&orders).receipt_handle;
    client.delete(&orders, &handle).unwrap();
    client.delete(&orders, &handle).unwrap();
    client.delete(&orders, "none").unwrap_err();
    client.pass(60);
    assert_eq!(
        of(&mut client, "NumberOfMessagesDeleted"),
        [point("13:00", 2.0, 2.0)]
    );
}

#[test]
fn a_move_to_the_dead_letter_queue_is_neither_sent_nor_received_there_and_seen_there() {
    let mut client = Client::new(1);
    let (orders, _) = client.create_with_dead_letters(1);
    client.send(&orders, "poison");
    client.receive_one(&orders);
    client.pass(30);
    assert!(client.receive(&orders).is_empty());
    client.pass(30);
    for name in ["NumberOfMessagesSent", "NumberOfMessagesReceived"] {
        assert_eq!(of_queue(&mut client, name, "dead"), []);
    }
    assert_eq!(
        of_queue(&mut client, "ApproximateNumberOfMessagesVisible", "dead"),
        [point("13:00", 1.0, 1.0)]
    );
}

#[test]
fn visible_messages_are_told_with_zeros_those_delayed_and_in_flight_only_while_there_are_some() {
    let mut client = Client::new(1);
    let orders = client.create("orders", &[]);
    client.pass(60);
    let delayed = SendMessage {
        delay_seconds: Some(90),
        ..send(&orders, "a")
    };
    client.call(delayed).unwrap();
    client.pass(160);
    client.receive_one(&orders);
    client.pass(80);
    assert_eq!(
        of(&mut client, "ApproximateNumberOfMessagesVisible"),
        [
            point("13:00", 1.0, 0.0),
            point("13:01", 1.0, 0.0),
            point("13:02", 1.0, 1.0),
            point("13:03", 1.0, 0.0),
            point("13:04", 1.0, 1.0),
        ]
    );
    assert_eq!(
        of(&mut client, "ApproximateNumberOfMessagesDelayed"),
        [point("13:01", 1.0, 1.0)]
    );
    assert_eq!(
        of(&mut client, "ApproximateNumberOfMessagesNotVisible"),
        [point("13:03", 1.0, 1.0)]
    );
}

#[test]
fn a_minute_is_told_as_it_was_before_the_next_begins() {
    let mut client = Client::new(1);
    let orders = client.create("orders", &[]);
    client.send(&orders, "x");
    client.pass(30);
    client.receive_one(&orders);
    client.pass(30);
    assert_eq!(
        of(&mut client, "ApproximateNumberOfMessagesNotVisible"),
        [point("13:00", 1.0, 1.0)],
        "it comes back with the first moment of the next minute"
    );
    assert_eq!(client.counts("orders"), (1, 0, 0));
}

#[test]
fn the_age_of_the_oldest_message_is_told_while_there_is_one() {
    let mut client = Client::new(1);
    let orders = client.create("orders", &[]);
    client.pass(60);
    client.send(&orders, "old");
    client.pass(30);
    client.send(&orders, "young");
    client.pass(90);
    let old = client.receive(&orders).remove(0);
    assert_eq!(&*old.body, "old");
    client.delete(&orders, &old.receipt_handle).unwrap();
    client.pass(60);
    assert_eq!(
        of(&mut client, "ApproximateAgeOfOldestMessage"),
        [
            point("13:01", 1.0, 60.0),
            point("13:02", 1.0, 120.0),
            point("13:03", 1.0, 150.0),
        ]
    );
}

#[test]
fn a_message_received_three_times_is_not_the_oldest_any_more() {
    let mut client = Client::new(1);
    let orders = client.create("orders", &[]);
    client.send(&orders, "poison");
    for _ in 0..3 {
        client.receive_one(&orders);
        client.pass(30);
    }
    client.pass(30);
    client.send(&orders, "sound");
    client.pass(60);
    assert_eq!(
        of(&mut client, "ApproximateAgeOfOldestMessage"),
        [point("13:00", 1.0, 60.0), point("13:02", 1.0, 60.0)],
        "at 13:01 there was the poison alone, received three times"
    );
}

#[test]
fn a_dead_letter_is_as_old_as_its_move() {
    let mut client = Client::new(1);
    let (orders, _) = client.create_with_dead_letters(1);
    client.send(&orders, "poison");
    client.receive_one(&orders);
    client.pass(100);
    assert!(client.receive(&orders).is_empty());
    client.pass(20);
    assert_eq!(
        of_queue(&mut client, "ApproximateAgeOfOldestMessage", "dead"),
        [point("13:01", 1.0, 20.0)]
    );
}

/// The minutes in which `orders` was active.
fn active(client: &mut Client) -> Vec<String> {
    let visible = of(client, "ApproximateNumberOfMessagesVisible");
    visible.into_iter().map(|(minute, ..)| minute).collect()
}

#[test]
fn a_queue_is_active_for_six_hours_after_it_was_accessed_and_then_the_agenda_is_empty() {
    let mut client = Client::new(1);
    let orders = client.create("orders", &[]);
    client.pass(3_600);
    client.attribute(&orders, "QueueArn");
    client.pass(8 * 3_600);
    let minutes = active(&mut client);
    assert_eq!(minutes.len(), 7 * 60);
    assert_eq!(minutes.last().unwrap(), "19:59");
    assert_eq!(client.world.next(), None);
    client.send(&orders, "x");
    client.pass(60);
    assert_eq!(
        active(&mut client).last().unwrap(),
        "22:00",
        "it is active again"
    );
}

#[test]
fn a_queue_with_messages_stays_active() {
    let mut client = Client::new(1);
    let orders = client.create("orders", &[("MessageRetentionPeriod", "7200")]);
    client.send(&orders, "x");
    client.pass(10 * 3_600);
    let minutes = active(&mut client);
    assert_eq!(
        minutes.last().unwrap(),
        "20:59",
        "six hours after the last message was gone"
    );
    assert_eq!(client.world.next(), None);
}

#[test]
fn a_deleted_queue_tells_what_happened_and_nothing_more() {
    let mut client = Client::new(1);
    let orders = client.create("orders", &[]);
    client.pass(60);
    client.send(&orders, "x");
    let delete = DeleteQueue { queue_url: orders };
    client.call(delete).unwrap();
    client.pass(600);
    assert_eq!(active(&mut client), ["13:00"]);
    assert_eq!(
        of(&mut client, "NumberOfMessagesSent"),
        [point("13:01", 1.0, 1.0)]
    );
    assert_eq!(client.world.next(), None);
}

#[test]
fn however_many_queues_publish_by_one_entry_which_nobody_waits_for() {
    let mut client = Client::new(1);
    for number in 0..100 {
        client.create(&format!("queue-{number}"), &[]);
    }
    let minute: Timestamp = "2026-04-19T13:01:00Z".parse().unwrap();
    assert_eq!(client.world.next(), Some(minute));
    assert_eq!(client.world.agenda.iter().count(), 1);
    assert_eq!(client.world.next_work(), None);
    assert_eq!(client.world.upcoming().count(), 0);
}

#[test]
fn a_standard_queue_has_nine_metrics() {
    let mut client = Client::new(1);
    let orders = client.create("orders", &[]);
    client.send(&orders, "gone");
    let handle = client.receive_one(&orders).receipt_handle;
    client.delete(&orders, &handle).unwrap();
    let delayed = SendMessage {
        delay_seconds: Some(900),
        ..send(&orders, "delayed")
    };
    client.call(delayed).unwrap();
    client.send(&orders, "a");
    client.send(&orders, "b");
    client.pass(40);
    client.call(receive(&orders)).unwrap();
    client.pass(20);
    client.world.advance(client.now);
    assert_eq!(
        names(&mut client.world, "AWS/SQS"),
        [
            "ApproximateAgeOfOldestMessage",
            "ApproximateNumberOfMessagesDelayed",
            "ApproximateNumberOfMessagesNotVisible",
            "ApproximateNumberOfMessagesVisible",
            "NumberOfEmptyReceives",
            "NumberOfMessagesDeleted",
            "NumberOfMessagesReceived",
            "NumberOfMessagesSent",
            "SentMessageSize",
        ]
    );
}
