//! Where what is not counted is: line and byte, however the text is framed and cut.

use proptest::prelude::*;

use super::{framings, gzip, pretty, read, read_within, sound};
use crate::core::object::{
    AgeWindow, Cause, Limits, MalformedReason, ObjectError, ObjectTally, Tell,
};

const ALL: Limits = Limits {
    max_record_bytes: 4096,
    max_text_bytes: 1 << 40,
    max_whole_text_bytes: 1 << 20,
    hash_key: 0,
    tell: Tell {
        at_most: 10_000,
        duplicates: true,
    },
};

/// Kind, line and byte of every problem.
type Places = Vec<(&'static str, u64, u64)>;

fn places(tally: &ObjectTally) -> Places {
    let problems = tally.problems.iter();
    problems
        .map(|problem| {
            let place = problem.place;
            (problem.cause.kind(), place.line, place.offset)
        })
        .collect()
}

/// The line and the byte of each mark in a text, counted by hand, and the text without them.
fn marked(text: &str) -> (String, Places) {
    let mut plain = String::new();
    let mut marks = Places::new();
    for part in text.split_inclusive(['§', '¶', '†']) {
        let kind = match part.chars().last() {
            Some('§') => "malformed",
            Some('¶') => "duplicate",
            Some('†') => "expired",
            _ => {
                plain.push_str(part);
                continue;
            }
        };
        plain.push_str(part.trim_end_matches(['§', '¶', '†']));
        let line = line_at_end(plain.as_bytes());
        marks.push((kind, line, plain.len() as u64));
    }
    (plain, marks)
}

/// The line on which a text ends.
fn line_at_end(text: &[u8]) -> u64 {
    text.split(|byte| *byte == b'\n').count() as u64
}

/// Checks a text, in which a mark stands before what is not counted, in every framing and cut.
fn check_places(name: &str, text: &str) {
    let (plain, expected) = marked(text);
    let window = AgeWindow {
        not_before: Some(1_000_000_000),
        not_after: None,
    };
    for (framing, bytes) in framings(plain.as_bytes()) {
        for chunk in [1, 7, 64 << 10] {
            let tally = read_within(&bytes, chunk, &ALL, window).expect("the text can be read");
            assert_eq!(
                places(&tally),
                expected,
                "{name}, {framing}, chunks of {chunk}"
            );
        }
    }
}

fn expired(tokens: u64) -> String {
    sound(tokens).replace("2026-04-19", "1999-04-19")
}

#[test]
fn every_framing_tells_line_and_byte() {
    let (a, b, c, old) = (sound(1), sound(20), sound(300), expired(4));
    for (name, text) in [
        ("lines", format!("{a}\n§{{\"x\n{b}\n¶{a}\n†{old}\n")),
        ("no final newline", format!("{a}\n{b}\n§{{\"timestamp\":")),
        ("crlf", format!("{a}\r\n§nothing\r\n{b}\r\n¶{a}\r\n")),
        (
            "blank lines",
            format!("\n\n{a}\n \t\n  §x\n\r\n{b}\n\n§y\n"),
        ),
        ("byte order mark", format!("\u{feff}§{{}}\n{b}\n§{{}}\n")),
        (
            "concatenated on a line",
            format!("{a}{b}§{{}}¶{a}{c}†{old}\n[§1]"),
        ),
        (
            "pretty",
            format!("{}\n§{{}}\n{}\r\n¶{}\n", pretty(1), pretty(2), pretty(1)),
        ),
        (
            "array over lines",
            format!("[\n{a},\n§{{}},\n§7,\n¶{a}\n]\n§x\n"),
        ),
        (
            "pretty array",
            format!("[{},§{{}},\n{}\n]\n§-", pretty(1), pretty(2)),
        ),
        ("array on a line", format!("[{a},§[1,\n2],§{{}},{b}]§]")),
        ("a foreign array", "[§7]".to_owned()),
        ("two at the array's end", format!("[{a},§]\n§]")),
        ("an array that is cut off", format!("§[{a},\n{b}")),
        ("an array that only opens", "\n §[\n".to_owned()),
        ("an array without its end", format!("\n§[{a}\n{b}\n[{c}]\n")),
        (
            "lines lost in an array",
            format!("[\n{a},\n§{{\"x\n§y\n{b},\n{c}\n]\n"),
        ),
        (
            "the rest of an array lost",
            format!("[\n{a},\n§{{\"x\ny\n]z\n"),
        ),
        (
            "an array's end or not",
            format!("[\n{a},\n§x\n§]\n§y\n{b}\n]\n"),
        ),
        ("garbage behind a record", format!("{a} §x\n§{{}} x\n{b}\n")),
        (
            "text of more than a byte a letter",
            format!("§ä\u{20ac}\n{a}\n§\u{20ac}\n"),
        ),
    ] {
        check_places(name, &text);
    }
}

#[test]
fn a_record_longer_than_a_buffer_moves_no_place() {
    let long = |tokens: u64, bytes: usize| {
        sound(tokens).replace("]}\"", &format!("{}\"", "x".repeat(bytes)))
    };
    let (huge, next) = (long(1, 3 << 20), long(2, 600 << 10));
    let text = format!("{huge}\n{{\"cut\n{next}\n{{}}\n");
    let second = huge.len() as u64 + 1;
    let last = (text.len() - 3) as u64;
    let limits = Limits {
        max_record_bytes: 8 << 20,
        ..ALL
    };
    for bytes in [text.as_bytes().to_vec(), gzip(text.as_bytes())] {
        let tally = read(&bytes, 100_000, &limits).expect("the text can be read");
        let expected = [("malformed", 2, second), ("malformed", 4, last)];
        assert_eq!(places(&tally), expected);
    }
    // One that is given up for its length is passed line end and all.
    let tally = read(text.as_bytes(), 100_000, &ALL).expect("the text can be read");
    let lines: Vec<_> = places(&tally).iter().map(|(_, line, _)| *line).collect();
    assert_eq!(lines, [1, 2, 3, 4]);
    assert_eq!(
        tally.problems[0].cause,
        Cause::Malformed(MalformedReason::TooLong)
    );
}

#[test]
fn what_a_cut_off_gzip_stream_holds_has_no_place() {
    let stored = gzip(b"x\ny\nz\n");
    let error = read(&stored[..stored.len() - 4], 64, &ALL).map(|tally| tally.records);
    assert_eq!(error, Err(ObjectError::TruncatedGzip));
}

#[test]
fn the_first_places_are_told_and_all_are_counted() {
    let text = format!("{0}\n{0}\n", sound(1)) + &"x\n".repeat(100);
    let tally = |at_most, duplicates| {
        let limits = Limits {
            tell: Tell {
                at_most,
                duplicates,
            },
            ..ALL
        };
        read(text.as_bytes(), 64, &limits).expect("the text can be read")
    };
    let few = tally(3, false);
    assert_eq!(few.records.malformed, 100);
    let lines: Vec<_> = few
        .problems
        .iter()
        .map(|problem| problem.place.line)
        .collect();
    assert_eq!(lines, [3, 4, 5]);
    assert_eq!(tally(0, true).problems.len(), 0);
    assert_eq!(tally(3, true).problems[0].cause, Cause::Duplicate);
    // Lines of an array wait for what follows, no more of them than can be told.
    let lost = format!("[{},\n", sound(1)) + &"x\n".repeat(100) + &sound(2) + "]";
    let limits = Limits {
        tell: Tell {
            at_most: 2,
            duplicates: false,
        },
        ..ALL
    };
    let lost = read(lost.as_bytes(), 64, &limits).expect("the text can be read");
    assert_eq!(lost.records.malformed, 100);
    assert_eq!(
        places(&lost),
        [
            ("malformed", 2, lost.problems[0].place.offset),
            ("malformed", 3, lost.problems[0].place.offset + 2)
        ]
    );
}

/// A piece of a text, and where in it something is not counted.
fn piece() -> impl Strategy<Value = String> {
    let tokens = 0..50_u64;
    prop_oneof![
        4 => Just("\n".to_owned()),
        1 => Just("\r\n".to_owned()),
        1 => Just("\n \t\n".to_owned()),
        1 => Just("\n\u{feff}".to_owned()),
        1 => Just(" ".to_owned()),
        3 => tokens.clone().prop_map(sound),
        2 => tokens.clone().prop_map(pretty),
        1 => tokens.prop_map(expired),
        1 => Just("§{}".to_owned()),
        1 => Just("§{\"region\":\n[\"\\n\"]\n}".to_owned()),
        2 => Just("\n§x }\n".to_owned()),
        2 => Just("\n§{\"cut\n".to_owned()),
        1 => (1..9_usize).prop_map(|count| format!("\n§{{\"long\":\"{}\n", "x".repeat(count * 1000))),
    ]
}

proptest! {
    #[test]
    fn places_are_those_of_a_naive_counter(
        pieces in prop::collection::vec(piece(), 0..30),
        chunk in 1..5000_usize,
        compressed in any::<bool>(),
    ) {
        // The marks stand before what is malformed wherever it stands; duplicates and expired records have none.
        let (text, expected) = marked(&pieces.concat());
        let bytes = if compressed { gzip(text.as_bytes()) } else { text.clone().into_bytes() };
        let tally = read(&bytes, chunk, &ALL).expect("the text can be read");
        let mut told = places(&tally);
        told.retain(|(kind, ..)| *kind == "malformed");
        prop_assert_eq!(told, expected);
        for problem in &tally.problems {
            let before = &text.as_bytes()[..usize::try_from(problem.place.offset).unwrap()];
            let lines = line_at_end(before);
            prop_assert_eq!(problem.place.line, lines);
            prop_assert!(text.as_bytes()[before.len()..].first().is_some_and(|byte| !byte.is_ascii_whitespace()));
        }
        let told = tally.problems.len() as u64;
        prop_assert_eq!(told, tally.records.malformed + tally.records.duplicate + tally.records.expired);
    }

    #[test]
    fn places_in_damaged_arrays_are_on_their_lines(
        lines in prop::collection::vec(
            prop_oneof![
                (0..50_u64).prop_map(|tokens| sound(tokens) + ","),
                (0..50_u64).prop_map(|tokens| pretty(tokens) + ","),
                prop_oneof![Just("["), Just("]"), Just(","), Just("7,"), Just("{},"), Just("{\"x"), Just("[{"), Just("")].prop_map(str::to_owned),
            ],
            0..20,
        ),
        chunk in 1..3000_usize,
    ) {
        let text = format!("[\n{}", lines.join("\n"));
        let tally = read(text.as_bytes(), chunk, &ALL).expect("the text can be read");
        let at_once = read(text.as_bytes(), usize::MAX, &ALL).expect("the text can be read");
        prop_assert_eq!(places(&tally), places(&at_once));
        let told = tally.problems.len() as u64;
        prop_assert_eq!(told, tally.records.malformed + tally.records.duplicate + tally.records.expired);
        for problem in &tally.problems {
            let before = &text.as_bytes()[..usize::try_from(problem.place.offset).unwrap()];
            let lines = line_at_end(before);
            prop_assert_eq!(problem.place.line, lines);
        }
    }
}
