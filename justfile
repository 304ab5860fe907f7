# One door: `just` lists what there is. CI runs `just ci`, after the very test command that the README shows.

# What CI takes, on two cores, its builds included (2026-11-29, each recipe's seconds as seen in a fresh clone; 45 minutes are the most it may):
# the tests 8 min, clippy 4 min, doc 1 min, deny 4 min 20 (its tools are built), fuzz-smoke 10 s, test-features 2 min, e2e 3 min 30 (its image was there),
# aws-cli 50 s, guide 1 min 20, bench-smoke 30 s, package 3 min.

set shell := ["bash", "-euo", "pipefail", "-c"]

# List the recipes.
default:
    @just --list --unsorted

# Replay captured logs through the whole chain: `just replay fixtures/logs`.
replay *ARGS="fixtures/logs":
    cargo run --release -p emulator -- replay {{ ARGS }}

# An empty AWS on one port.
serve *ARGS:
    cargo run --release -p emulator -- serve {{ ARGS }}

# The guide's stack, ready for a log: bucket, queues, function, mapping.
up *ARGS:
    cargo run --release -p emulator -- up {{ ARGS }}

# Every test that needs no container engine.
test:
    cargo test --workspace

# The suite on its arms: `just e2e` (LocalStack where an engine runs), `just e2e emulator`, `just e2e localstack`.
e2e *ARMS:
    e2e/run {{ ARMS }}

# The optional idempotency table, which is off in what is deployed by default. The whole workspace, so that what is built is used.
test-features:
    cargo test --workspace --features handler/idempotency-table --test it over_dynamodb

# The handler's core as 64-bit ARM runs it, under qemu where need be.
test-neon:
    scripts/test-neon

# Fuzz one parser (notification, record, skip, object, gunzip, policy, math) for so many seconds; needs nightly.
fuzz TARGET SECONDS="600":
    scripts/fuzz {{ TARGET }} {{ SECONDS }}

# MB of logs a second, stage by stage, into docs/performance.md and docs/throughput.svg; `just bench --table` without measuring.
bench *ARGS:
    benches/report {{ ARGS }}

# The chain on the corpora that are unkind to it, processor time of emulator and function apart.
bench-chain *ARGS:
    benches/chain {{ ARGS }}

# The core beside DuckDB, ClickHouse, Polars, Python and Node, one core each; `--quick` for a look.
bench-peers *ARGS:
    benches/peers/run {{ ARGS }}

# The tables of docs/scaling.md from the figures of docs/performance.md; `--check` compares.
scaling *ARGS:
    benches/scaling {{ ARGS }}

# docs/support.md from the tables of the services; a test compares.
support:
    cargo run -q -p emulator --example support > docs/support.md

# The stock AWS CLI against `serve`: bucket, queue, notification, log, metric.
aws-cli:
    e2e/aws-cli/run

# The deployment guide, command by command, by both versions of the AWS CLI: `just guide`, `just guide 2`.
guide *VERSIONS:
    e2e/guide/run {{ VERSIONS }}

# The README's picture, docs/replay.svg: generated logs, replayed.
picture:
    #!/usr/bin/env bash
    set -euo pipefail
    flags="--total 5MB --object 100KB --profile 1kb --calls-per-second 1"
    folder=$(mktemp -d)
    trap 'rm -rf "$folder"' EXIT
    cargo run --release -p e2e --bin generate -- $flags "$folder/logs"
    cargo run --release -p emulator -- replay --metric InputTokens --svg docs/replay.svg "$folder/logs"

# What a reviewer would say first: format, lints, docs, dependencies.
check: fmt clippy doc dependencies deny

fmt:
    cargo fmt --all --check

clippy:
    cargo clippy --workspace --all-targets --all-features -- -D warnings

doc:
    RUSTDOCFLAGS="-D warnings" cargo doc --workspace --no-deps --document-private-items --all-features

# The invariants that `cargo tree` and a search can prove.
dependencies:
    scripts/check-dependencies

# Licences, sources, bans; dependencies nobody uses.
deny:
    scripts/install-tools deny machete
    cargo deny --log-level error check bans licenses sources
    cargo machete

# Known vulnerabilities, where the advisory database is reached.
advisories:
    scripts/install-tools deny
    scripts/check-advisories

# Each benchmark once, to see that it runs, built as the tests are; `cargo bench` measures.
bench-smoke:
    cargo bench --workspace --profile dev --bench core -- --test

# The function as it is deployed: target/dist/bootstrap.zip. `--zigbuild` links it for glibc 2.26, whatever this machine has.
package *ARGS:
    scripts/package {{ ARGS }}

# The scripts that packages and checks rely on.
test-scripts:
    scripts/test_glibc_needed.py

# The fuzz targets compile on the tree's own toolchain; `--run` runs each for 20 s (nightly).
fuzz-smoke *ARGS:
    scripts/fuzz-smoke {{ ARGS }}

# Size, time to the first event and peak memory of the function as it is deployed: `just weigh [LOG FILES]`.
weigh *FILES: package
    scripts/weigh {{ FILES }}

# What CI runs.
ci: test after-test

# What CI runs after the tests, cheapest first. The suite on both arms: LocalStack's is skipped, loudly, where no engine answers.
after-test: check advisories test-scripts fuzz-smoke test-features e2e aws-cli guide bench-smoke package
