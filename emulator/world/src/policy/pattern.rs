//! Texts with `*` (any number of characters) and `?` (one character), compiled once.
//!
//! A match never goes back further than the last `*`: its time is bounded by the lengths of pattern and text multiplied,
//! whatever the pattern. It allocates nothing.

use super::part::Part;

/// What a text is compared with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Pattern {
    /// `*`
    Any,
    /// No wildcard.
    Exact(Box<str>),
    /// One `*`, at the end.
    Prefix(Box<str>),
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
            return match tail.text() {
                Some(text) => Self::Exact(text.into()),
                None => Self::Fixed(tail),
            };
        }
        let head = runs.remove(0);
        // Stars beside each other are one.
        runs.retain(|run| !run.is_empty());
        let ends_there = runs.is_empty() && tail.is_empty();
        match head.text() {
            Some("") if ends_there => Self::Any,
            Some(text) if ends_there => Self::Prefix(text.into()),
            _ => Self::Wild {
                head,
                middle: runs.into(),
                tail,
            },
        }
    }

    pub(super) fn matches(&self, text: &str) -> bool {
        match self {
            Self::Any => true,
            Self::Exact(exact) => **exact == *text,
            Self::Prefix(prefix) => text.starts_with(&**prefix),
            Self::Fixed(run) => run.strip_from_start(text) == Some(""),
            Self::Wild { head, middle, tail } => {
                let rest = head.strip_from_start(text);
                let Some(mut rest) = rest.and_then(|rest| tail.strip_from_end(rest)) else {
                    return false;
                };
                for run in middle {
                    let Some(after) = run.find(rest) else {
                        return false;
                    };
                    rest = after;
                }
                true
            }
        }
    }

    /// Whether this is the same text in another case. Never for one with wildcards.
    pub(super) fn equals_ignoring_case(&self, text: &str) -> bool {
        let lower_case = |text: &str| {
            text.chars()
                .flat_map(char::to_lowercase)
                .collect::<String>()
        };
        match self {
            Self::Exact(exact) => {
                exact.eq_ignore_ascii_case(text) || lower_case(exact) == lower_case(text)
            }
            _ => false,
        }
    }
}

/// A text in which `*` alone stands for others.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Stars(Pattern);

impl Stars {
    pub(crate) fn new(text: &str) -> Self {
        let mut parts = Vec::new();
        for (index, run) in text.split('*').enumerate() {
            if index > 0 {
                parts.push(Part::Many);
            }
            if !run.is_empty() {
                parts.push(Part::Text(run.into()));
            }
        }
        Self(Pattern::new(&parts))
    }

    pub(crate) fn matches(&self, text: &str) -> bool {
        self.0.matches(text)
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

/// Texts up to this length are looked for by their first byte, which is sooner done than preparing a search.
const SHORT: usize = 32;

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

    /// Without `?` it is a text.
    fn text(&self) -> Option<&str> {
        match &*self.0 {
            [] => Some(""),
            [Unit::Text(text)] => Some(text),
            _ => None,
        }
    }

    /// What follows in a text that begins with this.
    fn strip_from_start<'t>(&self, mut text: &'t str) -> Option<&'t str> {
        for unit in &self.0 {
            text = match unit {
                Unit::Text(start) => text.strip_prefix(&**start)?,
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
    fn strip_from_end<'t>(&self, mut text: &'t str) -> Option<&'t str> {
        for unit in self.0.iter().rev() {
            text = match unit {
                Unit::Text(end) => text.strip_suffix(&**end)?,
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
    fn find<'t>(&self, text: &'t str) -> Option<&'t str> {
        if let Some(wanted) = self.text() {
            let start = find(wanted, text)?;
            return text.get(start + wanted.len()..);
        }
        let mut characters = text.chars();
        loop {
            if let Some(rest) = self.strip_from_start(characters.as_str()) {
                return Some(rest);
            }
            characters.next()?;
        }
    }
}

fn find(wanted: &str, text: &str) -> Option<usize> {
    let (Some(first), 1..=SHORT) = (wanted.bytes().next(), wanted.len()) else {
        return text.find(wanted);
    };
    let starts = text.len().checked_sub(wanted.len())? + 1;
    let (wanted, text) = (wanted.as_bytes(), text.as_bytes());
    (0..starts).find(|&start| text[start] == first && text[start..].starts_with(wanted))
}

fn push_text(units: &mut Vec<Unit>, text: &mut String) {
    if !text.is_empty() {
        units.push(Unit::Text(std::mem::take(text).into()));
    }
}
