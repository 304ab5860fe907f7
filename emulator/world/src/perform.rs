//! The one way in: a call is judged, carried out and told.

use jiff::Timestamp;

use crate::access::{self, Judging};
use crate::call::{Answer, Call};
use crate::context::{Context, View};
use crate::error::Error;
use crate::operation::{Operation, Reply};
use crate::origin::{Home, Origin};
use crate::world::World;

impl World {
    /// Carries out one call, and first whatever is due by `now`. A `now` before the world's own is the world's own.
    pub fn apply(&mut self, now: Timestamp, call: Call) -> Answer {
        self.advance(now);
        let answer = self.perform(call);
        self.follow_up();
        answer
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
        let line = self.ledger.begin(
            self.now,
            &call.origin,
            call.operation.names(),
            &home,
            &target,
        );
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

    pub(crate) fn perform(&mut self, mut call: Call) -> Answer {
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
        let line =
            line.then(|| ledger.begin(*now, &call.origin, call.operation.names(), &home, &target));
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
}
