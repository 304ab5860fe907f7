//! Which kind of inference profile a call went through, read from its modelId.
//!
//! The prefixes and vendors known today are data, here and nowhere else. The rule is open: AWS adds
//! profile prefixes and vendors every few months, so one known half of `<prefix>.<vendor>.<model>`
//! is enough to tell. What can only be known from outside, the routing of an application inference
//! profile, comes from the operator's [`ProfileMap`].
//!
//! Source: Amazon Bedrock user guide, "Supported Regions and models for inference profiles" and
//! "Use an inference profile in model invocation"; API reference, `InvokeModel` and Converse, the patterns
//! of `modelId`.

use std::collections::BTreeMap;
use std::fmt;

/// First segments of system profile ids that route within a geography.
const GEOGRAPHIC_PREFIXES: [&str; 8] = ["us", "us-gov", "eu", "apac", "jp", "au", "ca", "in"];

/// The first segment of system profile ids that route to any commercial Region.
const GLOBAL_PREFIX: &str = "global";

/// First segments of foundation model ids.
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

/// The value of the `InferenceProfile` dimension.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum InferenceProfileClass {
    /// A profile that routes within a geography (`us.anthropic...`).
    CrossRegion,
    /// A profile that routes anywhere (`global.anthropic...`).
    GlobalCrossRegion,
    /// On demand, provisioned, custom, imported, or an endpoint: the Region that was called.
    InRegion,
    /// Nothing tells: an application profile without an entry in the map, another kind of ARN.
    Unknown,
}

impl InferenceProfileClass {
    /// Every class, in the order of the dimension's documentation.
    pub const ALL: [Self; 4] = [
        Self::CrossRegion,
        Self::GlobalCrossRegion,
        Self::InRegion,
        Self::Unknown,
    ];

    /// The dimension's value, as the dashboards read it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::CrossRegion => "CrossRegion",
            Self::GlobalCrossRegion => "GlobalCrossRegion",
            Self::InRegion => "InRegion",
            Self::Unknown => "Unknown",
        }
    }

    /// The class of that name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|class| class.as_str() == name)
    }
}

impl fmt::Display for InferenceProfileClass {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.as_str())
    }
}

/// What an operator says of one application inference profile.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProfileEntry {
    /// How the profile routes.
    pub class: InferenceProfileClass,
    /// A readable name, for the `ApplicationProfile` dimension.
    pub name: Option<String>,
}

/// The operator's word on application inference profiles, by id or by whole ARN.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ProfileMap {
    entries: BTreeMap<String, ProfileEntry>,
}

impl ProfileMap {
    /// A map of application profile ids (`a1b2c3d4e5f6`) or ARNs to what is known of them.
    pub fn new(entries: impl IntoIterator<Item = (String, ProfileEntry)>) -> Self {
        Self {
            entries: entries.into_iter().collect(),
        }
    }

    /// Adds what was found out about a profile, by its ARN. What is there already stays: the operator's word
    /// goes first.
    pub fn learn(&mut self, arn: String, entry: ProfileEntry) {
        if self.get(&arn).is_none() {
            self.entries.insert(arn, entry);
        }
    }

    /// What is known of a modelId that names an application profile: the entry of its whole ARN,
    /// else the entry of its id.
    pub fn get(&self, model_id: &str) -> Option<&ProfileEntry> {
        self.entries
            .get(model_id)
            .or_else(|| self.entries.get(application_profile_id(model_id)?))
    }
}

/// A modelId's class, and whether it was told only for want of anything better.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Classification {
    /// The `InferenceProfile` dimension's value.
    pub class: InferenceProfileClass,
    /// A dotted id of three or more segments of which neither the prefix nor the vendor is known:
    /// a reason to look at the lists in this file. Counted, and logged once.
    pub unrecognised: bool,
    /// An application inference profile of which nothing is known: Bedrock itself could be asked.
    pub unmapped_profile: bool,
}

