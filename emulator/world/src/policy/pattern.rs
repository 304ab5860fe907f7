//! Texts with `*` (any number of characters) and `?` (one character), compiled once.
//!
//! A match never goes back further than the last `*`: its time is bounded by the lengths of pattern and text multiplied,
//! whatever the pattern, and by their sum where no `?` follows a `*`. It allocates nothing.

use super::variable::Part;

/// Whether letters of another case are others.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Case {
    Matters,
    Ignored,
}

/// What a text is compared with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Pattern {
    /// `*`
    Any,
    /// No wildcard.
    Exact(Box<str>),
    /// `?` and no `*`.
    Fixed(Run),
    /// With a `*` before each of `middle` and one before `tail`.
    Wild {
        head: Run,
        middle: Box<[Run]>,
        tail: Run,
    },
}

impl Pattern {
    /// From parts without variables.
    pub(super) fn new(parts: &[Part]) -> Self {
        let mut runs: Vec<Run> = parts
            .split(|part| *part == Part::Many)
            .map(Run::new)
            .collect();
        // There is one run more than there are stars.
        let tail = runs.pop().unwrap_or_default();
        if runs.is_empty() {
            return tail.without_stars();
        }
        let head = runs.remove(0);
        // Stars beside each other are one.
        runs.retain(|run| !run.is_empty());
        if head.is_empty() && runs.is_empty() && tail.is_empty() {
            return Self::Any;
        }
        Self::Wild {
            head,
            middle: runs.into(),
            tail,
        }
    }

    pub(super) fn matches(&self, text: &str, case: Case) -> bool {
        match self {
            Self::Any => true,
            Self::Exact(exact) => is_same(exact, text, case),
            Self::Fixed(run) => run.strip_from_start(text, case) == Some(""),
            Self::Wild { head, middle, tail } => {
                let rest = head.strip_from_start(text, case);
                let Some(rest) = rest.and_then(|rest| tail.strip_from_end(rest, case)) else {
                    return false;
                };
                let mut rest = Some(rest);
                for run in middle {
                    rest = rest.and_then(|rest| run.find(rest, case));
                }
                rest.is_some()
            }
        }
    }
}

/// What stands between two stars.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Run(Box<[Unit]>);

#[derive(Debug, Clone, PartialEq, Eq)]
enum Unit {
    Text(Box<str>),
    /// `?`
    One,
}

impl Run {
    fn new(parts: &[Part]) -> Self {
        let mut units = Vec::new();
        let mut text = String::new();
        for part in parts {
            if let Part::Text(more) = part {
                text.push_str(more);
            } else {
                push_text(&mut units, &mut text);
                units.push(Unit::One);
            }
        }
        push_text(&mut units, &mut text);
        Self(units.into())
    }

    fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    fn without_stars(self) -> Pattern {
        match &*self.0 {
            [] => Pattern::Exact("".into()),
            [Unit::Text(text)] => Pattern::Exact(text.clone()),
            _ => Pattern::Fixed(self),
        }
    }

    /// What follows in a text that begins with this.
    fn strip_from_start<'t>(&self, mut text: &'t str, case: Case) -> Option<&'t str> {
        for unit in &self.0 {
            text = match unit {
                Unit::Text(start) => strip_prefix(text, start, case)?,
                Unit::One => {
                    let mut characters = text.chars();
                    characters.next()?;
                    characters.as_str()
                }
            };
        }
        Some(text)
    }

    /// What comes before in a text that ends with this.
    fn strip_from_end<'t>(&self, mut text: &'t str, case: Case) -> Option<&'t str> {
        for unit in self.0.iter().rev() {
            text = match unit {
                Unit::Text(end) => strip_suffix(text, end, case)?,
                Unit::One => {
                    let mut characters = text.chars();
                    characters.next_back()?;
                    characters.as_str()
                }
            };
        }
        Some(text)
    }

    /// What follows the first place where this stands.
    fn find<'t>(&self, text: &'t str, case: Case) -> Option<&'t str> {
        if let ([Unit::Text(wanted)], Case::Matters) = (&*self.0, case) {
            return text
                .find(&**wanted)
                .map(|start| &text[start + wanted.len()..]);
        }
        let mut characters = text.chars();
        loop {
            if let Some(rest) = self.strip_from_start(characters.as_str(), case) {
                return Some(rest);
            }
            characters.next()?;
        }
    }
}

fn push_text(units: &mut Vec<Unit>, text: &mut String) {
    if !text.is_empty() {
        units.push(Unit::Text(std::mem::take(text).into()));
    }
}

fn strip_prefix<'t>(text: &'t str, start: &str, case: Case) -> Option<&'t str> {
    match case {
        Case::Matters => text.strip_prefix(start),
        Case::Ignored => {
            let (found, rest) = text.split_at_checked(start.len())?;
            found.eq_ignore_ascii_case(start).then_some(rest)
        }
    }
}

fn strip_suffix<'t>(text: &'t str, end: &str, case: Case) -> Option<&'t str> {
    match case {
        Case::Matters => text.strip_suffix(end),
        Case::Ignored => {
            let start = text.len().checked_sub(end.len())?;
            let (rest, found) = text.split_at_checked(start)?;
            found.eq_ignore_ascii_case(end).then_some(rest)
        }
    }
}

/// Whole texts are compared by all their letters where case is ignored, wildcards by those of ASCII: actions have no others.
fn is_same(one: &str, other: &str, case: Case) -> bool {
    match case {
        Case::Matters => one == other,
        Case::Ignored => {
            one.eq_ignore_ascii_case(other)
                || (!(one.is_ascii() && other.is_ascii()) && lower_case(one).eq(lower_case(other)))
        }
    }
}

fn lower_case(text: &str) -> impl Iterator<Item = char> {
    text.chars().flat_map(char::to_lowercase)
}
