//! The main job as users run it: `emulator replay`.

use std::path::Path;
use std::process::{Command, Output};

use e2e::generator::{Generator, Layout, Plan, TWELVE};
use e2e::oracle::{Switches, begins_with_a_record, sums_of, text_of};
use e2e::sums::Sums;
use e2e::{binaries, files};
use serde_json::Value;

fn replay(path: &Path) -> Output {
    replay_with(path, &[])
}

fn replay_with(path: &Path, arguments: &[&str]) -> Output {
    Command::new(binaries::emulator())
        .args(["replay", "--format", "json", "--handler"])
        .arg(binaries::bootstrap())
        .arg(path)
        .args(arguments)
        .output()
        .expect("the emulator runs")
}

/// The one document on stdout.
fn document(output: &Output) -> Value {
    let said = String::from_utf8_lossy(&output.stderr);
    serde_json::from_slice(&output.stdout).unwrap_or_else(|error| panic!("{error}; stderr: {said}"))
}

fn found(output: &Output) -> Sums {
    let document = document(output);
    Sums::from_document(&document).unwrap_or_else(|error| panic!("{error} in {document:#}"))
}

fn write(folder: &Path, key: &str, body: &[u8]) {
    let path = folder.join(key);
    let parent = path.parent().expect("a key's file is in a folder");
    std::fs::create_dir_all(parent).expect("the folder can be made");
    std::fs::write(path, body).expect("the file can be written");
}

#[test]
fn a_replay_of_the_fixtures_gives_the_metrics_computed_apart_from_it() {
    let fixtures = binaries::workspace().join("fixtures");
    let expected = std::fs::read(fixtures.join("expected.json")).expect("the answer is checked in");
    let expected = serde_json::from_slice(&expected).expect("the answer is JSON");
    let output = replay(&fixtures.join("logs"));
    Sums::from_document(&expected)
        .expect("the answer is a document")
        .assert_same(&found(&output));
    let document = document(&output);
    assert_eq!(document["dead_letters"], Value::Array(Vec::new()));
    assert_eq!(output.status.code(), Some(0));
}

/// The fixture of damaged lines says itself which those are: its sound records are JSON objects that name a model.
#[test]
fn a_replay_of_the_fixtures_says_where_each_malformed_record_is() {
    let logs = binaries::workspace().join("fixtures/logs");
    let damaged = logs.join("bedrock-logs/eu-west-1/2026/04/20/invocation-log-010.json");
    let text = std::fs::read_to_string(&damaged).expect("it is checked in");
    let document = document(&replay(&logs));
    let problems = document["problems"].as_array().expect("a list");
    let malformed: Vec<_> = problems
        .iter()
        .filter(|problem| problem["kind"] == "malformed")
        .collect();
    assert_eq!(malformed.len(), 13);
    let number = |value: &Value| {
        let number = value.as_u64().expect("a number");
        usize::try_from(number).expect("a small one")
    };
    for problem in malformed {
        assert_eq!(problem["file"], damaged.display().to_string());
        let (line, offset) = (number(&problem["line"]), number(&problem["offset"]));
        let before = &text[..offset];
        assert_eq!(before.split('\n').count(), line, "{problem}");
        assert_eq!(
            before
                .rsplit('\n')
                .next()
                .map(|begun| begun.trim_matches(['[', ' ', '\u{feff}'])),
            Some(""),
            "{problem}"
        );
    }
    let kinds = |kind: &str| {
        problems
            .iter()
            .filter(|problem| problem["kind"] == kind)
            .count()
    };
    assert_eq!(
        (kinds("duplicate"), kinds("empty"), kinds("failed")),
        (2, 3, 0)
    );
    let inputs = serde_json::json!({"logs": 20, "offloaded_body": 3, "permission_check": 1});
    assert_eq!(document["inputs"], inputs);
}

#[test]
fn the_table_of_a_replay_fits_its_width_and_is_shaped_as_asked() {
    let logs = binaries::workspace().join("fixtures/logs");
    let table = |arguments: &[&str], columns: &str| {
        let output = Command::new(binaries::emulator())
            .args(["replay", "--handler"])
            .arg(binaries::bootstrap())
            .arg(&logs)
            .args(arguments)
            .env("COLUMNS", columns)
            .output()
            .expect("the emulator runs");
        String::from_utf8(output.stdout).expect("UTF-8")
    };
    let by_model = [
        "--by",
        "model",
        "--env",
        "METRIC_DIMENSIONS=InferenceProfile;Region;ModelId",
    ];
    let by_hour = [
        "--by",
        "hour",
        "--columns",
        "invocations,errors",
        "--top",
        "2",
    ];
    for (arguments, columns, widest) in [
        (&[][..], "", 80),
        (&[], "100", 100),
        (&by_model, "90", 90),
        (&by_hour, "200", 80),
    ] {
        let text = table(arguments, columns);
        let longest = text.lines().map(|line| line.chars().count()).max();
        assert!(longest <= Some(widest), "{longest:?} in {text}");
    }
    let hours = table(&by_hour, "");
    let rows: Vec<&str> = hours.lines().take(5).map(str::trim_end).collect();
    assert_eq!(
        rows,
        [
            " Hour (UTC)         Invocations   Errors",
            "─────────────────────────────────────────",
            " 2026-04-19 13:00            60        4",
            " 2026-04-20 08:00            43        0",
            " and 4 rows more",
        ]
    );
}

