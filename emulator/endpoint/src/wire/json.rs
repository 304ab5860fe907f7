//! awsJson: a JSON object each way.

use super::value::{DecodeError, Value};

/// The tree of a body. No body at all is how some clients spell a request without members.
pub fn decode(body: &[u8]) -> Result<Value, DecodeError> {
    if body.is_empty() {
        return Ok(Value::Null);
    }
    serde_json::from_slice(body).map_err(|error| DecodeError::Invalid(error.to_string()))
}

/// The body of a tree. An operation without an output has none.
pub fn encode(tree: &Value) -> Vec<u8> {
    if matches!(tree, Value::Null) {
        return Vec::new();
    }
    let mut body = Vec::new();
    // A tree has text keys and no shape that JSON lacks: this cannot fail.
    let _ = serde_json::to_writer(&mut body, tree);
    body
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_deep_nest_is_refused_not_followed() {
        let body = "[".repeat(100_000);
        assert!(decode(body.as_bytes()).is_err());
    }

    #[test]
    fn a_double_keeps_its_point() {
        assert_eq!(encode(&Value::List(vec![Value::Double(3.0)])), b"[3.0]");
    }
}
