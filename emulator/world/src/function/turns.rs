//! Whose turn it is: the mappings that read a queue, and those that feed a function.
//!
//! Several mappings may read one queue, or share the processes of one function. Who was served goes to the end of the list.

use std::collections::{BTreeMap, VecDeque};

use super::event_source::EventSourceMapping;
use super::mapping_id::MappingId;
use super::name::FunctionName;
use crate::origin::Home;
use crate::queue::queue_arn;

/// The lists, each in the order of turns.
#[derive(Debug, Default, PartialEq)]
pub(crate) struct Turns {
    /// By the queue's ARN.
    of_queue: BTreeMap<String, VecDeque<MappingId>>,
    of_function: BTreeMap<(Home, FunctionName), VecDeque<MappingId>>,
    /// In which lists each mapping stands.
    places: BTreeMap<MappingId, (String, (Home, FunctionName))>,
}

impl Turns {
    /// Puts a mapping into the lists where it belongs, and takes it out of those where it did.
    pub(super) fn enter(&mut self, mapping: &EventSourceMapping) {
        let id = mapping.id();
        let queue = queue_arn(&mapping.queue.home, &mapping.queue.name);
        let function = (mapping.home.clone(), mapping.function.name.clone());
        let place = (queue, function);
        if self.places.get(&id) == Some(&place) {
            return;
        }
        self.leave(&id);
        let (queue, function) = place.clone();
        self.places.insert(id.clone(), place);
        self.of_queue
            .entry(queue)
            .or_default()
            .push_back(id.clone());
        self.of_function.entry(function).or_default().push_back(id);
    }

    pub(super) fn leave(&mut self, id: &MappingId) {
        let Some((queue, function)) = self.places.remove(id) else {
            return;
        };
        take_out(&mut self.of_queue, &queue, id);
        take_out(&mut self.of_function, &function, id);
    }

    /// The mappings that read the queue with this ARN.
    pub(crate) fn readers(&self, queue_arn: &str) -> impl Iterator<Item = &MappingId> {
        self.of_queue.get(queue_arn).into_iter().flatten()
    }

    /// The next mapping that reads the queue with this ARN.
    pub(super) fn next_of_queue(&mut self, queue_arn: &str) -> Option<MappingId> {
        next(self.of_queue.get_mut(queue_arn)?)
    }

    /// How many mappings feed this function.
    pub(super) fn feeders(&self, function: &(Home, FunctionName)) -> usize {
        self.of_function.get(function).map_or(0, VecDeque::len)
    }

    /// The next mapping that feeds this function.
    pub(super) fn next_of_function(
        &mut self,
        function: &(Home, FunctionName),
    ) -> Option<MappingId> {
        next(self.of_function.get_mut(function)?)
    }
}

fn next(list: &mut VecDeque<MappingId>) -> Option<MappingId> {
    list.rotate_left(usize::from(!list.is_empty()));
    list.back().cloned()
}

fn take_out<K: Ord>(lists: &mut BTreeMap<K, VecDeque<MappingId>>, key: &K, id: &MappingId) {
    if let Some(list) = lists.get_mut(key) {
        list.retain(|other| other != id);
        if list.is_empty() {
            lists.remove(key);
        }
    }
}
