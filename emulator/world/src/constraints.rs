//! What the members of a request may be, in the words of the models' constraints: all broken ones are told at once.
//!
//! STS and CloudWatch say the value that is not; IAM, which says more of its own, does not. Source: botocore's models; the form of
//! the texts recorded.

/// What the models' patterns of tags let in: `[\p{L}\p{Z}\p{N}_.:/=+\-@]`
pub(crate) fn may_be_in_tag(letter: char) -> bool {
    let is_space = letter.is_whitespace() && !letter.is_control();
    letter.is_alphabetic() || letter.is_numeric() || is_space || "_.:/=+-@".contains(letter)
}

/// What is wrong with a request, member by member.
#[derive(Debug, Default)]
pub(crate) struct Constraints {
    broken: Vec<String>,
}

impl Constraints {
    pub(crate) fn length(self, member: &str, value: &str, shortest: usize, longest: usize) -> Self {
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

    pub(crate) fn optional(
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

    pub(crate) fn at_least(
        self,
        member: &str,
        value: Option<impl Into<i64>>,
        least: impl Into<i64>,
    ) -> Self {
        let (Some(value), least) = (value.map(Into::into), least.into()) else {
            return self;
        };
        let low = format!("Member must have value greater than or equal to {least}");
        self.holds(member, &value.to_string(), value >= least, &low)
    }

    pub(crate) fn between(
        self,
        member: &str,
        value: Option<impl Into<i64>>,
        least: impl Into<i64>,
        most: impl Into<i64>,
    ) -> Self {
        let (Some(value), most) = (value.map(Into::into), most.into()) else {
            return self;
        };
        let high = format!("Member must have value less than or equal to {most}");
        self.at_least(member, Some(value), least).holds(
            member,
            &value.to_string(),
            value <= most,
            &high,
        )
    }

    /// One of a closed list. `names` is it, as the text has it.
    pub(crate) fn one_of(self, member: &str, value: &str, is_one: bool, names: &str) -> Self {
        let text = format!("Member must satisfy enum value set: {names}");
        self.holds(member, value, is_one, &text)
    }

    /// Letters, digits and `_`, and these.
    pub(crate) fn word(self, member: &str, value: &str, others: &str, pattern: &str) -> Self {
        let fits = |letter: char| {
            letter.is_ascii_alphanumeric() || letter == '_' || others.contains(letter)
        };
        self.matching(member, value, value.chars().all(fits), pattern)
    }

    /// Something of a pattern, where somebody has seen whether it is.
    pub(crate) fn matching(self, member: &str, value: &str, is_one: bool, pattern: &str) -> Self {
        let text = format!("Member must satisfy regular expression pattern: {pattern}");
        self.holds(member, value, is_one, &text)
    }

    /// A list of so many elements at most, which the text does not say.
    pub(crate) fn at_most_unsaid(mut self, member: &str, length: usize, most: usize) -> Self {
        if length > most {
            self.broken.push(format!(
                "Value at '{member}' failed to satisfy constraint: Member must have length less than or equal to {most}"
            ));
        }
        self
    }

    /// A list of so many elements at most.
    pub(crate) fn at_most(self, member: &str, list: &[String], most: usize) -> Self {
        let value = format!("[{}]", list.join(", "));
        let text = format!("Member must have length less than or equal to {most}");
        self.holds(member, &value, list.len() <= most, &text)
    }

    /// # Errors
    /// What is wrong with the request, if anything is.
    pub(crate) fn check(self) -> Result<(), Broken> {
        told(&self.broken).map_or(Ok(()), |text| Err(Broken(text)))
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

/// What is wrong with a request, for the service's own error.
#[derive(Debug)]
pub(crate) struct Broken(pub(crate) String);

/// How AWS tells of broken constraints; `None` where there are none.
pub(crate) fn told(broken: &[String]) -> Option<String> {
    match broken {
        [] => None,
        [one] => Some(format!("1 validation error detected: {one}")),
        many => Some(format!(
            "{} validation errors detected: {}",
            many.len(),
            many.join("; ")
        )),
    }
}
