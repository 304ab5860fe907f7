//! The way to the dead-letter queue.

use super::*;

/// Receives and fails `times` times.
fn fail(client: &mut Client, queue_url: &str, times: u32) {
    for _ in 0..times {
        assert_eq!(client.receive(queue_url).len(), 1);
        client.pass(30);
    }
}

#[test]
fn a_message_received_too_often_moves_on_the_next_receive() {
    let mut client = Client::new(1);
    let (orders, dead) = client.create_with_dead_letters(3);
    let id = client.send(&orders, "poison");
    let sent = client.now.as_millisecond().to_string();
    fail(&mut client, &orders, 3);
    assert_eq!(client.counts("orders"), (1, 0, 0));
    assert_eq!(client.counts("dead"), (0, 0, 0));
    assert!(client.receive(&orders).is_empty());
    assert_eq!(client.counts("orders"), (0, 0, 0));
    let letters = client.queues().dead_letters("dead");
    assert_eq!(
        letters,
        [view::DeadLetter {
            message_id: id.clone(),
            receive_count: 3,
            body: "poison".to_owned(),
        }]
    );
    let request = ReceiveMessage {
        message_system_attribute_names: vec!["All".to_owned()],
        ..receive(&dead)
    };
    let letter = client.call(request).unwrap().messages.remove(0);
    assert_eq!(letter.message_id, id);
    assert_eq!(letter.attributes["ApproximateReceiveCount"], "4");
    assert_eq!(letter.attributes["SentTimestamp"], sent);
    assert_eq!(letter.attributes["DeadLetterQueueSourceArn"], arn("orders"));
}

#[test]
fn a_handle_of_the_source_is_worthless_once_the_message_is_a_dead_letter() {
    let mut client = Client::new(1);
    let (orders, _) = client.create_with_dead_letters(1);
    client.send(&orders, "poison");
    let handle = client.receive_one(&orders).receipt_handle;
    client.pass(30);
    assert!(client.receive(&orders).is_empty());
    client.delete(&orders, &handle).unwrap();
    assert_eq!(client.counts("dead"), (1, 0, 0));
}

#[test]
fn a_dead_letter_does_not_take_the_place_of_a_sound_message() {
    let mut client = Client::new(1);
    let (orders, _) = client.create_with_dead_letters(1);
    client.send(&orders, "poison");
    fail(&mut client, &orders, 1);
    client.send(&orders, "sound");
    let messages = client.call(receive(&orders)).unwrap().messages;
    assert_eq!(bodies(&messages), ["sound"]);
    assert_eq!(client.counts("dead"), (1, 0, 0));
}

#[test]
fn without_its_dead_letter_queue_a_message_is_received_on_and_on() {
    let mut client = Client::new(1);
    let (orders, dead) = client.create_with_dead_letters(1);
    client.send(&orders, "poison");
    client.call(DeleteQueue { queue_url: dead }).unwrap();
    fail(&mut client, &orders, 5);
}

#[test]
fn the_age_of_a_dead_letter_counts_from_when_it_was_sent() {
    let mut client = Client::new(1);
    let (orders, dead) = client.create_with_dead_letters(1);
    client
        .call(set(&dead, &[("MessageRetentionPeriod", "60")]))
        .unwrap();
    client.send(&orders, "poison");
    fail(&mut client, &orders, 1);
    client.receive(&orders);
    assert_eq!(client.counts("dead"), (1, 0, 0));
    client.pass(30);
    assert_eq!(client.counts("dead"), (0, 0, 0));
}