/// Tells a call's class from its modelId and, where that is silent, from the Region that served it.
///
/// `inference_region` decides only where the modelId tells nothing: another Region than the
/// caller's proves cross-Region routing, the same one or none proves nothing.
pub fn classify(
    model_id: &str,
    region: &str,
    inference_region: Option<&str>,
    map: &ProfileMap,
) -> Classification {
    let told = if model_id.starts_with("arn:") {
        class_of_arn(model_id, map)
    } else {
        class_of_id(model_id)
    };
    let class = match told {
        Told::Class(class) => class,
        Told::UnrecognisedId | Told::Endpoint => {
            served_elsewhere(region, inference_region).unwrap_or(InferenceProfileClass::InRegion)
        }
        Told::UnmappedProfile | Told::Nothing => {
            served_elsewhere(region, inference_region).unwrap_or(InferenceProfileClass::Unknown)
        }
    };
    Classification {
        class,
        unrecognised: told == Told::UnrecognisedId,
        unmapped_profile: told == Told::UnmappedProfile,
    }
}

/// How a profile routes, by the ARNs of the models that `GetInferenceProfile` lists for it: one for each
/// Region that it routes to, and one without a Region where it routes anywhere.
///
/// The last is how policies for global profiles name the model; that the list has it too is unverified.
pub fn class_of_models<'a>(
    profile_arn: &str,
    model_arns: impl IntoIterator<Item = &'a str>,
) -> InferenceProfileClass {
    let home = arn_region(profile_arn);
    let mut class = InferenceProfileClass::Unknown;
    for region in model_arns.into_iter().map(arn_region) {
        if region == Some("") {
            return InferenceProfileClass::GlobalCrossRegion;
        }
        if region != home {
            class = InferenceProfileClass::CrossRegion;
        } else if class == InferenceProfileClass::Unknown {
            class = InferenceProfileClass::InRegion;
        }
    }
    class
}

/// The Region of a Bedrock ARN; empty where it names none.
pub fn arn_region(arn: &str) -> Option<&str> {
    let mut parts = arn.splitn(5, ':');
    let [scheme, partition, service, region] = [(); 4].map(|()| parts.next());
    (scheme == Some("arn") && is_partition(partition?) && service == Some("bedrock"))
        .then_some(region?)
}

/// The id of an application inference profile, if the modelId is such a profile's ARN.
pub fn application_profile_id(model_id: &str) -> Option<&str> {
    match resource(model_id)? {
        ("bedrock", "application-inference-profile", id) if !id.is_empty() => Some(id),
        _ => None,
    }
}

/// What a modelId says of its own routing.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Told {
    Class(InferenceProfileClass),
    UnrecognisedId,
    /// An endpoint of SageMaker's or the Marketplace's: it runs where it stands, as long as no Region
    /// says otherwise.
    Endpoint,
    UnmappedProfile,
    Nothing,
}

fn served_elsewhere(region: &str, inference_region: Option<&str>) -> Option<InferenceProfileClass> {
    let served_by = inference_region.filter(|served_by| !served_by.is_empty())?;
    (served_by != region).then_some(InferenceProfileClass::CrossRegion)
}

fn class_of_id(id: &str) -> Told {
    let Some((first, rest)) = split_at_byte(id, b'.') else {
        return Told::Class(InferenceProfileClass::InRegion);
    };
    let (second, third) = match split_at_byte(rest, b'.') {
        Some((second, third)) => (second, Some(third)),
        None => (rest, None),
    };
    if first == GLOBAL_PREFIX {
        return Told::Class(InferenceProfileClass::GlobalCrossRegion);
    }
    let vendor_first = VENDORS.contains(&first);
    if GEOGRAPHIC_PREFIXES.contains(&first) || (VENDORS.contains(&second) && !vendor_first) {
        return Told::Class(InferenceProfileClass::CrossRegion);
    }
    if third.is_some() && !vendor_first {
        return Told::UnrecognisedId;
    }
    Told::Class(InferenceProfileClass::InRegion)
}

