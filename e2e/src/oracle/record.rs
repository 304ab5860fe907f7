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

const TWO_TO_THE_64TH: f64 = 18_446_744_073_709_551_616.0;

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
    let moment = timestamp.parse::<jiff::Timestamp>().ok()?;
    if moment < jiff::Timestamp::UNIX_EPOCH {
        return None;
    }
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
        request_id: value["requestId"]
            .as_str()
            .filter(|id| !id.is_empty())
            .map(str::to_owned),
        failed: !matches!(&value["errorCode"], Value::Null) && value["errorCode"] != "",
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
    if let Some(number) = value.as_u64() {
        return Some(number);
    }
    // Written as 12.0 or 1e3. What is larger than a double holds one by one, it holds nearly.
    let number = value.as_f64()?;
    let sound = number >= 0.0 && number.fract() == 0.0 && number < TWO_TO_THE_64TH;
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "checked the line above"
    )]
    sound.then_some(number as u64)
}

fn class_of(model: &str, region: &str, served: Option<&str>) -> &'static str {
    let elsewhere = served.is_some_and(|served| served != region);
    let unless_elsewhere = |class| if elsewhere { "CrossRegion" } else { class };
    if !model.starts_with("arn:") {
        return class_of_id(model).unwrap_or_else(|| unless_elsewhere("InRegion"));
    }
    match resource_of(model) {
        Some(("bedrock", "inference-profile", id)) => {
            class_of_id(id).unwrap_or_else(|| unless_elsewhere("InRegion"))
        }
        Some(("bedrock", kind, _)) if IN_REGION.contains(&kind) => "InRegion",
        Some(("sagemaker", "endpoint", _)) => unless_elsewhere("InRegion"),
        Some(("bedrock", "marketplace", id)) if id.starts_with("model-endpoint/") => {
            unless_elsewhere("InRegion")
        }
        _ => unless_elsewhere("Unknown"),
    }
}

/// Service, kind and id of what an ARN of a known partition names.
fn resource_of(arn: &str) -> Option<(&str, &str, &str)> {
    let parts: Vec<&str> = arn.splitn(6, ':').collect();
    let &["arn", partition, service, _, _, resource] = parts.as_slice() else {
        return None;
    };
    let further = partition.strip_prefix("aws")?;
    let of_dashes_and_letters = |text: &str| {
        text.bytes()
            .all(|byte| byte == b'-' || byte.is_ascii_lowercase())
    };
    let known = further.is_empty()
        || further.len() > 1 && further.starts_with('-') && of_dashes_and_letters(further);
    let (kind, id) = resource.split_once('/')?;
    known.then_some((service, kind, id))
}

/// The class that an id tells; nothing where neither its prefix nor its vendor is known.
fn class_of_id(id: &str) -> Option<&'static str> {
    let segments: Vec<&str> = id.split('.').collect();
    match segments.as_slice() {
        ["global", _, ..] => Some("GlobalCrossRegion"),
        [geography, _, ..] if GEOGRAPHIES.contains(geography) => Some("CrossRegion"),
        [first, ..] if VENDORS.contains(first) => Some("InRegion"),
        [_, vendor, ..] if VENDORS.contains(vendor) => Some("CrossRegion"),
        [_, _, _, ..] => None,
        _ => Some("InRegion"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_model_id_tells_goes_before_the_regions() {
        for (model, here, elsewhere) in [
            ("us.anthropic.claude", "CrossRegion", "CrossRegion"),
            ("anthropic.claude", "InRegion", "InRegion"),
            ("mx.anthropic", "CrossRegion", "CrossRegion"),
            ("xx.newvendor.model", "InRegion", "CrossRegion"),
            (
                "arn:aws:sagemaker:us-east-1:1:endpoint/e",
                "InRegion",
                "CrossRegion",
            ),
            (
                "arn:aws:bedrock:us-east-1:1:marketplace/model-endpoint/e",
                "InRegion",
                "CrossRegion",
            ),
            (
                "arn:aws:bedrock:us-east-1:1:prompt/P",
                "Unknown",
                "CrossRegion",
            ),
            (
                "arn:aws:bedrock:us-east-1::foundation-model/m",
                "InRegion",
                "InRegion",
            ),
            (
                "arn:awsx:bedrock:us-east-1::foundation-model/m",
                "Unknown",
                "CrossRegion",
            ),
            (
                "arn:aws:bedrock:us-east-1::foundation-model",
                "Unknown",
                "CrossRegion",
            ),
            ("arn:", "Unknown", "CrossRegion"),
        ] {
            assert_eq!(class_of(model, "us-east-1", None), here, "{model}");
            let served = Some("us-west-2");
            assert_eq!(class_of(model, "us-east-1", served), elsewhere, "{model}");
        }
    }
}
