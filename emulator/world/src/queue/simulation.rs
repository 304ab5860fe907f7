//! Queues under random use: after every step each message is in exactly one place.
//!
//! The model beside the world knows of each message only whether it may still be there. Random steps, drawn from a
//! seed that a failure prints: run one again with `simulate(<seed>)`.

use std::collections::{BTreeMap, BTreeSet};

use super::tests::{Client, arn, receive, redrive_policy, send};
use super::*;

/// `orders` fails into `dead`; `bills` has no dead-letter queue.
const NAMES: [&str; 3] = ["orders", "bills", "dead"];
const STEPS: usize = 400;

#[test]
fn every_message_is_in_exactly_one_place() {
    for seed in 0..64 {
        simulate(seed);
    }
}

fn simulate(seed: u64) {
    let outcome = std::panic::catch_unwind(|| {
        let mut simulation = Simulation::new(seed);
        for _ in 0..STEPS {
            simulation.step();
            simulation.check();
        }
        simulation.drain();
    });
    assert!(outcome.is_ok(), "seed {seed}");
}

struct Simulation {
    random: fastrand::Rng,
    client: Client,
    /// Bodies are unique, and survive what ids do not: a redrive.
    sent: BTreeSet<String>,
    /// Bodies that were deleted, each with the step's reason.
    gone: BTreeMap<String, &'static str>,
    handles: Vec<(String, String, String)>,
}

impl Simulation {
    fn new(seed: u64) -> Self {
        let mut client = Client::new(seed);
        client.create("dead", &[]);
        let policy = redrive_policy("dead", 2);
        client.create("orders", &[("RedrivePolicy", &policy)]);
        client.create("bills", &[("VisibilityTimeout", "7")]);
        Self {
            random: fastrand::Rng::with_seed(seed),
            client,
            sent: BTreeSet::new(),
            gone: BTreeMap::new(),
            handles: Vec::new(),
        }
    }

    fn url(name: &str) -> String {
        format!("/000000000000/{name}")
    }

    fn any_url(&mut self) -> String {
        Self::url(NAMES[self.random.usize(..NAMES.len())])
    }

    fn step(&mut self) {
        match self.random.u32(0..100) {
            0..30 => self.send(),
            30..60 => self.receive(),
            60..75 => self.delete(),
            75..83 => self.change_visibility(),
            83..95 => {
                let seconds = self.random.i64(0..40);
                self.client.pass(seconds);
            }
            95..97 => self.redrive(),
            97 => self.purge(),
            _ => self.expire(),
        }
    }

    fn send(&mut self) {
        let body = format!("message {}", self.sent.len());
        let request = SendMessage {
            delay_seconds: self.random.bool().then(|| self.random.i64(0..20)),
            ..send(&self.any_url(), &body)
        };
        self.client.call(request).unwrap();
        self.sent.insert(body);
    }

    fn receive(&mut self) {
        let url = self.any_url();
        let request = ReceiveMessage {
            max_number_of_messages: Some(self.random.i64(1..=10)),
            visibility_timeout: self.random.bool().then(|| self.random.i64(0..50)),
            ..receive(&url)
        };
        let messages = self.client.call(request).unwrap().messages;
        let mut bodies = BTreeSet::new();
        for message in messages {
            let body = message.body.to_string();
            assert!(bodies.insert(body.clone()), "twice in one answer: {body}");
            assert!(
                !self.gone.contains_key(&body),
                "received after it was deleted: {body}"
            );
            self.handles
                .push((url.clone(), message.receipt_handle, body));
        }
    }

    fn delete(&mut self) {
        if self.handles.is_empty() {
            return;
        }
        let index = self.random.usize(..self.handles.len());
        let (url, handle, body) = self.handles.swap_remove(index);
        let before = self.total();
        let request = DeleteMessage {
            queue_url: url,
            receipt_handle: handle,
        };
        self.client.call(request).unwrap();
        match before - self.total() {
            0 => {}
            1 => {
                self.gone.insert(body, "deleted");
            }
            more => panic!("one delete took {more} messages"),
        }
    }

