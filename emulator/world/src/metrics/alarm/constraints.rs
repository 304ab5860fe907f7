//! What the members of a request may be, in the words of the model's constraints: all broken ones are told at once.
//! Source: botocore's CloudWatch model; the form of the texts recorded.

use super::super::MetricsError;

/// What is wrong with a request, member by member.
#[derive(Debug, Default)]
pub(super) struct Constraints {
    broken: Vec<String>,
}

impl Constraints {
    pub(super) fn length(self, member: &str, value: &str, shortest: usize, longest: usize) -> Self {
        let length = value.chars().count();
        let short = format!("Member must have length greater than or equal to {shortest}");
        let long = format!("Member must have length less than or equal to {longest}");
        self.holds(member, value, length >= shortest, &short).holds(
            member,
            value,
            length <= longest,
            &long,
        )
    }

    pub(super) fn optional(
        self,
        member: &str,
        value: Option<&str>,
        shortest: usize,
        longest: usize,
    ) -> Self {
        match value {
            Some(value) => self.length(member, value, shortest, longest),
            None => self,
        }
    }

    pub(super) fn at_least(self, member: &str, value: Option<i64>, least: i64) -> Self {
        let Some(value) = value else {
            return self;
        };
        let low = format!("Member must have value greater than or equal to {least}");
        self.holds(member, &value.to_string(), value >= least, &low)
    }

    pub(super) fn between(self, member: &str, value: Option<i64>, least: i64, most: i64) -> Self {
        let Some(number) = value else {
            return self;
        };
        let high = format!("Member must have value less than or equal to {most}");
        self.at_least(member, value, least).holds(
            member,
            &number.to_string(),
            number <= most,
            &high,
        )
    }

    /// One of a closed list. `names` is it, as the text has it.
    pub(super) fn one_of(self, member: &str, value: &str, is_one: bool, names: &str) -> Self {
        let text = format!("Member must satisfy enum value set: {names}");
        self.holds(member, value, is_one, &text)
    }

    /// A list of so many elements at most.
    pub(super) fn at_most(self, member: &str, list: &[String], most: usize) -> Self {
        let value = format!("[{}]", list.join(", "));
        let text = format!("Member must have length less than or equal to {most}");
        self.holds(member, &value, list.len() <= most, &text)
    }

    /// # Errors
    /// What is wrong with the request, if anything is.
    pub(super) fn check(self) -> Result<(), MetricsError> {
        let text = match self.broken.as_slice() {
            [] => return Ok(()),
            [one] => format!("1 validation error detected: {one}"),
            many => format!(
                "{} validation errors detected: {}",
                many.len(),
                many.join("; ")
            ),
        };
        Err(MetricsError::Validation(text))
    }

    fn holds(mut self, member: &str, value: &str, holds: bool, constraint: &str) -> Self {
        if !holds {
            self.broken.push(format!(
                "Value '{value}' at '{member}' failed to satisfy constraint: {constraint}"
            ));
        }
        self
    }
}
