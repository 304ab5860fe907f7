//! A call that is not carried out because of who asks.

use super::named::named;
use crate::policy;

/// What an action is for that is for nothing in particular.
const ANYTHING: &str = "*";

/// Each service's errors say it in that service's form.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Denial {
    pub reason: Reason,
    /// The ARN of who asked.
    pub principal: String,
    /// As policies name it: `sqs:SendMessage`.
    pub action: String,
    /// The ARN of what it is for.
    pub resource: String,
    /// It is another account's.
    pub is_foreign: bool,
}

/// Why a call is not carried out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Reason {
    /// Policies do not let the caller.
    Policy {
        /// What decided, in AWS's words.
        because: String,
        /// The statement that denied, as `policy, statement`; `None` where none allowed.
        statement: Option<String>,
    },
    /// The session is over.
    Expired,
    /// The role that a service is handed is another account's.
    ForeignRole,
    /// The service may not assume the role that it was handed, or there is no such role.
    NotAssumable,
    /// The role that a service was handed may not do this.
    RoleLacks {
        action: &'static str,
        /// The ARN of what it may not do it to.
        target: String,
    },
    /// The user's access key was made inactive, or the role of a session is gone.
    Inactive,
}

impl Reason {
    /// That a policy denies, or none allows.
    pub(crate) fn of(denial: &policy::Denial<'_>, action: &str) -> Self {
        Self::Policy {
            because: denial.reason(action).to_string(),
            statement: denial.matched.map(|matched| matched.to_string()),
        }
    }
}

impl std::fmt::Display for Denial {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let because = match &self.reason {
            Reason::Policy { because, .. } => because,
            Reason::Expired => {
                return formatter
                    .write_str("The security token included in the request is expired");
            }
            Reason::Inactive => {
                return formatter
                    .write_str("The security token included in the request is invalid");
            }
            Reason::ForeignRole => {
                return formatter.write_str("Cross-account pass role is not allowed.");
            }
            Reason::NotAssumable => {
                return write!(
                    formatter,
                    "{} cannot be assumed by {}",
                    self.resource, self.principal
                );
            }
            Reason::RoleLacks { action, .. } => {
                return write!(formatter, "{} may not do {action}", self.resource);
            }
        };
        let resource = &self.resource;
        write!(
            formatter,
            "{} on resource: {resource} {because}",
            self.subject()
        )
    }
}

impl std::error::Error for Denial {}

impl Denial {
    /// As SQS spells it: with its action in lower case.
    pub(crate) fn with_lower_case_action(&self) -> String {
        self.with_action(self.action.to_ascii_lowercase())
    }

    /// As SNS spells it: with the service in capitals.
    pub(crate) fn with_capital_service(&self) -> String {
        let action = match self.action.split_once(':') {
            Some((service, name)) => format!("{}:{name}", service.to_ascii_uppercase()),
            None => self.action.clone(),
        };
        self.with_action(action)
    }

    fn with_action(&self, action: String) -> String {
        let mut denial = self.clone();
        if let Reason::Policy { because, .. } = &mut denial.reason {
            *because = because.replace(&self.action, &action);
        }
        denial.action = action;
        denial.to_string()
    }

    /// As IAM spells it: with what it is for by kind and name.
    pub(crate) fn with_named_resource(&self) -> String {
        let resource = named(&self.action, &self.resource, &self.principal).into_owned();
        Self {
            resource,
            ..self.clone()
        }
        .to_string()
    }

    /// Who may not do what: the beginning of AWS's sentence.
    fn subject(&self) -> String {
        let Self {
            principal, action, ..
        } = self;
        let who = if principal.starts_with("arn:") {
            "User: "
        } else {
            ""
        };
        format!("{who}{principal} is not authorized to perform: {action}")
    }

    /// As S3 tells it: nothing but that it is so to who is of another account than the bucket.
    /// Source: <https://docs.aws.amazon.com/AmazonS3/latest/userguide/troubleshoot-403-errors.html>: the context is for requests within one
    /// account or organization.
    pub(crate) fn told_by_s3(&self) -> String {
        match self.reason {
            Reason::Policy { .. } if self.is_foreign => "Access Denied".to_owned(),
            _ => self.with_quoted_resource(),
        }
    }

    /// As S3 spells it: with the resource in quotes, and with none where the action is for none in particular.
    /// Recorded, the latter: <https://github.com/swisstopo/swissgeol-boreholes-dataextraction/issues/294>.
    pub(crate) fn with_quoted_resource(&self) -> String {
        match &self.reason {
            Reason::Expired => "The provided token has expired.".to_owned(),
            Reason::Inactive => {
                "The AWS Access Key Id you provided does not exist in our records.".to_owned()
            }
            Reason::ForeignRole | Reason::NotAssumable | Reason::RoleLacks { .. } => {
                self.to_string()
            }
            Reason::Policy { because, .. } if self.resource == ANYTHING => {
                format!("{} {because}", self.subject())
            }
            Reason::Policy { .. } => Self {
                resource: format!("\"{}\"", self.resource),
                ..self.clone()
            }
            .to_string(),
        }
    }
}