#[test]
fn a_replay_of_24_objects_in_12_framings_gives_exact_sums() {
    let folder = tempfile::tempdir().expect("the temporary folder takes a folder");
    for (layout, seed) in [(Layout::Aws, 1), (Layout::Guide, 2)] {
        let plan = Plan {
            seed,
            layout,
            total_bytes: u64::MAX,
            object_bytes: vec![60_000],
            framings: TWELVE.to_vec(),
            odd_per_mille: 50,
            ..Plan::default()
        };
        for (key, body) in Generator::new(plan).some_in_memory(TWELVE.len()).0 {
            write(folder.path(), &key, &body);
        }
    }
    let objects = files::read_tree(folder.path()).expect("just written");
    assert_eq!(objects.len(), 24);
    let pairs = objects
        .iter()
        .map(|(key, body)| (key.as_str(), body.as_slice()));
    let expected = sums_of(pairs, Switches::default()).expect("sound gzip");
    let output = replay(folder.path());
    expected.assert_same(&found(&output));
    assert_problems_are_where_they_are_said_to_be(&document(&output));
}

/// Goes to the place of each malformed and duplicate record.
fn assert_problems_are_where_they_are_said_to_be(document: &Value) {
    let number = |value: &Value| usize::try_from(value.as_u64()?).ok();
    let problems = document["problems"].as_array().expect("a list");
    for kind in ["malformed", "duplicate"] {
        let of_kind = problems.iter().filter(|problem| problem["kind"] == kind);
        let told = of_kind.clone().count();
        assert_eq!(Some(told), number(&document["records"][kind]), "{kind}");
        assert!(told > 0, "the corpus has some that are {kind}");
        for problem in of_kind {
            let file = problem["file"].as_str().expect("a path");
            let body = std::fs::read(file).expect("it was replayed");
            let text = text_of(&body).expect("sound gzip");
            let offset = number(&problem["offset"]).expect("a place");
            let line = text[..offset].split('\n').count();
            assert_eq!(Some(line), number(&problem["line"]), "{problem}");
            let is_sound = begins_with_a_record(&text[offset..]);
            assert_eq!(is_sound, kind == "duplicate", "{problem}");
        }
    }
}

/// Exit code 1 says that something is in the dead-letter queue, and the document says what.
#[test]
fn a_replay_with_a_corrupt_object_says_so_and_counts_the_others() {
    let folder = tempfile::tempdir().expect("the temporary folder takes a folder");
    let (objects, sums) = Generator::new(Plan {
        total_bytes: 60_000,
        ..Plan::default()
    })
    .all_in_memory();
    let (key, body) = &objects[0];
    write(folder.path(), key, body);
    write(
        folder.path(),
        "logs/truncated.json.gz",
        &body[..body.len() / 2],
    );
    let output = replay(folder.path());
    let found = found(&output);
    assert_eq!(found.series, sums.series);
    assert_eq!((found.objects.processed, found.objects.failed), (1, 1));
    let dead = document(&output)["dead_letters"].clone();
    assert_eq!(dead.as_array().map(Vec::len), Some(1), "{dead}");
    assert!(
        dead[0]["body"]
            .as_str()
            .is_some_and(|body| body.contains("logs/truncated.json.gz")),
        "{dead}"
    );
    assert_eq!(output.status.code(), Some(1));
}

/// Without a dead-letter queue the same object is acknowledged; it has failed all the same.
#[test]
fn a_replay_without_a_dead_letter_queue_counts_what_is_given_up_as_failed() {
    let folder = tempfile::tempdir().expect("the temporary folder takes a folder");
    let sound =
        br#"{"timestamp":"2026-04-19T13:28:51Z","region":"us-east-1","modelId":"anthropic.x"}"#;
    write(folder.path(), "logs/sound.json", sound);
    write(folder.path(), "logs/truncated.json.gz", &[0x1f, 0x8b, 8]);
    write(folder.path(), "logs/data/body.json.gz", b"{}");
    let output = replay_with(folder.path(), &["--env", "DLQ_ENABLED=false"]);
    let document = document(&output);
    let expected = serde_json::json!({"processed": 1, "skipped": 1, "failed": 1});
    assert_eq!(document["objects"], expected);
    assert_eq!(document["dead_letters"], Value::Array(Vec::new()));
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(said.contains("1 objects could not be read"), "{said}");
    assert!(!said.contains("do not add up"), "{said}");
    assert_eq!(output.status.code(), Some(0));
}
