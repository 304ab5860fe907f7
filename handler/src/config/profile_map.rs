//! `INFERENCE_PROFILE_MAP`: what the operator knows of opaque application inference profiles.
//!
//! The document is a JSON object of profile ids or ARNs, each to `{"class": .., "name": ..}` or to the
//! class alone. It is given inline or as an object in S3 that the shell fetches once, at start.

use serde::Deserialize;

use crate::core::datapoint::is_dimension_value;
use crate::core::profile::{InferenceProfileClass, ProfileEntry, ProfileMap};

/// One entry as it is written.
#[derive(Deserialize)]
#[serde(untagged)]
enum Written {
    Class(String),
    #[serde(rename_all = "camelCase")]
    Full {
        class: String,
        #[serde(default)]
        name: Option<String>,
    },
}

/// Reads the document; blank text is an empty map.
///
/// # Errors
///
/// What is wrong with it, as a sentence that goes on from the variable's name.
pub fn parse(document: &str) -> Result<ProfileMap, String> {
    if document.trim().is_empty() {
        return Ok(ProfileMap::default());
    }
    let written: std::collections::BTreeMap<String, Written> = serde_json::from_str(document)
        .map_err(|error| {
            format!("is no JSON object of profiles to {{\"class\", \"name\"}}: {error}")
        })?;
    let mut entries = Vec::with_capacity(written.len());
    for (profile, written) in written {
        let entry = entry(&profile, written)?;
        entries.push((profile, entry));
    }
    Ok(ProfileMap::new(entries))
}

fn entry(profile: &str, written: Written) -> Result<ProfileEntry, String> {
    let (class, name) = match written {
        Written::Class(class) => (class, None),
        Written::Full { class, name } => (class, name),
    };
    let Some(class) = InferenceProfileClass::from_name(&class) else {
        let known = InferenceProfileClass::ALL.map(InferenceProfileClass::as_str);
        return Err(format!(
            "gives `{profile}` the class `{class}`, which is none of {}",
            known.join(", ")
        ));
    };
    if let Some(name) = name.as_deref().filter(|name| !is_dimension_value(name)) {
        return Err(format!(
            "gives `{profile}` the name `{name}`, which CloudWatch takes for no dimension's value"
        ));
    }
    Ok(ProfileEntry { class, name })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn entries_are_read_with_and_without_a_name() {
        let document = r#"{"a1b2c3d4e5f6": {"class": "CrossRegion", "name": "checkout"},
            "arn:aws:bedrock:us-east-1:111122223333:application-inference-profile/zyx987": "GlobalCrossRegion"}"#;
        let map = parse(document).expect("a sound map");
        let of = |id: &str| {
            map.get(&format!(
                "arn:aws:bedrock:us-east-1:111122223333:application-inference-profile/{id}"
            ))
            .cloned()
        };
        let checkout = ProfileEntry {
            class: InferenceProfileClass::CrossRegion,
            name: Some("checkout".into()),
        };
        assert_eq!(of("a1b2c3d4e5f6"), Some(checkout));
        let global = ProfileEntry {
            class: InferenceProfileClass::GlobalCrossRegion,
            name: None,
        };
        assert_eq!(of("zyx987"), Some(global));
    }

    #[test]
    fn nothing_is_an_empty_map() {
        assert_eq!(parse("  "), Ok(ProfileMap::default()));
        assert_eq!(parse("{}"), Ok(ProfileMap::default()));
    }

    #[test]
    fn unusable_maps_are_refused() {
        for document in [
            "[]",
            "{",
            r#"{"a":1}"#,
            r#"{"a":{"name":"x"}}"#,
            r#"{"a":"Regional"}"#,
            r#"{"a":{"class":"InRegion","name":" "}}"#,
        ] {
            assert!(parse(document).is_err(), "{document}");
        }
    }
}
