//! The table of a service's operations: one line each, and everything that depends on the list follows from it.
//!
//! `service!` turns lines such as
//!
//! ```text
//! /// counts are exact
//! read GetQueueAttributes -> GetQueueAttributesResult = get_queue_attributes, on at_url(queue_url);
//! change CreateFunction -> FunctionConfiguration = create_function, on function(function_name) keeps(TracingConfig);
//! ```
//!
//! into the service's `Operation` and `Reply` enums, the decoding by name, the dispatch, a [`Listed`] implementation for each type,
//! and the service's [`ServiceModel`]. In a line stand, in this order:
//!
//! - what a reader of docs/support.md has to know of it, as a comment;
//! - `read` or `change`: a read is given the state by shared reference, and no ids, agenda or effects, so that it changes nothing by proof;
//! - AWS's own name, which is the request's type too, and the reply's type; `()` where AWS's model has no output;
//! - the function;
//! - `on`, the resource: a function of the fields that name it;
//! - `as`, the action that a policy names, where it is not the operation's own name;
//! - `keeps`, the members that are kept and given back, and not acted on.
//!
//! What a policy asks of a request beyond its line (an action that depends on a member, further actions, condition keys) is the service's own
//! `impl access::Asks for Operation`, where the table's head says `asks`.

/// A request type of a service's table, tied to its reply and to the service's sums.
pub trait Listed: Sized {
    type Reply;
    type Error;
    /// The service's own.
    type Operation;
    /// The service's own.
    type ServiceReply;

    fn into_service_operation(self) -> Self::Operation;

    /// # Panics
    /// If it is another request's.
    fn reply_of(reply: Self::ServiceReply) -> Self::Reply;
}

/// What a service is, as far as everybody may know.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ServiceModel {
    /// As users know it.
    pub name: &'static str,
    /// What its actions begin with: `sqs`.
    pub prefix: &'static str,
    /// In the order of their names.
    pub operations: &'static [OperationModel],
}

/// A line of the table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct OperationModel {
    /// AWS's own.
    pub name: &'static str,
    pub access: Access,
    /// What a policy names: `sqs:SendMessage`.
    pub action: &'static str,
    /// The kind of resource that it is for.
    pub resource: &'static str,
    /// Members that are kept and given back, and not acted on.
    pub keeps: &'static [&'static str],
    /// Where it is less than AWS's.
    pub remark: &'static str,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Access {
    Read,
    Change,
}