fn class_of_arn(arn: &str, map: &ProfileMap) -> Told {
    let Some((service, kind, id)) = resource(arn) else {
        return Told::Nothing;
    };
    match (service, kind) {
        ("bedrock", kind) => class_of_bedrock_resource(arn, kind, id, map),
        ("sagemaker", "endpoint") => Told::Endpoint,
        _ => Told::Nothing,
    }
}

fn class_of_bedrock_resource(arn: &str, kind: &str, id: &str, map: &ProfileMap) -> Told {
    match kind {
        "inference-profile" => class_of_id(id),
        "application-inference-profile" => match map.get(arn) {
            Some(entry) => Told::Class(entry.class),
            None => Told::UnmappedProfile,
        },
        "foundation-model"
        | "provisioned-model"
        | "imported-model"
        | "custom-model"
        | "custom-model-deployment" => Told::Class(InferenceProfileClass::InRegion),
        // How policies name the Marketplace's endpoints; that a modelId does too is unverified.
        "marketplace" if id.starts_with("model-endpoint/") => Told::Endpoint,
        _ => Told::Nothing,
    }
}

/// The service, resource type and id of an ARN: `arn:<partition>:<service>:<region>:<account>:<type>/<id>`.
fn resource(arn: &str) -> Option<(&str, &str, &str)> {
    let (partition, rest) = split_at_byte(arn.strip_prefix("arn:")?, b':')?;
    let (service, rest) = split_at_byte(rest, b':')?;
    let (_region, rest) = split_at_byte(rest, b':')?;
    let (_account, resource) = split_at_byte(rest, b':')?;
    if !is_partition(partition) {
        return None;
    }
    let (kind, id) = split_at_byte(resource, b'/')?;
    Some((service, kind, id))
}

/// What comes before and after the first of an ASCII byte. Ids are short: byte by byte is fastest.
fn split_at_byte(text: &str, byte: u8) -> Option<(&str, &str)> {
    let at = text.bytes().position(|other| other == byte)?;
    Some((&text[..at], &text[at + 1..]))
}

/// `aws(-[a-z-]+)?`: `aws`, `aws-cn`, `aws-us-gov`, `aws-iso-b` ...
fn is_partition(partition: &str) -> bool {
    match partition.strip_prefix("aws") {
        Some("") => true,
        Some(rest) => {
            rest.len() > 1
                && rest.starts_with('-')
                && rest
                    .bytes()
                    .all(|byte| byte.is_ascii_lowercase() || byte == b'-')
        }
        None => false,
    }
}

#[cfg(test)]
mod tests {
    use super::InferenceProfileClass::{self, CrossRegion, GlobalCrossRegion, InRegion, Unknown};
    use super::{ProfileEntry, ProfileMap, class_of_models, classify};

    fn check(model_id: &str, inference_region: Option<&str>, class: InferenceProfileClass) {
        let map = ProfileMap::new([
            (
                "mapped12char".to_owned(),
                ProfileEntry {
                    class: GlobalCrossRegion,
                    name: None,
                },
            ),
            (
                "arn:aws:bedrock:us-east-1:1:application-inference-profile/both".to_owned(),
                ProfileEntry {
                    class: CrossRegion,
                    name: Some("by ARN".to_owned()),
                },
            ),
            (
                "both".to_owned(),
                ProfileEntry {
                    class: InRegion,
                    name: None,
                },
            ),
        ]);
        let told = classify(model_id, "us-east-1", inference_region, &map);
        assert_eq!(
            told.class, class,
            "{model_id} served by {inference_region:?}"
        );
    }

