//! Walking JSON token by token, without recursion and without building anything.
//!
//! One walk, twice: on one line, where what is skipped goes by brackets alone, and over several
//! lines, where the whole grammar is checked. A line that was cut off goes on in the next line;
//! only the grammar tells there that the two do not belong together.

#![expect(
    clippy::inline_always,
    reason = "the kernel is only fast where the walk is inlined into a function for its processor"
)]

use super::skip::{Kernel, Stop, Window, Words};

/// Levels of nesting of a value that spans lines. Deeper ones are broken: a bound on the memory of
/// the check. On one line a level costs nothing and there is no bound.
pub(crate) const MAX_NESTING_OVER_LINES: usize = 262_144;

/// A value of the envelope, as it stands in the text.
///
/// Not an enum with fields: one is moved for each member of each record, and parts that lie apart
/// move in registers.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Raw<'a> {
    pub(crate) kind: Kind,
    /// Of a string what stands between its quotes, of a number all of it; else nothing.
    pub(crate) text: &'a [u8],
}

/// What kind of value it is.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) enum Kind {
    /// Not there, or `null`.
    #[default]
    Absent,
    /// A string without a backslash.
    Text,
    /// A string with a backslash.
    EscapedText,
    /// A number that follows JSON's grammar.
    Number,
    /// `true`, `false`, an object or an array.
    Other,
}

impl<'a> Raw<'a> {
    fn of(kind: Kind) -> Self {
        Self { kind, text: b"" }
    }

    /// A string's text, and whether there is a backslash in it.
    pub(crate) fn string(self) -> Option<(&'a [u8], bool)> {
        match self.kind {
            Kind::Text => Some((self.text, false)),
            Kind::EscapedText => Some((self.text, true)),
            Kind::Absent | Kind::Number | Kind::Other => None,
        }
    }
}

/// A member's name.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Key<'a> {
    pub(crate) raw: &'a [u8],
    pub(crate) escaped: bool,
}

/// A place in a text. `LINES` tells whether the value may go over line ends.
///
/// On one line, whatever is called and not inlined gets the place by value: else it would live in
/// memory, and each step of the walk would wait for the one before to be written there.
#[derive(Debug)]
pub(crate) struct Walker<'a, 'k, K, const LINES: bool> {
    text: &'a [u8],
    at: usize,
    window: Window,
    kernel: &'k K,
}

impl<'a> Walker<'a, '_, Words, true> {
    /// A walk over line ends of what is short or seldom: any processor's kernel will do.
    pub(crate) fn over_lines(text: &'a [u8], at: usize) -> Self {
        Self::new(text, at, &Words)
    }
}

impl<'a, 'k, K: Kernel, const LINES: bool> Walker<'a, 'k, K, LINES> {
    #[inline(always)]
    pub(crate) fn new(text: &'a [u8], at: usize, kernel: &'k K) -> Self {
        Self {
            text,
            at,
            window: Window::default(),
            kernel,
        }
    }

    /// The index of the next byte to be looked at.
    #[inline(always)]
    pub(crate) fn at(&self) -> usize {
        self.at
    }

