//! Waiting for what is not there yet: `ReceiveMessage` with a wait time.
//!
//! The world answers what is there now. Here the request waits until there may be more, or its time is up. A client that
//! goes away takes its wait with it: the server drops this future, and nothing was received for it.

use jiff::Timestamp;

use crate::aws::Aws;
use crate::world::origin::Origin;
use crate::world::queue::address::name_in_url;
use crate::world::queue::{self, ReceiveMessage};
use crate::world::{Error, Operation, Reply};

/// Carries out one call, waiting where it asks to.
pub(super) async fn apply(aws: &Aws, origin: Origin, operation: Operation) -> Result<Reply, Error> {
    match operation {
        Operation::Sqs(queue::Operation::ReceiveMessage(request)) => {
            receive(aws, origin, request).await
        }
        other => aws.apply(origin, other),
    }
}

async fn receive(aws: &Aws, origin: Origin, request: ReceiveMessage) -> Result<Reply, Error> {
    let operation = Operation::Sqs(queue::Operation::ReceiveMessage(request.clone()));
    let deadline = deadline(aws, &origin, &request);
    loop {
        let reply = aws.apply(origin.clone(), operation.clone());
        let Some(deadline) = deadline.filter(|_| found_nothing(&reply)) else {
            return reply;
        };
        if !wait(aws, &origin, &request, deadline).await {
            return reply;
        }
    }
}

/// Until when the request may wait; `None` when it may not, be it because it is at fault.
fn deadline(aws: &Aws, origin: &Origin, request: &ReceiveMessage) -> Option<Timestamp> {
    let wait_time = aws.inspect(|world| {
        let region = world.region(&origin.region)?;
        region.queues.wait_time(request).ok()
    })?;
    let deadline = aws.clock().now().checked_add(wait_time).ok()?;
    (!wait_time.is_zero()).then_some(deadline)
}

fn found_nothing(reply: &Result<Reply, Error>) -> bool {
    matches!(reply, Ok(Reply::Sqs(queue::Reply::ReceiveMessage(result))) if result.messages.is_empty())
}

/// Returns true as soon as it is worth asking again, false when the time is up.
async fn wait(aws: &Aws, origin: &Origin, request: &ReceiveMessage, deadline: Timestamp) -> bool {
    let mut changes = aws.changes();
    loop {
        // Marked as seen before looking: what changes after the look wakes the wait below.
        changes.borrow_and_update();
        let now = aws.clock().now();
        let outlook = look(aws, origin, request, now);
        if outlook.is_worth_asking {
            return true;
        }
        if now >= deadline {
            return false;
        }
        let wake = outlook
            .next_visible
            .map_or(deadline, |moment| moment.min(deadline));
        tokio::select! {
            // The sender lives in `aws`, which is borrowed here: this cannot fail.
            _ = changes.changed() => {}
            () = aws.clock().wait_until(wake) => {}
        }
    }
}

/// What a look at a queue promises a receiver.
struct Outlook {
    is_worth_asking: bool,
    /// When a hidden message becomes visible by itself.
    next_visible: Option<Timestamp>,
}

