//! Lets time pass when nobody calls.

use std::convert::Infallible;

use jiff::Timestamp;

use super::Aws;
use crate::world::World;

impl Aws {
    /// Sleeps until the world's next moment and lets it come, for ever. One driver an AWS; without one time passes with the
    /// next call.
    pub async fn drive(&self) -> Infallible {
        loop {
            let next = self.catch_up();
            tokio::select! {
                () = self.sooner.notified() => {}
                () = self.clock.wait_until(next.unwrap_or(Timestamp::MAX)) => {}
            }
        }
    }

    /// Lets come what is due by now; the moment after it.
    fn catch_up(&self) -> Option<Timestamp> {
        self.enter(World::advance);
        let mut core = self.lock();
        core.alarm = core.world.next();
        core.alarm
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;
    use std::sync::Arc;
    use std::time::Duration;

    use crate::aws::Aws;
    use crate::clock::Clock;
    use crate::world::Request as _;
    use crate::world::origin::{Home, Origin};
    use crate::world::queue::{
        CreateQueue, ReceiveMessage, SendMessage, StartMessageMoveTask, queue_arn, queue_url,
    };
    use crate::world::{Call, World};

    /// Nobody calls meanwhile: who waits for the queue is woken.
    #[tokio::test]
    async fn a_redrive_with_a_rate_moves_message_by_message_though_nobody_calls() {
        let aws = Arc::new(Aws::new(
            World::new(0),
            Arc::new(Clock::stepped()),
            ToString::to_string,
        ));
        let origin = Origin::default();
        let url = |name: &str| queue_url(&origin, name);
        let create = |name: &str, attributes| CreateQueue {
            queue_name: name.to_owned(),
            attributes,
            ..CreateQueue::default()
        };
        let dead = queue_arn(&Home::default(), "dead");
        aws.call(&origin, create("dead", BTreeMap::new())).unwrap();
        let policy = format!(r#"{{"deadLetterTargetArn":"{dead}","maxReceiveCount":1}}"#);
        let policy = BTreeMap::from([("RedrivePolicy".to_owned(), policy)]);
        aws.call(&origin, create("orders", policy)).unwrap();
        for _ in 0..3 {
            let send = SendMessage {
                queue_url: url("orders"),
                message_body: "x".into(),
                ..SendMessage::default()
            };
            aws.call(&origin, send).unwrap();
        }
        // Received once, and at the second time a dead letter.
        for _ in 0..2 {
            let receive = ReceiveMessage {
                queue_url: url("orders"),
                max_number_of_messages: Some(10),
                visibility_timeout: Some(0),
                ..ReceiveMessage::default()
            };
            aws.call(&origin, receive).unwrap();
        }
        let start = StartMessageMoveTask {
            source_arn: dead,
            destination_arn: None,
            max_number_of_messages_per_second: Some(1),
        };
        aws.call(&origin, start).unwrap();
        let driver = tokio::spawn({
            let aws = Arc::clone(&aws);
            async move { aws.drive().await }
        });
        for moved in 1..=3 {
            let poll = ReceiveMessage {
                queue_url: url("orders"),
                wait_time_seconds: Some(20),
                ..ReceiveMessage::default()
            };
            let (_, waiter) = aws.ask(Call::new(origin.clone(), poll.into_operation()));
            let looked = waiter.expect("there is nothing yet").wait(aws.clock());
            let ((), ()) = tokio::join!(looked, async {
                aws.clock().advance(Duration::from_secs(1));
            });
            let receive = ReceiveMessage {
                queue_url: url("orders"),
                ..ReceiveMessage::default()
            };
            let received = aws.call(&origin, receive).unwrap();
            assert_eq!(received.messages.len(), 1, "message {moved}");
        }
        driver.abort();
    }
}