    /// The text from `start` up to here.
    #[inline(always)]
    pub(crate) fn since(&self, start: usize) -> &'a [u8] {
        &self.text[start..self.at]
    }

    /// Enters the object that opens here; whether it has a member.
    #[inline(always)]
    pub(crate) fn enter(&mut self) -> Result<bool, Stop> {
        self.at += 1;
        if self.peek()? == b'}' {
            self.at += 1;
            return Ok(false);
        }
        Ok(true)
    }

    /// After a member's value: whether another one follows. If not, the object is passed.
    #[inline(always)]
    pub(crate) fn more(&mut self) -> Result<bool, Stop> {
        let another = match self.peek()? {
            b',' => true,
            b'}' => false,
            _ => return Err(Stop::Broken),
        };
        self.at += 1;
        Ok(another)
    }

    /// The name of the member that comes next, up to its value.
    #[inline(always)]
    pub(crate) fn key(&mut self) -> Result<Key<'a>, Stop> {
        if self.peek()? != b'"' {
            return Err(Stop::Broken);
        }
        let (raw, escaped) = self.string()?;
        if self.peek()? != b':' {
            return Err(Stop::Broken);
        }
        self.at += 1;
        Ok(Key { raw, escaped })
    }

    /// Walks a value, whatever it is.
    #[inline(always)]
    pub(crate) fn pass_value(&mut self) -> Result<(), Stop> {
        self.value(&mut Raw::default())
    }

    /// Walks a value and tells what it is. In place: a [`Raw`] within a `Result` would go through
    /// memory.
    #[inline(always)]
    pub(crate) fn value(&mut self, value: &mut Raw<'a>) -> Result<(), Stop> {
        match self.peek()? {
            b'"' => {
                let (text, escaped) = self.string()?;
                value.text = text;
                value.kind = if escaped {
                    Kind::EscapedText
                } else {
                    Kind::Text
                };
            }
            b'{' | b'[' => {
                self.container()?;
                *value = Raw::of(Kind::Other);
            }
            b'-' | b'0'..=b'9' => {
                let start = self.at;
                self.at = number_end(self.text, start)?;
                value.text = &self.text[start..self.at];
                value.kind = Kind::Number;
            }
            byte => {
                let (end, kind) = literal_end(self.text, self.at, byte)?;
                self.at = end;
                *value = Raw::of(kind);
            }
        }
        Ok(())
    }

    /// Skips blanks; the byte after them, not consumed.
    #[inline(always)]
    pub(crate) fn peek(&mut self) -> Result<u8, Stop> {
        match self.text.get(self.at) {
            Some(&byte) if byte > b' ' => Ok(byte),
            _ => {
                self.at = blanks_end::<LINES>(self.text, self.at)?;
                Ok(self.text[self.at])
            }
        }
    }

    #[inline(always)]
    fn string(&mut self) -> Result<(&'a [u8], bool), Stop> {
        let start = self.at + 1;
        let end = self.window.string_end(self.kernel, self.text, start)?;
        self.at = end.quote + 1;
        Ok((&self.text[start..end.quote], end.escaped))
    }

    #[inline(always)]
    fn container(&mut self) -> Result<(), Stop> {
        if LINES {
            return self.checked_container();
        }
        self.at = self.kernel.container_end(self.text, self.at)?;
        Ok(())
    }

    /// Walks an object or array by the whole grammar, with a bit for each open bracket.
    fn checked_container(&mut self) -> Result<(), Stop> {
        let mut open = Brackets::default();
        self.open(&mut open)?;
        while open.depth > 0 {
            // Here a bracket is open, and a member, an element or its end comes next.
            if open.innermost_is_object() && self.peek()? != b'}' {
                self.checked_key()?;
            }
            match self.peek()? {
                b'{' | b'[' => {
                    self.open(&mut open)?;
                    continue;
                }
                b'}' | b']' => {}
                _ => self.pass_value()?,
            }
            self.close_or_comma(&mut open)?;
        }
        Ok(())
    }

    fn open(&mut self, open: &mut Brackets) -> Result<(), Stop> {
        let is_object = self.peek()? == b'{';
        open.push(is_object)?;
        self.at += 1;
        Ok(())
    }

    fn checked_key(&mut self) -> Result<(), Stop> {
        self.key()?;
        // After a colon no bracket may close.
        match self.peek()? {
            b'}' | b']' => Err(Stop::Broken),
            _ => Ok(()),
        }
    }

    /// After a value: closes as many brackets as close here, up to a comma.
    fn close_or_comma(&mut self, open: &mut Brackets) -> Result<(), Stop> {
        while open.depth > 0 {
            match (self.peek()?, open.innermost_is_object()) {
                (b'}', true) | (b']', false) => {
                    self.at += 1;
                    open.pop();
                }
                (b',', is_object) => {
                    self.at += 1;
                    return match (self.peek()?, is_object) {
                        (b'"', true) => Ok(()),
                        (b'}' | b']', _) | (_, true) => Err(Stop::Broken),
                        (_, false) => Ok(()),
                    };
                }
                _ => return Err(Stop::Broken),
            }
        }
        Ok(())
    }
}

