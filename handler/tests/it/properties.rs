//! Order and batching never change the sums.

use handler::core::notification::Notification;
use handler::invocation::ports::Time;
use proptest::prelude::*;

use crate::support::logs::{lines, record};
use crate::support::memory::World;
use crate::support::{function, invoke, notification};

fn run(objects: &[Vec<u64>], batches: &[Vec<usize>]) -> std::collections::BTreeMap<String, f64> {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_time()
        .start_paused(true)
        .build()
        .expect("a runtime");
    runtime.block_on(async {
        let world = World::new();
        for (index, tokens) in objects.iter().enumerate() {
            let records = tokens.iter().enumerate();
            let records: Vec<_> = records
                .map(|(at, count)| record(&at.to_string(), *count, 1))
                .collect();
            world.objects.put(&index.to_string(), lines(&records));
        }
        let function = function(&[], world.ports());
        for batch in batches {
            let messages: Vec<_> = batch
                .iter()
                .map(|index| ("m", notification(&[&index.to_string()])))
                .collect();
            invoke(&function, world.time.now(), 300, &messages).await;
        }
        world.metrics.sums()
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]
    #[test]
    fn sums_do_not_depend_on_order_or_batching(
        objects in prop::collection::vec(prop::collection::vec(0_u64..400, 1..20), 1..12),
        order in Just(()).prop_perturb(|(), mut rng| rng.next_u64()),
        size in 1_usize..6,
    ) {
        let in_order: Vec<usize> = (0..objects.len()).collect();
        let mut shuffled = in_order.clone();
        shuffled.sort_by_key(|index| (*index as u64 + 1).wrapping_mul(order | 1));
        let batches: Vec<Vec<usize>> = shuffled.chunks(size).map(<[usize]>::to_vec).collect();
        prop_assert_eq!(run(&objects, &[in_order]), run(&objects, &batches));
    }
}

/// Bodies near a sound one: bytes of it replaced, cut out or put in.
fn near_a_notification() -> impl Strategy<Value = String> {
    let edits = prop::collection::vec((any::<prop::sample::Index>(), any::<u8>(), 0_u8..3), 1..6);
    edits.prop_map(|edits| {
        let mut body = notification(&["a+b%2Bc", "%E6%97%A5", "x"]).into_bytes();
        for (at, byte, kind) in edits {
            let at = at.index(body.len());
            match kind {
                0 => body[at] = byte,
                1 => body.insert(at, byte),
                _ => drop(body.remove(at)),
            }
        }
        String::from_utf8_lossy(&body).into_owned()
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    #[test]
    fn no_body_breaks_the_parser(body in ".{0,200}") {
        let _ = handler::core::notification::parse(&body);
    }

    #[test]
    fn no_body_near_a_notification_breaks_the_parser(body in near_a_notification()) {
        if let Ok(Notification { created, .. }) = handler::core::notification::parse(&body) {
            for object in created {
                prop_assert!(!object.bucket.is_empty() && !object.key.is_empty());
            }
        }
    }
}
