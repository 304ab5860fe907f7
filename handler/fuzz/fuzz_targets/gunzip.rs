//! Any gzip stream: what is read whole, flate2 reads too, and finds as much text in it.
#![no_main]

use std::io::Read as _;
use std::sync::Arc;

use flate2::read::MultiGzDecoder;
use handler_fuzz::core::aggregate::Rules;
use handler_fuzz::core::object::{AgeWindow, Limits, ObjectReader, Step};
use libfuzzer_sys::fuzz_target;

const MAX_TEXT_BYTES: u64 = 4 << 20;

fuzz_target!(|data: &[u8]| {
    let Some((&first, rest)) = data.split_first() else {
        return;
    };
    let stream = [&[0x1f, 0x8b], rest].concat();
    let rules = Arc::new(Rules::default());
    let limits = Limits {
        max_text_bytes: MAX_TEXT_BYTES,
        ..Limits::default()
    };
    let mut reader = ObjectReader::new(&rules, &limits, AgeWindow::default());
    for piece in stream.chunks(usize::from(first) + 1) {
        reader.push(piece);
        loop {
            match reader.read(100) {
                Ok(Step::Paused) => {}
                Ok(Step::NeedsInput) => break,
                Err(_) => return,
            }
        }
    }
    let Ok(tally) = reader.finish() else {
        return;
    };
    // flate2 takes padding for a broken member: compare without it.
    let padding = stream.iter().rev().take_while(|&&byte| byte == 0).count();
    for kept in stream.len() - padding..=stream.len() {
        let mut text = Vec::new();
        let decoded = MultiGzDecoder::new(&stream[..kept])
            .take(MAX_TEXT_BYTES + 1)
            .read_to_end(&mut text);
        if decoded.is_ok() && text.len() as u64 == tally.bytes.uncompressed {
            return;
        }
    }
    // Padding between members is ours alone.
    assert!(
        stream.contains(&0),
        "flate2 does not read what was read here"
    );
});
