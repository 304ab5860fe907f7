//! The table of a service's operations.
//!
//! `operations!` turns lines of `Request -> Reply = function` into the service's `Operation` and `Reply` enums, the decoding by
//! name, the dispatch, and a [`Request`] implementation for each type, by which callers inside the process make typed
//! calls. A reply type of `()` means that the operation's model has no output at all.

use super::{Error, Operation, Reply};

/// A request type, tied to its reply and to its service's error.
pub trait Request: Sized {
    type Reply;
    type Error;

    fn into_operation(self) -> Operation;

    /// Takes the typed reply or error out of what [`super::World::apply`] gave for this very request.
    fn answer(result: Result<Reply, Error>) -> Result<Self::Reply, Self::Error>;
}

/// See the [module's page](self). `service` names the variant of [`Operation`], [`Reply`] and [`Error`]; `state` is what
/// the functions get besides the [`super::Context`] and the request.
macro_rules! operations {
    (service $service:ident; state $state:ty; error $error:ty; $($request:ident -> $reply:ty = $function:path;)*) => {
        /// Every operation of this service that is built.
        #[allow(
            clippy::large_enum_variant,
            reason = "a value lives on the stack for one call; boxing it would cost every one of them an allocation"
        )]
        #[derive(Debug, Clone, serde::Serialize, serde::Deserialize)]
        pub enum Operation {
            $($request($request),)*
        }

        /// The answer to the [`Operation`] of the same name.
        #[allow(
            clippy::large_enum_variant,
            reason = "a value lives on the stack for one call; boxing it would cost every one of them an allocation"
        )]
        #[derive(Debug, Clone, serde::Serialize)]
        #[serde(untagged)]
        pub enum Reply {
            $($request($reply),)*
        }

        impl Operation {
            /// The AWS names of the operations that are built.
            pub const NAMES: &'static [&'static str] = &[$(stringify!($request),)*];

            pub fn name(&self) -> &'static str {
                match self {
                    $(Self::$request(_) => stringify!($request),)*
                }
            }

            /// Decodes the request of the operation called `name`; `None` when that is not built.
            pub fn decode<'de, D: serde::Deserializer<'de>>(name: &str, input: D) -> Option<Result<Self, D::Error>> {
                match name {
                    $(stringify!($request) => {
                        Some(<$request as serde::Deserialize>::deserialize(input).map(Self::$request))
                    })*
                    _ => None,
                }
            }

            pub(crate) fn apply(
                self,
                state: &mut $state,
                context: &mut $crate::Context<'_>,
            ) -> Result<Reply, $error> {
                match self {
                    $(Self::$request(request) => $function(state, context, request).map(Reply::$request),)*
                }
            }
        }

        $(impl $crate::operation::Request for $request {
            type Reply = $reply;
            type Error = $error;

            fn into_operation(self) -> $crate::Operation {
                $crate::Operation::$service(Operation::$request(self))
            }

            fn answer(
                result: Result<$crate::Reply, $crate::Error>,
            ) -> Result<Self::Reply, Self::Error> {
                match result {
                    Ok($crate::Reply::$service(Reply::$request(reply))) => Ok(reply),
                    Err($crate::Error::$service(error)) => Err(error),
                    other => unreachable!("a reply is of its request's own kind: {other:?}"),
                }
            }
        })*
    };
}
pub(crate) use operations;
