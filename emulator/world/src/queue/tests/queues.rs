//! Queues: names, attributes, lists, purges, tags, permissions.

use super::*;
use crate::origin::Region;

#[test]
fn a_queue_is_created_once_and_found_again() {
    let mut client = Client::new(1);
    let url = client.create("orders", &[("DelaySeconds", "5")]);
    assert_eq!(url, "http://127.0.0.1:4566/000000000000/orders");
    for attributes in [&[][..], &[("DelaySeconds", "5")][..]] {
        assert_eq!(client.create("orders", attributes), url);
    }
    let found = client.call(GetQueueUrl {
        queue_name: "orders".to_owned(),
        queue_owner_aws_account_id: None,
    });
    assert_eq!(found.unwrap().queue_url, url);
}

#[test]
fn a_name_is_taken_by_the_queue_with_other_attributes() {
    let mut client = Client::new(1);
    client.create("orders", &[("DelaySeconds", "5")]);
    let refused = client.call(create("orders", &[("DelaySeconds", "6")]));
    let error = refused.unwrap_err();
    assert_eq!(
        error.to_string(),
        "A queue already exists with the same name and a different value for attribute DelaySeconds"
    );
    assert_eq!(error.shape(), "QueueNameExists");
}

#[test]
fn a_fifo_queue_is_refused_clearly() {
    let refused = Client::new(1).call(create("orders.fifo", &[("FifoQueue", "true")]));
    assert!(matches!(refused, Err(QueueError::UnsupportedOperation(_))));
}

#[test]
fn the_name_of_a_deleted_queue_is_free_after_sixty_seconds() {
    let mut client = Client::new(1);
    let queue_url = client.create("orders", &[]);
    client.send(&queue_url, "gone with its queue");
    let delete = DeleteQueue {
        queue_url: queue_url.clone(),
    };
    client.call(delete).unwrap();
    let gone = client.call(send(&queue_url, "late"));
    assert_eq!(gone.unwrap_err(), QueueError::QueueDoesNotExist);
    client.pass(59);
    let early = client.call(create("orders", &[]));
    assert_eq!(early.unwrap_err(), QueueError::QueueDeletedRecently);
    client.pass(1);
    client.create("orders", &[]);
    assert_eq!(client.counts("orders"), (0, 0, 0));
}

#[test]
fn every_attribute_is_answered_to_all() {
    let mut client = Client::new(1);
    let dead = client.create("dead", &[]);
    let policy = redrive_policy("dead", 5);
    let url = client.create(
        "orders",
        &[("VisibilityTimeout", "1800"), ("RedrivePolicy", &policy)],
    );
    client.pass(10);
    client
        .call(set(&url, &[("MessageRetentionPeriod", "60")]))
        .unwrap();
    let request = GetQueueAttributes {
        queue_url: url,
        attribute_names: vec!["All".to_owned()],
    };
    let created = client.now.as_second() - 10;
    let expected = [
        ("ApproximateNumberOfMessages", "0"),
        ("ApproximateNumberOfMessagesDelayed", "0"),
        ("ApproximateNumberOfMessagesNotVisible", "0"),
        ("CreatedTimestamp", &created.to_string()),
        ("DelaySeconds", "0"),
        ("LastModifiedTimestamp", &(created + 10).to_string()),
        ("MaximumMessageSize", "1048576"),
        ("MessageRetentionPeriod", "60"),
        ("QueueArn", &arn("orders")),
        ("ReceiveMessageWaitTimeSeconds", "0"),
        ("RedrivePolicy", &policy),
        ("SqsManagedSseEnabled", "true"),
        ("VisibilityTimeout", "1800"),
    ];
    assert_eq!(client.call(request).unwrap().attributes, map(&expected));
    let none = client.call(GetQueueAttributes {
        queue_url: dead,
        attribute_names: Vec::new(),
    });
    assert!(none.unwrap().attributes.is_empty());
}

#[test]
fn an_unknown_attribute_is_not_answered() {
    let mut client = Client::new(1);
    let request = GetQueueAttributes {
        queue_url: client.create("orders", &[]),
        attribute_names: vec!["Foo".to_owned()],
    };
    let error = client.call(request).unwrap_err();
    assert_eq!(error.to_string(), "Unknown Attribute Foo.");
}

#[test]
fn a_dead_letter_queue_has_to_exist_in_the_region_and_to_agree() {
    let mut client = Client::new(1);
    let missing = redrive_policy("dead", 5);
    let elsewhere = missing.replace("us-east-1", "eu-west-1");
    for (policy, reason) in [
        (&missing, "Dead letter target does not exist."),
        (
            &elsewhere,
            "Dead-letter target must be in the same Region as the source.",
        ),
    ] {
        let error = client
            .call(create("orders", &[("RedrivePolicy", policy)]))
            .unwrap_err();
        assert_eq!(
            error.to_string(),
            format!("Value {policy} for parameter RedrivePolicy is invalid. Reason: {reason}")
        );
    }
    let deny = r#"{"redrivePermission":"denyAll"}"#;
    let dead = client.create("dead", &[("RedriveAllowPolicy", deny)]);
    let refused = client.call(create("orders", &[("RedrivePolicy", &missing)]));
    assert!(matches!(refused, Err(QueueError::InvalidParameterValue(_))));
    let allow = format!(
        r#"{{"redrivePermission":"byQueue","sourceQueueArns":["{}"]}}"#,
        arn("orders")
    );
    client
        .call(set(&dead, &[("RedriveAllowPolicy", &allow)]))
        .unwrap();
    client.create("orders", &[("RedrivePolicy", &missing)]);
    let sources = client.call(ListDeadLetterSourceQueues {
        queue_url: dead,
        ..ListDeadLetterSourceQueues::default()
    });
    assert_eq!(
        sources.unwrap().queue_urls,
        ["http://127.0.0.1:4566/000000000000/orders"]
    );
}

