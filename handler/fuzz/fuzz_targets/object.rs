//! Any text, read at once and in pieces: the same counts and sums, and no neighbour lost.
#![no_main]

use std::sync::Arc;

use handler_fuzz::core::aggregate::Rules;
use handler_fuzz::core::object::{AgeWindow, Limits, ObjectReader, ObjectTally, Step};
use libfuzzer_sys::fuzz_target;

const SOUND: &str = r#"{"timestamp":"2026-04-19T13:28:51Z","region":"fuzz-1","modelId":"m","input":{"inputTokenCount":7}}"#;

fn read(bytes: &[u8], chunk: usize, announced: Option<u64>) -> Option<ObjectTally> {
    let rules = Arc::new(Rules::default());
    let limits = Limits {
        max_record_bytes: 1 << 20,
        max_text_bytes: 16 << 20,
        ..Limits::default()
    };
    let mut reader = ObjectReader::new(&rules, &limits, AgeWindow::default());
    if let Some(announced) = announced {
        reader.announce(announced);
    }
    for piece in bytes.chunks(chunk) {
        reader.push(piece);
        while reader.read(2).ok()? == Step::Paused {}
    }
    reader.finish().ok()
}

fuzz_target!(|data: &[u8]| {
    let Some((&first, text)) = data.split_first() else {
        return;
    };
    let whole = read(text, usize::MAX, Some(text.len() as u64));
    let pieces = read(text, usize::from(first) + 1, None);
    match (whole, pieces) {
        (None, None) => {}
        (Some(whole), Some(pieces)) => {
            assert_eq!(whole.records, pieces.records);
            assert_eq!(whole.malformed, pieces.malformed);
            assert_eq!(whole.problems, pieces.problems);
            assert_eq!(
                whole.aggregate.into_datapoints(),
                pieces.aggregate.into_datapoints()
            );
        }
        // Read at once, gzip may pass that zlib refuses for its tables of codes, not for its text.
        (Some(_), None) => assert!(text.starts_with(&[0x1f, 0x8b])),
        (None, Some(_)) => panic!("what is read in pieces is read at once"),
    }
    if !text.starts_with(&[0x1f, 0x8b]) && !text.contains(&b'[') {
        // Outside of arrays, a sound line after any text whatever is counted.
        let followed = [text, b"\n", SOUND.as_bytes(), b"\n", SOUND.as_bytes()].concat();
        let tally = read(&followed, usize::MAX, None).expect("text does not fail");
        assert!(tally.records.counted >= 2);
    }
});
