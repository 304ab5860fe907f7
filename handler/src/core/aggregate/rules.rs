//! What is published: metrics, the dimension sets of each, and the bound on distinct series.
//!
//! Rules are made once, from the settings, and shared by every aggregate of the process.

use crate::core::datapoint::{DatapointError, check_dimensions};
use crate::core::profile::{InferenceProfileClass, ProfileMap};

/// Distinct series (metric and dimension values) that one aggregate holds unless told otherwise.
///
/// The guide's dimensions make a few dozen. Every series is a billed metric of its own, so a
/// dimension that a caller can forge must not make them without end.
pub const DEFAULT_MAX_SERIES: usize = 10_000;

const SECONDS_PER_MINUTE: i64 = 60;

/// A metric that log records are summed into. The unit of each is `Count`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Metric {
    /// `input.inputTokenCount`: the input tokens that were not read from the prompt cache.
    InputTokens,
    /// `output.outputTokenCount`.
    OutputTokens,
    /// `input.cacheReadInputTokenCount`.
    CacheReadInputTokens,
    /// `input.cacheWriteInputTokenCount`.
    CacheWriteInputTokens,
    /// Calls without an errorCode.
    InvocationCount,
    /// Calls with an errorCode.
    InvocationErrorCount,
}

impl Metric {
    /// Every metric.
    pub const ALL: [Self; 6] = [
        Self::InputTokens,
        Self::OutputTokens,
        Self::CacheReadInputTokens,
        Self::CacheWriteInputTokens,
        Self::InvocationCount,
        Self::InvocationErrorCount,
    ];

    /// The metric's name in CloudWatch.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::InputTokens => "InputTokens",
            Self::OutputTokens => "OutputTokens",
            Self::CacheReadInputTokens => "CacheReadInputTokens",
            Self::CacheWriteInputTokens => "CacheWriteInputTokens",
            Self::InvocationCount => "InvocationCount",
            Self::InvocationErrorCount => "InvocationErrorCount",
        }
    }
}

/// One dimension that a log record can give a value for.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Dimension {
    /// The class of inference profile ([`InferenceProfileClass`]).
    InferenceProfile,
    /// The caller's Region.
    Region,
    /// The Region that ran the call.
    InferenceRegion,
    /// The modelId as the caller passed it.
    ModelId,
    /// `identity.arn`.
    Identity,
    /// The application inference profile: its name in the map, else its id.
    ApplicationProfile,
    /// `errorCode`.
    ErrorCode,
    /// The value of one key of `requestMetadata`. The caller can forge it.
    RequestMetadata(String),
}

impl Dimension {
    /// The dimension's name in CloudWatch. Of `RequestMetadata.<key>` the whole.
    pub fn name(&self) -> String {
        match self {
            Self::InferenceProfile => "InferenceProfile".to_owned(),
            Self::Region => "Region".to_owned(),
            Self::InferenceRegion => "InferenceRegion".to_owned(),
            Self::ModelId => "ModelId".to_owned(),
            Self::Identity => "Identity".to_owned(),
            Self::ApplicationProfile => "ApplicationProfile".to_owned(),
            Self::ErrorCode => "ErrorCode".to_owned(),
            Self::RequestMetadata(key) => format!("RequestMetadata.{key}"),
        }
    }

    /// Bytes of [`Dimension::name`].
    pub(super) fn name_len(&self) -> usize {
        match self {
            Self::RequestMetadata(key) => "RequestMetadata.".len() + key.len(),
            other => other.name().len(),
        }
    }

    /// The dimension of that name.
    pub fn from_name(name: &str) -> Option<Self> {
        Some(match name {
            "InferenceProfile" => Self::InferenceProfile,
            "Region" => Self::Region,
            "InferenceRegion" => Self::InferenceRegion,
            "ModelId" => Self::ModelId,
            "Identity" => Self::Identity,
            "ApplicationProfile" => Self::ApplicationProfile,
            "ErrorCode" => Self::ErrorCode,
            other => Self::RequestMetadata(
                other
                    .strip_prefix("RequestMetadata.")
                    .filter(|key| !key.is_empty())?
                    .to_owned(),
            ),
        })
    }
}

/// The dimensions that a metric is published by, in the order in which they are named.
///
/// Valid by construction: CloudWatch takes its names and their number.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct DimensionSet(Vec<Dimension>);

impl DimensionSet {
    /// A dimension set. An empty one is valid: the sum over everything.
    ///
    /// # Errors
    ///
    /// More than 30 dimensions, a repeated one, a `requestMetadata` key that cannot be part of a
    /// dimension's name.
    pub fn new(dimensions: Vec<Dimension>) -> Result<Self, DatapointError> {
        let names: Vec<_> = dimensions
            .iter()
            .map(|dimension| (dimension.name(), "value".to_owned()))
            .collect();
        check_dimensions(&names)?;
        Ok(Self(dimensions))
    }

    /// The dimensions, in order.
    pub fn dimensions(&self) -> &[Dimension] {
        &self.0
    }
}

/// The length of time that one sum covers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Period {
    /// One minute, as CloudWatch keeps custom metrics.
    #[default]
    Minute,
    /// All of time: for totals that are printed, not published.
    Whole,
}

impl Period {
    /// When the period began that a time lies in, in epoch seconds.
    pub(crate) fn start_of(self, epoch_seconds: i64) -> i64 {
        match self {
            Self::Minute => epoch_seconds - epoch_seconds.rem_euclid(SECONDS_PER_MINUTE),
            Self::Whole => 0,
        }
    }
}

/// What to sum, by which dimensions, and how many series at most.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rules {
    /// Dimension sets of the four token metrics.
    pub tokens: Vec<DimensionSet>,
    /// Dimension sets of `InvocationCount`.
    pub invocations: Vec<DimensionSet>,
    /// Dimension sets of `InvocationErrorCount`.
    pub errors: Vec<DimensionSet>,
    /// `ENABLE_CROSS_REGION_DETECTION`: off, the tokens of `CrossRegion` calls are not published.
    pub cross_region: bool,
    /// `ENABLE_GLOBAL_CROSS_REGION`: the same of `GlobalCrossRegion`.
    pub global_cross_region: bool,
    /// Distinct series that an aggregate holds; samples of further ones are counted as dropped.
    pub max_series: usize,
    /// What is known of application inference profiles.
    pub profiles: ProfileMap,
    /// What one sum covers.
    pub period: Period,
}

impl Default for Rules {
    /// Exactly the guide's: tokens by `InferenceProfile`, calls and errors by `Region`.
    fn default() -> Self {
        Self {
            tokens: vec![DimensionSet(vec![Dimension::InferenceProfile])],
            invocations: vec![DimensionSet(vec![Dimension::Region])],
            errors: vec![DimensionSet(vec![Dimension::Region])],
            cross_region: true,
            global_cross_region: true,
            max_series: DEFAULT_MAX_SERIES,
            profiles: ProfileMap::default(),
            period: Period::Minute,
        }
    }
}

impl Rules {
    /// Every dimension set that some metric is published by.
    pub fn dimension_sets(&self) -> impl Iterator<Item = &DimensionSet> {
        self.tokens
            .iter()
            .chain(&self.invocations)
            .chain(&self.errors)
    }

    /// Whether calls of that class are detected and published under `InferenceProfile`.
    pub fn publishes(&self, class: InferenceProfileClass) -> bool {
        match class {
            InferenceProfileClass::CrossRegion => self.cross_region,
            InferenceProfileClass::GlobalCrossRegion => self.global_cross_region,
            InferenceProfileClass::InRegion | InferenceProfileClass::Unknown => true,
        }
    }
}
