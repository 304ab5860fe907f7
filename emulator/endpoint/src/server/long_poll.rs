//! Waiting for what is not there yet: `ReceiveMessage` with a wait time.
//!
//! The world answers what is there now. Here the request waits until there may be more, or its time is up. A client that
//! goes away takes its wait with it: the server drops this future, and nothing was received for it.

use crate::aws::Aws;
use crate::world::origin::Origin;
use crate::world::{Call, Error, Operation, Reply};

/// Carries out one call, waiting where it asks to.
pub(super) async fn apply(aws: &Aws, origin: Origin, operation: Operation) -> Result<Reply, Error> {
    if !operation.may_wait() {
        return aws.apply(origin, operation);
    }
    // In a box: few wait, and all others would carry what a wait keeps.
    Box::pin(ask_until_answered(aws, Call::new(origin, operation))).await
}

async fn ask_until_answered(aws: &Aws, mut call: Call) -> Result<Reply, Error> {
    loop {
        let (result, waiter) = aws.ask(call.clone());
        let Some(waiter) = waiter else {
            return result;
        };
        // When the time is up it asks a last time, and is not told to wait any more.
        call.waits_until = Some(waiter.until());
        waiter.wait(aws.clock()).await;
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;
    use std::pin::pin;
    use std::sync::Arc;
    use std::sync::atomic::{AtomicUsize, Ordering};
    use std::task::{Context, Wake, Waker};
    use std::time::Duration;

    use super::*;
    use crate::clock::Clock;
    use crate::wire::code::code_of;
    use crate::world::queue::{
        self, ChangeMessageVisibility, CreateQueue, DeleteQueue, Message, ReceiveMessage,
        SendMessage,
    };
    use crate::world::{Reply, World};

    struct Setting {
        aws: Arc<Aws>,
        origin: Origin,
        queue_url: String,
        another_url: String,
    }

    /// Counts how often a task would have been polled again.
    #[derive(Default)]
    struct Woken(AtomicUsize);

    impl Wake for Woken {
        fn wake(self: Arc<Self>) {
            self.0.fetch_add(1, Ordering::Relaxed);
        }
    }

    impl Woken {
        fn times(&self) -> usize {
            self.0.load(Ordering::Relaxed)
        }
    }

    impl Setting {
        fn new() -> Self {
            let aws = Arc::new(Aws::new(World::new(0), Arc::new(Clock::stepped()), code_of));
            tokio::spawn({
                let aws = Arc::clone(&aws);
                async move { aws.drive().await }
            });
            let origin = Origin {
                endpoint: "http://127.0.0.1:4566".into(),
                ..Origin::default()
            };
            let mut urls = ["q", "another"].map(|name| {
                let create = CreateQueue {
                    queue_name: name.to_owned(),
                    attributes: BTreeMap::new(),
                    ..CreateQueue::default()
                };
                aws.call(&origin, create).unwrap().queue_url
            });
            Self {
                queue_url: std::mem::take(&mut urls[0]),
                another_url: std::mem::take(&mut urls[1]),
                aws,
                origin,
            }
        }

        fn send(&self) {
            self.send_to(&self.queue_url);
        }

        fn send_to(&self, queue_url: &str) {
            let send = SendMessage {
                queue_url: queue_url.to_owned(),
                message_body: "body".into(),
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
    async fn a_poll_of_one_queue_is_not_woken_by_another() {
        let setting = Setting::new();
        let woken = Arc::new(Woken::default());
        let waker = Waker::from(Arc::clone(&woken));
        let mut poll = pin!(setting.receive(20));
        assert!(
            poll.as_mut()
                .poll(&mut Context::from_waker(&waker))
                .is_pending()
        );
        for _ in 0..10 {
            setting.send_to(&setting.another_url);
        }
        assert_eq!(woken.times(), 0);
        setting.send();
        assert_eq!(woken.times(), 1);
        assert_eq!(poll.await.unwrap().len(), 1);
    }

    #[tokio::test]
    async fn as_many_are_woken_as_there_is_news_for_and_who_goes_away_passes_it_on() {
        let setting = Setting::new();
        let woken = [(); 3].map(|()| Arc::new(Woken::default()));
        let mut polls = [(); 3].map(|()| Box::pin(setting.receive(20)));
        for (poll, woken) in polls.iter_mut().zip(&woken) {
            let waker = Waker::from(Arc::clone(woken));
            let mut context = Context::from_waker(&waker);
            assert!(poll.as_mut().poll(&mut context).is_pending());
        }
        let times = || [0, 1, 2].map(|index| woken[index].times());
        setting.send();
        assert_eq!(times(), [1, 0, 0]);
        let [first, second, third] = polls;
        drop(first);
        assert_eq!(times(), [1, 1, 0], "its client is gone");
        assert_eq!(second.await.unwrap().len(), 1);
        drop(third);
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