    #[test]
    fn an_id_is_classified_by_its_first_two_segments() {
        for (id, class) in [
            ("anthropic.claude-3-haiku-20240307-v1:0", InRegion),
            ("openai.gpt-5.6-sol", InRegion),
            ("us.anthropic.claude-3", CrossRegion),
            ("us-gov.anthropic.claude-3", CrossRegion),
            ("apac.amazon.nova", CrossRegion),
            ("global.anthropic.claude", GlobalCrossRegion),
            ("global.newvendor.model", GlobalCrossRegion),
            ("us.newvendor.model", CrossRegion),
            ("mx.anthropic.claude", CrossRegion),
            ("amazon.meta.x", InRegion),
            ("xx.newvendor.model", InRegion),
            ("my-model", InRegion),
        ] {
            check(id, None, class);
            check(id, Some("us-east-1"), class);
            check(
                &format!("arn:aws:bedrock:us-east-1:1:inference-profile/{id}"),
                None,
                class,
            );
        }
    }

    #[test]
    fn an_id_of_which_nothing_is_known_is_reported() {
        let told = |id| classify(id, "us-east-1", None, &ProfileMap::default()).unrecognised;
        assert!(told("xx.newvendor.model"));
        for known in ["us.newvendor.model", "openai.gpt-5.6-sol", "a.b", "custom"] {
            assert!(!told(known), "{known}");
        }
        check("xx.newvendor.model", Some("us-west-2"), CrossRegion);
        check("anthropic.claude", Some("us-west-2"), InRegion);
    }

    #[test]
    fn an_arn_is_classified_by_its_resource() {
        for (resource, class) in [
            ("foundation-model/anthropic.claude", InRegion),
            ("provisioned-model/abc", InRegion),
            ("imported-model/abc", InRegion),
            ("custom-model/abc", InRegion),
            ("custom-model-deployment/abc", InRegion),
            ("prompt-router/abc", Unknown),
            ("default-prompt-router/anthropic.claude:1", Unknown),
            ("prompt/ABC:1", Unknown),
            ("application-inference-profile/unmapped", Unknown),
            (
                "application-inference-profile/mapped12char",
                GlobalCrossRegion,
            ),
            ("application-inference-profile/both", CrossRegion),
            ("something-new", Unknown),
        ] {
            check(
                &format!("arn:aws:bedrock:us-east-1:1:{resource}"),
                None,
                class,
            );
        }
        check(
            "arn:aws:bedrock:::foundation-model/anthropic.claude",
            None,
            InRegion,
        );
        for partition in ["aws-cn", "aws-us-gov", "aws-iso-b"] {
            let arn = format!("arn:{partition}:bedrock:r:1:inference-profile/us-gov.anthropic.x");
            check(&arn, None, CrossRegion);
        }
        for foreign in [
            "arn:awsx:bedrock:r:1:foundation-model/x",
            "arn:awsx:sagemaker:r:1:endpoint/x",
            "arn:aws:s3:r:1:endpoint/x",
            "arn:aws:bedrock:r:1:foundation-model",
            "arn:",
        ] {
            check(foreign, None, Unknown);
        }
    }

    #[test]
    fn an_endpoint_runs_where_it_stands_unless_another_region_served_the_call() {
        for endpoint in [
            "arn:aws:sagemaker:us-east-1:123456789012:endpoint/my-llm-endpoint",
            "arn:aws-us-gov:sagemaker:us-gov-west-1:123456789012:endpoint/e",
            "arn:aws:bedrock:us-east-1:123456789012:marketplace/model-endpoint/all-access",
            "arn:aws-cn:bedrock:cn-north-1:123456789012:marketplace/model-endpoint/e-1",
        ] {
            check(endpoint, None, InRegion);
            check(endpoint, Some(""), InRegion);
            check(endpoint, Some("us-east-1"), InRegion);
            check(endpoint, Some("us-west-2"), CrossRegion);
        }
        for other in [
            "arn:aws:sagemaker:us-east-1:1:model/x",
            "arn:aws:sagemaker:us-east-1:1:inference-component/x",
            "arn:aws:sagemaker:us-east-1:1:marketplace/model-endpoint/x",
            "arn:aws:bedrock:us-east-1:1:endpoint/x",
            "arn:aws:bedrock:us-east-1:1:marketplace/something-new/x",
        ] {
            check(other, None, Unknown);
            check(other, Some("us-west-2"), CrossRegion);
        }
    }

