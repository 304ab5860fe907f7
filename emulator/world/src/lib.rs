//! AWS's state as a pure value.
//!
//! [`World::apply`] is the one way in: a [`Call`] (who asks, where, for what) and `now` in, an [`Answer`] and [`Effect`]s out.
//! What happens by itself stands on an agenda, and [`World::advance`] lets it happen, each thing at its own moment.
//! No async, no I/O, no clock, no randomness, no HTTP in here; ids come from a seeded generator inside the state.
//! So the same calls in the same order give the same world: what a journal, a recording or a simulation needs.
//!
//! State is kept by account and Region; the names of buckets are everybody's, as on AWS.
//!
//! Each service's module holds a table of its operations ([`service`]): one request type, one reply type, one pure
//! function a line. What AWS puts on the wire for them is the business of `emulator::wire`.

pub mod access;
mod agenda;
pub mod arn;
pub mod bucket;
mod constraints;
mod delivery;
pub mod function;
pub mod iam;
pub mod id;
pub mod ledger;
pub mod logs;
pub mod metrics;
mod moment;
pub mod notice;
pub mod origin;
pub mod policy;
mod publication;
pub mod queue;
pub mod service;
pub mod sts;
mod time;
pub mod topic;
pub mod upcoming;
pub mod value;

#[cfg(test)]
mod tests;

use std::collections::BTreeMap;
use std::vec::Drain;

use jiff::Timestamp;

use access::{Enforcement, Judging, LeastPrivilege};
use agenda::{Agenda, Due};
use bucket::Buckets;
use delivery::ServiceMessage;
use function::{Concurrency, Function, Host, InvocationId, Order, Outcome, Turns};
use iam::Identities;
use id::Ids;
use ledger::Ledger;
use metrics::MetricAges;
use notice::Notice;
use origin::{Home, Origin};
use queue::QueueId;
use topic::{Post, PostId, Posting};

/// All of AWS that this process plays.
#[derive(Debug, PartialEq)]
pub struct World {
    /// Never runs back: the latest moment that was said.
    now: Timestamp,
    ids: Ids,
    agenda: Agenda,
    settings: Settings,
    state: State,
    effects: Vec<Effect>,
    ledger: Ledger,
    /// Nothing is begun any more.
    is_draining: bool,
}

/// What there is: buckets, whose names are everybody's, identities, which are in no Region, and everything else by account and Region.
#[derive(Debug, Default, PartialEq)]
pub(crate) struct State {
    buckets: Buckets,
    identities: Identities,
    locals: BTreeMap<Home, Local>,
    /// Of the event source mappings, wherever they are.
    turns: Turns,
    /// Those that are under way.
    posts: BTreeMap<PostId, Posting>,
}

/// What a world is made with.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Settings {
    /// Which timestamps CloudWatch takes.
    pub metric_ages: MetricAges,
    /// What functions run on.
    pub host: Host,
    /// Whose calls policies decide.
    pub enforcement: Enforcement,
    /// `aws:SecureTransport` is false for clients, who come without TLS.
    pub plain_http_is_insecure: bool,
    /// How many invocations there may be.
    pub concurrency: Concurrency,
    /// Somebody outside prepares functions before they are ready ([`Effect::Prepare`]); else they are at once.
    pub functions_are_prepared: bool,
}

/// A request, decoded: who asks from where, and for what.
#[derive(Debug, Clone)]
pub struct Call {
    pub origin: Origin,
    /// Of a long poll that asks again: the end that its first ask was given.
    pub waits_until: Option<Timestamp>,
    pub operation: Operation,
}

impl Call {
    pub fn new(origin: Origin, operation: Operation) -> Self {
        Self {
            origin,
            waits_until: None,
            operation,
        }
    }
}

/// What a call came to.
#[derive(Debug)]
pub struct Answer {
    pub result: Result<Reply, Error>,
    /// The result is not final yet: ask again when this has come.
    pub wait: Option<Wait>,
}

/// What a call that found nothing waits for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Wait {
    /// [`Effect::Arrived`] of this queue, or its end.
    pub queue: QueueId,
    pub until: Timestamp,
}

