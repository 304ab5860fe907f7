//! Places between events, in their order: what tokens of pages name, and what events are called by.

use std::fmt;

use jiff::Timestamp;

use super::event::LogEvent;

/// Digits of a moment and of a number in what a position looks like: 56 in all, as AWS's have.
const MOMENT_DIGITS: usize = 20;
const NUMBER_DIGITS: usize = 36;

/// Before an event: by its timestamp, and by when it came among those of one timestamp.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Position {
    /// Epoch milliseconds.
    moment: i64,
    sequence: u64,
}

impl Position {
    /// Before everything.
    pub(super) const START: Self = Self {
        moment: 0,
        sequence: 0,
    };
    /// After everything.
    pub(super) const END: Self = Self {
        moment: i64::MAX,
        sequence: u64::MAX,
    };

    /// Before the event of this moment and number.
    pub(super) fn new(timestamp: Timestamp, sequence: u64) -> Self {
        Self {
            moment: timestamp.as_millisecond(),
            sequence,
        }
    }

    pub(super) fn before(event: &LogEvent) -> Self {
        Self::new(event.timestamp, event.sequence)
    }

    /// Epoch milliseconds.
    pub(super) fn moment(self) -> i64 {
        self.moment
    }

    pub(super) fn after(event: &LogEvent) -> Self {
        Self {
            sequence: event.sequence + 1,
            ..Self::before(event)
        }
    }

    /// `None` for what no position looks like.
    pub(super) fn parse(text: &str) -> Option<Self> {
        let is_number = text.len() == MOMENT_DIGITS + NUMBER_DIGITS
            && text.bytes().all(|byte| byte.is_ascii_digit());
        let (moment, sequence) = is_number.then(|| text.split_at(MOMENT_DIGITS))?;
        Some(Self {
            moment: moment.parse().ok()?,
            sequence: sequence.parse().ok()?,
        })
    }
}

impl fmt::Display for Position {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { moment, sequence } = self;
        write!(
            formatter,
            "{moment:0MOMENT_DIGITS$}{sequence:0NUMBER_DIGITS$}"
        )
    }
}

/// Which way a reader goes on from a position; as a token `f/..` or `b/..`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Direction {
    /// To what comes after it, the oldest first.
    Forward(Position),
    /// To what comes before it, the newest first.
    Backward(Position),
}

impl Direction {
    /// `None` for what is no token.
    pub(super) fn parse(token: &str) -> Option<Self> {
        let (way, rest) = token.split_once('/')?;
        let position = Position::parse(rest)?;
        match way {
            "f" => Some(Self::Forward(position)),
            "b" => Some(Self::Backward(position)),
            _ => None,
        }
    }

    pub(super) fn position(self) -> Position {
        let (Self::Forward(position) | Self::Backward(position)) = self;
        position
    }

    /// Whether a reader who goes this way has still to see an event.
    pub(super) fn is_ahead(self, event: &LogEvent) -> bool {
        let place = Position::before(event);
        match self {
            Self::Forward(position) => place >= position,
            Self::Backward(position) => place < position,
        }
    }

    /// Behind an event that such a reader has seen.
    pub(super) fn past(self, event: &LogEvent) -> Self {
        match self {
            Self::Forward(_) => Self::Forward(Position::after(event)),
            Self::Backward(_) => Self::Backward(Position::before(event)),
        }
    }

    /// The events in the order in which such a reader sees them. They came nearly in it, which makes it cheap.
    pub(super) fn sort(self, events: &mut [&LogEvent]) {
        events.sort_by_key(|event| Position::before(event));
        if matches!(self, Self::Backward(_)) {
            events.reverse();
        }
    }
}

impl fmt::Display for Direction {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let way = match self {
            Self::Forward(_) => "f",
            Self::Backward(_) => "b",
        };
        write!(formatter, "{way}/{}", self.position())
    }
}
