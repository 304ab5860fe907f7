//! A role that a request hands to a service.

use crate::arn::Target;

/// A role that a request hands to a service.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Handed<'a> {
    /// The ARN.
    pub(crate) role: &'a str,
    /// Who will act as it: `lambda.amazonaws.com`.
    pub(crate) service: &'static str,
    /// As what it will be known.
    pub(crate) session: &'a str,
    /// What it has to be allowed already, in the order in which it is asked.
    pub(crate) needs: Vec<(&'static str, Target<'a>)>,
}
