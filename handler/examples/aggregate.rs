//! Captured Bedrock logs in, one JSON document of their metrics out. No AWS, one thread.
//!
//! ```text
//! cargo run --release -p handler --example aggregate -- FILE...
//! ```
//!
//! The document has the shape of `emulator replay --format json`: `records`, `bytes` and `metrics`,
//! one entry for each series over all files. Records of any age count; duplicates are judged by
//! file. Files stream: memory does not grow with them.
//!
//! Exit codes: 0 when every file was read, 1 when some could not be (they are named on stderr, and
//! nothing of them is in the document), 2 when no file was given.

use std::fs::File;
use std::io::{self, Read as _, Write as _};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;

use handler::core::aggregate::{Aggregate, Period, Rules, Total};
use handler::core::object::{
    AgeWindow, Buffers, ByteCounts, Limits, ObjectError, ObjectReader, ObjectTally, RecordCounts,
    Step,
};
use serde_json::{Map, Value, json};
use thiserror::Error;

/// The namespace that the function publishes into by default.
const NAMESPACE: &str = "Custom/BedrockMetrics";

fn main() -> ExitCode {
    let files: Vec<PathBuf> = std::env::args_os().skip(1).map(PathBuf::from).collect();
    if files.is_empty() {
        report("usage: aggregate FILE...");
        report("hint: a file is a captured Bedrock log, gzip or plain, whatever its name");
        return ExitCode::from(2);
    }
    let mut sums = Sums::new();
    let mut buffers = Buffers::default();
    let mut all_read = true;
    for file in &files {
        match read(file, &sums.rules, std::mem::take(&mut buffers)) {
            Ok((tally, reusable)) => {
                sums.add(&tally);
                buffers = reusable;
            }
            Err(error) => {
                all_read = false;
                report(&format!("error: {}: {error}", file.display()));
            }
        }
    }
    if let Err(error) = writeln!(io::stdout(), "{}", sums.document()) {
        report(&format!("error: stdout: {error}"));
        return ExitCode::FAILURE;
    }
    if all_read {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    }
}

/// Why a file is not in the document.
#[derive(Debug, Error)]
enum FileError {
    #[error("cannot be read: {0}")]
    Unreadable(#[from] io::Error),
    #[error(transparent)]
    Undecodable(#[from] ObjectError),
}

fn read(
    file: &Path,
    rules: &Arc<Rules>,
    buffers: Buffers,
) -> Result<(ObjectTally, Buffers), FileError> {
    let limits = Limits {
        max_text_bytes: u64::MAX,
        ..Limits::default()
    };
    let mut reader = ObjectReader::within(buffers, rules, &limits, AgeWindow::default());
    let mut file = File::open(file)?;
    reader.announce(file.metadata()?.len());
    loop {
        let bytes = file.read(reader.room())?;
        if bytes == 0 {
            return Ok(reader.finish_within()?);
        }
        reader.filled(bytes);
        while reader.read(usize::MAX)? == Step::Paused {}
    }
}

/// What all files come to.
struct Sums {
    rules: Arc<Rules>,
    records: RecordCounts,
    bytes: ByteCounts,
    aggregate: Aggregate,
}

impl Sums {
    fn new() -> Self {
        let rules = Arc::new(Rules {
            period: Period::Whole,
            ..Rules::default()
        });
        Self {
            records: RecordCounts::default(),
            bytes: ByteCounts::default(),
            aggregate: Aggregate::new(&rules),
            rules,
        }
    }

    fn add(&mut self, tally: &ObjectTally) {
        self.records.add(tally.records);
        self.bytes.add(tally.bytes);
        self.aggregate.merge(&tally.aggregate);
    }

    fn document(&self) -> Value {
        let metrics: Vec<Value> = self.aggregate.totals().iter().map(metric).collect();
        json!({
            "records": {
                "counted": self.records.counted,
                "malformed": self.records.malformed,
                "duplicate": self.records.duplicate,
                "expired": self.records.expired,
            },
            "bytes": {
                "compressed": self.bytes.compressed,
                "uncompressed": self.bytes.uncompressed,
            },
            "metrics": metrics,
        })
    }
}

fn metric(total: &Total) -> Value {
    let dimensions: Map<String, Value> = total
        .dimensions
        .iter()
        .map(|(name, value)| (name.clone(), Value::from(value.as_str())))
        .collect();
    json!({
        "namespace": NAMESPACE,
        "name": total.metric,
        "dimensions": dimensions,
        "unit": total.unit.as_str(),
        "sample_count": total.samples.sample_count(),
        "sum": sum(total.samples.sum()),
        "min": total.samples.minimum(),
        "max": total.samples.maximum(),
    })
}

/// A sum as a JSON number: exact up to 2^64, a double beyond.
#[expect(
    clippy::cast_precision_loss,
    reason = "JSON numbers beyond 2^64 are doubles"
)]
fn sum(sum: u128) -> Value {
    u64::try_from(sum).map_or_else(|_| json!(sum as f64), Value::from)
}

fn report(line: &str) {
    // Nothing is left to tell if stderr is closed.
    let _ = writeln!(io::stderr(), "{line}");
}
