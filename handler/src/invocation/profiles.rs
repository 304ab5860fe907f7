//! What a process knows of application inference profiles: the operator's map, and what the directory
//! answered, where there is one.
//!
//! A profile is asked about once it occurs in a record, a bounded number in one invocation. Nothing here
//! fails a message: a profile about which there is no answer is classified without it.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, RwLock};
use std::time::Duration;

use jiff::Timestamp;

use super::deadline::{Deadline, until};
use super::failure::chain;
use super::ports::{ProfileDirectory, Time};
use super::readings::Readings;
use crate::core::aggregate::Rules;

/// Profiles that one invocation asks about. `GetInferenceProfile` is throttled per account, and the
/// invocation has its objects to read.
const MAX_LOOKUPS: usize = 16;

/// Time that one invocation spends on asking: a few connections that do not come about, as in a VPC
/// without a way to Bedrock.
const LOOKUP_TIME: Duration = Duration::from_secs(10);

/// How long a profile without an answer is not asked about again: a policy may be changed meanwhile.
const ASK_AGAIN_AFTER: Duration = Duration::from_secs(300);

/// Profiles without an answer that are remembered. ARNs come from records, so their number is bounded.
const MAX_UNANSWERED: usize = 1_000;

/// Knowledge that grows.
pub(super) struct Profiles {
    rules: RwLock<Arc<Rules>>,
    directory: Option<Box<dyn ProfileDirectory>>,
    /// Since when there is no answer.
    unanswered: Mutex<BTreeMap<String, Timestamp>>,
}

impl Profiles {
    pub(super) fn new(rules: Rules) -> Self {
        Self {
            rules: RwLock::new(Arc::new(rules)),
            directory: None,
            unanswered: Mutex::default(),
        }
    }

    pub(super) fn ask(&mut self, directory: Box<dyn ProfileDirectory>) {
        self.directory = Some(directory);
    }

    /// The rules, with all that is known by now.
    pub(super) fn rules(&self) -> Arc<Rules> {
        Arc::clone(&self.rules.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// Whether something is known of a profile by now.
    pub(super) fn knows(&self, arn: &str) -> bool {
        self.rules().profiles.get(arn).is_some()
    }

    /// Asks about profiles that occur in what was read and of which nothing is known.
    pub(super) async fn learn<T: Time>(&self, time: &T, deadline: Deadline, readings: &Readings) {
        let Some(directory) = &self.directory else {
            return;
        };
        let moment = deadline.fetch_until().min(time.now() + LOOKUP_TIME);
        let mut rules = Rules::clone(&self.rules());
        let mut has_learned = false;
        for arn in self.to_ask(readings, time.now()) {
            let problem = match until(time, moment, directory.look_up(&arn)).await {
                Ok(Ok(entry)) => {
                    rules.profiles.learn(arn, entry);
                    has_learned = true;
                    continue;
                }
                Ok(Err(error)) => chain(&*error),
                Err(error) => error.to_string(),
            };
            tracing::warn!(
                arn,
                problem,
                "an application inference profile could not be looked up; it is classified by its \
                 records alone"
            );
            self.note_unanswered(arn, time.now());
        }
        if has_learned {
            *self.rules.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(rules);
        }
    }

    fn to_ask(&self, readings: &Readings, now: Timestamp) -> Vec<String> {
        let unanswered = self.unanswered();
        let worth_asking = |arn: &&String| {
            unanswered
                .get(*arn)
                .is_none_or(|since| *since + ASK_AGAIN_AFTER <= now)
        };
        let occurring: BTreeSet<&String> = readings
            .iter()
            .flat_map(|(_, reading)| reading.unmapped_profiles())
            .collect();
        let unknown = occurring.into_iter().filter(|arn| !self.knows(arn));
        let to_ask = unknown.filter(worth_asking);
        to_ask.take(MAX_LOOKUPS).cloned().collect()
    }

    fn note_unanswered(&self, arn: String, now: Timestamp) {
        let mut unanswered = self.unanswered();
        if unanswered.len() >= MAX_UNANSWERED {
            unanswered.clear();
        }
        unanswered.insert(arn, now);
    }

    fn unanswered(&self) -> MutexGuard<'_, BTreeMap<String, Timestamp>> {
        self.unanswered
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
    }
}