/// Writes the sum types over all services, and what dispatches on them.
macro_rules! services {
    ($($service:ident = $module:ident, $error:ty $(, $part:ident: $state:ty)?;)*) => {
        /// What an account has in a Region.
        #[derive(Debug, Default, PartialEq)]
        pub struct Local {
            $($(pub $part: $state,)?)*
        }

        $($(impl service::Part for $state {
            fn of<'a>(state: &'a State, home: &Home) -> &'a Self {
                &Local::of(state, home).$part
            }

            fn of_mut<'a>(state: &'a mut State, home: &Home) -> &'a mut Self {
                &mut Local::of_mut(state, home).$part
            }
        })?)*

        /// Every operation of every service.
        #[allow(
            clippy::large_enum_variant,
            reason = "a value lives on the stack for one call; boxing it would cost every one of them an allocation"
        )]
        #[derive(Debug, Clone)]
        pub enum Operation {
            $($service($module::Operation),)*
        }

        /// The answer to an [`Operation`] of the same service and name.
        #[allow(
            clippy::large_enum_variant,
            reason = "a value lives on the stack for one call; boxing it would cost every one of them an allocation"
        )]
        #[derive(Debug, Clone, serde::Serialize)]
        #[serde(untagged)]
        pub enum Reply {
            $($service($module::Reply),)*
        }

        /// The refusal of an [`Operation`], in its service's own terms.
        #[derive(Debug, Clone, PartialEq, thiserror::Error)]
        pub enum Error {
            $(#[error(transparent)]
            $service($error),)*
        }

        /// Every service that is played.
        pub const MODELS: &[&service::ServiceModel] = &[$(&$module::MODEL,)*];

        impl Operation {
            /// AWS's own name.
            pub fn name(&self) -> &'static str {
                match self {
                    $(Self::$service(operation) => operation.name(),)*
                }
            }

            /// What it is for, seen from here.
            pub fn target<'a>(&'a self, home: &'a Home) -> arn::Target<'a> {
                match self {
                    $(Self::$service(operation) => operation.target(home),)*
                }
            }

            /// The prefix of its service's actions: `sqs`.
            pub fn service(&self) -> &'static str {
                match self {
                    $(Self::$service(_) => $module::MODEL.prefix,)*
                }
            }

            /// What a policy names: `sqs:SendMessage`.
            pub fn action(&self) -> &'static str {
                match self {
                    $(Self::$service(operation) => operation.action(),)*
                }
            }

            fn demands<'a>(&'a self, home: &'a Home) -> Vec<access::Demand<'a>> {
                match self {
                    $(Self::$service(operation) => operation.demands(home),)*
                }
            }

            fn handed<'a>(&'a self, state: &'a State, home: &'a Home) -> Option<access::Handed<'a>> {
                match self {
                    $(Self::$service(operation) => operation.handed(state, home),)*
                }
            }

            fn key(&self, target: &arn::Target<'_>, name: &str) -> Option<policy::Value<'_>> {
                match self {
                    $(Self::$service(operation) => operation.key(target, name),)*
                }
            }

            fn is_decided_by_part(&self) -> bool {
                match self {
                    $(Self::$service(operation) => operation.is_decided_by_part(),)*
                }
            }

            /// The refusal of this operation, for who may not.
            fn denied(&self, denial: Box<access::Denial>) -> Error {
                match self {
                    $(Self::$service(_) => Error::$service(denial.into()),)*
                }
            }

            fn look(self, state: &State, view: &View<'_>) -> Option<Result<Reply, Error>> {
                match self {
                    $(Self::$service(operation) => Some(
                        operation
                            .look(state, view)?
                            .map(Reply::$service)
                            .map_err(Error::$service),
                    ),)*
                }
            }

            fn apply(self, state: &mut State, context: &mut Context<'_>) -> Result<Reply, Error> {
                match self {
                    $(Self::$service(operation) => operation
                        .apply(state, context)
                        .map(Reply::$service)
                        .map_err(Error::$service),)*
                }
            }
        }
    };
}

// The one list of what there is, a line a service: the variant, the module, its error, and what it keeps for an account in a Region.
services! {
    S3 = bucket, bucket::BucketError;
    Sqs = queue, queue::QueueError, queues: queue::Queues;
    CloudWatch = metrics, metrics::MetricsError, metrics: metrics::Metrics;
    Lambda = function, function::FunctionError, functions: function::Functions;
    Logs = logs, logs::LogsError, log_groups: logs::LogGroups;
    Sns = topic, topic::TopicError, topics: topic::Topics;
    Sts = sts, sts::StsError;
    Iam = iam, iam::IamError;
}

impl Operation {
    /// Whether it keeps who called.
    fn has_sender(&self) -> bool {
        matches!(
            self,
            Self::Sqs(queue::Operation::SendMessage(_) | queue::Operation::SendMessageBatch(_))
        )
    }

    /// Whether its answer may be that there is nothing yet ([`Wait`]).
    pub fn may_wait(&self) -> bool {
        matches!(self, Self::Sqs(queue::Operation::ReceiveMessage(_)))
    }

    /// The queue that it looks at without changing it.
    fn queue_looked_at(&self, state: &State, home: &Home) -> Option<QueueId> {
        let Self::Sqs(operation) = self else {
            return None;
        };
        let name = operation.looked_at()?;
        state.locals.get(home)?.queues.id(name)
    }
}

