//! Whether anything is on its way: what must be known before the clock may be moved past a deadline.
//!
//! A poller is busy from before it receives a message until that message's batch is settled. While it gathers a batch it
//! waits, busy but for a moment it names. When nobody is busy, or who is busy waits, nothing happens until a deadline comes.

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
    /// Who is busy, and until when those wait who wait.
    busy: BTreeMap<u64, Option<Timestamp>>,
}

/// What [`Activity::now`] found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Doing {
    /// Nobody is busy.
    Nothing,
    /// Whoever is busy waits, the first one until this moment.
    Waiting { until: Timestamp },
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
        let Some(first) = state.busy.values().min_by_key(|until| **until) else {
            return Doing::Nothing;
        };
        // `None`, which works, sorts before every moment.
        first.map_or(Doing::Work, |until| Doing::Waiting { until })
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
    /// Waits until `moment`, or until [`Busy::go_on`].
    pub fn wait_until(&self, moment: Timestamp) {
        self.set(Some(moment));
    }

    pub fn go_on(&self) {
        self.set(None);
    }

    fn set(&self, until: Option<Timestamp>) {
        self.activity.change(|state| {
            state.busy.insert(self.id, until);
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

    #[test]
    fn work_outweighs_waiting_and_waiting_nothing() {
        let activity = Activity::default();
        assert_eq!(activity.now(), Doing::Nothing);
        let (first, second) = (activity.begin(), activity.begin());
        let (sooner, later) = (Timestamp::UNIX_EPOCH, Timestamp::MAX);
        first.wait_until(later);
        assert_eq!(activity.now(), Doing::Work);
        second.wait_until(sooner);
        assert_eq!(activity.now(), Doing::Waiting { until: sooner });
        drop(second);
        assert_eq!(activity.now(), Doing::Waiting { until: later });
        first.go_on();
        assert_eq!(activity.now(), Doing::Work);
        drop(first);
        assert_eq!(activity.now(), Doing::Nothing);
    }
}
