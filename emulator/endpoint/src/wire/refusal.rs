//! Refusals on the wire: shape name, legacy code, status and whose fault it is.
//!
//! Each service gives its errors these ([`super::service`]); `exchange`
//! and `rest_json` spell a [`Refusal`] in the request's protocol. What is refused before the world hears of it (an unknown
//! operation, an unreadable body) is here.

use std::fmt::Display;

use crate::world::access::{Denial, Reason};
use crate::world::metrics::dashboard::Finding;

/// A refusal, ready to be spelled in any protocol.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refusal {
    /// The name of the error's shape in the model of today: JSON's and CBOR's `__type`.
    pub shape: &'static str,
    /// The code of the Query days, which clients of awsQuery-compatible services match.
    pub code: &'static str,
    pub status: u16,
    pub side: Side,
    pub message: String,
    /// What is wrong part by part.
    pub findings: Vec<Finding>,
    /// Why a request is throttled: Lambda's `Reason`.
    pub reason: Option<&'static str>,
    /// What went wrong in the emulator itself: for its log, not for the client.
    cause: Option<Box<str>>,
}

/// The member of CloudWatch's `DashboardInvalidInputError` that says what is wrong part by part.
pub(super) const FINDINGS: &str = "dashboardValidationMessages";

/// Whose fault it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Side {
    Sender,
    Receiver,
}

impl Side {
    /// As Query and `x-amzn-query-error` say it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Sender => "Sender",
            Self::Receiver => "Receiver",
        }
    }
}

impl Refusal {
    /// The caller's fault, status 400, with one name for shape and code.
    pub fn sender(shape: &'static str, message: impl Display) -> Self {
        Self {
            shape,
            code: shape,
            status: 400,
            side: Side::Sender,
            message: message.to_string(),
            findings: Vec::new(),
            reason: None,
            cause: None,
        }
    }

    /// Who asked may not. Lambda, Logs and SNS spell it otherwise ([`Self::denied_as`]).
    pub fn denied(denial: &Denial, message: impl Display) -> Self {
        Self::denied_as(denial, message, Self::not_authorized)
    }

    /// The caller may not, for a reason that no policy gives.
    pub fn not_authorized(message: impl Display) -> Self {
        Self::sender("AccessDeniedException", message)
            .code("AccessDenied")
            .status(403)
    }

    /// Who asked may not, in the service's own spelling; credentials that are worth nothing any more are spelled alike by all.
    pub fn denied_as<M: Display>(denial: &Denial, message: M, spell: fn(M) -> Self) -> Self {
        match denial.reason {
            Reason::Policy { .. }
            | Reason::ForeignRole
            | Reason::NotAssumable
            | Reason::RoleLacks { .. } => spell(message),
            Reason::Expired => Self::sender("ExpiredTokenException", message)
                .code("ExpiredToken")
                .status(403),
            Reason::Inactive => Self::sender("UnrecognizedClientException", message)
                .code("InvalidClientTokenId")
                .status(403),
        }
    }

    /// With another code in Query and `x-amzn-query-error` than the shape's name.
    pub fn code(self, code: &'static str) -> Self {
        Self { code, ..self }
    }

    pub fn status(self, status: u16) -> Self {
        Self { status, ..self }
    }

    pub fn findings(self, findings: &[Finding]) -> Self {
        Self {
            findings: findings.to_vec(),
            ..self
        }
    }

    pub fn reason(self, reason: &'static str) -> Self {
        let reason = Some(reason);
        Self { reason, ..self }
    }

    /// The same, with why it is not built.
    pub fn unbuilt_operation(service: &str, operation: &str, why: &str) -> Self {
        let message = format!("{} {why}", not_built(service, operation));
        Self::sender("UnknownOperationException", message).code("InvalidAction")
    }

    /// An operation that AWS may have but this emulator has not.
    pub fn unknown_operation(service: &str, operation: &str) -> Self {
        let message = not_built(service, operation);
        Self::sender("UnknownOperationException", message).code("InvalidAction")
    }

    /// A Query request that names no operation.
    pub fn missing_action() -> Self {
        Self::sender(
            "MissingAction",
            "The request must contain the parameter Action.",
        )
    }

    /// A request with a member that its operation's type does not read, at this path.
    pub fn unknown_parameter(path: &[String]) -> Self {
        Self::sender(
            "UnknownParameter",
            format!(
                "The emulator does not read the parameter {}: nothing was done. Leave it out, or start the emulator with --lenient, \
                 which takes such requests with a warning.",
                path.join(".")
            ),
        )
    }

    /// A body above what the service takes.
    pub fn too_large(size: usize, limit: usize) -> Self {
        Self::sender(
            "RequestEntityTooLarge",
            format!("Request size {size} exceeded {limit} bytes"),
        )
        .status(413)
    }

    /// A body that is not in the encoding it claims.
    pub fn bad_encoding(message: impl Display) -> Self {
        Self::sender("SerializationException", message).code("MalformedInput")
    }

    /// The same, as the client is told: of a fault of the emulator's own nothing but the id under which its log has everything.
    pub(super) fn told(&self, request_id: &str) -> Self {
        let Some(cause) = &self.cause else {
            return self.clone();
        };
        tracing::error!(request_id, cause, "an internal error");
        Self {
            message: format!(
                "We encountered an internal error. The emulator's log says more under the request id {request_id}."
            ),
            cause: None,
            ..self.clone()
        }
    }

    /// A fault of the emulator's own: what caused it is for the log.
    pub fn internal(shape: &'static str, code: &'static str, cause: impl Display) -> Self {
        Self {
            shape,
            code,
            status: 500,
            side: Side::Receiver,
            message: "We encountered an internal error.".to_owned(),
            findings: Vec::new(),
            reason: None,
            cause: Some(cause.to_string().into()),
        }
    }
}

/// What the refusal of an operation says, in every protocol.
pub fn not_built(service: &str, operation: &str) -> String {
    if operation.is_empty() {
        return format!("The request names no operation of {service}.");
    }
    format!(
        "The operation {operation} of {service} is not built in this emulator. (Its docs/support.md lists what is.)"
    )
}