    fn change_visibility(&mut self) {
        if self.handles.is_empty() {
            return;
        }
        let index = self.random.usize(..self.handles.len());
        let (url, handle, _) = self.handles[index].clone();
        // A stale handle, or a message that is visible, is refused: both happen here.
        let _ = self.client.call(ChangeMessageVisibility {
            queue_url: url,
            receipt_handle: handle,
            visibility_timeout: Some(self.random.i64(0..60)),
        });
    }

    fn redrive(&mut self) {
        // Refused while another task runs.
        let _ = self.client.call(StartMessageMoveTask {
            source_arn: arn("dead"),
            destination_arn: self.random.bool().then(|| arn("bills")),
            max_number_of_messages_per_second: self.random.bool().then_some(1),
        });
    }

    fn purge(&mut self) {
        let before = self.bodies();
        let request = PurgeQueue {
            queue_url: self.any_url(),
        };
        // Refused within a minute of the last one.
        let _ = self.client.call(request);
        self.mark_gone(before, "purged");
    }

    fn expire(&mut self) {
        let before = self.bodies();
        let url = self.any_url();
        let set = |seconds: &str| SetQueueAttributes {
            queue_url: url.clone(),
            attributes: BTreeMap::from([("MessageRetentionPeriod".to_owned(), seconds.to_owned())]),
        };
        self.client.call(set("60")).unwrap();
        self.client.call(set("345600")).unwrap();
        self.mark_gone(before, "expired");
    }

    fn mark_gone(&mut self, before: Vec<String>, reason: &'static str) {
        let now: BTreeSet<String> = self.bodies().into_iter().collect();
        for body in before {
            if !now.contains(&body) {
                self.gone.insert(body, reason);
            }
        }
    }

    /// The bodies in all queues, as often as they are there.
    fn bodies(&self) -> Vec<String> {
        let queues = self.client.queues();
        NAMES
            .iter()
            .flat_map(|name| queues.dead_letters(name))
            .map(|letter| letter.body)
            .collect()
    }

    fn total(&self) -> usize {
        self.bodies().len()
    }

    /// Invariant 5: what was sent is in one place of one queue, or was deleted.
    fn check(&self) {
        let bodies = self.bodies();
        let there: BTreeSet<&String> = bodies.iter().collect();
        assert_eq!(there.len(), bodies.len(), "a message is in two places");
        for body in &self.sent {
            let is_gone = self.gone.contains_key(body);
            assert_ne!(
                there.contains(body),
                is_gone,
                "{body}: {:?}",
                self.gone.get(body)
            );
        }
        let queues = self.client.queues();
        for queue in queues.registry.iter() {
            queue.messages.assert_consistent();
            let counts = queues.counts(queue.name.as_str(), self.client.now);
            let stored = queue.messages.iter().count();
            assert_eq!(counts.map(Counts::total), Some(stored), "{}", queue.name);
        }
        let deadline = self.client.world.upcoming().next();
        assert!(
            deadline.is_none() || queues.last_sequence > 0,
            "nothing was sent, yet {deadline:?}"
        );
    }

    /// Whatever state the steps left: with time, every message can be received and deleted.
    fn drain(&mut self) {
        for _ in 0..10_000 {
            if self.total() == 0 {
                return;
            }
            for name in NAMES {
                let url = Self::url(name);
                for message in self.client.receive(&url) {
                    let request = DeleteMessage {
                        queue_url: url.clone(),
                        receipt_handle: message.receipt_handle,
                    };
                    self.client.call(request).unwrap();
                }
            }
            if let Some(deadline) = self.client.world.upcoming().next() {
                self.client.now = self.client.now.max(deadline.at);
            }
        }
        panic!("{} messages are left", self.total());
    }
}