/// See the [module's page](self).
macro_rules! service {
    (
        $name:literal, $prefix:literal; error $error:ty $(, $asks:ident)?;
        $(
            $(#[doc = $remark:literal])*
            $access:ident $request:ident -> $reply:ty = $function:path,
                on $target:ident($($($field:ident).+),*) $(as $action:literal)? $(keeps($($kept:ident),*))?;
        )*
    ) => {
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

        /// What this service is, as far as everybody may know.
        pub const MODEL: $crate::service::ServiceModel = $crate::service::ServiceModel {
            name: $name,
            prefix: $prefix,
            operations: &[$($crate::service::OperationModel {
                name: stringify!($request),
                access: $crate::service::access!($access),
                action: $crate::service::action!($prefix, $request $(, $action)?),
                resource: stringify!($target),
                keeps: &[$($(stringify!($kept),)*)?],
                remark: concat!($($remark,)* ""),
            },)*],
        };

        impl Operation {
            pub fn name(&self) -> &'static str {
                match self {
                    $(Self::$request(_) => stringify!($request),)*
                }
            }

            /// What a policy names, of this very request.
            pub fn action(&self) -> &'static str {
                let own = $crate::access::Asks::action(self);
                own.unwrap_or_else(|| match self {
                    $(Self::$request(_) => $crate::service::action!($prefix, $request $(, $action)?),)*
                })
            }

            /// What else it asks for.
            pub(crate) fn demands<'a>(&'a self, home: &'a $crate::origin::Home) -> Vec<$crate::access::Demand<'a>> {
                $crate::access::Asks::demands(self, home)
            }

            /// A role that a service is handed with it.
            pub(crate) fn handed<'a>(
                &'a self,
                state: &'a $crate::state::State,
                home: &'a $crate::origin::Home,
            ) -> Option<$crate::access::Handed<'a>> {
                $crate::access::Asks::handed(self, state, home)
            }

            /// A condition key that this request has.
            pub(crate) fn key(
                &self,
                target: &$crate::arn::Target<'_>,
                name: &str,
            ) -> Option<$crate::policy::Value<'_>> {
                $crate::access::Asks::any_key(self, target, name)
            }

            /// Whether it is decided for each of its parts, by the operation itself.
            pub(crate) fn is_decided_by_part(&self) -> bool {
                $crate::access::Asks::is_decided_by_part(self)
            }

            /// What it is for, seen from here.
            pub fn target<'a>(&'a self, home: &'a $crate::origin::Home) -> $crate::arn::Target<'a> {
                match self {
                    $(Self::$request(_request) => $target(home, $(&_request.$($field).+),*),)*
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

            /// The answer of an operation that changes nothing; `None` for any other.
            pub(crate) fn look(
                self,
                state: &$crate::state::State,
                view: &$crate::context::View<'_>,
            ) -> Option<Result<Reply, $error>> {
                match self {
                    $(Self::$request(request) => {
                        $crate::service::look!($access $function, state, view, request)
                            .map(|result: Result<_, $error>| result.map(Reply::$request))
                    })*
                }
            }

            pub(crate) fn apply(
                self,
                state: &mut $crate::state::State,
                context: &mut $crate::context::Context<'_>,
            ) -> Result<Reply, $error> {
                match self {
                    $(Self::$request(request) => {
                        $crate::service::run!($access $function, state, context, request).map(Reply::$request)
                    })*
                }
            }
        }

        $crate::service::asks!($($asks)?);

        $(impl $crate::service::Listed for $request {
            type Reply = $reply;
            type Error = $error;
            type Operation = Operation;
            type ServiceReply = Reply;

            fn into_service_operation(self) -> Operation {
                Operation::$request(self)
            }

            fn reply_of(reply: Reply) -> $reply {
                match reply {
                    Reply::$request(reply) => reply,
                    other => unreachable!("a reply is of its request's own kind: {other:?}"),
                }
            }
        })*
    };
}

/// What a service says of its requests to whoever decides: nothing more than its table, unless it says so itself.
macro_rules! asks {
    () => {
        impl $crate::access::Asks for Operation {}
    };
    (asks) => {};
}

macro_rules! access {
    (read) => {
        $crate::service::Access::Read
    };
    (change) => {
        $crate::service::Access::Change
    };
}

macro_rules! action {
    ($prefix:literal, $request:ident) => {
        concat!($prefix, ":", stringify!($request))
    };
    ($prefix:literal, $request:ident, $action:literal) => {
        concat!($prefix, ":", $action)
    };
}

macro_rules! run {
    (read $function:path, $all:ident, $context:ident, $request:ident) => {
        $function(
            $crate::state::Part::of($all, $context.home),
            &$context.view(),
            $request,
        )
    };
    (change $function:path, $all:ident, $context:ident, $request:ident) => {
        $function(
            $crate::state::Part::of_mut($all, $context.home),
            $context,
            $request,
        )
    };
}

macro_rules! look {
    (read $function:path, $all:ident, $view:ident, $request:ident) => {
        Some($function(
            $crate::state::Part::of($all, $view.home),
            $view,
            $request,
        ))
    };
    (change $function:path, $all:ident, $view:ident, $request:ident) => {{
        let _ = $request;
        None
    }};
}

pub(crate) use access;
pub(crate) use action;
pub(crate) use asks;
pub(crate) use look;
pub(crate) use run;
pub(crate) use service;
