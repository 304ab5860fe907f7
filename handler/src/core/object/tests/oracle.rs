//! Sound records, recomputed naively with `serde_json::Value`: another way to the same sums.

use serde_json::Value;

/// Records counted, malformed and duplicate, and the sums of input and output tokens, of lines that
/// are all readable JSON with integers as counts.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Naive {
    pub(super) counted: u64,
    pub(super) malformed: u64,
    pub(super) duplicate: u64,
    pub(super) input_tokens: u64,
    pub(super) output_tokens: u64,
}

pub(super) fn recompute(lines: &[Value]) -> Naive {
    let mut naive = Naive::default();
    let mut seen = Vec::new();
    for record in lines {
        let counts = [
            &record["input"]["inputTokenCount"],
            &record["output"]["outputTokenCount"],
        ];
        let sound = counts.iter().all(|count| count.is_null() || count.is_u64())
            && record["timestamp"]
                .as_str()
                .is_some_and(|text| text.parse::<jiff::Timestamp>().is_ok())
            && record["region"]
                .as_str()
                .is_some_and(|text| !text.is_empty())
            && record["modelId"]
                .as_str()
                .is_some_and(|text| !text.is_empty());
        let id = &record["requestId"];
        if !sound {
            naive.malformed += 1;
        } else if id.is_string() && id != "" && seen.contains(id) {
            naive.duplicate += 1;
        } else {
            seen.push(id.clone());
            naive.counted += 1;
            naive.input_tokens += counts[0].as_u64().unwrap_or_default();
            naive.output_tokens += counts[1].as_u64().unwrap_or_default();
        }
    }
    naive
}
