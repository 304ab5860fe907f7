//! Whether anything is on its way: what must be known before the clock may be moved past a deadline.
//!
//! A poller is busy from before it receives a message until that message's batch is settled, and an invocation from its
//! beginning to its end. While a poller gathers a batch it waits, busy but for a moment it names. When nobody is busy, or who is
//! busy waits, nothing happens until a deadline comes.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

use jiff::Timestamp;
use tokio::sync::watch;

/// Counts who is busy. Clones share the count.
#[derive(Debug, Clone, Default)]
pub struct Activity {
    shared: Arc<Shared>,
}

#[derive(Debug, Default)]
struct Shared {
    state: Mutex<State>,
    changes: watch::Sender<u64>,
}

#[derive(Debug, Default)]
struct State {
    last: u64,
    /// Who is busy; and until when, and for whom, those wait who wait.
    busy: BTreeMap<u64, Option<Waiting>>,
}

/// A batch that is being gathered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Waiting {
    pub until: Timestamp,
    /// The ARN of the queue that it is gathered from.
    pub whom: Arc<str>,
}

/// What [`Activity::now`] found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Doing {
    /// Nobody is busy.
    Nothing,
    /// Whoever is busy waits; this one for the shortest.
    Waiting(Waiting),
    /// Somebody works.
    Work,
}

impl Activity {
    /// Is busy until the guard is dropped.
    pub fn begin(&self) -> Busy {
        let id = self.change(|state| {
            state.last += 1;
            state.busy.insert(state.last, None);
            state.last
        });
        Busy {
            activity: self.clone(),
            id,
        }
    }

    pub fn now(&self) -> Doing {
        let state = self.lock();
        if state.busy.values().any(Option::is_none) {
            return Doing::Work;
        }
        let waiting = state.busy.values().flatten();
        match waiting.min_by_key(|waiting| waiting.until) {
            Some(first) => Doing::Waiting(first.clone()),
            None => Doing::Nothing,
        }
    }

    /// Marked as changed when somebody begins, waits, goes on or ends.
    pub fn changes(&self) -> watch::Receiver<u64> {
        self.shared.changes.subscribe()
    }

    fn change<T>(&self, change: impl FnOnce(&mut State) -> T) -> T {
        let result = change(&mut self.lock());
        self.shared.changes.send_modify(|count| *count += 1);
        result
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, State> {
        self.shared
            .state
            .lock()
            .expect("nothing panics while it holds the count")
    }
}

/// See [`Activity::begin`].
#[derive(Debug)]
pub struct Busy {
    activity: Activity,
    id: u64,
}

impl Busy {
    /// Waits, or until [`Busy::go_on`].
    pub fn wait(&self, waiting: Waiting) {
        self.set(Some(waiting));
    }

    pub fn go_on(&self) {
        self.set(None);
    }

    fn set(&self, waiting: Option<Waiting>) {
        self.activity.change(|state| {
            state.busy.insert(self.id, waiting);
        });
    }
}

impl Drop for Busy {
    fn drop(&mut self) {
        self.activity.change(|state| {
            state.busy.remove(&self.id);
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn until(until: Timestamp) -> Waiting {
        Waiting {
            until,
            whom: Arc::from("queue"),
        }
    }

    #[test]
    fn work_outweighs_waiting_and_waiting_nothing() {
        let activity = Activity::default();
        assert_eq!(activity.now(), Doing::Nothing);
        let (first, second) = (activity.begin(), activity.begin());
        let (sooner, later) = (until(Timestamp::UNIX_EPOCH), until(Timestamp::MAX));
        first.wait(later.clone());
        assert_eq!(activity.now(), Doing::Work);
        second.wait(sooner.clone());
        assert_eq!(activity.now(), Doing::Waiting(sooner));
        drop(second);
        assert_eq!(activity.now(), Doing::Waiting(later));
        first.go_on();
        assert_eq!(activity.now(), Doing::Work);
        drop(first);
        assert_eq!(activity.now(), Doing::Nothing);
    }
}
