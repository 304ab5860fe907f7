//! From the settings to the core's rules: which metric is published by which dimension sets.

use super::Settings;
use crate::core::aggregate::{Dimension, DimensionSet, Rules};
use crate::core::profile::ProfileMap;

impl Settings {
    /// The rules of aggregation. The guide's own sets come first and always; further ones apply to
    /// every metric, except that a set with `ErrorCode` says something about errors only.
    pub fn rules(&self, profiles: ProfileMap) -> Rules {
        let mut rules = Rules {
            cross_region: self.cross_region,
            global_cross_region: self.global_cross_region,
            max_series: self.series_limit,
            profiles,
            ..Rules::default()
        };
        for set in &self.extra_dimension_sets {
            rules.errors.push(set.clone());
            if !is_about_errors(set) {
                rules.tokens.push(set.clone());
                rules.invocations.push(set.clone());
            }
        }
        rules
    }
}

fn is_about_errors(set: &DimensionSet) -> bool {
    set.dimensions().contains(&Dimension::ErrorCode)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rules(dimensions: &'static str) -> Rules {
        let settings = Settings::parse(|name| match name {
            "AWS_REGION" => Some("us-east-1".into()),
            "METRIC_DIMENSIONS" => Some(dimensions.into()),
            _ => None,
        });
        settings
            .expect("sound settings")
            .rules(ProfileMap::default())
    }

    fn names(sets: &[DimensionSet]) -> Vec<String> {
        let name = |set: &DimensionSet| {
            let names: Vec<_> = set.dimensions().iter().map(Dimension::name).collect();
            names.join(",")
        };
        sets.iter().map(name).collect()
    }

    #[test]
    fn the_default_is_exactly_the_guides() {
        assert_eq!(rules("InferenceProfile;Region"), Rules::default());
    }

    #[test]
    fn further_sets_apply_to_every_metric_and_error_codes_to_errors() {
        let rules = rules("ModelId;Region,ErrorCode");
        assert_eq!(names(&rules.tokens), ["InferenceProfile", "ModelId"]);
        assert_eq!(names(&rules.invocations), ["Region", "ModelId"]);
        assert_eq!(
            names(&rules.errors),
            ["Region", "Region,ErrorCode", "ModelId"]
        );
    }
}
