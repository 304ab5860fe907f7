//! SNS's filter policies, as a target sees them.

use serde_json::{Map, Value};

use crate::filter::{Attributed, Candidate, FilterPolicy, Scope};

/// The attributes of a message.
#[derive(Debug)]
struct Attributes(Map<String, Value>);

impl Attributed for Attributes {
    fn as_object(&self) -> Map<String, Value> {
        self.0.clone()
    }
}

/// The two that there are.
pub const SCOPES: [&str; 2] = ["MessageAttributes", "MessageBody"];

/// Whether a message is wanted whose attributes and body these are.
///
/// # Errors
/// What is no policy of this scope.
pub fn wants(policy: &str, scope: &str, attributes: &Map<String, Value>, body: &str) -> Result<bool, String> {
    let scope = Scope::read(scope).expect("one of the two");
    let read = FilterPolicy::parse(policy, scope)?;
    assert_eq!(read.text(), policy, "it is given back as it was said");
    let attributes = Attributes(attributes.clone());
    let candidate = Candidate::new(&attributes, body);
    let wants = read.matches(&candidate);
    assert_eq!(wants, read.matches(&candidate), "it decides the same again");
    Ok(wants)
}
