//! Every operation of every service, and its reply.

use crate::access::{Demand, Denial, Handed};
use crate::arn::Target;
use crate::context::{Context, View};
use crate::error::Error;
use crate::origin::Home;
use crate::policy::Value;
use crate::queue::{self, QueueId};
use crate::service::{Listed, ServiceModel};
use crate::services::services;
use crate::state::State;

/// A request of whichever service, with the reply that its operation's line says.
pub trait Request: Sized {
    type Reply;
    type Error;

    fn into_operation(self) -> Operation;

    /// # Panics
    /// If this is another request's answer.
    fn answer(result: Result<Reply, Error>) -> Result<Self::Reply, Self::Error>;
}

impl<R: Listed> Request for R
where
    Operation: From<R::Operation>,
    R::ServiceReply: TryFrom<Reply, Error = Reply>,
    R::Error: TryFrom<Error, Error = Error>,
{
    type Reply = R::Reply;
    type Error = R::Error;

    fn into_operation(self) -> Operation {
        self.into_service_operation().into()
    }

    fn answer(result: Result<Reply, Error>) -> Result<Self::Reply, Self::Error> {
        let reply = result.map_err(|error| {
            R::Error::try_from(error).unwrap_or_else(|error| {
                unreachable!("an error is of its request's service: {error:?}")
            })
        })?;
        let reply = R::ServiceReply::try_from(reply);
        Ok(R::reply_of(reply.unwrap_or_else(|reply| {
            unreachable!("a reply is of its request's service: {reply:?}")
        })))
    }
}

/// Writes the sums over all services, and what dispatches on them.
macro_rules! operations {
    ($($service:ident = $module:ident, $error:ident $(, $part:ident: $state:ident)?;)*) => {
        /// Every operation of every service.
        #[allow(
            clippy::large_enum_variant,
            reason = "a value lives on the stack for one call; boxing it would cost every one of them an allocation"
        )]
        #[derive(Debug, Clone)]
        pub enum Operation {
            $($service(crate::$module::Operation),)*
        }

        /// The answer to an [`Operation`] of the same service and name.
        #[allow(
            clippy::large_enum_variant,
            reason = "a value lives on the stack for one call; boxing it would cost every one of them an allocation"
        )]
        #[derive(Debug, Clone, serde::Serialize)]
        #[serde(untagged)]
        pub enum Reply {
            $($service(crate::$module::Reply),)*
        }

        /// Every service that is played.
        pub const MODELS: &[&ServiceModel] = &[$(&crate::$module::MODEL,)*];

        impl Operation {
            /// AWS's own name.
            pub fn name(&self) -> &'static str {
                match self {
                    $(Self::$service(operation) => operation.name(),)*
                }
            }

            /// What it is for, seen from here.
            pub fn target<'a>(&'a self, home: &'a Home) -> Target<'a> {
                match self {
                    $(Self::$service(operation) => operation.target(home),)*
                }
            }

            /// The prefix of its service's actions: `sqs`.
            pub fn service(&self) -> &'static str {
                match self {
                    $(Self::$service(_) => crate::$module::MODEL.prefix,)*
                }
            }

            /// Its service's and its own.
            pub(crate) fn names(&self) -> (&'static str, &'static str) {
                (self.service(), self.name())
            }

            /// What a policy names: `sqs:SendMessage`.
            pub fn action(&self) -> &'static str {
                match self {
                    $(Self::$service(operation) => operation.action(),)*
                }
            }

            pub(crate) fn demands<'a>(&'a self, home: &'a Home) -> Vec<Demand<'a>> {
                match self {
                    $(Self::$service(operation) => operation.demands(home),)*
                }
            }

            pub(crate) fn handed<'a>(&'a self, state: &'a State, home: &'a Home) -> Option<Handed<'a>> {
                match self {
                    $(Self::$service(operation) => operation.handed(state, home),)*
                }
            }

            pub(crate) fn key(&self, target: &Target<'_>, name: &str) -> Option<Value<'_>> {
                match self {
                    $(Self::$service(operation) => operation.key(target, name),)*
                }
            }

            pub(crate) fn is_decided_by_part(&self) -> bool {
                match self {
                    $(Self::$service(operation) => operation.is_decided_by_part(),)*
                }
            }

            /// The refusal of this operation, for who may not.
            pub(crate) fn denied(&self, denial: Box<Denial>) -> Error {
                match self {
                    $(Self::$service(_) => Error::$service(denial.into()),)*
                }
            }

            pub(crate) fn look(self, state: &State, view: &View<'_>) -> Option<Result<Reply, Error>> {
                match self {
                    $(Self::$service(operation) => Some(
                        operation
                            .look(state, view)?
                            .map(Reply::$service)
                            .map_err(Error::$service),
                    ),)*
                }
            }

            pub(crate) fn apply(self, state: &mut State, context: &mut Context<'_>) -> Result<Reply, Error> {
                match self {
                    $(Self::$service(operation) => operation
                        .apply(state, context)
                        .map(Reply::$service)
                        .map_err(Error::$service),)*
                }
            }
        }

        $(impl From<crate::$module::Operation> for Operation {
            fn from(operation: crate::$module::Operation) -> Self {
                Self::$service(operation)
            }
        }

        impl TryFrom<Reply> for crate::$module::Reply {
            type Error = Reply;

            fn try_from(reply: Reply) -> Result<Self, Reply> {
                match reply {
                    Reply::$service(reply) => Ok(reply),
                    other => Err(other),
                }
            }
        })*
    };
}

services!(operations);

impl Operation {
    /// Whether it keeps who called.
    pub(crate) fn has_sender(&self) -> bool {
        matches!(
            self,
            Self::Sqs(queue::Operation::SendMessage(_) | queue::Operation::SendMessageBatch(_))
        )
    }

    /// Whether its answer may be that there is nothing yet ([`crate::Wait`]).
    pub fn may_wait(&self) -> bool {
        matches!(self, Self::Sqs(queue::Operation::ReceiveMessage(_)))
    }

    /// The queue that it looks at without changing it.
    pub(crate) fn queue_looked_at(&self, state: &State, home: &Home) -> Option<QueueId> {
        let Self::Sqs(operation) = self else {
            return None;
        };
        let name = operation.looked_at()?;
        state.locals.get(home)?.queues.id(name)
    }
}
