//! The objects that a notification tells of.

/// The keys in the body of a notification, decoded.
pub(super) fn notified_keys(body: &str) -> Vec<String> {
    let Ok(body) = serde_json::from_str::<serde_json::Value>(body) else {
        return Vec::new();
    };
    let records = body["Records"].as_array().cloned().unwrap_or_default();
    records
        .iter()
        .filter_map(|record| record["s3"]["object"]["key"].as_str())
        .map(decode_key)
        .collect()
}

/// A key in an event is encoded as a form's field is: a plus is a space.
pub(crate) fn decode_key(encoded: &str) -> String {
    let spaced = encoded.replace('+', " ");
    percent_encoding::percent_decode_str(&spaced)
        .decode_utf8_lossy()
        .into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_of_dead_letters_are_decoded_as_forms_are() {
        let body = r#"{"Records":[{"s3":{"object":{"key":"a+b%2Bc/%C3%BC.json"}}},{"s3":{}}]}"#;
        assert_eq!(notified_keys(body), ["a b+c/ü.json"]);
        assert!(notified_keys("no JSON").is_empty());
    }
}
