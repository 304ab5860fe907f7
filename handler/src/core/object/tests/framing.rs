//! The framings that count right, and the gzip streams that fail.

use super::{check, framings, gzip, outcome, pretty, read, read_in_place, sound};
use crate::core::object::{Buffers, Limits, ObjectError, ObjectTally};

/// In pieces, and announced and so inflated in one go.
fn both_ways(stored: &[u8]) -> [Result<ObjectTally, ObjectError>; 2] {
    let at_once = read_in_place(stored, Buffers::default());
    [
        read(stored, 64, &Limits::default()),
        at_once.map(|(tally, _)| tally),
    ]
}

#[test]
fn every_framing_counts_all_its_records() {
    let (a, b, c) = (sound(1), sound(20), sound(300));
    let all = &[1, 20, 300];
    for (name, text) in [
        ("lines", format!("{a}\n{b}\n{c}\n")),
        ("no final newline", format!("{a}\n{b}\n{c}")),
        ("crlf", format!("{a}\r\n{b}\r\n{c}\r\n")),
        ("blank lines", format!("\n\n{a}\n \t\n{b}\n\r\n{c}\n\n")),
        ("byte order mark", format!("\u{feff}{a}\n{b}\n{c}\n")),
        (
            "marks at lines",
            format!("\u{feff}{a}\n\u{feff}{b}\n\u{feff}{c}\n\u{feff}"),
        ),
        ("concatenated", format!("{a}{b}{c}")),
        ("concatenated with blanks", format!(" {a} {b}\t{c} ")),
        (
            "pretty",
            format!("{}\n{}\n{}\n", pretty(1), pretty(20), pretty(300)),
        ),
        (
            "pretty concatenated",
            format!("{}{}{}", pretty(1), pretty(20), pretty(300)),
        ),
        (
            "pretty crlf",
            pretty(1).replace('\n', "\r\n") + &b + &pretty(300),
        ),
        ("array", format!("[{a},{b},{c}]")),
        ("array with blanks", format!(" [ {a} , {b} , {c} ] \n")),
        ("array of lines", format!("[\n{a},\n{b},\n{c}\n]\n")),
        ("leading commas", format!("[\n{a}\n,{b}\n,{c}\n]\n")),
        (
            "pretty array",
            format!("[\n{},\n{},\n{}\n]", pretty(1), pretty(20), pretty(300)),
        ),
        ("arrays", format!("[{a}]\n[{b},{c}]\n[]\n")),
        ("arrays concatenated", format!("[{a}][{b},{c}][]")),
        ("array and lines", format!("[{a}]\n{b}\n{c}")),
    ] {
        check(name, text, all, 0, 0);
    }
}

#[test]
fn nothing_counts_nothing() {
    for text in [
        "",
        "\n",
        " \r\n\t\n",
        "[]",
        "[ \n ]\n",
        "\u{feff}",
        "\u{feff}\n",
    ] {
        check(text, text, &[], 0, 0);
    }
}

#[test]
fn a_member_may_begin_with_a_byte_order_mark() {
    let text = [
        gzip(format!("\u{feff}{}", sound(1)).as_bytes()),
        gzip(format!("\u{feff}{}\n", sound(2)).as_bytes()),
    ]
    .concat();
    let tally = read(&text, 5, &Limits::default()).unwrap();
    assert_eq!((tally.records.counted, tally.records.malformed), (2, 0));
}

#[test]
fn gzip_within_gzip_is_not_unwrapped() {
    let tally = read(&gzip(&gzip(b"{}")), 5, &Limits::default()).unwrap();
    assert_eq!(tally.records.counted, 0);
    assert_eq!(tally.records.malformed, 1);
}

#[test]
fn one_byte_of_gzip_is_text() {
    let tally = read(b"\x1f", 1, &Limits::default()).unwrap();
    assert_eq!(tally.records.malformed, 1);
}

