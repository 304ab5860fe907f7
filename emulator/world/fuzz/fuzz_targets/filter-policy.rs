//! Any text as a filter policy, its last line as a message: it is refused in words, or decides the same however its JSON is spaced, and a
//! body that is no object is wanted by none that is about bodies.
#![no_main]

use libfuzzer_sys::fuzz_target;
use serde_json::{Map, Value};
use world_fuzz::filter_policy::{SCOPES, wants};

fuzz_target!(|text: &str| {
    let (policy, message) = text.rsplit_once('\n').unwrap_or((text, "{}"));
    let read = serde_json::from_str::<Map<String, Value>>(message);
    let is_object = read.is_ok();
    let attributes = read.unwrap_or_default();
    for scope in SCOPES {
        let decided = wants(policy, scope, &attributes, message);
        match &decided {
            Ok(wanted) => {
                assert!(is_object || !wanted || scope == "MessageAttributes");
                let value: Value = serde_json::from_str(policy).expect("a policy is JSON");
                let again = wants(&value.to_string(), scope, &attributes, message);
                assert_eq!(again, decided, "{policy}");
            }
            Err(fault) => assert!(!fault.is_empty()),
        }
    }
});
