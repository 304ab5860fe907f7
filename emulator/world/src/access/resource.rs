//! The policies of resources.

use crate::arn::{Arn, Resource, Target};
use crate::function::function_target;
use crate::policy::Policy;
use crate::queue::parse_queue_arn;
use crate::state::State;
use crate::topic::parse_topic_arn;

/// The policy on a resource, where it has one.
pub(super) fn policy_on<'a>(state: &'a State, target: &Target<'_>) -> Option<&'a Policy> {
    match target.resource {
        Resource::Bucket(bucket) | Resource::Object { bucket, .. } => state.buckets.policy(bucket),
        Resource::Queue(name) => {
            let local = state.locals.get(&target.home())?;
            local.queues.policy(name)
        }
        Resource::Function(name) => {
            let local = state.locals.get(&target.home())?;
            local.functions.policy(name, None)
        }
        Resource::QualifiedFunction { name, qualifier } => {
            let local = state.locals.get(&target.home())?;
            local.functions.policy(name, Some(qualifier))
        }
        Resource::Topic(name) => {
            let local = state.locals.get(&target.home())?;
            local.topics.policy(name)
        }
        Resource::Named(arn) => {
            if let Some((home, name)) = parse_topic_arn(arn) {
                return state.locals.get(&home)?.topics.policy(name);
            }
            let (home, name) = parse_queue_arn(arn)?;
            state.locals.get(&home)?.queues.policy(name)
        }
        _ => None,
    }
}

/// Whether a queue, function or topic is there. What is not there is no matter of access to a service, which the operation tells.
pub(crate) fn is_absent(state: &State, target: &Target<'_>) -> bool {
    let local = state.locals.get(&target.home());
    match target.resource {
        Resource::Queue(name) => local.is_none_or(|local| !local.queues.contains(name)),
        Resource::Function(name) => local.is_none_or(|local| !local.functions.contains(name, None)),
        Resource::QualifiedFunction { name, qualifier } => {
            local.is_none_or(|local| !local.functions.contains(name, Some(qualifier)))
        }
        Resource::Named(arn) => is_named_absent(state, arn),
        _ => false,
    }
}

fn is_named_absent(state: &State, arn: &str) -> bool {
    if let Some((home, name)) = parse_topic_arn(arn) {
        let local = state.locals.get(&home);
        return local.is_none_or(|local| !local.topics.contains(name));
    }
    if let Some((home, name)) = parse_queue_arn(arn) {
        return is_absent(state, &Resource::Queue(name).of(&home));
    }
    let function = Arn::parse(arn).filter(Arn::is_function);
    let home = function.and_then(|arn| arn.home());
    home.is_some_and(|home| is_absent(state, &function_target(&home, arn)))
}
