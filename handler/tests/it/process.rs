//! The binary itself: how it refuses to start.

use std::process::{Command, Output};

use serde_json::Value;

fn bootstrap(variables: &[(&str, &str)]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_bootstrap"))
        .env_clear()
        .envs(variables.iter().copied())
        .output()
        .expect("the binary is built")
}

fn lines(output: &Output) -> Vec<Value> {
    let text = String::from_utf8_lossy(&output.stdout);
    text.lines()
        .map(|line| serde_json::from_str(line).expect("a JSON line"))
        .collect()
}

#[test]
fn a_process_with_faulty_settings_names_them_all_and_ends() {
    let output = bootstrap(&[("BATCH_SIZE", "many"), ("DLQ_ENABLED", "perhaps")]);
    assert_eq!(output.status.code(), Some(1));
    let lines = lines(&output);
    let variables: Vec<_> = lines
        .iter()
        .filter_map(|line| line["variable"].as_str())
        .collect();
    assert_eq!(variables, ["AWS_REGION", "BATCH_SIZE", "DLQ_ENABLED"]);
    assert!(
        lines
            .iter()
            .all(|line| line["level"] == "ERROR" && line["example"].is_string())
    );
}

#[cfg(not(feature = "idempotency-table"))]
#[test]
fn a_build_without_the_table_refuses_to_be_given_one() {
    let output = bootstrap(&[
        ("AWS_REGION", "us-east-1"),
        ("IDEMPOTENCY_TABLE", "settled"),
    ]);
    assert_eq!(output.status.code(), Some(1));
    let lines = lines(&output);
    let error = lines
        .last()
        .and_then(|line| line["error"].as_str())
        .unwrap_or_default();
    assert!(error.contains("idempotency-table"), "{lines:?}");
}
