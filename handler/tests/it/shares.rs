//! What a batch takes of memory is bounded, and the bound changes no sum.

use std::sync::Arc;

use handler::adapters::settled::WarmMemory;
use handler::config::Shares;
use handler::core::profile::ProfileMap;
use handler::invocation::Handler;
use handler::invocation::ports::{FetchClass, PublishClass, Time as _};
use handler::invocation::summary::{DurationCounts, PublishCounts};

use crate::support::logs::{lines, record, record_at};
use crate::support::memory::{Fetch, Metrics, Objects, Publish, Stepped, World};
use crate::support::{invoke, kept, notification, settings};

/// Memory in which every message is a wave of its own.
const SCARCE: Shares = Shares {
    objects_at_once: 2,
    whole_bytes: 0,
    sums_bytes: 6_000,
};

type Function = Handler<Objects, Metrics, Stepped, Arc<WarmMemory>>;

fn function_with(shares: Shares, world: &World) -> Function {
    let mut settings = settings(&[]);
    settings.shares = shares;
    let rules = settings.rules(ProfileMap::default());
    Handler::new(settings, rules, "fn", world.ports(), || 1.0)
}

/// Ten messages; the third names a missing object beside a sound one that the fifth names too.
fn batch() -> Vec<(String, String)> {
    let names = |number: u64| match number {
        3 => vec!["missing".to_owned(), "shared".to_owned()],
        5 => vec!["shared".to_owned()],
        _ => vec![format!("object-{number}"), "object-1".to_owned()],
    };
    (1..=10)
        .map(|number| {
            let names = names(number);
            let names: Vec<&str> = names.iter().map(String::as_str).collect();
            (format!("m{number}"), notification(&names))
        })
        .collect()
}

fn world() -> World {
    let world = World::new();
    for number in 1..=10_u64 {
        let log = lines(&[record(&format!("r{number}"), number, 2 * number)]);
        world.objects.put(&format!("object-{number}"), log);
    }
    world.objects.put("shared", lines(&[record("s", 1_000, 0)]));
    world
        .objects
        .script("missing", [Fetch::Refused(FetchClass::Gone)]);
    world
}

#[tokio::test(start_paused = true)]
async fn what_is_published_in_waves_is_what_is_published_at_once() {
    let mut ends = Vec::new();
    for shares in [settings(&[]).shares, SCARCE] {
        let world = world();
        let batch = batch();
        let messages: Vec<(&str, String)> = batch
            .iter()
            .map(|(id, body)| (id.as_str(), body.clone()))
            .collect();
        let function = function_with(shares, &world);
        let handled = invoke(&function, world.time.now(), 300, &messages).await;
        assert_eq!(kept(&handled), ["m3"]);
        let requests = world.metrics.request_count();
        let mut summary = handled.summary;
        summary.publishes = PublishCounts::default();
        summary.duration = DurationCounts::default();
        ends.push((world.metrics.sums(), summary, requests));
    }
    let (at_once, in_waves) = (&ends[0], &ends[1]);
    assert_eq!(at_once.0, in_waves.0);
    assert_eq!(at_once.1, in_waves.1);
    assert!(in_waves.2 > at_once.2, "{} requests", in_waves.2);
}

#[tokio::test(start_paused = true)]
async fn a_wave_that_is_not_published_fails_its_own_messages_only() {
    let world = world();
    world
        .metrics
        .script([Publish::Fails(PublishClass::Blocked), Publish::Confirmed]);
    let messages = [
        ("m1", notification(&["object-1", "object-2"])),
        ("m2", notification(&["object-3", "object-4"])),
    ];
    // More than one object's sums take, and less than two.
    let scarce = Shares {
        sums_bytes: 2_000,
        ..SCARCE
    };
    let function = function_with(scarce, &world);
    let handled = invoke(&function, world.time.now(), 300, &messages).await;
    assert_eq!(kept(&handled), ["m1"]);
}

#[tokio::test(start_paused = true)]
async fn an_object_whose_sums_do_not_fit_is_returned_with_the_way_out() {
    let world = World::new();
    let minutes = (0..60).map(|minute| {
        let timestamp = format!("2026-04-19T13:{minute:02}:51Z");
        record_at(&timestamp, &format!("r{minute}"), minute, 1)
    });
    let minutes: Vec<String> = minutes.collect();
    world.objects.put("many-minutes", lines(&minutes));
    world.objects.put("few", lines(&[record("r", 1, 1)]));
    let messages = [
        ("m1", notification(&["many-minutes"])),
        ("m2", notification(&["few"])),
    ];
    let function = function_with(SCARCE, &world);
    let handled = invoke(&function, world.time.now(), 300, &messages).await;
    assert_eq!(kept(&handled), ["m1"], "nothing of it is lost");
    assert_eq!(handled.summary.messages.retry, 1);
}

#[tokio::test(start_paused = true)]
async fn records_of_many_megabytes_are_read_one_after_the_other() {
    let world = World::new();
    let keys = ["a", "b", "c", "d"];
    for key in keys {
        let filler = format!(r#","filler":"{}"}}"#, "x".repeat(3 << 20));
        let mut long = record(key, 1, 1);
        long.pop();
        long.push_str(&filler);
        let next = record(&format!("{key}-next"), 1, 1);
        world.objects.put(key, lines(&[long, next]));
    }
    let messages = [("m", notification(&keys))];
    let function = function_with(settings(&[]).shares, &world);
    let handled = invoke(&function, world.time.now(), 300, &messages).await;
    assert!(kept(&handled).is_empty());
    assert_eq!(handled.summary.records.counted, 8);
}
