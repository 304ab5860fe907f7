//! Visibility, receipt handles, retention.

use super::*;

#[test]
fn a_failed_message_reappears_after_its_visibility_timeout() {
    let mut client = Client::new(1);
    let queue_url = client.create("orders", &[("VisibilityTimeout", "30")]);
    client.send(&queue_url, "a");
    let first = client.receive_one(&queue_url);
    client.pass(29);
    assert!(client.receive(&queue_url).is_empty());
    assert_eq!(client.counts("orders"), (0, 0, 1));
    client.pass(1);
    let second = client.receive_one(&queue_url);
    assert_eq!(second.message_id, first.message_id);
    assert_ne!(second.receipt_handle, first.receipt_handle);
}

#[test]
fn the_receive_count_rises_by_one_with_each_receive() {
    let mut client = Client::new(1);
    let queue_url = client.create("orders", &[]);
    client.send(&queue_url, "a");
    for count in ["1", "2", "3"] {
        let request = ReceiveMessage {
            attribute_names: vec!["ApproximateReceiveCount".to_owned()],
            visibility_timeout: Some(0),
            max_number_of_messages: Some(10),
            ..receive(&queue_url)
        };
        let messages = client.call(request).unwrap().messages;
        assert_eq!(messages.len(), 1, "hidden for no time, yet received once");
        assert_eq!(messages[0].attributes["ApproximateReceiveCount"], count);
    }
}

#[test]
fn one_message_is_received_where_no_number_is_named() {
    let mut client = Client::new(1);
    let queue_url = client.create("orders", &[]);
    client.send(&queue_url, "a");
    client.send(&queue_url, "b");
    let messages = client.call(receive(&queue_url)).unwrap().messages;
    assert_eq!(bodies(&messages), ["a"]);
}

#[test]
fn numbers_out_of_range_are_refused() {
    let mut client = Client::new(1);
    let queue_url = client.create("orders", &[]);
    let refused = [
        (
            ReceiveMessage {
                max_number_of_messages: Some(11),
                ..receive(&queue_url)
            },
            "Value 11 for parameter MaxNumberOfMessages is invalid. Reason: Must be between 1 and 10, if provided.",
        ),
        (
            ReceiveMessage {
                wait_time_seconds: Some(21),
                ..receive(&queue_url)
            },
            "Value 21 for parameter WaitTimeSeconds is invalid. Reason: Must be >= 0 and <= 20, if provided.",
        ),
        (
            ReceiveMessage {
                visibility_timeout: Some(43_201),
                ..receive(&queue_url)
            },
            "Value 43201 for parameter VisibilityTimeout is invalid. Reason: Must be >= 0 and <= 43200, if provided.",
        ),
    ];
    for (request, message) in refused {
        assert_eq!(client.call(request).unwrap_err().to_string(), message);
    }
}

#[test]
fn a_message_is_deleted_by_its_latest_handle_even_when_it_is_visible_again() {
    let mut client = Client::new(1);
    let queue_url = client.create("orders", &[]);
    client.send(&queue_url, "a");
    let message = client.receive_one(&queue_url);
    client.pass(31);
    client.delete(&queue_url, &message.receipt_handle).unwrap();
    assert_eq!(client.counts("orders"), (0, 0, 0));
    client.delete(&queue_url, &message.receipt_handle).unwrap();
}

#[test]
fn a_stale_handle_succeeds_and_deletes_nothing() {
    let mut client = Client::new(1);
    let queue_url = client.create("orders", &[]);
    client.send(&queue_url, "a");
    let first = client.receive_one(&queue_url);
    client.pass(30);
    client.receive_one(&queue_url);
    client.delete(&queue_url, &first.receipt_handle).unwrap();
    assert_eq!(client.counts("orders"), (0, 0, 1));
    let hidden = client.hide(&queue_url, &first.receipt_handle, 10);
    assert!(matches!(hidden, Err(QueueError::InvalidParameterValue(_))));
}

#[test]
fn a_handle_that_is_none_is_refused() {
    let mut client = Client::new(1);
    let queue_url = client.create("orders", &[]);
    let other = client.create("bills", &[]);
    client.send(&other, "a");
    let of_other = client.receive_one(&other).receipt_handle;
    for handle in ["garbage", of_other.as_str()] {
        let error = client.delete(&queue_url, handle).unwrap_err();
        assert_eq!(
            error.to_string(),
            format!("The input receipt handle \"{handle}\" is not a valid receipt handle.")
        );
    }
    let entry = |id: &str, handle: &str| DeleteMessageBatchRequestEntry {
        id: id.to_owned(),
        receipt_handle: handle.to_owned(),
    };
    let batch = client.call(DeleteMessageBatch {
        queue_url: other,
        entries: vec![entry("good", &of_other), entry("bad", "garbage")],
    });
    let batch = batch.unwrap();
    assert_eq!(batch.successful[0].id, "good");
    assert_eq!(batch.failed[0].code, "ReceiptHandleIsInvalid");
    assert_eq!(client.counts("bills"), (0, 0, 0));
}

