//! `METRIC_DIMENSIONS`: the dimension sets that are published.
//!
//! Syntax: sets separated by `;`, the dimensions of a set by `,`. The two sets of the deployment
//! guide, `InferenceProfile` and `Region` alone, are always published by the metrics they belong to;
//! listing them changes nothing. The order within a set does not matter to CloudWatch, so sets that
//! differ only in order are one.

use crate::core::aggregate::{Dimension, DimensionSet};

/// The sets beside the guide's own, sorted, none twice.
pub(super) fn parse(text: &str) -> Result<Vec<DimensionSet>, String> {
    let mut sets = Vec::new();
    for set in text.split(';').map(str::trim).filter(|set| !set.is_empty()) {
        sets.push(parse_set(set)?);
    }
    if sets.is_empty() {
        return Err("names no dimension set".into());
    }
    sets.retain(|set| !is_the_guides_own(set));
    sets.sort();
    sets.dedup();
    Ok(sets)
}

/// Whether the guide publishes this set anyway.
fn is_the_guides_own(set: &DimensionSet) -> bool {
    matches!(
        set.dimensions(),
        [Dimension::InferenceProfile | Dimension::Region]
    )
}

fn parse_set(text: &str) -> Result<DimensionSet, String> {
    let mut dimensions = Vec::new();
    for name in text.split(',').map(str::trim) {
        let dimension = Dimension::from_name(name)
            .ok_or_else(|| format!("names the unknown dimension `{name}`"))?;
        dimensions.push(dimension);
    }
    dimensions.sort();
    DimensionSet::new(dimensions).map_err(|error| format!("has the unusable set `{text}`: {error}"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use Dimension::{InferenceProfile, InferenceRegion, ModelId, Region, RequestMetadata};

    fn set(dimensions: Vec<Dimension>) -> DimensionSet {
        DimensionSet::new(dimensions).expect("a sound set")
    }

    #[test]
    fn the_guides_own_sets_are_published_anyway() {
        assert_eq!(parse("InferenceProfile;Region"), Ok(vec![]));
        assert_eq!(parse(" Region ; "), Ok(vec![]));
    }

    #[test]
    fn order_and_repetition_do_not_make_another_set() {
        let parsed =
            parse("Region,InferenceRegion;ModelId,InferenceProfile; InferenceProfile , ModelId");
        let expected = [
            vec![InferenceProfile, ModelId],
            vec![Region, InferenceRegion],
        ];
        assert_eq!(parsed, Ok(expected.map(set).to_vec()));
    }

    #[test]
    fn a_metadata_key_is_part_of_its_dimension() {
        let expected = set(vec![RequestMetadata("cost center".into())]);
        assert_eq!(parse("RequestMetadata.cost center"), Ok(vec![expected]));
    }

    #[test]
    fn unusable_sets_are_refused() {
        let long = format!("RequestMetadata.{}", "k".repeat(256));
        for text in [
            "",
            ";",
            "Model",
            "InferenceProfile,",
            "ModelId,ModelId",
            "RequestMetadata.",
            "RequestMetadata.ü",
            &long,
        ] {
            assert!(parse(text).is_err(), "{text}");
        }
    }
}
