//! Conditions joined by `&&` and `||`, of which the former binds closer, with parentheses.

use super::cursor::Cursor;
use super::fault::Fault;

/// Parentheses within each other. Ours: AWS states none, and a pattern has 1,024 characters.
const MAX_DEPTH: usize = 32;

/// What has to hold.
#[derive(Debug, Clone)]
pub(super) enum Expression<L> {
    One(L),
    /// Joined by `&&`.
    All(Vec<Self>),
    /// Joined by `||`.
    Any(Vec<Self>),
}

/// How one condition is read.
pub(super) type ReadOne<'r, L> = &'r dyn Fn(&mut Cursor<'_>) -> Result<L, Fault>;

impl<L> Expression<L> {
    pub(super) fn parse(cursor: &mut Cursor<'_>, one: ReadOne<'_, L>) -> Result<Self, Fault> {
        Self::any(cursor, one, 0)
    }

    fn any(cursor: &mut Cursor<'_>, one: ReadOne<'_, L>, depth: usize) -> Result<Self, Fault> {
        let mut parts = vec![Self::all(cursor, one, depth)?];
        while cursor.eat_spaced("||") {
            parts.push(Self::all(cursor, one, depth)?);
        }
        Ok(joined(parts, Self::Any))
    }

    fn all(cursor: &mut Cursor<'_>, one: ReadOne<'_, L>, depth: usize) -> Result<Self, Fault> {
        let mut parts = vec![Self::unit(cursor, one, depth)?];
        while cursor.eat_spaced("&&") {
            parts.push(Self::unit(cursor, one, depth)?);
        }
        Ok(joined(parts, Self::All))
    }

    fn unit(cursor: &mut Cursor<'_>, one: ReadOne<'_, L>, depth: usize) -> Result<Self, Fault> {
        if !cursor.eat_spaced("(") {
            cursor.skip_space();
            return one(cursor).map(Self::One);
        }
        if depth >= MAX_DEPTH {
            return Err(Fault::TooDeep);
        }
        let inner = Self::any(cursor, one, depth + 1)?;
        cursor.expect(")")?;
        Ok(inner)
    }

    /// Whether it holds, by what is said of each condition.
    pub(super) fn holds(&self, one: &impl Fn(&L) -> bool) -> bool {
        match self {
            Self::One(condition) => one(condition),
            Self::All(parts) => parts.iter().all(|part| part.holds(one)),
            Self::Any(parts) => parts.iter().any(|part| part.holds(one)),
        }
    }

    /// Every condition in it.
    pub(super) fn each<'a>(&'a self, see: &mut dyn FnMut(&'a L)) {
        match self {
            Self::One(condition) => see(condition),
            Self::All(parts) | Self::Any(parts) => parts.iter().for_each(|part| part.each(see)),
        }
    }
}

/// One part is itself.
fn joined<L>(
    mut parts: Vec<Expression<L>>,
    join: impl FnOnce(Vec<Expression<L>>) -> Expression<L>,
) -> Expression<L> {
    match parts.pop() {
        Some(only) if parts.is_empty() => only,
        last => {
            parts.extend(last);
            join(parts)
        }
    }
}