#[test]
fn a_message_in_flight_can_be_hidden_longer_or_shown_at_once() {
    let mut client = Client::new(1);
    let queue_url = client.create("orders", &[("VisibilityTimeout", "60")]);
    client.send(&queue_url, "a");
    let message = client.receive_one(&queue_url);
    client.pass(15);
    client
        .hide(&queue_url, &message.receipt_handle, 10)
        .unwrap();
    client.pass(9);
    assert_eq!(client.counts("orders"), (0, 0, 1));
    client.pass(1);
    assert_eq!(client.counts("orders"), (1, 0, 0));
    let visible = client.hide(&queue_url, &message.receipt_handle, 10);
    assert_eq!(visible, Err(QueueError::MessageNotInflight));
    let message = client.receive_one(&queue_url);
    client.hide(&queue_url, &message.receipt_handle, 0).unwrap();
    client.receive_one(&queue_url);
}

#[test]
fn a_message_is_hidden_for_twelve_hours_at_most() {
    let mut client = Client::new(1);
    let queue_url = client.create("orders", &[("VisibilityTimeout", "60")]);
    client.send(&queue_url, "a");
    let handle = client.receive_one(&queue_url).receipt_handle;
    client.pass(10);
    let error = client.hide(&queue_url, &handle, 43_200).unwrap_err();
    assert_eq!(
        error.to_string(),
        "Value 43200 for parameter VisibilityTimeout is invalid. Reason: Total VisibilityTimeout for the message \
         is beyond the limit [43200 seconds]."
    );
    client.hide(&queue_url, &handle, 43_190).unwrap();
    let entry = |id: &str, seconds| ChangeMessageVisibilityBatchRequestEntry {
        id: id.to_owned(),
        receipt_handle: handle.clone(),
        visibility_timeout: seconds,
    };
    let batch = client.call(ChangeMessageVisibilityBatch {
        queue_url,
        entries: vec![entry("good", Some(5)), entry("bad", Some(43_201))],
    });
    let batch = batch.unwrap();
    assert_eq!(batch.successful[0].id, "good");
    assert_eq!(batch.failed[0].id, "bad");
}

#[test]
fn a_message_expires_when_its_retention_ends_in_flight_too() {
    let mut client = Client::new(1);
    let queue_url = client.create("orders", &[("MessageRetentionPeriod", "60")]);
    client.send(&queue_url, "a");
    client.send(&queue_url, "b");
    client.pass(45);
    client.call(receive(&queue_url)).unwrap();
    client.pass(14);
    assert_eq!(client.counts("orders"), (1, 0, 1));
    let deadline = client.world.next();
    assert_eq!(deadline, Some(client.now + SignedDuration::from_secs(1)));
    client.pass(1);
    assert_eq!(client.counts("orders"), (0, 0, 0), "before any call");
    assert!(client.receive(&queue_url).is_empty());
}

#[test]
fn at_the_limit_in_flight_a_short_poll_is_refused_and_a_long_poll_is_empty() {
    let mut client = Client::new(1);
    let queue_url = client.create("orders", &[]);
    let body = "x".to_owned();
    for _ in 0..120_001 {
        client.send(&queue_url, &body);
    }
    for _ in 0..12_000 {
        assert_eq!(client.receive(&queue_url).len(), 10);
    }
    let short = client.call(receive(&queue_url)).unwrap_err();
    assert_eq!(short.shape(), "OverLimit");
    let long = ReceiveMessage {
        wait_time_seconds: Some(20),
        ..receive(&queue_url)
    };
    assert!(client.call(long).unwrap().messages.is_empty());
}

#[test]
fn the_wait_is_the_requests_own_or_the_queues() {
    let mut client = Client::new(1);
    let queue_url = client.create("orders", &[("ReceiveMessageWaitTimeSeconds", "20")]);
    let as_the_queue_says = receive(&queue_url);
    let at_once = ReceiveMessage {
        wait_time_seconds: Some(0),
        ..receive(&queue_url)
    };
    let until = client.now + SignedDuration::from_secs(20);
    let wait = client.wait(as_the_queue_says).unwrap();
    assert_eq!(wait.until, until);
    assert_eq!(client.wait(at_once), None);
    client.send(&queue_url, "a");
    assert_eq!(client.wait(receive(&queue_url)), None, "there is one");
}