/// What the outside has to do because of a call, or because time passed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Effect {
    /// No object points at this body any more.
    DropBody { body: bucket::BodyId },
    /// To ask this queue for messages may now be answered differently: so many became receivable, or everything about it
    /// changed ([`Effect::EVERYBODY`]).
    Arrived { queue: QueueId, messages: u32 },
    /// A function is to be run. What came of it is said by [`World::end_invocation`].
    Invoke(Box<Order>),
    /// A function is to be made ready for its invocations. That it is, is said by [`World::function_prepared`].
    Prepare(Box<Function>),
    /// An invocation has ended for whose answer a caller waits.
    Ended {
        invocation: InvocationId,
        outcome: Outcome,
    },
    /// A message is to be posted. What came of it is said by [`World::end_post`].
    Post(Box<Post>),
    /// Something for the log.
    Tell(Notice),
}

impl Effect {
    /// Whoever waits for a queue shall ask again: it was deleted, or its settings are others.
    pub const EVERYBODY: u32 = u32::MAX;
}

/// What an operation's function may use besides its service's state.
#[derive(Debug)]
pub(crate) struct Context<'a> {
    pub(crate) now: Timestamp,
    pub(crate) origin: &'a Origin,
    /// The unique id of the user or session that sends a message: `AIDA..`, `AROA..:session`. `None` of the root, and of other calls.
    pub(crate) sender: Option<&'a str>,
    /// Where the resource is.
    pub(crate) home: &'a Home,
    /// Of a long poll that asks again.
    pub(crate) waits_until: Option<Timestamp>,
    pub(crate) settings: &'a Settings,
    /// Of what is decided of the call.
    pub(crate) judging: &'a Judging,
    pub(crate) ids: &'a mut Ids,
    /// Of what happens later, or right after this.
    pub(crate) agenda: &'a mut Agenda,
    pub(crate) effects: &'a mut Vec<Effect>,
    /// Set by a call that found nothing and may wait.
    pub(crate) wait: &'a mut Option<Wait>,
    /// No invocation begins any more.
    pub(crate) is_draining: bool,
}

/// What an operation's function that changes nothing may use.
#[derive(Debug, Clone, Copy)]
pub(crate) struct View<'a> {
    pub(crate) now: Timestamp,
    pub(crate) origin: &'a Origin,
    /// Where the resource is.
    pub(crate) home: &'a Home,
    pub(crate) settings: &'a Settings,
    /// Of what is decided of the call.
    pub(crate) judging: &'a Judging,
}

impl Context<'_> {
    pub(crate) fn view(&self) -> View<'_> {
        View {
            now: self.now,
            origin: self.origin,
            home: self.home,
            settings: self.settings,
            judging: self.judging,
        }
    }

    /// Sends what a service sends by itself, to a queue, or to a function as an event: it is there before anything else happens.
    pub(crate) fn deliver(&mut self, message: ServiceMessage) {
        self.agenda.soon(Due::Deliver(message));
    }
}

impl World {
    /// An empty AWS. Worlds of one seed hand out the same ids in the same order.
    pub fn new(seed: u64) -> Self {
        Self {
            now: Timestamp::MIN,
            ids: Ids::new(seed),
            agenda: Agenda::default(),
            settings: Settings::default(),
            state: State::default(),
            effects: Vec::new(),
            ledger: Ledger::default(),
            is_draining: false,
        }
    }

    /// The same world with other settings.
    pub fn with_settings(self, settings: Settings) -> Self {
        Self { settings, ..self }
    }

    /// Carries out one call, and first whatever is due by `now`. A `now` before the world's own is the world's own.
    pub fn apply(&mut self, now: Timestamp, call: Call) -> Answer {
        self.advance(now);
        let answer = self.perform(call);
        self.follow_up();
        answer
    }

