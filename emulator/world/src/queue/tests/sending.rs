//! What a message may be, and what a sender learns.

use std::collections::BTreeMap;

use super::*;

#[test]
fn a_message_arrives_with_its_digest_and_its_attributes() {
    let mut client = Client::new(1);
    let queue_url = client.create("orders", &[]);
    let text = MessageAttributeValue {
        data_type: "String".to_owned(),
        string_value: Some("There".to_owned()),
        binary_value: None,
    };
    let binary = MessageAttributeValue {
        data_type: "Binary".to_owned(),
        string_value: None,
        binary_value: Some(Blob(vec![0, 255])),
    };
    let trace = MessageAttributeValue {
        string_value: Some("Root=1-5759e988-bd862e3fe1be46a994272793".to_owned()),
        ..text.clone()
    };
    let attributes = BTreeMap::from([
        ("Hello".to_owned(), text.clone()),
        ("Raw".to_owned(), binary),
    ]);
    let sent = client
        .call(SendMessage {
            message_attributes: attributes.clone(),
            message_system_attributes: BTreeMap::from([("AWSTraceHeader".to_owned(), trace)]),
            ..send(&queue_url, "msg")
        })
        .unwrap();
    assert_eq!(
        sent.md5_of_message_body.as_str(),
        "6e2baaf3b97dbeef01c0043275f9a0e7"
    );
    assert!(sent.md5_of_message_system_attributes.is_some());
    let sent_at = client.now.as_millisecond().to_string();
    client.pass(1);
    let received_at = client.now.as_millisecond().to_string();
    let messages = client
        .call(ReceiveMessage {
            message_attribute_names: vec!["All".to_owned()],
            message_system_attribute_names: vec!["All".to_owned()],
            ..receive(&queue_url)
        })
        .unwrap()
        .messages;
    let message = &messages[0];
    assert_eq!(message.message_id, sent.message_id);
    assert_eq!(message.md5_of_body, sent.md5_of_message_body);
    assert_eq!(message.message_attributes, attributes);
    assert_eq!(
        message.md5_of_message_attributes,
        sent.md5_of_message_attributes
    );
    let expected = [
        ("AWSTraceHeader", "Root=1-5759e988-bd862e3fe1be46a994272793"),
        ("ApproximateFirstReceiveTimestamp", &received_at),
        ("ApproximateReceiveCount", "1"),
        ("SenderId", "000000000000"),
        ("SentTimestamp", &sent_at),
    ];
    let attributes = message.attributes.iter();
    let attributes = attributes.map(|(name, value)| (&**name, &**value));
    assert_eq!(attributes.collect::<Vec<_>>(), expected);
    client.pass(30);
    let only_hello = client
        .call(ReceiveMessage {
            message_attribute_names: vec!["Hel.*".to_owned()],
            ..receive(&queue_url)
        })
        .unwrap();
    let message = &only_hello.messages[0];
    assert_eq!(
        message.md5_of_message_attributes.as_deref(),
        Some("a311262e065454b75da111d535b8dacd")
    );
    assert!(message.attributes.is_empty());
}

#[test]
fn what_cannot_be_a_message_is_refused() {
    let mut client = Client::new(1);
    let queue_url = client.create("orders", &[("MaximumMessageSize", "1024")]);
    let delayed = |seconds| SendMessage {
        delay_seconds: Some(seconds),
        ..send(&queue_url, "x")
    };
    let with_deduplication = SendMessage {
        message_deduplication_id: Some("d".to_owned()),
        ..send(&queue_url, "x")
    };
    let refused = [
        (
            send(&queue_url, ""),
            "The request must contain the parameter MessageBody.",
        ),
        (
            send(&queue_url, &"x".repeat(1025)),
            "One or more parameters are invalid. Reason: Message must be shorter than 1024 bytes.",
        ),
        (
            delayed(901),
            "Value 901 for parameter DelaySeconds is invalid. Reason: DelaySeconds must be >= 0 and <= 900.",
        ),
        (
            delayed(-1),
            "Value -1 for parameter DelaySeconds is invalid. Reason: DelaySeconds must be >= 0 and <= 900.",
        ),
        (
            with_deduplication,
            "Value d for parameter MessageDeduplicationId is invalid. Reason: The request include parameter that \
             is not valid for this queue type.",
        ),
    ];
    for (request, message) in refused {
        assert_eq!(client.call(request).unwrap_err().to_string(), message);
    }
    for body in ["\u{0}", "a\u{1f}", "\u{fffe}"] {
        let error = client.call(send(&queue_url, body)).unwrap_err();
        assert_eq!(error, QueueError::InvalidMessageContents, "{body:?}");
    }
    assert_eq!(client.counts("orders"), (0, 0, 0));
    client.send(&queue_url, &"x".repeat(1024));
}

