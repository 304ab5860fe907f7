//! The skipping of bodies against `serde_json`: any text in the place of a record's bodies, at every
//! offset within a block.
#![no_main]

use handler_fuzz::oracle;
use libfuzzer_sys::fuzz_target;
use serde_json::Value;

/// One body, then another at an offset that the input chooses, both followed by counts: a body whose
/// end is missed takes its counts with it.
fn record(padding: usize, body: &[u8]) -> Vec<u8> {
    let start = br#"{"timestamp":"2026-04-19T13:28:51Z","region":"r","modelId":"m","input":{"inputBodyJson":"#;
    let counts =
        br#","inputTokenCount":7,"cacheReadInputTokenCount":3},"output":{"outputBodyJson":"#;
    let end = br#","outputTokenCount":9}}"#;
    let padding = vec![b' '; padding];
    [start, body, &counts[..], &padding, body, &end[..]].concat()
}

fuzz_target!(|data: &[u8]| {
    let Some((&first, body)) = data.split_first() else {
        return;
    };
    let text = record(usize::from(first) % 64, body);
    let Ok(parsed @ Value::Object(_)) = serde_json::from_slice(&text) else {
        return;
    };
    oracle::check(&oracle::read(&text), &parsed);
    if serde_json::from_slice::<Value>(body).is_ok() {
        // The body is one value: nothing of it reaches the envelope.
        assert_eq!(oracle::read(&text).records.counted, 1);
    }
});