    /// The patterns of `modelId` in `InvokeModel` and Converse (Bedrock's API reference), one ARN each.
    #[test]
    fn every_arn_of_the_api_reference_has_its_class() {
        let account = "arn:aws:bedrock:us-east-1:123456789012";
        for (arn, class) in [
            (
                "arn:aws:bedrock:us-east-1::foundation-model/amazon.nova-lite-v1:0".to_owned(),
                InRegion,
            ),
            (
                format!("{account}:custom-model/amazon.nova-lite-v1/a1b2c3d4e5f6"),
                InRegion,
            ),
            (
                format!("{account}:custom-model/imported/a1b2c3d4e5f6"),
                InRegion,
            ),
            (format!("{account}:imported-model/a1b2c3d4e5f6"), InRegion),
            (
                format!("{account}:provisioned-model/a1b2c3d4e5f6"),
                InRegion,
            ),
            (
                format!("{account}:custom-model-deployment/a1b2c3d4e5f6"),
                InRegion,
            ),
            (
                format!("{account}:inference-profile/us.amazon.nova-lite-v1:0"),
                CrossRegion,
            ),
            (
                format!("{account}:inference-profile/global.amazon.nova-2-lite-v1:0"),
                GlobalCrossRegion,
            ),
            (
                format!("{account}:application-inference-profile/a1b2c3d4e5f6"),
                Unknown,
            ),
            (format!("{account}:prompt/PROMPT1234:7"), Unknown),
            (format!("{account}:prompt-router/a1b2c3d4e5f6"), Unknown),
            (
                format!("{account}:default-prompt-router/anthropic.claude:1"),
                Unknown,
            ),
            (
                "arn:aws:sagemaker:us-east-1:123456789012:endpoint/e-1".to_owned(),
                InRegion,
            ),
        ] {
            check(&arn, None, class);
        }
    }

    #[test]
    fn a_profile_routes_to_the_regions_of_its_models() {
        let profile = "arn:aws:bedrock:us-east-1:111122223333:application-inference-profile/a1b2";
        let model = |region: &str| format!("arn:aws:bedrock:{region}::foundation-model/m");
        let cases = [
            (vec!["us-east-1"], InRegion),
            (vec!["us-west-2"], CrossRegion),
            (vec!["us-east-1", "us-west-2"], CrossRegion),
            (vec!["us-west-2", "us-east-1"], CrossRegion),
            (vec!["us-east-1", ""], GlobalCrossRegion),
            (vec![], Unknown),
        ];
        for (regions, expected) in cases {
            let models: Vec<String> = regions.iter().map(|region| model(region)).collect();
            let class = class_of_models(profile, models.iter().map(String::as_str));
            assert_eq!(class, expected, "{regions:?}");
        }
    }

    #[test]
    fn what_is_found_out_never_replaces_the_operators_word() {
        let arn = "arn:aws:bedrock:us-east-1:111122223333:application-inference-profile/a1b2";
        let entry = |class| ProfileEntry { class, name: None };
        let mut map = ProfileMap::new([("a1b2".to_owned(), entry(InRegion))]);
        map.learn(arn.to_owned(), entry(CrossRegion));
        assert_eq!(map.get(arn), Some(&entry(InRegion)));
        let other = arn.replace("a1b2", "c3d4");
        map.learn(other.clone(), entry(CrossRegion));
        assert_eq!(map.get(&other), Some(&entry(CrossRegion)));
    }

    #[test]
    fn where_the_model_id_is_silent_another_region_proves_cross_region() {
        for silent in [
            "arn:aws:bedrock:us-east-1:1:application-inference-profile/unmapped",
            "arn:aws:bedrock:us-east-1:1:prompt-router/x",
        ] {
            check(silent, Some("us-west-2"), CrossRegion);
            check(silent, Some("us-east-1"), Unknown);
            check(silent, Some(""), Unknown);
        }
    }
}
