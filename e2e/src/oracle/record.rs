//! What counts of one record, and which class its model belongs to.

use serde_json::Value;

/// Prefixes of system profile ids that stand for a geography.
const GEOGRAPHIES: [&str; 8] = ["us", "us-gov", "eu", "apac", "jp", "au", "ca", "in"];

/// Vendors as they begin a bare model id.
const VENDORS: [&str; 19] = [
    "anthropic",
    "amazon",
    "meta",
    "mistral",
    "cohere",
    "ai21",
    "stability",
    "deepseek",
    "openai",
    "qwen",
    "writer",
    "twelvelabs",
    "luma",
    "google",
    "nvidia",
    "minimax",
    "moonshot",
    "moonshotai",
    "zai",
];

/// Resources of a Bedrock ARN that run in the Region they are called in.
const IN_REGION: [&str; 5] = [
    "foundation-model",
    "provisioned-model",
    "imported-model",
    "custom-model",
    "custom-model-deployment",
];

/// What counts of a sound record.
pub(super) struct Record {
    pub(super) region: String,
    pub(super) class: &'static str,
    pub(super) request_id: Option<String>,
    pub(super) failed: bool,
    pub(super) tokens: Vec<(&'static str, u64)>,
}

/// The record, or nothing where it is malformed.
pub(super) fn sound_record(value: &Value) -> Option<Record> {
    let timestamp = text(&value["timestamp"])?;
    timestamp.parse::<jiff::Timestamp>().ok()?;
    let region = text(&value["region"])?;
    let model = text(&value["modelId"])?;
    let mut tokens = Vec::new();
    for (name, side, field) in [
        ("InputTokens", "input", "inputTokenCount"),
        ("OutputTokens", "output", "outputTokenCount"),
        ("CacheReadInputTokens", "input", "cacheReadInputTokenCount"),
        (
            "CacheWriteInputTokens",
            "input",
            "cacheWriteInputTokenCount",
        ),
    ] {
        match &value[side][field] {
            Value::Null => {}
            count => tokens.push((name, whole(count)?)),
        }
    }
    Some(Record {
        region: region.to_owned(),
        class: class_of(model, region, text(&value["inferenceRegion"])),
        request_id: value["requestId"].as_str().map(str::to_owned),
        failed: text(&value["errorCode"]).is_some(),
        tokens,
    })
}

/// A string that says something; the replacement character stands for bytes that were not UTF-8.
fn text(value: &Value) -> Option<&str> {
    value
        .as_str()
        .filter(|text| !text.is_empty() && !text.contains('\u{fffd}'))
}

fn whole(value: &Value) -> Option<u64> {
    let number = value.as_f64()?;
    let sound = number >= 0.0 && number.fract() == 0.0 && number <= 9_007_199_254_740_992.0;
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "checked the line above"
    )]
    sound.then_some(number as u64)
}

fn class_of(model: &str, region: &str, served: Option<&str>) -> &'static str {
    let parts: Vec<&str> = model.splitn(6, ':').collect();
    let &["arn", _, service, _, _, resource] = parts.as_slice() else {
        return class_of_id(model);
    };
    let (kind, id) = resource.split_once('/').unwrap_or((resource, ""));
    if service == "bedrock" && kind == "inference-profile" {
        return class_of_id(id);
    }
    if service == "bedrock" && IN_REGION.contains(&kind) {
        return "InRegion";
    }
    if served.is_some_and(|served| served != region) {
        "CrossRegion"
    } else {
        "Unknown"
    }
}

fn class_of_id(id: &str) -> &'static str {
    let segments: Vec<&str> = id.split('.').collect();
    match segments.as_slice() {
        ["global", _, ..] => "GlobalCrossRegion",
        [geography, _, ..] if GEOGRAPHIES.contains(geography) => "CrossRegion",
        [first, vendor, _, ..] if VENDORS.contains(vendor) && !VENDORS.contains(first) => {
            "CrossRegion"
        }
        _ => "InRegion",
    }
}
