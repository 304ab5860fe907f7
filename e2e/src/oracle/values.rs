//! From the bytes of an object to the values in it, and the lines given up between them.

use std::io::{self, Read};

use flate2::bufread::GzDecoder;
use serde_json::Value;

use super::record::sound_record;

/// What an editor or a script may leave before a text, or before one that was appended to it.
const BYTE_ORDER_MARK: char = '\u{feff}';

/// The text of an object, decompressed.
pub fn text_of(body: &[u8]) -> io::Result<String> {
    let bytes = if body.starts_with(&[0x1f, 0x8b]) {
        inflate(body)?
    } else {
        body.to_vec()
    };
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}

/// Every member of a gzip file; zero padding may follow the last.
fn inflate(mut body: &[u8]) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    while body.iter().any(|&byte| byte != 0) {
        let mut member = GzDecoder::new(body);
        member.read_to_end(&mut bytes)?;
        body = member.into_inner();
    }
    Ok(bytes)
}

/// The values of a text in order; `None` stands for one that could not be read.
pub(super) fn values(text: &str) -> Vec<Option<Value>> {
    let mut reader = Reader {
        rest: text,
        array: None,
        found: Vec::new(),
    };
    while reader.skip_blanks() {
        reader.step();
    }
    reader.end();
    reader.found
}

struct Reader<'a> {
    rest: &'a str,
    array: Option<Array>,
    found: Vec<Option<Value>>,
}

/// An array whose end was not met yet.
#[derive(Default)]
struct Array {
    /// Lines given up since its last sound element.
    given_up: usize,
    /// Whether any line of it was given up.
    recovered: bool,
}

impl Reader<'_> {
    /// Whether anything is left.
    fn skip_blanks(&mut self) -> bool {
        let blanks: &[char] = match self.array {
            None => &[' ', '\t', '\r', '\n', BYTE_ORDER_MARK],
            Some(_) => &[' ', '\t', '\r', '\n', BYTE_ORDER_MARK, ','],
        };
        self.rest = self.rest.trim_start_matches(blanks);
        !self.rest.is_empty()
    }

    fn step(&mut self) {
        match self.array {
            None if self.rest.starts_with('[') => self.open_array(),
            Some(_) if self.rest.starts_with(']') => {
                self.count_given_up();
                (self.rest, self.array) = (&self.rest[1..], None);
            }
            _ => self.value(),
        }
    }

    /// A line that begins an array whose first element is no object is given up as a whole.
    fn open_array(&mut self) {
        let inside = self.rest[1..].trim_start_matches([' ', '\t', '\r', '\n', BYTE_ORDER_MARK]);
        if inside.starts_with(['{', ']']) {
            (self.rest, self.array) = (inside, Some(Array::default()));
        } else {
            self.give_up_line();
        }
    }

    fn value(&mut self) {
        let first = first_value(self.rest, self.array.is_some());
        // After a line was given up, what can be read may still be a part of the element that was cut.
        let usable =
            |(value, _): &(Value, &str)| !self.is_giving_up() || sound_record(value).is_some();
        let Some((value, after)) = first.filter(usable) else {
            self.give_up_line();
            return;
        };
        self.count_given_up();
        self.found.push(Some(value));
        self.rest = after;
    }

    fn give_up_line(&mut self) {
        match &mut self.array {
            Some(array) => (array.given_up, array.recovered) = (array.given_up + 1, true),
            None => self.found.push(None),
        }
        self.rest = match self.rest.split_once('\n') {
            Some((_, next)) => next,
            None => "",
        };
    }

    fn is_giving_up(&self) -> bool {
        self.array.as_ref().is_some_and(|array| array.given_up > 0)
    }

    fn count_given_up(&mut self) {
        let lines = self
            .array
            .as_mut()
            .map_or(0, |array| std::mem::take(&mut array.given_up));
        self.found.extend(std::iter::repeat_n(None, lines));
    }

    /// Of an array that was cut off, all that followed its last sound element is one. Where it was
    /// cut earlier and lines followed, its missing end is no second fault.
    fn end(&mut self) {
        let cut_off = |array: &Array| array.given_up > 0 || !array.recovered;
        if self.array.as_ref().is_some_and(cut_off) {
            self.found.push(None);
        }
    }
}

/// The value at the start of a text and what follows it. Outside an array only objects are values.
fn first_value(text: &str, in_array: bool) -> Option<(Value, &str)> {
    if !in_array && !text.starts_with('{') {
        return None;
    }
    let mut stream = serde_json::Deserializer::from_str(text).into_iter::<Value>();
    let value = stream.next()?.ok()?;
    Some((value, &text[stream.byte_offset()..]))
}
