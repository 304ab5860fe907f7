//! The handler's core on one thread: MB of log text a second.
//!
//! ```text
//! cargo bench -p benches --bench core
//! ```
//!
//! `gunzip` is the floor: the same library, the same buffer, and nothing done with the text. What
//! `object` takes beyond it is the checksum, parsing, judging and summing; what `invocation` takes
//! beyond that, the function around the core. These read an object that streams; `small_gunzip` and
//! `small_object` one of a size as Bedrock writes it, which is inflated in one go. `just bench` writes
//! docs/performance.md from it.

mod ports;
mod processor_time;

use std::hint::black_box;
use std::sync::Arc;
use std::time::Duration;

use benches::corpus::{Make, gzip, text};
use criterion::{
    BenchmarkId, Criterion, SamplingMode, Throughput, criterion_group, criterion_main,
};
use flate2::{Decompress, FlushDecompress};
use handler::core::aggregate::{Aggregate, Rules};
use handler::core::object::{AgeWindow, Buffers, Limits, ObjectReader, ObjectTally, Step};
use handler::core::pack::pack;
use ports::Invocation;
use processor_time::ProcessorTime;
use tokio::runtime;

/// Log text of one benched object.
const TEXT_BYTES: usize = 16 << 20;

/// Log text of a small one.
const SMALL_TEXT_BYTES: usize = 2_000_000;

/// Bytes that S3 sends at a time.
const CHUNK_BYTES: usize = 64 << 10;

/// Bytes of a gzip header without optional fields, as `gzip` here writes it.
const HEADER_BYTES: usize = 10;

fn read(rules: &Arc<Rules>, object: &[u8]) -> ObjectTally {
    let mut reader = ObjectReader::new(rules, &Limits::default(), AgeWindow::default());
    for chunk in object.chunks(CHUNK_BYTES) {
        reader.push(chunk);
        while reader.read(100).expect("the corpus is sound") == Step::Paused {}
    }
    reader.finish().expect("the corpus is sound")
}

/// Reads an object whose length is known, in memory that is kept.
fn read_small(rules: &Arc<Rules>, object: &[u8], buffers: Buffers) -> (ObjectTally, Buffers) {
    let window = AgeWindow::default();
    let mut reader = ObjectReader::within(buffers, rules, &Limits::default(), window);
    reader.announce(object.len() as u64);
    for chunk in object.chunks(CHUNK_BYTES) {
        reader.push(chunk);
        while reader.read(100).expect("the corpus is sound") == Step::Paused {}
    }
    reader.finish_within().expect("the corpus is sound")
}

fn gunzip_small(object: &[u8], buffer: &mut [u8]) -> usize {
    let mut inflate = libdeflater::Decompressor::new();
    inflate
        .gzip_decompress(object, buffer)
        .expect("the corpus is sound")
}

fn gunzip(object: &[u8], buffer: &mut [u8]) -> u64 {
    let mut inflate = Decompress::new(false);
    let mut rest = &object[HEADER_BYTES..];
    loop {
        let before = inflate.total_in();
        let status = inflate
            .decompress(rest, buffer, FlushDecompress::None)
            .expect("the corpus is sound");
        let taken = usize::try_from(inflate.total_in() - before).expect("it lies in memory");
        rest = &rest[taken..];
        if status == flate2::Status::StreamEnd {
            return inflate.total_out();
        }
    }
}

fn objects(criterion: &mut Criterion<ProcessorTime>) {
    let rules = Arc::new(Rules::default());
    let mut buffer = vec![0; 512 << 10];
    let runtime = runtime::Builder::new_current_thread()
        .build()
        .expect("one thread is to be had");
    for make in Make::ALL {
        let text = text(make, TEXT_BYTES, 1);
        let object = gzip(&text);
        let mut group = criterion.benchmark_group(make.name());
        group
            .throughput(Throughput::Bytes(text.len() as u64))
            .sampling_mode(SamplingMode::Flat)
            .sample_size(10)
            .measurement_time(Duration::from_secs(3));
        group.bench_function("parse", |bencher| {
            bencher.iter(|| read(&rules, black_box(&text)));
        });
        group.bench_function("gunzip", |bencher| {
            bencher.iter(|| gunzip(black_box(&object), &mut buffer));
        });
        group.bench_function("object", |bencher| {
            bencher.iter(|| read(&rules, black_box(&object)));
        });
        group.bench_function("invocation", |bencher| {
            let invocation = Invocation::of(&object, CHUNK_BYTES);
            bencher.iter(|| runtime.block_on(invocation.run()));
        });

        let text = &text[..SMALL_TEXT_BYTES];
        let object = gzip(text);
        group.throughput(Throughput::Bytes(text.len() as u64));
        group.bench_function("small_gunzip", |bencher| {
            let mut buffer = vec![0; text.len()];
            bencher.iter(|| gunzip_small(black_box(&object), &mut buffer));
        });
        group.bench_function("small_object", |bencher| {
            let mut buffers = Buffers::default();
            bencher.iter(|| {
                let kept = std::mem::take(&mut buffers);
                let (tally, kept) = read_small(&rules, black_box(&object), kept);
                buffers = kept;
                tally
            });
        });
        group.finish();
    }
}

fn packing(criterion: &mut Criterion<ProcessorTime>) {
    let rules = Arc::new(Rules::default());
    let object = text(Make::Chat, 1 << 20, 1);
    let aggregate = read(&rules, &object).aggregate;
    let mut group = criterion.benchmark_group("pack");
    for messages in [1, 10, 100] {
        let aggregates: Vec<Aggregate> = vec![aggregate.clone(); messages];
        group.throughput(Throughput::Elements(messages as u64));
        group.bench_with_input(
            BenchmarkId::from_parameter(messages),
            &aggregates,
            |bencher, aggregates| {
                bencher.iter(|| pack(black_box(aggregates).iter().enumerate()).count());
            },
        );
    }
    group.finish();
}

criterion_group! {
    name = core;
    config = Criterion::default().with_measurement(ProcessorTime);
    targets = objects, packing
}
criterion_main!(core);
