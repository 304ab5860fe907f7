//! What SNS keeps of an account in a Region: its topics, and what is counted until it is published.

use std::collections::BTreeMap;

use super::address::name_in_arn;
use super::counts::Counts;
use super::error;
use super::error::TopicError;
use super::model::Topic;
use crate::metrics::tally::{Publication, Tallies};
use crate::origin::Home;
use crate::policy::Policy;

/// The topics of one account in one Region, by name.
#[derive(Debug, Default, PartialEq)]
pub struct Topics {
    pub(super) by_name: BTreeMap<String, Topic>,
    /// Of those that are gone too, until their minute is told.
    pub(super) tallies: Tallies<String, Counts>,
    pub(super) publication: Publication,
}

impl Topics {
    /// Whether a topic of this name is there.
    pub fn contains(&self, name: &str) -> bool {
        self.by_name.contains_key(name)
    }

    /// The policy of the topic of this name.
    pub(crate) fn policy(&self, name: &str) -> Option<&Policy> {
        self.by_name
            .get(name)
            .map(|topic| topic.attributes.policy())
    }

    /// # Errors
    /// What is no ARN of a topic, or of none that is there.
    pub(super) fn at_arn(&self, home: &Home, arn: &str) -> Result<&Topic, TopicError> {
        self.by_name
            .get(name_in_arn(home, arn)?)
            .ok_or(error::TOPIC)
    }

    /// [`Topics::at_arn`], to change it.
    pub(super) fn at_arn_mut(&mut self, home: &Home, arn: &str) -> Result<&mut Topic, TopicError> {
        let name = name_in_arn(home, arn)?;
        self.by_name.get_mut(name).ok_or(error::TOPIC)
    }
}
