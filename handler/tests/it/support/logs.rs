//! Log records, as few fields as count.

use std::io::Write;

use flate2::Compression;
use flate2::write::GzEncoder;

/// A record of a `us.` profile at 13:28:51, with these tokens.
pub(crate) fn record(request_id: &str, input: u64, output: u64) -> String {
    record_at("2026-04-19T13:28:51Z", request_id, input, output)
}

/// The same at another time.
pub(crate) fn record_at(timestamp: &str, request_id: &str, input: u64, output: u64) -> String {
    format!(
        r#"{{"timestamp":"{timestamp}","region":"us-east-1","requestId":"{request_id}","modelId":"us.anthropic.claude-3-haiku-20240307-v1:0","input":{{"inputTokenCount":{input}}},"output":{{"outputTokenCount":{output}}}}}"#
    )
}

/// Records as the lines of one text.
pub(crate) fn lines(records: &[String]) -> Vec<u8> {
    let mut text = records.join("\n");
    text.push('\n');
    text.into_bytes()
}

/// A text as Bedrock stores it.
pub(crate) fn gzip(text: &[u8]) -> Vec<u8> {
    compressed(text, Compression::fast())
}

/// A text as somebody stores it who wants few bytes to be a lot of it.
pub(crate) fn smallest_gzip(text: &[u8]) -> Vec<u8> {
    compressed(text, Compression::best())
}

fn compressed(text: &[u8], compression: Compression) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), compression);
    encoder.write_all(text).expect("memory takes all");
    encoder.finish().expect("memory takes all")
}
