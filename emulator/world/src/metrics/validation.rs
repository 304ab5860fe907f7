//! Collects what is wrong with a request, in AWS's words.
//!
//! CloudWatch reports every fault of a kind at once, one a line. A parameter's path is formatted only when it is at fault:
//! a request has hundreds of thousands of them.

use std::fmt::Display;

use super::dimension::Dimension;
use super::error::MetricsError;
use super::unit::{UNITS, Unit};

/// |value| at most 2^360. Source: the API reference of `MetricDatum`.
const LARGEST_VALUE: f64 = f64::from_bits((1023 + 360) << 52);

// The limits of what tells series apart. Source: the API reference of `PutMetricData`.
pub(super) const MAX_NAME: usize = 255;
const MAX_DIMENSIONS: usize = 30;
const MAX_DIMENSION_VALUE: usize = 1_024;

/// How many faults one refusal lists. AWS's bound is not known; a request may have thousands.
const MAX_REPORTED: usize = 20;

/// The faults found so far, by kind.
#[derive(Debug, Default)]
pub(super) struct Faults {
    missing: Vec<String>,
    values: Vec<String>,
    combinations: Vec<String>,
}

impl Faults {
    pub(super) fn missing(&mut self, parameter: impl Display + Copy) {
        self.missing
            .push(format!("The parameter {parameter} is required."));
    }

    pub(super) fn value(&mut self, text: String) {
        self.values.push(text);
    }

    pub(super) fn combination(&mut self, text: String) {
        self.combinations.push(text);
    }

    /// Nothing, or the refusal: what is missing first, then what is wrong, then what does not go together.
    pub(super) fn into_result(self) -> Result<(), MetricsError> {
        let text = |mut faults: Vec<String>| {
            faults.truncate(MAX_REPORTED);
            faults.join("\n")
        };
        if !self.missing.is_empty() {
            return Err(MetricsError::MissingParameter(text(self.missing)));
        }
        if !self.values.is_empty() {
            return Err(MetricsError::InvalidParameterValue(text(self.values)));
        }
        if !self.combinations.is_empty() {
            return Err(MetricsError::InvalidParameterCombination(text(
                self.combinations,
            )));
        }
        Ok(())
    }

    /// A list of at most `limit` elements.
    pub(super) fn check_size(&mut self, parameter: impl Display + Copy, size: usize, limit: usize) {
        if size > limit {
            self.value(format!(
                "The collection {parameter} must not have a size greater than {limit}."
            ));
        }
    }

    /// A text of 1 to `limit` ASCII characters, one of which at least is no space.
    pub(super) fn check_text(&mut self, parameter: impl Display + Copy, text: &str, limit: usize) {
        if text.is_empty() {
            self.missing(parameter);
        } else if text.len() > limit && text.chars().count() > limit {
            self.value(format!(
                "The parameter {parameter} must be shorter than {} characters.",
                limit + 1
            ));
        } else if !text.bytes().all(|byte| (0x20..=0x7e).contains(&byte)) {
            self.value(format!(
                "The parameter {parameter} must contain only printable ASCII characters."
            ));
        } else if text.trim().is_empty() {
            self.value(format!(
                "The parameter {parameter} must contain at least one non-whitespace character."
            ));
        }
    }

    /// A name that must not begin with a colon, which CloudWatch keeps for itself.
    pub(super) fn check_name(&mut self, parameter: impl Display + Copy, name: &str, limit: usize) {
        self.check_text(parameter, name, limit);
        if name.starts_with(':') {
            self.value(format!(
                "The value {name} for parameter {parameter} is invalid."
            ));
        }
    }

    pub(super) fn check_number(&mut self, parameter: impl Display + Copy, number: f64) {
        if !number.is_finite() || number.abs() > LARGEST_VALUE {
            self.value(format!(
                "The value {number} for parameter {parameter} is invalid."
            ));
        }
    }

    /// The unit of that name.
    pub(super) fn check_unit(
        &mut self,
        parameter: impl Display + Copy,
        name: Option<&str>,
    ) -> Option<Unit> {
        let name = name?;
        let unit = Unit::parse(name);
        if unit.is_none() {
            self.value(format!(
                "The parameter {parameter} must be a value in the set [ {} ].",
                UNITS.join(", ")
            ));
        }
        unit
    }
}

/// The dimensions of one series, each of another name.
pub(super) fn check_dimensions(faults: &mut Faults, path: impl Display, dimensions: &[Dimension]) {
    faults.check_size(&path, dimensions.len(), MAX_DIMENSIONS);
    let mut names: Vec<&str> = Vec::new();
    for (index, dimension) in dimensions.iter().enumerate().take(MAX_DIMENSIONS) {
        let number = index + 1;
        let path = format_args!("{path}.member.{number}");
        faults.check_name(format_args!("{path}.Name"), &dimension.name, MAX_NAME);
        faults.check_text(
            format_args!("{path}.Value"),
            &dimension.value,
            MAX_DIMENSION_VALUE,
        );
        if names.contains(&dimension.name.as_str()) {
            faults.value(format!(
                "The parameter {path}.Name must not repeat the name of another dimension."
            ));
        }
        names.push(&dimension.name);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_largest_value_is_two_to_the_360() {
        assert_eq!(LARGEST_VALUE.to_bits(), 2.0_f64.powi(360).to_bits());
    }
}
