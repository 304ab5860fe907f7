//! Who waits for a message of a queue: each is woken for its own queue alone, the first in line first, and never more of them than
//! there is news for.

use std::collections::{BTreeMap, VecDeque};
use std::sync::{Arc, Mutex, MutexGuard};

use jiff::Timestamp;
use tokio::sync::Notify;

use crate::clock::Clock;
use crate::world::Wait;
use crate::world::queue::QueueId;

/// The lines, by queue. Clones share them.
#[derive(Debug, Clone, Default)]
pub struct Waiters {
    lines: Arc<Mutex<BTreeMap<QueueId, Line>>>,
}

type Line = VecDeque<Place>;

#[derive(Debug)]
struct Place {
    until: Timestamp,
    bell: Arc<Notify>,
}

impl Waiters {
    /// Takes a place at the end of the line.
    pub(super) fn register(&self, wait: Wait) -> Waiter {
        let bell = Arc::new(Notify::new());
        let mut lines = self.lock();
        lines.entry(wait.queue).or_default().push_back(Place {
            until: wait.until,
            bell: Arc::clone(&bell),
        });
        Waiter {
            wait,
            bell,
            waiters: self.clone(),
            is_answered: false,
        }
    }

    /// Wakes the first so many.
    pub(super) fn wake(&self, queue: QueueId, at_most: u32) {
        let mut lines = self.lock();
        let Some(line) = lines.get_mut(&queue) else {
            return;
        };
        for _ in 0..at_most {
            match line.pop_front() {
                Some(place) => place.bell.notify_one(),
                None => break,
            }
        }
        if line.is_empty() {
            lines.remove(&queue);
        }
    }

    /// Everybody whose time is not up.
    pub(super) fn waiting(&self, now: Timestamp) -> Vec<Wait> {
        let lines = self.lock();
        let places = lines.iter().flat_map(|(queue, line)| {
            line.iter().map(|place| Wait {
                queue: *queue,
                until: place.until,
            })
        });
        places.filter(|wait| wait.until > now).collect()
    }

    /// Takes a waiter out of its line; whether it still stood there.
    fn leave(&self, queue: QueueId, bell: &Arc<Notify>) -> bool {
        let mut lines = self.lock();
        let Some(line) = lines.get_mut(&queue) else {
            return false;
        };
        let position = line.iter().position(|other| Arc::ptr_eq(&other.bell, bell));
        let stood = position.and_then(|position| line.remove(position));
        if line.is_empty() {
            lines.remove(&queue);
        }
        stood.is_some()
    }

    fn lock(&self) -> MutexGuard<'_, BTreeMap<QueueId, Line>> {
        self.lines
            .lock()
            .expect("nothing panics while it holds the lines")
    }
}

/// Who has a place in line. Who leaves it without having asked again passes what it was woken for on to the next.
#[derive(Debug)]
pub struct Waiter {
    wait: Wait,
    bell: Arc<Notify>,
    waiters: Waiters,
    is_answered: bool,
}

impl Waiter {
    /// When its time is up.
    pub fn until(&self) -> Timestamp {
        self.wait.until
    }

    /// Returns when it is worth asking again, or the time is up.
    pub async fn wait(mut self, clock: &Clock) {
        tokio::select! {
            biased;
            () = self.bell.notified() => self.is_answered = true,
            () = clock.wait_until(self.wait.until) => {}
        }
    }
}

impl Drop for Waiter {
    fn drop(&mut self) {
        if !self.is_answered && !self.waiters.leave(self.wait.queue, &self.bell) {
            self.waiters.wake(self.wait.queue, 1);
        }
    }
}
