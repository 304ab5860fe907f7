//! The rules of composite alarms, as a target sees them.

#[path = "../../../../../src/metrics/alarm/composite/rule.rs"]
mod rule;

use super::StateValue;
use rule::Rule;

/// A rule that was read.
#[derive(Debug)]
pub struct Read(Rule);

/// # Errors
/// What is no rule, in words.
pub fn read(text: &str) -> Result<Read, String> {
    let rule = Rule::parse(text, str::to_owned).map_err(|error| error.to_string())?;
    assert_eq!(rule.text(), text, "it is given back as it was said");
    Ok(Read(rule))
}

impl Read {
    pub fn children(&self) -> &[String] {
        self.0.children()
    }

    pub fn names(&self, name: &str) -> bool {
        self.0.names(name)
    }

    pub fn holds(&self, state: impl Fn(&str) -> Option<StateValue>) -> bool {
        self.0.holds(state)
    }
}
