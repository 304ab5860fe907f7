//! What the handler's core is held against in Rust, on one thread.
//!
//! ```text
//! cargo run --release -p benches --example baseline -- gunzip|serde_json FILE...
//! ```
//!
//! - `gunzip`: the files are inflated by the libraries that the core uses, small ones in one go and others
//!   through a buffer of the core's size, with their checksums, and nothing is done with the text;
//! - `serde_json`: each line of plain files is read into a struct of the wanted fields.
//!
//! Prints the document that the scripts in `benches/peers` print.

use std::fs::{self, File};
use std::io::{self, BufReader, Read as _, Seek as _, Write as _};
use std::process::ExitCode;

use flate2::bufread::MultiGzDecoder;
use libdeflater::Decompressor;
use serde::Deserialize;
use serde_json::json;

/// Bytes of text at hand at a time, as in the core.
const BUFFER_BYTES: usize = 512 << 10;

/// Bytes of the largest object that the core inflates in one go, and of its text.
const SMALL_STORED_BYTES: u64 = 5 << 20;
const SMALL_TEXT_BYTES: usize = 6 << 20;

/// Bytes read from a file at a time, as in the core.
const CHUNK_BYTES: usize = 64 << 10;

#[derive(Deserialize)]
#[expect(
    dead_code,
    reason = "they are read to be had, as a real function would"
)]
struct Record<'a> {
    timestamp: &'a str,
    region: &'a str,
    #[serde(rename = "modelId")]
    model_id: &'a str,
    #[serde(rename = "inferenceRegion")]
    inference_region: Option<&'a str>,
    input: Option<Input>,
    output: Option<Output>,
}

#[derive(Deserialize)]
struct Input {
    #[serde(rename = "inputTokenCount")]
    tokens: Option<u64>,
}

#[derive(Deserialize)]
struct Output {
    #[serde(rename = "outputTokenCount")]
    tokens: Option<u64>,
}

fn main() -> ExitCode {
    let mut arguments = std::env::args().skip(1);
    let baseline = match arguments.next().as_deref() {
        Some("gunzip") => gunzip,
        Some("serde_json") => serde_json_typed,
        _ => {
            let _ = writeln!(io::stderr(), "usage: baseline gunzip|serde_json FILE...");
            return ExitCode::from(2);
        }
    };
    let mut sums = None;
    let mut buffer = vec![0; SMALL_TEXT_BYTES];
    for file in arguments {
        match baseline(&file, &mut buffer) {
            Ok(None) => {}
            Ok(Some(added)) => {
                let total = sums.get_or_insert([0; 3]);
                for (total, added) in total.iter_mut().zip(added) {
                    *total += added;
                }
            }
            Err(error) => {
                let _ = writeln!(io::stderr(), "error: {file}: {error}");
                return ExitCode::FAILURE;
            }
        }
    }
    match writeln!(io::stdout(), "{}", json!({ "sums": sums })) {
        Ok(()) => ExitCode::SUCCESS,
        Err(_) => ExitCode::FAILURE,
    }
}

fn gunzip(file: &str, buffer: &mut [u8]) -> io::Result<Option<[u64; 3]>> {
    let file = File::open(file)?;
    if file.metadata()?.len() <= SMALL_STORED_BYTES && gunzip_at_once(&file, buffer)? {
        return Ok(None);
    }
    let stored = BufReader::with_capacity(CHUNK_BYTES, file);
    let mut text = MultiGzDecoder::new(stored);
    while text.read(&mut buffer[..BUFFER_BYTES])? > 0 {}
    Ok(None)
}

/// Whether the text found room in the buffer.
fn gunzip_at_once(mut file: &File, buffer: &mut [u8]) -> io::Result<bool> {
    let mut stored = Vec::new();
    file.read_to_end(&mut stored)?;
    let inflated = Decompressor::new().gzip_decompress(&stored, buffer);
    file.rewind()?;
    Ok(inflated.is_ok())
}

/// Records, input tokens, output tokens.
fn serde_json_typed(file: &str, _: &mut [u8]) -> io::Result<Option<[u64; 3]>> {
    let mut sums = [0; 3];
    let text = fs::read(file)?;
    let lines = text.split(|&byte| byte == b'\n');
    for line in lines.filter(|line| !line.is_empty()) {
        let record: Record<'_> = serde_json::from_slice(line)?;
        sums[0] += 1;
        sums[1] += record.input.and_then(|input| input.tokens).unwrap_or(0);
        sums[2] += record.output.and_then(|output| output.tokens).unwrap_or(0);
    }
    Ok(Some(sums))
}
