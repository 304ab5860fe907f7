//! The way back from it.

use super::*;

fn start(rate: Option<i64>) -> StartMessageMoveTask {
    StartMessageMoveTask {
        source_arn: arn("dead"),
        destination_arn: None,
        max_number_of_messages_per_second: rate,
    }
}

/// Three dead letters of `orders`.
fn with_dead_letters(client: &mut Client) -> String {
    let (orders, _) = client.create_with_dead_letters(1);
    for body in ["a", "b", "c"] {
        client.send(&orders, body);
    }
    assert_eq!(client.receive(&orders).len(), 3);
    client.pass(30);
    assert!(client.receive(&orders).is_empty());
    assert_eq!(client.counts("dead"), (3, 0, 0));
    orders
}

fn tasks(client: &mut Client) -> Vec<ListMessageMoveTasksResultEntry> {
    let request = ListMessageMoveTasks {
        source_arn: arn("dead"),
        max_results: Some(10),
    };
    client.call(request).unwrap().results
}

#[test]
fn dead_letters_go_back_to_their_source_as_new_messages() {
    let mut client = Client::new(1);
    let orders = with_dead_letters(&mut client);
    let old: Vec<Arc<str>> = client
        .queues()
        .dead_letters("dead")
        .into_iter()
        .map(|letter| letter.message_id)
        .collect();
    client.call(start(None)).unwrap();
    assert_eq!(client.counts("dead"), (0, 0, 0));
    let messages = client.receive(&orders);
    assert_eq!(bodies(&messages), ["a", "b", "c"]);
    assert!(
        messages
            .iter()
            .all(|message| !old.contains(&message.message_id))
    );
    let listed = tasks(&mut client);
    assert_eq!(listed.len(), 1);
    let entry = &listed[0];
    assert_eq!(entry.status, "COMPLETED");
    assert_eq!(entry.task_handle, None);
    assert_eq!(entry.approximate_number_of_messages_moved, 3);
    assert_eq!(entry.approximate_number_of_messages_to_move, 3);
}

#[test]
fn a_rate_spreads_the_move_over_time_until_it_is_cancelled() {
    let mut client = Client::new(1);
    with_dead_letters(&mut client);
    let handle = client.call(start(Some(1))).unwrap().task_handle;
    assert_eq!(client.counts("orders"), (0, 0, 0));
    let next = client.world.next();
    assert_eq!(next, Some(client.now + SignedDuration::from_secs(1)));
    let twice = client.call(start(None)).unwrap_err();
    assert_eq!(
        twice.to_string(),
        "There is already a task running. Only one active task is allowed for a source queue arn at a given time."
    );
    client.pass(2);
    assert_eq!(
        tasks(&mut client)[0].approximate_number_of_messages_moved,
        2
    );
    let cancel = CancelMessageMoveTask {
        task_handle: handle,
    };
    let cancelled = client.call(cancel).unwrap();
    assert_eq!(cancelled.approximate_number_of_messages_moved, 2);
    client.pass(100);
    assert_eq!(tasks(&mut client)[0].status, "CANCELLED");
    assert_eq!(client.counts("dead"), (1, 0, 0));
    assert_eq!(client.counts("orders"), (2, 0, 0));
}

#[test]
fn what_is_no_dead_letter_queue_cannot_be_redriven() {
    let mut client = Client::new(1);
    let missing = client.call(start(None)).unwrap_err();
    assert_eq!(missing.shape(), "ResourceNotFoundException");
    let dead = client.create("dead", &[]);
    let no_source = client.call(start(None)).unwrap_err();
    assert_eq!(
        no_source.to_string(),
        "Source queue must be configured as a Dead Letter Queue."
    );
    let policy = redrive_policy("dead", 1);
    client.create("orders", &[("RedrivePolicy", &policy)]);
    client.send(&dead, "sent here directly");
    client.call(start(None)).unwrap();
    let entry = &tasks(&mut client)[0];
    assert_eq!(entry.status, "FAILED");
    assert_eq!(
        entry.failure_reason.as_deref(),
        Some("CouldNotDetermineMessageSource")
    );
    assert_eq!(client.counts("dead"), (1, 0, 0));
    let elsewhere = StartMessageMoveTask {
        destination_arn: Some(arn("orders")),
        ..start(None)
    };
    client.call(elsewhere).unwrap();
    assert_eq!(client.counts("orders"), (1, 0, 0));
}

#[test]
fn a_task_handle_that_is_none_is_refused() {
    let mut client = Client::new(1);
    let cancel = CancelMessageMoveTask {
        task_handle: "foobared".to_owned(),
    };
    let error = client.call(cancel).unwrap_err();
    assert_eq!(
        error.to_string(),
        "Value for parameter TaskHandle is invalid."
    );
}
