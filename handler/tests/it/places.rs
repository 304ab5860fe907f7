//! What the log says of records and objects that are not counted: object, line, byte and reason.

use std::io::Write;
use std::sync::{Arc, Mutex};

use handler::adapters::log::JsonLog;
use handler::config::LogLevel;
use handler::invocation::ports::{PublishClass, Time};
use serde_json::{Value, json};

use crate::support::logs::{gzip, lines, record};
use crate::support::memory::{Publish, World};
use crate::support::{function, invoke, notification};

#[derive(Clone, Default)]
struct Shared(Arc<Mutex<Vec<u8>>>);

impl Write for Shared {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0
            .lock()
            .expect("not poisoned")
            .extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

/// What an invocation logs at WARN and above, without what every line has.
async fn warnings(
    world: &World,
    variables: &[(&str, &str)],
    messages: &[(&str, String)],
) -> Vec<Value> {
    let function = function(variables, world.ports());
    let out = Shared::default();
    let log = JsonLog::new(LogLevel::Warn, world.time.clone(), out.clone());
    let guard = tracing::subscriber::set_default(log);
    invoke(&function, world.time.now(), 300, messages).await;
    drop(guard);
    let text = String::from_utf8(out.0.lock().expect("not poisoned").clone()).expect("UTF-8");
    let lines = text.lines().map(|line| {
        let mut line: Value = serde_json::from_str(line).expect("a JSON line");
        let fields = line.as_object_mut().expect("an object");
        fields.remove("timestamp");
        assert_eq!(fields.remove("level"), Some(json!("WARN")));
        line
    });
    lines.collect()
}

const ALL: (&str, &str) = ("LOGGED_PLACES", "all");

fn old(request_id: &str) -> String {
    record(request_id, 1, 1).replace("2026-", "2020-")
}

fn several() -> World {
    let world = World::new();
    let first = lines(&[
        record("1", 1, 1),
        "secret".into(),
        record("1", 1, 1),
        old("2"),
    ]);
    world.objects.put("a", gzip(&first));
    world.objects.put("b", lines(&["{}".into()]));
    world.objects.put("none", "");
    world.objects.put("blank", "\n\n");
    world
}

#[tokio::test(start_paused = true)]
async fn what_is_not_counted_is_told_with_its_place_and_none_of_its_text() {
    let keys = ["a", "b", "data/x", "none", "blank"];
    let told = warnings(&several(), &[], &[("m", notification(&keys))]).await;
    let one = record("1", 1, 1).len() + 1;
    let expired = 2 * one + "secret\n".len();
    let expected = json!([
        {"message": "not counted", "kind": "malformed", "bucket": "logs", "key": "a", "line": 2, "offset": one,
            "reason": "no JSON object can be read here"},
        {"message": "not counted", "kind": "expired", "bucket": "logs", "key": "a", "line": 4, "offset": expired,
            "reason": "its timestamp is outside of the age limits"},
        {"message": "not counted", "kind": "empty", "bucket": "logs", "key": "b",
            "reason": "no record of the object is counted: 1 malformed, 0 duplicate, 0 expired"},
        {"message": "not counted", "kind": "malformed", "bucket": "logs", "key": "b", "line": 1, "offset": 0,
            "reason": "its timestamp is missing, or none of RFC 3339"},
        {"message": "not counted", "kind": "empty", "bucket": "logs", "key": "none", "reason": "the object has no bytes"},
        {"message": "not counted", "kind": "empty", "bucket": "logs", "key": "blank",
            "reason": "there is no record in the object"},
    ]);
    assert_eq!(Value::from(told), expected);
}

#[tokio::test(start_paused = true)]
async fn what_needs_no_repair_is_told_to_who_asks_for_all() {
    let batch = [("m", notification(&["a", "data/x"]))];
    let told = warnings(&several(), &[ALL], &batch).await;
    let kinds: Vec<_> = told
        .iter()
        .filter_map(|line| line["kind"].as_str())
        .collect();
    assert_eq!(kinds, ["malformed", "duplicate", "expired", "skipped"]);
    assert_eq!(told[1]["line"], 3);
    assert_eq!(told[3]["reason"], "offloaded body");
}

#[tokio::test(start_paused = true)]
async fn the_first_places_have_a_line_and_the_rest_a_number() {
    let damaged = || {
        let world = World::new();
        for key in ["a", "b"] {
            let mut text = lines(&[record(key, 1, 1)]);
            text.extend(b"x\n".repeat(30));
            world.objects.put(key, text);
        }
        world
    };
    let batch = [("m1", notification(&["a"])), ("m2", notification(&["b"]))];
    for (variables, logged) in [
        (vec![], 20),
        (vec![("LOGGED_PLACES", "0")], 0),
        (vec![("LOGGED_PLACES", "35")], 35),
    ] {
        let told = warnings(&damaged(), &variables, &batch).await;
        assert_eq!(told.len(), logged + 1);
        let more = json!({"message": "further places are not logged", "places": 60 - logged, "logged": logged});
        assert_eq!(told[logged], more);
    }
    let world = World::new();
    world
        .objects
        .put("a", lines(&[record("a", 1, 1), "x".into()]));
    let told = warnings(&world, &[ALL], &batch[..1]).await;
    assert_eq!(told.len(), 1, "nothing is left out: {told:?}");
}

#[tokio::test(start_paused = true)]
async fn a_message_that_comes_back_tells_its_places_once() {
    let world = World::new();
    world
        .objects
        .put("a", lines(&[record("1", 1, 1), "x".into()]));
    world
        .metrics
        .script([Publish::Fails(PublishClass::Blocked), Publish::Confirmed]);
    let batch = [("m", notification(&["a"]))];
    let kinds = |told: Vec<Value>| -> Vec<Value> {
        told.into_iter()
            .map(|line| line["message"].clone())
            .collect()
    };
    let first = kinds(warnings(&world, &[], &batch).await);
    assert!(!first.contains(&json!("not counted")), "{first:?}");
    let second = kinds(warnings(&world, &[], &batch).await);
    assert_eq!(second, ["not counted"]);
}
