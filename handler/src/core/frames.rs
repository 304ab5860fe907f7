//! Text becomes records: JSON lines, concatenated objects, pretty-printed ones, arrays, and what is
//! left of them after damage.
//!
//! The rule of recovery: where a value cannot be read, reading resumes at the line after the one
//! where that value began, and each line given up is one malformed record. It is safe because no
//! JSON string contains a raw line end: the beginning of a line is never inside of a string.
//!
//! Arrays need more care, since a damaged one has lost its place: [`Mode`] tells how. What is behind
//! the last sound element of an array that was cut off is one malformed record in all.
//!
//! Where a record begins is known all the time and costs nothing where records have a line each: line ends
//! are counted as they are passed, and those within a value only where it is known to have some.
//!
//! Reading is linear in the text even of hostile input: what was seen to be open where one value
//! broke is not read again ([`Frames::doomed`]).

use std::collections::VecDeque;

use memchr::{memchr, memchr_iter};

use super::malformed::MalformedReason;
use super::place::Place;
use super::record::{RawRecord, Reading, open_objects, read_record, read_value};

const BYTE_ORDER_MARK: [u8; 3] = [0xef, 0xbb, 0xbf];

/// What comes next in the text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Frame {
    /// A readable object. [`Frames::judged`] wants to know whether it is a sound record.
    Record,
    /// So many malformed records.
    Malformed(MalformedReason, u64),
    /// The text ends before the next one does.
    NeedsText,
    /// The text is at its end, and so is the object.
    End,
}

/// Where in the object's structure the reading stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Mode {
    /// Between values, outside of arrays.
    Top,
    /// After an array's `[`: its first element or its end comes next.
    ArrayStart,
    /// After an element: a comma or the array's end comes next.
    AfterElement,
    /// After a comma: an element comes next.
    BeforeElement,
    /// A line of the array was given up. Sound elements are taken where a line begins with one.
    Lost,
    /// After a sound element, in an array of which lines were given up. A comma or `]` proves that
    /// the array goes on; another value on the next line, that its end was lost.
    Found,
    /// In an array of which lines were given up, after a line that is nothing but `]`: the array's
    /// end, or that of an inner array, which what follows decides.
    MaybeClosed,
}

/// The state of reading one object's text.
#[derive(Debug)]
pub(crate) struct Frames {
    mode: Mode,
    max_record_bytes: usize,
    /// The rest of a line is given up.
    in_given_up_line: bool,
    /// A line end was passed since the last value.
    after_line_end: bool,
    /// The last record of this line is malformed and began on it: garbage behind it is part of the
    /// same damage.
    line_is_counted: bool,
    damage: ArrayDamage,
    /// Where, counted from the object's start, objects open that cannot be read: they were open
    /// where an enclosing value broke, so they break there too. Ascending.
    doomed: VecDeque<u64>,
    /// The line that the cursor is on, counted from 1.
    line: u64,
    /// Where what is read now begins, or what was read last.
    began: Place,
    /// Where the array that is read opened, or the last.
    array_began: Place,
    /// Where the malformed records are that are told next: of a great many the first.
    given_up: Vec<Place>,
    max_given_up: usize,
}

/// What was lost of the array that is read, or was last.
#[derive(Debug, Clone, Copy, Default)]
struct ArrayDamage {
    /// A line was given up: it explains why the array's end is missing.
    lines_lost: bool,
    /// Lines given up since the last sound element. How many malformed records that makes depends
    /// on whether a sound one follows.
    pending: u64,
    /// A value ran to the text's end unclosed since the last sound element: a `]` may be its own.
    ran_out: bool,
    /// Where the line that is nothing but `]` is ([`Mode::MaybeClosed`]).
    maybe_closed: Place,
}

/// The text that is at hand: `bytes[at..]` is unread, `bytes[0]` is the object's byte `offset`.
#[derive(Debug)]
pub(crate) struct Cursor<'a> {
    pub(crate) bytes: &'a [u8],
    pub(crate) at: usize,
    pub(crate) offset: u64,
    /// Nothing follows these bytes.
    pub(crate) is_last: bool,
}

impl Frames {
    /// Nothing is read yet. Of malformed records that are known at once, the places of so many are told.
    pub(crate) fn new(max_record_bytes: usize, max_given_up: usize) -> Self {
        Self {
            mode: Mode::Top,
            max_record_bytes,
            in_given_up_line: false,
            after_line_end: true,
            line_is_counted: false,
            damage: ArrayDamage::default(),
            doomed: VecDeque::new(),
            line: 1,
            began: Place::default(),
            array_began: Place::default(),
            given_up: Vec::new(),
            max_given_up,
        }
    }

