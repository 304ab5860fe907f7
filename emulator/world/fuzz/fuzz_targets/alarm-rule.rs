//! Any text as the rule of a composite alarm: it is refused in words, or has its children, each once and a hundred at most, and holds where
//! its contrary does not.
#![no_main]

use libfuzzer_sys::fuzz_target;
use world_fuzz::metrics::alarm::StateValue;
use world_fuzz::metrics::alarm::composite::read;

/// Source: API `PutCompositeAlarm`, `AlarmRule`.
const MAX_CHILDREN: usize = 100;

fuzz_target!(|text: &str| {
    let rule = match read(text) {
        Ok(rule) => rule,
        Err(fault) => return assert!(!fault.is_empty()),
    };
    let children = rule.children();
    assert!(children.len() <= MAX_CHILDREN);
    for (index, child) in children.iter().enumerate() {
        assert!(rule.names(child) && !children[..index].contains(child));
    }
    // One more element may be one too many.
    let contrary = read(&format!("NOT ({text})"));
    for shift in 0..4 {
        let state = |name: &str| {
            [
                None,
                Some(StateValue::Ok),
                Some(StateValue::Alarm),
                Some(StateValue::InsufficientData),
            ][(name.len() + shift) % 4]
        };
        if let Ok(contrary) = &contrary {
            assert_ne!(rule.holds(state), contrary.holds(state), "{text}");
        }
    }
});
