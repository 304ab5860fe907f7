//! What calls came to, for whoever wants to look. Nothing in the world decides by it.

use std::collections::VecDeque;

use jiff::Timestamp;

use crate::access::{Judgements, Usage};
use crate::arn::Target;
use crate::error::Error;
use crate::origin::{AccountId, Caller, Home, Origin};

/// A call that was carried out, or refused. Its texts keep their buffers: a line that nobody needs any more is written anew
/// ([`Ledger::give_back`]), so that a call allocates nothing for it.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Line {
    pub at: Timestamp,
    pub caller: Caller,
    /// The access key that signed; empty where none did.
    pub access_key: String,
    /// Empty where nobody gave one.
    pub request_id: String,
    /// Whose resource it is for.
    pub account: AccountId,
    pub region: String,
    /// What its actions begin with: `sqs`.
    pub service: &'static str,
    /// AWS's own name.
    pub operation: &'static str,
    /// The ARN of what it is for; `*` for nothing in particular.
    pub resource: String,
    /// `None` where it was carried out.
    pub refused: Option<Box<Error>>,
    /// What was decided of it, and by what.
    pub judgements: Judgements,
}

/// The lines since somebody took them, and those to be written anew.
#[derive(Debug, Default, PartialEq)]
pub struct Ledger {
    lines: VecDeque<Box<Line>>,
    spare: VecDeque<Box<Line>>,
    usage: Usage,
}

impl Ledger {
    /// A line for this call, before it is known what comes of it.
    pub(crate) fn begin(
        &mut self,
        at: Timestamp,
        origin: &Origin,
        (service, operation): (&'static str, &'static str),
        home: &Home,
        target: &Target<'_>,
    ) -> Box<Line> {
        let mut line = self.spare.pop_back().unwrap_or_default();
        line.at = at;
        line.caller.clone_from(&origin.caller);
        write(&mut line.access_key, origin.access_key.as_deref());
        write(&mut line.request_id, origin.request_id.as_deref());
        line.account = home.account;
        write(&mut line.region, Some(home.region.as_str()));
        line.service = service;
        line.operation = operation;
        line.resource.clear();
        target.spell_into(&mut line.resource);
        line.refused = None;
        line
    }

    pub(crate) fn end(
        &mut self,
        mut line: Box<Line>,
        mut judgements: Judgements,
        refused: Option<&Error>,
    ) {
        self.usage.add(&judgements);
        judgements.shorten();
        line.judgements = judgements;
        line.refused = refused.map(|error| Box::new(error.clone()));
        self.lines.push_back(line);
    }

    /// A line of something that was no call.
    pub(crate) fn note(&mut self, line: Line) {
        self.lines.push_back(Box::new(line));
    }

    /// What the policies of users and roles were needed for.
    pub fn usage(&self) -> &Usage {
        &self.usage
    }

    /// Counts what was decided of something that has no line of its own.
    pub(crate) fn count(&mut self, judgements: &Judgements) {
        self.usage.add(judgements);
    }

    /// Whether there is no line to take.
    pub fn is_empty(&self) -> bool {
        self.lines.is_empty()
    }

    /// Takes the oldest line that nobody has taken.
    pub fn take(&mut self) -> Option<Box<Line>> {
        self.lines.pop_front()
    }

    /// A line that nobody needs any more.
    pub fn give_back(&mut self, line: Box<Line>) {
        self.spare.push_back(line);
    }

    #[cfg(test)]
    pub(crate) fn clear(&mut self) {
        *self = Self::default();
    }
}

fn write(buffer: &mut String, text: Option<&str>) {
    buffer.clear();
    buffer.push_str(text.unwrap_or_default());
}
