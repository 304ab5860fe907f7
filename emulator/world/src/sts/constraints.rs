//! What the members of a request may be. Unlike IAM, STS says the value that is not. Source: botocore's STS model; texts recorded.

use super::StsError;

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

    /// Letters, digits and `_`, and these.
    pub(super) fn word(self, member: &str, value: &str, others: &str, pattern: &str) -> Self {
        let fits = |letter: char| {
            letter.is_ascii_alphanumeric() || letter == '_' || others.contains(letter)
        };
        let text = format!("Member must satisfy regular expression pattern: {pattern}");
        self.holds(member, value, value.chars().all(fits), &text)
    }

    pub(super) fn between(self, member: &str, value: Option<u32>, least: u32, most: u32) -> Self {
        let Some(value) = value else {
            return self;
        };
        let low = format!("Member must have value greater than or equal to {least}");
        let high = format!("Member must have value less than or equal to {most}");
        let text = value.to_string();
        self.holds(member, &text, value >= least, &low)
            .holds(member, &text, value <= most, &high)
    }

    /// A list, whose value is not said.
    pub(super) fn at_most(mut self, member: &str, length: usize, most: usize) -> Self {
        if length > most {
            self.broken.push(format!(
                "Value at '{member}' failed to satisfy constraint: Member must have length less than or equal to {most}"
            ));
        }
        self
    }

    /// # Errors
    /// What is wrong with the request, if anything is.
    pub(super) fn check(self) -> Result<(), StsError> {
        let text = match self.broken.as_slice() {
            [] => return Ok(()),
            [one] => format!("1 validation error detected: {one}"),
            many => format!(
                "{} validation errors detected: {}",
                many.len(),
                many.join("; ")
            ),
        };
        Err(StsError::ValidationError(text))
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