    /// What calls and time made the outside's business since the last time.
    pub fn take_effects(&mut self) -> Drain<'_, Effect> {
        self.effects.drain(..)
    }

    /// The denial of a call that the caller may not make, which is a line in the ledger. `None` where it may: nothing has been done then.
    pub fn admit(&mut self, now: Timestamp, mut call: Call) -> Option<Error> {
        self.advance(now);
        call.origin.account = access::account_of(&self.state, &call.origin);
        let home = access::home_of(&self.state, &call.origin, &call.operation);
        let judging = Judging::default();
        let view = self.view(&call.origin, &home, &judging);
        let target = call.operation.target(&home);
        let target = access::known(&self.state, &call.origin, self.now, target);
        let allowed = access::authorise_call(&self.state, &view, &call.operation, target, None);
        let denial = allowed.err()?;
        let error = call.operation.denied(denial);
        let line = self.ledger.begin(self.now, &call, &home, &target);
        self.ledger.end(line, judging.end(), Some(&error));
        Some(error)
    }

    fn view<'a>(&'a self, origin: &'a Origin, home: &'a Home, judging: &'a Judging) -> View<'a> {
        View {
            now: self.now,
            origin,
            home,
            settings: &self.settings,
            judging,
        }
    }

    fn perform(&mut self, mut call: Call) -> Answer {
        let Self {
            now,
            ids,
            agenda,
            settings,
            state,
            effects,
            ledger,
            is_draining,
        } = self;
        call.origin.account = access::account_of(state, &call.origin);
        let home = access::home_of(state, &call.origin, &call.operation);
        let service = call.operation.service();
        state.identities.note_use(&call.origin, service, *now);
        let target = call.operation.target(&home);
        let target = access::known(state, &call.origin, *now, target);
        // A long poll that asks again is the call that it was.
        let line = call.waits_until.is_none();
        let line = line.then(|| ledger.begin(*now, &call, &home, &target));
        let looked_at = call.operation.queue_looked_at(state, &home);
        let sender = call.operation.has_sender();
        let sender = sender.then(|| state.identities.unique_id(&call.origin));
        let sender = sender.flatten();
        let mut wait = None;
        let judging = Judging::default();
        let mut context = Context {
            now: *now,
            origin: &call.origin,
            sender: sender.as_deref(),
            home: &home,
            waits_until: call.waits_until,
            settings,
            judging: &judging,
            ids,
            agenda,
            effects,
            wait: &mut wait,
            is_draining: *is_draining,
        };
        let arn = line.as_deref().map(|line| &*line.resource);
        let allowed = access::authorise_call(state, &context.view(), &call.operation, target, arn);
        let result = match allowed {
            Ok(()) => call.operation.apply(state, &mut context),
            Err(denial) => Err(call.operation.denied(denial)),
        };
        if let Some(local) = state.locals.get_mut(&home) {
            if let (Some(queue), Ok(_)) = (looked_at, &result) {
                local.queues.accessed(queue);
            }
            local.queues.follow_up(*now, &home, agenda);
        }
        if let Some(line) = line {
            ledger.end(line, judging.end(), result.as_ref().err());
        }
        Answer { result, wait }
    }

    /// What a role or user needed so far, and what it may do beyond; `arn` is its own. `None` of who never asked for anything that a policy
    /// decides.
    pub fn least_privilege(&self, arn: &str) -> Option<LeastPrivilege> {
        LeastPrivilege::new(self.ledger.usage(), &self.state.identities, arn)
    }

    /// The ARNs of the roles and users that asked for something that a policy decides.
    pub fn askers(&self) -> impl Iterator<Item = &str> {
        self.ledger.usage().entities()
    }

    /// What calls came to.
    pub fn ledger(&mut self) -> &mut Ledger {
        &mut self.ledger
    }

    /// Answers an operation that changes nothing, as if nobody had asked: what has to be known on the way to a call, which is judged itself.
    /// `None` for an operation that changes something.
    pub fn look(&self, origin: &Origin, operation: Operation) -> Option<Result<Reply, Error>> {
        self.answer_unlogged(origin, operation, &Judging::default(), |_, _| Ok(()))
    }

    /// [`World::look`], where the caller may: the source of a copy, which is no request of its own.
    pub fn look_if_allowed(
        &mut self,
        origin: &Origin,
        operation: Operation,
    ) -> Option<Result<Reply, Error>> {
        let judging = Judging::default();
        let answer = self.answer_unlogged(origin, operation, &judging, |view, operation| {
            let target = operation.target(view.home);
            let target = access::known(&self.state, view.origin, view.now, target);
            access::authorise_call(&self.state, view, operation, target, None)
        });
        self.ledger.count(&judging.end());
        answer
    }

    fn answer_unlogged(
        &self,
        origin: &Origin,
        operation: Operation,
        judging: &Judging,
        judge: impl FnOnce(&View<'_>, &Operation) -> Result<(), Box<access::Denial>>,
    ) -> Option<Result<Reply, Error>> {
        let origin = &Origin {
            account: access::account_of(&self.state, origin),
            ..origin.clone()
        };
        let home = access::home_of(&self.state, origin, &operation);
        let view = self.view(origin, &home, judging);
        match judge(&view, &operation) {
            Ok(()) => operation.look(&self.state, &view),
            Err(denial) => Some(Err(operation.denied(denial))),
        }
    }

    /// Everybody who may ask for something.
    pub fn identities(&self) -> &Identities {
        &self.state.identities
    }

    /// What an account has in a Region; `None` while nothing was ever made there.
    pub fn local(&self, home: &Home) -> Option<&Local> {
        self.state.locals.get(home)
    }

    /// Everywhere something was made.
    pub fn locals(&self) -> impl Iterator<Item = (&Home, &Local)> {
        self.state.locals.iter()
    }
}