#[test]
fn a_batch_is_answered_entry_by_entry() {
    let mut client = Client::new(1);
    let queue_url = client.create("orders", &[]);
    let entry = |id: &str, body: &str, delay| SendMessageBatchRequestEntry {
        id: id.to_owned(),
        message_body: body.into(),
        delay_seconds: delay,
        ..SendMessageBatchRequestEntry::default()
    };
    let sent = client
        .call(SendMessageBatch {
            queue_url: queue_url.clone(),
            entries: vec![
                entry("good", "a", None),
                entry("bad", "b", Some(1000)),
                entry("later", "c", Some(10)),
            ],
        })
        .unwrap();
    let ids: Vec<&str> = sent
        .successful
        .iter()
        .map(|sent| sent.id.as_str())
        .collect();
    assert_eq!(ids, ["good", "later"]);
    assert_eq!(sent.failed.len(), 1);
    let failed = &sent.failed[0];
    assert_eq!(
        (
            failed.id.as_str(),
            failed.code.as_str(),
            failed.sender_fault
        ),
        ("bad", "InvalidParameterValue", true)
    );
    assert_eq!(client.counts("orders"), (1, 1, 0));
}

#[test]
fn a_batch_that_is_no_batch_is_refused_as_a_whole() {
    let mut client = Client::new(1);
    let queue_url = client.create("orders", &[]);
    let entries = |ids: &[&str], bytes: usize| SendMessageBatch {
        queue_url: queue_url.clone(),
        entries: ids
            .iter()
            .map(|id| SendMessageBatchRequestEntry {
                id: (*id).to_owned(),
                message_body: "x".repeat(bytes).into(),
                ..SendMessageBatchRequestEntry::default()
            })
            .collect(),
    };
    let eleven = ["a", "b", "c", "d", "e", "f", "g", "h", "i", "j", "k"];
    let refused = [
        (
            entries(&[], 1),
            "There should be at least one SendMessageBatchRequestEntry in the request.",
        ),
        (
            entries(&eleven, 1),
            "Maximum number of entries per request are 10. You have sent 11.",
        ),
        (entries(&["a", "a"], 1), "Id a repeated."),
        (
            entries(&["a:b"], 1),
            "A batch entry id can only contain alphanumeric characters, hyphens and underscores. It can be at \
             most 80 letters long.",
        ),
        (
            entries(&["a", "b"], 524_289),
            "Batch requests cannot be longer than 1048576 bytes. You have sent 1048578 bytes.",
        ),
    ];
    for (request, message) in refused {
        assert_eq!(client.call(request).unwrap_err().to_string(), message);
    }
    assert_eq!(client.counts("orders"), (0, 0, 0));
}

#[test]
fn a_delayed_message_arrives_when_its_delay_ends() {
    let mut client = Client::new(1);
    let queue_url = client.create("orders", &[("DelaySeconds", "20")]);
    client.send(&queue_url, "as the queue says");
    client
        .call(SendMessage {
            delay_seconds: Some(5),
            ..send(&queue_url, "as it says itself")
        })
        .unwrap();
    assert_eq!(client.counts("orders"), (0, 2, 0));
    assert!(client.receive(&queue_url).is_empty());
    client.pass(5);
    assert_eq!(client.counts("orders"), (1, 1, 0), "before any call");
    assert_eq!(bodies(&client.receive(&queue_url)), ["as it says itself"]);
    let orders = client.queues().id("orders").unwrap();
    let next = client.queues().next_visible_at(orders).unwrap();
    assert_eq!(next, client.now + SignedDuration::from_secs(15));
}
