//! Any text as a filter pattern, its last line as a message: it is refused in words, or decides, alike each time and with values of its own
//! fields alone.
#![no_main]

use libfuzzer_sys::fuzz_target;
use world_fuzz::log_pattern::{Candidate, MAX_LENGTH, Pattern};

fuzz_target!(|text: &str| {
    let (pattern, message) = text.rsplit_once('\n').unwrap_or((text, text));
    let parsed = match Pattern::parse(pattern) {
        Ok(parsed) => parsed,
        Err(fault) => return assert!(!fault.to_string().is_empty()),
    };
    assert!(pattern.chars().count() <= MAX_LENGTH);
    assert_eq!(parsed.text(), pattern);
    let candidate = Candidate::new(message);
    let matches = parsed.matches(&candidate);
    assert_eq!(matches, parsed.matches(&Candidate::new(message)));
    let extracted = parsed.extracted(&candidate);
    assert!(parsed.has_fields() || extracted.is_empty());
    assert!(extracted.keys().all(|name| name.starts_with('$')));
});
