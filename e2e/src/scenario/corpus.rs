//! Log objects of the last hour for scenarios, with what they add up to.

use jiff::Timestamp;
use serde_json::{Value, json};

use crate::clock;
use crate::generator::{Framing, Generator, Layout, Packing, Plan, Profile, Shape};
use crate::oracle::{Switches, sums_of};
use crate::sums::Sums;

/// Objects with their keys.
pub type Objects = Vec<(String, Vec<u8>)>;

/// Seconds before now at which generated logs begin: within what CloudWatch takes, and no future.
const BEGUN_AGO_S: i64 = 3_600;

/// So many small objects of plain and gzip lines, a few records each, and what they add up to.
pub fn small(objects: usize, seed: u64) -> (Objects, Sums) {
    let plan = Plan {
        seed,
        object_bytes: vec![3_000],
        profile: Profile::Kb1,
        framings: vec![
            Framing::new(Shape::Lines, Packing::Gzip),
            Framing::new(Shape::Lines, Packing::Plain),
        ],
        odd_per_mille: 50,
        ..recent()
    };
    Generator::new(plan).some_in_memory(objects)
}

/// A plan whose records are of the last hour.
pub fn recent() -> Plan {
    Plan {
        start_epoch_s: clock::now().as_second() - BEGUN_AGO_S,
        // Scenarios say how many objects they want.
        total_bytes: u64::MAX,
        layout: Layout::Aws,
        ..Plan::default()
    }
}

/// The oracle's answer.
///
/// # Panics
/// When an object is no sound gzip: a scenario about those does not ask.
pub fn sums(objects: &[(String, Vec<u8>)], switches: Switches) -> Sums {
    let pairs = objects
        .iter()
        .map(|(key, body)| (key.as_str(), body.as_slice()));
    sums_of(pairs, switches).expect("the scenario's objects are sound")
}

/// A plain record of a minute ago.
pub fn record(model: &str, input_tokens: u64) -> Value {
    json!({
        "schemaType": "ModelInvocationLog",
        "schemaVersion": "1.0",
        "timestamp": minutes_ago(1).to_string(),
        "accountId": "123456789012",
        "region": "us-east-1",
        "requestId": format!("{:032x}", fastrand::u128(..)),
        "operation": "Converse",
        "modelId": model,
        "input": { "inputContentType": "application/json", "inputBodyJson": {}, "inputTokenCount": input_tokens },
        "output": { "outputContentType": "application/json", "outputBodyJson": {}, "outputTokenCount": 1 },
    })
}

/// With the precision that Bedrock logs.
pub fn minutes_ago(minutes: i64) -> Timestamp {
    Timestamp::from_second(clock::now().as_second() - minutes * 60)
        .expect("minutes ago was a moment")
}

pub fn lines<'a>(records: impl IntoIterator<Item = &'a Value>) -> Vec<u8> {
    let lines = records
        .into_iter()
        .flat_map(|record| [record.to_string(), "\n".to_owned()]);
    lines.collect::<String>().into_bytes()
}
