//! One line against `serde_json`: what it reads as an object is one record, and what counts in it is
//! summed as it stands there.
#![no_main]

use handler_fuzz::oracle;
use libfuzzer_sys::fuzz_target;
use serde_json::Value;

fuzz_target!(|data: &[u8]| {
    let Ok(record @ Value::Object(_)) = serde_json::from_slice(data) else {
        return;
    };
    oracle::check(&oracle::read(data), &record);
});
