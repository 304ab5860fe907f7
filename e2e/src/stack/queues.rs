//! What is in the queues: counts, the wait for a drained queue, dead letters and their way back.

use std::sync::atomic::Ordering;

use aws_sdk_sqs::types::{MessageSystemAttributeName, QueueAttributeName};

use super::Stack;
use crate::clock::until;
use crate::deployed::Deployed;
use crate::env::Env;

/// Messages of a queue by where they are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Counts {
    pub visible: u32,
    pub in_flight: u32,
    pub delayed: u32,
}

impl Counts {
    pub fn all(self) -> u32 {
        self.visible + self.in_flight + self.delayed
    }
}

/// A message of the dead-letter queue.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Dead {
    pub body: String,
    pub receive_count: u32,
    pub receipt_handle: String,
}

impl<E: Env> Stack<'_, E> {
    pub async fn counts(&self) -> Counts {
        self.counts_of(&self.queue_url).await
    }

    async fn counts_of(&self, url: &str) -> Counts {
        let get = self
            .clients
            .sqs
            .get_queue_attributes()
            .queue_url(url)
            .attribute_names(QueueAttributeName::All);
        let found = get
            .send()
            .await
            .unwrap_or_else(|error| panic!("attributes of {url}: {error:?}"));
        let attributes = found.attributes().cloned().unwrap_or_default();
        let count = |name| {
            attributes
                .get(&name)
                .and_then(|count: &String| count.parse().ok())
                .unwrap_or(0)
        };
        Counts {
            visible: count(QueueAttributeName::ApproximateNumberOfMessages),
            in_flight: count(QueueAttributeName::ApproximateNumberOfMessagesNotVisible),
            delayed: count(QueueAttributeName::ApproximateNumberOfMessagesDelayed),
        }
    }

    /// Waits until every message has arrived and none is left: all are settled or dead. On an arm that steps time,
    /// it does not pass meanwhile.
    pub async fn drained(&self) {
        until("the queue is drained", || async {
            let counts = self.counts().await;
            if self.is_idle() && counts.all() == 0 {
                Ok(())
            } else {
                Err(self.report(counts))
            }
        })
        .await;
    }

    /// Waits until every message has arrived and none is visible or worked on: what is left waits for its time-out.
    pub async fn at_rest(&self) -> Counts {
        until("every message was worked on", || async {
            let was_idle = self.is_idle();
            let counts = self.counts().await;
            let rests = was_idle && counts.visible + counts.delayed == 0 && self.is_idle();
            if rests {
                Ok(counts)
            } else {
                Err(self.report(counts))
            }
        })
        .await
    }

    /// Waits until every message that was sent lies in the queue, which nothing reads from yet.
    pub async fn arrived(&self) {
        until("every message has arrived", || async {
            let counts = self.counts().await;
            if counts.visible as usize >= self.sent.load(Ordering::Relaxed) {
                Ok(())
            } else {
                Err(self.report(counts))
            }
        })
        .await;
    }

    /// Waits until the event source has taken every message out of the queue: a batch window then gathers them all.
    pub async fn gathered(&self) {
        until("every message was gathered", || async {
            let counts = self.counts().await;
            let sent = self.sent.load(Ordering::Relaxed);
            let taken = counts.visible + counts.delayed == 0 && counts.in_flight as usize >= sent;
            if taken || self.function().invocations() > 0 {
                Ok(())
            } else {
                Err(self.report(counts))
            }
        })
        .await;
    }

    /// Every message that was sent has arrived, and the delivery has nothing on its way.
    fn is_idle(&self) -> bool {
        let function = self.function();
        function.has_received(self.sent.load(Ordering::Relaxed)) && !function.is_busy()
    }

    /// Waits until that many invocations have come to their end.
    pub async fn invoked(&self, invocations: usize) {
        until("the function was invoked", || async {
            let found = self.function().invocations();
            if found >= invocations {
                Ok(())
            } else {
                Err(format!("{found} of {invocations} invocations"))
            }
        })
        .await;
    }

    /// Lets visibility time-outs pass until the queue is drained: each failed message goes its way to the end.
    pub async fn played_out(&self) {
        for _ in 0..=self.spec.max_receive_count {
            if self.at_rest().await.all() == 0 {
                return;
            }
            self.env.pass(self.spec.visibility).await;
        }
        self.drained().await;
    }

    fn report(&self, counts: Counts) -> String {
        let log = self
            .deployed
            .as_ref()
            .map(Deployed::log)
            .unwrap_or_default();
        let last = log[log.len().saturating_sub(12)..].join("\n  ");
        format!("{counts:?}; the function's last lines:\n  {last}")
    }

    /// Takes S3's test event out of the queue, which nothing else reads from yet.
    pub(super) async fn take_test_event(&self) {
        until("S3's test event has arrived", || async {
            let receive = self
                .clients
                .sqs
                .receive_message()
                .queue_url(&self.queue_url);
            let answer = receive.send().await.map_err(|error| format!("{error:?}"))?;
            let message = answer
                .messages()
                .first()
                .ok_or_else(|| "no message".to_owned())?;
            let body = message.body().unwrap_or_default();
            assert!(
                body.contains("s3:TestEvent"),
                "the first message is another: {body}"
            );
            let delete = self.clients.sqs.delete_message().queue_url(&self.queue_url);
            let delete = delete.receipt_handle(message.receipt_handle().unwrap_or_default());
            delete
                .send()
                .await
                .map(|_| ())
                .map_err(|error| format!("{error:?}"))
        })
        .await;
    }

    /// Every message of the dead-letter queue, each received once and then left invisible.
    pub async fn dead_letters(&self, expected: usize) -> Vec<Dead> {
        until("the dead letters are there", || async {
            let counts = self.counts_of(&self.dead_letter_url).await;
            if counts.all() as usize == expected {
                Ok(())
            } else {
                Err(format!("{counts:?}, {expected} expected"))
            }
        })
        .await;
        let mut dead = Vec::new();
        while dead.len() < expected {
            let batch = self.receive_dead().await;
            assert!(
                !batch.is_empty(),
                "{} of {expected} dead letters can be received",
                dead.len()
            );
            dead.extend(batch);
        }
        dead
    }

    async fn receive_dead(&self) -> Vec<Dead> {
        let receive = self
            .clients
            .sqs
            .receive_message()
            .queue_url(&self.dead_letter_url)
            .max_number_of_messages(10);
        let receive = receive
            .visibility_timeout(0)
            .message_system_attribute_names(MessageSystemAttributeName::All);
        let answer = receive
            .send()
            .await
            .unwrap_or_else(|error| panic!("receive dead letters: {error:?}"));
        let messages = answer.messages().iter();
        let dead = messages.map(|message| Dead {
            body: message.body().unwrap_or_default().to_owned(),
            receive_count: message
                .attributes()
                .and_then(|all| {
                    all.get(&MessageSystemAttributeName::ApproximateReceiveCount)?
                        .parse()
                        .ok()
                })
                .unwrap_or(0),
            receipt_handle: message.receipt_handle().unwrap_or_default().to_owned(),
        });
        dead.collect()
    }

    /// Moves every dead letter back to the queue that it came from.
    pub async fn redrive(&self) {
        let start = self
            .clients
            .sqs
            .start_message_move_task()
            .source_arn(&self.dead_letter_arn);
        start
            .send()
            .await
            .unwrap_or_else(|error| panic!("start a message move task: {error:?}"));
        until("the dead letters have left", || async {
            let counts = self.counts_of(&self.dead_letter_url).await;
            if counts.all() == 0 {
                Ok(())
            } else {
                Err(format!("{counts:?}"))
            }
        })
        .await;
    }
}