fn look(aws: &Aws, origin: &Origin, request: &ReceiveMessage, now: Timestamp) -> Outlook {
    aws.inspect(|world| {
        let queues = world.region(&origin.region).map(|region| &region.queues);
        match (queues, name_in_url(&request.queue_url)) {
            (Some(queues), Ok(name)) => Outlook {
                is_worth_asking: queues.has_for_receiver(name, now),
                next_visible: queues.next_visible_at(name),
            },
            // The queue was deleted meanwhile: asking again says so.
            _ => Outlook {
                is_worth_asking: true,
                next_visible: None,
            },
        }
    })
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;
    use std::sync::Arc;
    use std::time::Duration;

    use super::*;
    use crate::clock::Clock;
    use crate::world::World;
    use crate::world::queue::{
        ChangeMessageVisibility, CreateQueue, DeleteQueue, Message, SendMessage,
    };

    struct Setting {
        aws: Arc<Aws>,
        origin: Origin,
        queue_url: String,
    }

    impl Setting {
        fn new() -> Self {
            let aws = Arc::new(Aws::new(World::new(0), Arc::new(Clock::stepped())));
            let origin = Origin {
                endpoint: "http://127.0.0.1:4566".to_owned(),
                ..Origin::default()
            };
            let create = CreateQueue {
                queue_name: "q".to_owned(),
                attributes: BTreeMap::new(),
                ..CreateQueue::default()
            };
            let queue_url = aws.call(&origin, create).unwrap().queue_url;
            Self {
                aws,
                origin,
                queue_url,
            }
        }

        fn send(&self) {
            let send = SendMessage {
                queue_url: self.queue_url.clone(),
                message_body: "body".to_owned(),
                ..SendMessage::default()
            };
            self.aws.call(&self.origin, send).unwrap();
        }

        async fn receive(&self, wait_time_seconds: i64) -> Result<Vec<Message>, Error> {
            let request = ReceiveMessage {
                queue_url: self.queue_url.clone(),
                wait_time_seconds: Some(wait_time_seconds),
                ..ReceiveMessage::default()
            };
            let operation = Operation::Sqs(queue::Operation::ReceiveMessage(request));
            match apply(&self.aws, self.origin.clone(), operation).await? {
                Reply::Sqs(queue::Reply::ReceiveMessage(result)) => Ok(result.messages),
                other => panic!("{other:?}"),
            }
        }
    }

    #[tokio::test]
    async fn a_short_poll_answers_at_once() {
        let setting = Setting::new();
        assert_eq!(setting.receive(0).await.unwrap(), []);
    }

    #[tokio::test]
    async fn a_long_poll_ends_with_the_message_it_waited_for() {
        let setting = Setting::new();
        let (received, ()) = tokio::join!(biased; setting.receive(20), async { setting.send() });
        assert_eq!(received.unwrap().len(), 1);
    }

    #[tokio::test]
    async fn a_long_poll_ends_with_its_time() {
        let setting = Setting::new();
        let (received, ()) = tokio::join!(biased; setting.receive(20), async {
            setting.aws.clock().advance(Duration::from_secs(20));
        });
        assert_eq!(received.unwrap(), []);
    }

    #[tokio::test]
    async fn a_long_poll_ends_when_a_hidden_message_becomes_visible() {
        let setting = Setting::new();
        setting.send();
        assert_eq!(setting.receive(0).await.unwrap().len(), 1);
        setting.aws.clock().advance(Duration::from_secs(15));
        let (received, ()) = tokio::join!(biased; setting.receive(20), async {
            setting.aws.clock().advance(Duration::from_secs(15));
        });
        assert_eq!(
            received.unwrap().len(),
            1,
            "its 30 s of visibility timeout are over"
        );
    }

    #[tokio::test]
    async fn giving_a_message_back_wakes_who_waits_for_it() {
        let setting = Setting::new();
        setting.send();
        let held = setting.receive(0).await.unwrap();
        let (received, ()) = tokio::join!(biased; setting.receive(20), async {
            let give_back = ChangeMessageVisibility {
                queue_url: setting.queue_url.clone(),
                receipt_handle: held[0].receipt_handle.clone(),
                visibility_timeout: Some(0),
            };
            setting.aws.call(&setting.origin, give_back).unwrap();
        });
        assert_eq!(received.unwrap().len(), 1);
    }

    #[tokio::test]
    async fn two_who_wait_for_one_message_do_not_keep_each_other_awake() {
        let setting = Setting::new();
        let (first, second, ()) = tokio::join!(biased; setting.receive(20), setting.receive(20), async {
            setting.send();
            tokio::task::yield_now().await;
            setting.aws.clock().advance(Duration::from_secs(20));
        });
        assert_eq!(first.unwrap().len() + second.unwrap().len(), 1);
    }

    #[tokio::test]
    async fn deleting_the_queue_ends_the_wait() {
        let setting = Setting::new();
        let (received, ()) = tokio::join!(biased; setting.receive(20), async {
            let delete = DeleteQueue {
                queue_url: setting.queue_url.clone(),
            };
            setting.aws.call(&setting.origin, delete).unwrap();
        });
        assert!(received.is_err());
    }
}
