//! How far a function is on its way to being run: `State` and `LastUpdateStatus`. How it gets there is `prepare`.
//!
//! <https://docs.aws.amazon.com/lambda/latest/dg/functions-states.html>

/// How far a function is.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Readiness {
    /// It was made, and cannot be invoked or changed.
    Creating,
    /// It was changed, and cannot be changed again.
    Updating,
    #[default]
    Ready,
}

impl Readiness {
    /// Of a version that is published now: it was never anything else.
    pub(super) fn of_version(self) -> Self {
        match self {
            Self::Updating => Self::Creating,
            other => other,
        }
    }

    /// `State`.
    pub(super) fn state(self) -> &'static str {
        match self {
            Self::Creating => "Pending",
            Self::Updating | Self::Ready => "Active",
        }
    }

    /// `LastUpdateStatus`, which a function that is being made does not have.
    pub(super) fn last_update_status(self) -> Option<&'static str> {
        match self {
            Self::Creating => None,
            Self::Updating => Some("InProgress"),
            Self::Ready => Some("Successful"),
        }
    }
}