    /// The next frame. Of [`Frame::Record`] the values are in `record`, which is written in place:
    /// moving it would cost more than reading a small one.
    pub(crate) fn next<'a>(
        &mut self,
        cursor: &mut Cursor<'a>,
        record: &mut RawRecord<'a>,
    ) -> Frame {
        loop {
            if self.in_given_up_line && !self.pass_line(cursor) && !cursor.is_last {
                return Frame::NeedsText;
            }
            self.in_given_up_line = false;
            let Some(byte) = self.pass_blanks(cursor) else {
                if !cursor.is_last {
                    return Frame::NeedsText;
                }
                return self.end();
            };
            self.began = Place {
                line: self.line,
                offset: cursor.offset + cursor.at as u64,
            };
            if let Some(frame) = self.frame_at(byte, cursor, record) {
                return frame;
            }
        }
    }

    /// Where the last [`Frame::Record`] begins.
    pub(crate) fn began(&self) -> Place {
        self.began
    }

    /// Where the malformed records begin that the last [`Frame::Malformed`] or [`Frames::judged`] told of: the
    /// first of them.
    pub(crate) fn take_given_up(&mut self) -> impl Iterator<Item = Place> {
        self.given_up.drain(..)
    }

    /// Says whether the last [`Frame::Record`] was a sound record. Returns how many malformed
    /// records are known now that were not before: itself, or lines given up before it.
    pub(crate) fn judged(&mut self, sound: bool) -> u64 {
        let in_lost_array = self.mode == Mode::Lost;
        self.line_is_counted &= !sound;
        match (in_lost_array, sound) {
            (false, true) => 0,
            (false, false) => {
                self.give_up(self.began);
                1
            }
            (true, true) => {
                self.mode = Mode::Found;
                self.settle_pending()
            }
            // It may be part of the value that was lost.
            (true, false) => {
                self.add_pending(self.began);
                0
            }
        }
    }

    /// Handles what begins with `byte`. `None`: nothing to tell, go on.
    fn frame_at<'a>(
        &mut self,
        byte: u8,
        cursor: &mut Cursor<'a>,
        record: &mut RawRecord<'a>,
    ) -> Option<Frame> {
        match self.mode {
            Mode::Top => self.at_top(byte, cursor, record),
            Mode::ArrayStart => self.at_array_start(byte, cursor, record),
            Mode::AfterElement => self.after_element(byte, cursor),
            Mode::BeforeElement => self.before_element(byte, cursor, record),
            Mode::Lost => self.at_lost_line(byte, cursor, record),
            Mode::Found => self.after_found_element(byte, cursor),
            Mode::MaybeClosed => self.after_maybe_closed(byte),
        }
    }

    fn at_top<'a>(
        &mut self,
        byte: u8,
        cursor: &mut Cursor<'a>,
        record: &mut RawRecord<'a>,
    ) -> Option<Frame> {
        match byte {
            b'{' => self.record(cursor, Mode::Top, record),
            b'[' => {
                self.pass(cursor, 1);
                self.mode = Mode::ArrayStart;
                self.damage = ArrayDamage::default();
                self.array_began = self.began;
                None
            }
            _ => {
                self.give_up_line();
                (!self.line_is_counted).then(|| self.malformed(MalformedReason::Unreadable))
            }
        }
    }

    fn at_array_start<'a>(
        &mut self,
        byte: u8,
        cursor: &mut Cursor<'a>,
        record: &mut RawRecord<'a>,
    ) -> Option<Frame> {
        match byte {
            b'{' => self.record(cursor, Mode::AfterElement, record),
            b']' => {
                self.close_array(cursor);
                None
            }
            _ => {
                // The line that is given up is the one that began the array.
                self.in_given_up_line = !self.after_line_end;
                self.mode = Mode::Top;
                Some(self.malformed(MalformedReason::NotAnObject))
            }
        }
    }

    fn after_element(&mut self, byte: u8, cursor: &mut Cursor<'_>) -> Option<Frame> {
        match byte {
            b',' => {
                self.pass(cursor, 1);
                self.mode = Mode::BeforeElement;
            }
            b']' => self.close_array(cursor),
            // A comma is missing between two lines: nothing is lost by reading on.
            b'{' if self.after_line_end => self.mode = Mode::Lost,
            _ => self.lose_line(),
        }
        None
    }

    fn before_element<'a>(
        &mut self,
        byte: u8,
        cursor: &mut Cursor<'a>,
        record: &mut RawRecord<'a>,
    ) -> Option<Frame> {
        match byte {
            b'{' => self.record(cursor, Mode::AfterElement, record),
            b']' => {
                self.close_array(cursor);
                Some(self.malformed(MalformedReason::Unreadable))
            }
            _ => self.foreign_element(cursor),
        }
    }

    fn at_lost_line<'a>(
        &mut self,
        byte: u8,
        cursor: &mut Cursor<'a>,
        record: &mut RawRecord<'a>,
    ) -> Option<Frame> {
        match byte {
            b'{' => return self.record(cursor, Mode::Lost, record),
            b',' => self.pass(cursor, 1),
            b']' => match self.line_ends_after(cursor) {
                None => return Some(Frame::NeedsText),
                Some(true) => {
                    self.pass(cursor, 1);
                    self.mode = Mode::MaybeClosed;
                    self.damage.maybe_closed = self.began;
                }
                Some(false) => self.lose_line(),
            },
            _ => self.lose_line(),
        }
        None
    }

    fn after_found_element(&mut self, byte: u8, cursor: &mut Cursor<'_>) -> Option<Frame> {
        match byte {
            b',' => {
                self.pass(cursor, 1);
                self.mode = Mode::BeforeElement;
            }
            b']' => self.close_array(cursor),
            b'{' | b'[' => {
                self.mode = Mode::Top;
                if !self.damage.lines_lost {
                    self.give_up(self.array_began);
                    return Some(Frame::Malformed(MalformedReason::Unreadable, 1));
                }
            }
            _ => self.lose_line(),
        }
        None
    }

    /// What follows a line of only `]`: a value outside of the array, or more of what was lost.
    fn after_maybe_closed(&mut self, byte: u8) -> Option<Frame> {
        if !matches!(byte, b'{' | b'[') {
            self.add_pending(self.damage.maybe_closed);
            self.mode = Mode::Lost;
            return None;
        }
        self.mode = Mode::Top;
        match self.settle_pending() {
            0 => None,
            lines => Some(Frame::Malformed(MalformedReason::Unreadable, lines)),
        }
    }

    /// Reads the object here; after it, the reading stands at `after`.
    fn record<'a>(
        &mut self,
        cursor: &mut Cursor<'a>,
        after: Mode,
        record: &mut RawRecord<'a>,
    ) -> Option<Frame> {
        if self.is_doomed(cursor) {
            return self.unreadable(MalformedReason::Unreadable);
        }
        let window = self.window(cursor);
        match read_record(window, cursor.at, record) {
            Reading::Complete { end, over_lines } => {
                self.pass_value(cursor, end, over_lines);
                self.mode = after;
                self.line_is_counted = !over_lines;
                Some(Frame::Record)
            }
            Reading::Incomplete { over_lines } => self.incomplete(cursor, over_lines),
            Reading::Broken { at, over_lines } => {
                if over_lines {
                    self.doom(cursor, at);
                }
                self.unreadable(MalformedReason::Unreadable)
            }
        }
    }

    /// An element that is no object: malformed, and the array goes on after it.
    fn foreign_element(&mut self, cursor: &mut Cursor<'_>) -> Option<Frame> {
        match read_value(self.window(cursor), cursor.at) {
            Reading::Complete { end, over_lines } => {
                self.pass_value(cursor, end, over_lines);
                self.mode = Mode::AfterElement;
                Some(self.malformed(MalformedReason::NotAnObject))
            }
            Reading::Incomplete { over_lines } => self.incomplete(cursor, over_lines),
            Reading::Broken { at, over_lines } => {
                if over_lines {
                    self.doom(cursor, at);
                }
                self.unreadable(MalformedReason::Unreadable)
            }
        }
    }

    /// The text from the cursor on, as far as one record may reach.
    fn window<'a>(&self, cursor: &Cursor<'a>) -> &'a [u8] {
        let end = cursor.at.saturating_add(self.max_record_bytes);
        &cursor.bytes[..end.min(cursor.bytes.len())]
    }

    /// A value that the text at hand does not end.
    fn incomplete(&mut self, cursor: &mut Cursor<'_>, over_lines: bool) -> Option<Frame> {
        let window = self.window(cursor);
        let too_long = window.len() - cursor.at == self.max_record_bytes;
        if !too_long && !cursor.is_last {
            return Some(Frame::NeedsText);
        }
        if over_lines {
            self.doom(cursor, window.len());
        }
        self.damage.ran_out = true;
        self.unreadable(if too_long {
            MalformedReason::TooLong
        } else {
            MalformedReason::Unreadable
        })
    }

    /// Gives up the line on which an unreadable value begins.
    fn unreadable(&mut self, reason: MalformedReason) -> Option<Frame> {
        if self.mode == Mode::Top {
            self.give_up_line();
            return Some(self.malformed(reason));
        }
        self.lose_line();
        None
    }

    /// Remembers the objects that are open at `end`, where the value at the cursor broke.
    fn doom(&mut self, cursor: &Cursor<'_>, end: usize) {
        self.doomed.clear();
        let open = open_objects(&cursor.bytes[..end], cursor.at);
        // The first is the value itself, which is dealt with.
        self.doomed
            .extend(open.iter().skip(1).map(|&at| cursor.offset + at as u64));
    }

    fn is_doomed(&mut self, cursor: &Cursor<'_>) -> bool {
        let here = cursor.offset + cursor.at as u64;
        while self.doomed.front().is_some_and(|&at| at < here) {
            self.doomed.pop_front();
        }
        self.doomed.front() == Some(&here)
    }

    fn close_array(&mut self, cursor: &mut Cursor<'_>) {
        self.pass(cursor, 1);
        self.mode = Mode::Top;
    }

    fn give_up_line(&mut self) {
        self.in_given_up_line = true;
    }

    /// Gives up the rest of a line of an array.
    fn lose_line(&mut self) {
        self.in_given_up_line = true;
        self.add_pending(self.began);
        self.damage.lines_lost = true;
        self.mode = Mode::Lost;
    }

    /// What begins there may be malformed, or part of what was given up before it.
    fn add_pending(&mut self, place: Place) {
        self.damage.pending += 1;
        self.give_up(place);
    }

    #[cold]
    fn give_up(&mut self, place: Place) {
        if self.given_up.len() < self.max_given_up {
            self.given_up.push(place);
        }
    }

    /// What begins here is one malformed record.
    fn malformed(&mut self, reason: MalformedReason) -> Frame {
        self.give_up(self.began);
        Frame::Malformed(reason, 1)
    }

    fn settle_pending(&mut self) -> u64 {
        self.damage.ran_out = false;
        std::mem::take(&mut self.damage.pending)
    }

    /// The text is at its end: what an array that was not closed leaves.
    fn end(&mut self) -> Frame {
        let mode = std::mem::replace(&mut self.mode, Mode::Top);
        let ran_out = self.damage.ran_out;
        let pending = self.settle_pending();
        let malformed = match mode {
            Mode::Top => 0,
            Mode::Found if self.damage.lines_lost => 0,
            Mode::Found | Mode::ArrayStart | Mode::AfterElement | Mode::BeforeElement => {
                self.give_up(self.array_began);
                1
            }
            Mode::MaybeClosed if !ran_out => pending,
            Mode::Lost | Mode::MaybeClosed => {
                self.given_up.truncate(1);
                pending.min(1)
            }
        };
        match malformed {
            0 => Frame::End,
            lines => Frame::Malformed(MalformedReason::Unreadable, lines),
        }
    }

    /// Passes the rest of a line; whether its end was found.
    fn pass_line(&mut self, cursor: &mut Cursor<'_>) -> bool {
        let rest = &cursor.bytes[cursor.at..];
        let end = memchr(b'\n', rest);
        cursor.at += end.map_or(rest.len(), |end| end + 1);
        self.line += u64::from(end.is_some());
        self.after_line_end = true;
        self.line_is_counted = false;
        end.is_some()
    }

    /// Passes blanks and byte order marks; the byte that follows, not consumed.
    fn pass_blanks(&mut self, cursor: &mut Cursor<'_>) -> Option<u8> {
        loop {
            let rest = &cursor.bytes[cursor.at..];
            match *rest.first()? {
                b'\n' => {
                    self.line += 1;
                    self.after_line_end = true;
                    self.line_is_counted = false;
                    cursor.at += 1;
                }
                b' ' | b'\t' | b'\r' => cursor.at += 1,
                0xef if rest.starts_with(&BYTE_ORDER_MARK) => cursor.at += BYTE_ORDER_MARK.len(),
                0xef if !cursor.is_last && BYTE_ORDER_MARK.starts_with(rest) => return None,
                byte => return Some(byte),
            }
        }
    }

    fn pass(&mut self, cursor: &mut Cursor<'_>, bytes: usize) {
        cursor.at += bytes;
        self.after_line_end = false;
    }

    fn pass_value(&mut self, cursor: &mut Cursor<'_>, end: usize, over_lines: bool) {
        if over_lines {
            self.line += line_ends(&cursor.bytes[cursor.at..end]);
        }
        cursor.at = end;
        self.after_line_end = false;
    }

    /// Whether the line ends after the byte at the cursor; `None` if the text at hand does not say.
    fn line_ends_after(&self, cursor: &Cursor<'_>) -> Option<bool> {
        let rest = &cursor.bytes[cursor.at + 1..];
        match rest
            .iter()
            .find(|byte| !matches!(byte, b' ' | b'\t' | b'\r'))
        {
            Some(&byte) => Some(byte == b'\n'),
            None if cursor.is_last || rest.len() >= self.max_record_bytes => Some(true),
            None => None,
        }
    }
}

/// The line ends of a value that is known to have some.
#[inline(never)]
fn line_ends(value: &[u8]) -> u64 {
    memchr_iter(b'\n', value).count() as u64
}
