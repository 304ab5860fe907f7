//! How much: many small objects, one large one.

use std::io;
use std::time::Duration;

use super::{corpus, stack};
use crate::env::Env;
use crate::generator::{Framing, Generator, Packing, Plan, Profile, Shape};
use crate::stack::{Spec, Stack};

pub async fn a_thousand_small_objects_all_count<E: Env>(env: &E) {
    let stack = stack(env).await;
    let (objects, expected) = corpus::small(1_000, 51);
    assert_eq!(objects.len(), 1_000);
    stack.put_side_by_side(&objects).await;
    stack.drained().await;
    expected.assert_same(&stack.sums().await);
}

/// Bytes of log text: far more than the function may hold.
const LARGE: u64 = 500_000_000;

/// Half a gigabyte of text in one gzip object, put in parts as large files are.
pub async fn a_large_object_streams_through<E: Env>(env: &E) {
    let spec = Spec {
        timeout: Duration::from_secs(300),
        ..Spec::new(env.timing())
    };
    let stack = Stack::new(env, spec).await;
    let plan = Plan {
        seed: 52,
        total_bytes: LARGE,
        object_bytes: vec![LARGE],
        // Text that deflates well: the object is put over the wire compressed.
        profile: Profile::Kb9,
        framings: vec![Framing::new(Shape::Lines, Packing::Gzip)],
        gzip_level: 1,
        ..corpus::recent()
    };
    let mut generator = Generator::new(plan);
    let object = generator.upcoming().expect("half a gigabyte is wanted");
    let mut file = tempfile::tempfile().expect("the temporary folder takes a file");
    generator
        .write(&object, io::BufWriter::new(&mut file))
        .expect("the disk takes the object");
    stack.put_in_parts(&object.key, &mut file).await;
    stack.drained().await;
    generator.sums().assert_same(&stack.sums().await);
}