#[test]
fn queues_are_listed_in_pages() {
    let mut client = Client::new(1);
    for name in ["a1", "a2", "a3", "b1"] {
        client.create(name, &[]);
    }
    let mut request = ListQueues {
        queue_name_prefix: Some("a".to_owned()),
        max_results: Some(2),
        next_token: None,
    };
    let first = client.call(request.clone()).unwrap();
    assert_eq!(first.queue_urls.len(), 2);
    request.next_token = first.next_token;
    assert!(request.next_token.is_some());
    let second = client.call(request).unwrap();
    assert_eq!(second.queue_urls, ["http://127.0.0.1:4566/000000000000/a3"]);
    assert_eq!(second.next_token, None);
    assert_eq!(
        client.call(ListQueues::default()).unwrap().queue_urls.len(),
        4
    );
}

#[test]
fn a_purge_takes_every_message_and_is_allowed_once_a_minute() {
    let mut client = Client::new(1);
    let queue_url = client.create("orders", &[]);
    client.send(&queue_url, "in flight");
    client.receive(&queue_url);
    client.send(&queue_url, "visible");
    let purge = PurgeQueue {
        queue_url: queue_url.clone(),
    };
    client.call(purge.clone()).unwrap();
    assert_eq!(client.counts("orders"), (0, 0, 0));
    let again = client.call(purge.clone()).unwrap_err();
    assert_eq!(
        again.to_string(),
        "Only one PurgeQueue operation on orders is allowed every 60 seconds."
    );
    client.pass(60);
    client.call(purge).unwrap();
}

#[test]
fn tags_are_set_listed_and_removed() {
    let mut client = Client::new(1);
    let queue_url = client.create("orders", &[]);
    client
        .call(TagQueue {
            queue_url: queue_url.clone(),
            tags: map(&[("team", "a"), ("stage", "test")]),
        })
        .unwrap();
    client
        .call(UntagQueue {
            queue_url: queue_url.clone(),
            tag_keys: vec!["stage".to_owned()],
        })
        .unwrap();
    let tags = client.call(ListQueueTags { queue_url }).unwrap().tags;
    assert_eq!(tags, map(&[("team", "a")]));
}

#[test]
fn a_permission_is_a_statement_of_the_policy() {
    let mut client = Client::new(1);
    let queue_url = client.create("orders", &[]);
    let permission = AddPermission {
        queue_url: queue_url.clone(),
        label: "share".to_owned(),
        aws_account_ids: vec!["111111111111".to_owned()],
        actions: vec!["ReceiveMessage".to_owned()],
    };
    client.call(permission.clone()).unwrap();
    let policy = client.attribute(&queue_url, "Policy").unwrap();
    let policy: serde_json::Value = serde_json::from_str(&policy).unwrap();
    let expected = serde_json::json!({
        "Version": "2008-10-17",
        "Id": format!("{}/SQSDefaultPolicy", arn("orders")),
        "Statement": [{
            "Sid": "share",
            "Effect": "Allow",
            "Principal": {"AWS": "arn:aws:iam::111111111111:root"},
            "Action": "SQS:ReceiveMessage",
            "Resource": arn("orders"),
        }],
    });
    assert_eq!(policy, expected);
    let again = client.call(permission).unwrap_err();
    assert_eq!(
        again.to_string(),
        "Value share for parameter Label is invalid. Reason: Already exists."
    );
    let remove = RemovePermission {
        queue_url: queue_url.clone(),
        label: "share".to_owned(),
    };
    client.call(remove.clone()).unwrap();
    assert_eq!(client.attribute(&queue_url, "Policy"), None);
    let gone = client.call(remove).unwrap_err();
    assert_eq!(
        gone.to_string(),
        "Value share for parameter Label is invalid. Reason: can't find label."
    );
}

#[test]
fn a_policy_over_the_quotas_is_refused_whichever_way_it_comes() {
    let mut client = Client::new(1);
    let queue_url = client.create("orders", &[]);
    let statement = r#"{"Effect":"Allow","Principal":"*","Action":"sqs:SendMessage"}"#;
    let policy = |statements: usize| {
        let statements = vec![statement; statements].join(",");
        map(&[("Policy", &format!(r#"{{"Statement":[{statements}]}}"#))])
    };
    let set = |statements: usize| SetQueueAttributes {
        queue_url: queue_url.clone(),
        attributes: policy(statements),
    };
    client.call(set(20)).unwrap();
    let create = CreateQueue {
        queue_name: "other".to_owned(),
        attributes: policy(21),
        ..CreateQueue::default()
    };
    let add = AddPermission {
        queue_url: queue_url.clone(),
        label: "share".to_owned(),
        aws_account_ids: vec!["111111111111".to_owned()],
        actions: vec!["ReceiveMessage".to_owned()],
    };
    for refused in [
        client.call(set(21)).unwrap_err(),
        client.call(create).unwrap_err(),
        client.call(add).unwrap_err(),
    ] {
        assert_eq!(refused.shape(), "OverLimit");
        assert_eq!(
            refused.to_string(),
            "21 statements were found in the submitted policy, max allowed is 20"
        );
    }
}

#[test]
fn every_region_has_its_own_queues() {
    let mut client = Client::new(1);
    client.create("orders", &[]);
    client.origin.region = Region::new("eu-west-1");
    let elsewhere = client.call(GetQueueUrl {
        queue_name: "orders".to_owned(),
        queue_owner_aws_account_id: None,
    });
    assert_eq!(elsewhere.unwrap_err(), QueueError::QueueDoesNotExist);
}