#[test]
fn headers_with_every_field_are_read() {
    let plain = gzip(format!("{}\n", sound(5)).as_bytes());
    let body = &plain[10..];
    for flags in 0..32_u8 {
        let mut header = vec![0x1f, 0x8b, 8, flags, 0, 0, 0, 0, 0, 255];
        if flags & 4 != 0 {
            header.extend_from_slice(&[3, 0, 0, 1, 2]);
        }
        if flags & 8 != 0 {
            header.extend_from_slice(b"name.json\0");
        }
        if flags & 16 != 0 {
            header.extend_from_slice(b"\0");
        }
        if flags & 2 != 0 {
            let mut crc = flate2::Crc::new();
            crc.update(&header);
            header.extend_from_slice(&crc.sum().to_le_bytes()[..2]);
        }
        let stream = [&header, body, &plain].concat();
        for chunk in [1, 3, 1000] {
            let tally = read(&stream, chunk, &Limits::default()).unwrap();
            assert_eq!(tally.records.counted, 1, "flags {flags}");
            assert_eq!(tally.records.duplicate, 1, "flags {flags}");
        }
        if flags & 2 != 0 {
            header.pop();
            header.push(header[9]);
            let result = read(&[&header, body].concat(), 3, &Limits::default());
            assert!(result.is_err(), "a wrong header checksum, flags {flags}");
        }
    }
}

#[test]
fn an_empty_extra_field_is_read() {
    let plain = gzip(sound(5).as_bytes());
    let stream = [
        &[0x1f, 0x8b, 8, 4, 0, 0, 0, 0, 0, 255, 0, 0][..],
        &plain[10..],
    ]
    .concat();
    assert_eq!(
        outcome(&read(&stream, 1, &Limits::default()).unwrap()).counted,
        1
    );
}

#[test]
fn a_stream_cut_anywhere_fails_as_a_whole() {
    let stream = [gzip(sound(1).as_bytes()), gzip(sound(2).as_bytes())].concat();
    let first = gzip(sound(1).as_bytes()).len();
    for cut in 2..stream.len() {
        for result in both_ways(&stream[..cut]) {
            let error = result.err();
            let expected = (cut != first).then_some(ObjectError::TruncatedGzip);
            assert_eq!(error, expected, "cut at {cut}");
        }
    }
}

#[test]
fn a_damaged_stream_fails_or_reads_the_same() {
    let text = format!("{}\n{}\n", sound(1), sound(2));
    let stream = gzip(text.as_bytes());
    for index in 0..stream.len() {
        let mut damaged = stream.clone();
        damaged[index] ^= 0x55;
        // The header's time, flags and system are not checked; the magic makes it text.
        for result in both_ways(&damaged) {
            if let Ok(tally) = result
                && index >= 10
            {
                panic!("damage at {index} went unnoticed: {:?}", tally.records);
            }
        }
    }
}

#[test]
fn garbage_after_a_member_fails_the_object() {
    let member = gzip(sound(1).as_bytes());
    let trailer = &member[member.len() - 8..];
    let no_text = gzip(b"");
    for stream in [
        [&member[..], b"\0\0garbage"].concat(),
        // The end is that of a sound object.
        [&member[..], b"garbage", trailer].concat(),
        [&no_text[..], b"garbage", &[0; 8]].concat(),
    ] {
        for result in both_ways(&stream) {
            assert!(
                matches!(result, Err(ObjectError::CorruptGzip(_))),
                "{result:?}"
            );
        }
    }
}

#[test]
fn a_bomb_ends_at_the_limit() {
    let limits = Limits {
        max_text_bytes: 1 << 20,
        ..Limits::default()
    };
    let bomb = gzip(&vec![b' '; 5 << 20]);
    assert_eq!(
        read(&bomb, 64, &limits).unwrap_err(),
        ObjectError::TextTooLong(1 << 20)
    );
}

#[test]
fn a_record_longer_than_the_limit_is_one_malformed_record() {
    let limits = Limits {
        max_record_bytes: 400_000,
        ..Limits::default()
    };
    let long = sound(9).replace("999999", &"9".repeat(3_000_000));
    let fits = sound(8).replace("999999", &"9".repeat(390_000));
    let text = format!(
        "{}\n{long}\n{fits}\n[{long},{}]\n{}",
        sound(1),
        sound(7),
        sound(2)
    );
    for (framing, bytes) in framings(text.as_bytes()) {
        let tally = read(&bytes, 50_000, &limits).unwrap();
        assert_eq!(tally.records.counted, 3, "{framing}");
        assert_eq!(tally.records.malformed, 2, "{framing}");
        assert_eq!(outcome(&tally).input_tokens, 11, "{framing}");
    }
}