/// The index of the next byte that is not blank.
#[cold]
#[inline(never)]
fn blanks_end<const LINES: bool>(text: &[u8], start: usize) -> Result<usize, Stop> {
    let mut at = start;
    loop {
        match text.get(at) {
            None => return Err(Stop::Incomplete),
            Some(b' ') => at += 1,
            Some(b'\n' | b'\r' | b'\t') if LINES => at += 1,
            Some(0..b' ') if LINES => return Err(Stop::Broken),
            Some(0..b' ') => return Err(Stop::Control),
            Some(_) => return Ok(at),
        }
    }
}

/// The index after the literal that begins with `first`, and what kind of value it is.
fn literal_end(text: &[u8], at: usize, first: u8) -> Result<(usize, Kind), Stop> {
    let (literal, kind): (&[u8], _) = match first {
        b't' => (b"true", Kind::Other),
        b'f' => (b"false", Kind::Other),
        b'n' => (b"null", Kind::Absent),
        _ => return Err(Stop::Broken),
    };
    let rest = &text[at..];
    if rest.starts_with(literal) {
        Ok((at + literal.len(), kind))
    } else if literal.starts_with(rest) {
        Err(Stop::Incomplete)
    } else {
        Err(Stop::Broken)
    }
}

/// The index after a number.
fn number_end(text: &[u8], start: usize) -> Result<usize, Stop> {
    let byte = |at: usize| text.get(at).copied().ok_or(Stop::Incomplete);
    let digits_end = |start: usize| {
        let mut at = start;
        while byte(at)?.is_ascii_digit() {
            at += 1;
        }
        if at == start {
            Err(Stop::Broken)
        } else {
            Ok(at)
        }
    };
    let mut at = start;
    if byte(at)? == b'-' {
        at += 1;
    }
    at = if byte(at)? == b'0' {
        at + 1
    } else {
        digits_end(at)?
    };
    if byte(at)? == b'.' {
        at = digits_end(at + 1)?;
    }
    if matches!(byte(at)?, b'e' | b'E') {
        at += 1;
        if matches!(byte(at)?, b'+' | b'-') {
            at += 1;
        }
        at = digits_end(at)?;
    }
    Ok(at)
}

/// The open brackets, a bit each: set for an object.
#[derive(Debug, Default)]
struct Brackets {
    bits: Vec<u64>,
    depth: usize,
}

impl Brackets {
    fn push(&mut self, is_object: bool) -> Result<(), Stop> {
        if self.depth == MAX_NESTING_OVER_LINES {
            return Err(Stop::Broken);
        }
        let (word, bit) = (self.depth / 64, self.depth % 64);
        if word == self.bits.len() {
            self.bits.push(0);
        }
        self.bits[word] = self.bits[word] & !(1 << bit) | (u64::from(is_object) << bit);
        self.depth += 1;
        Ok(())
    }

    fn pop(&mut self) {
        self.depth -= 1;
    }

    fn innermost_is_object(&self) -> bool {
        let top = self.depth - 1;
        self.bits[top / 64] >> (top % 64) & 1 == 1
    }
}

/// The indices of the objects that open in `text` from `start` on and are still open at its end.
///
/// The text is known to be sound JSON as far as it goes.
pub(crate) fn open_objects(text: &[u8], start: usize) -> Vec<usize> {
    let mut open = Vec::new();
    let mut at = start;
    while let Some(&byte) = text.get(at) {
        match byte {
            b'"' => match Words.long_string_end(text, at + 1) {
                Ok(end) => at = end.quote,
                Err(_) => break,
            },
            b'{' | b'[' => open.push(at),
            b'}' | b']' => {
                open.pop();
            }
            _ => {}
        }
        at += 1;
    }
    open.retain(|&at| text[at] == b'{');
    open
}
