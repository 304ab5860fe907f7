//! The flags that shape the table, and what it shows by them.

use clap::{Args, ValueEnum};

/// How the table is shaped.
#[derive(Debug, Clone, Default, Args)]
#[command(next_help_heading = "Table")]
pub(super) struct ViewArgs {
    /// One table by this, in the place of the usual three.
    #[arg(long, value_name = "WHAT")]
    pub(super) by: Option<By>,
    /// Only these columns, in this order.
    #[arg(long, value_name = "NAME,..", value_delimiter = ',')]
    pub(super) columns: Vec<Column>,
    /// Only the rows with most in their first column of numbers.
    #[arg(long, value_name = "COUNT", value_parser = clap::value_parser!(u64).range(1..))]
    pub(super) top: Option<u64>,
}

/// What the rows of the table are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum By {
    /// Needs the function to publish by it: `--env 'METRIC_DIMENSIONS=InferenceProfile;Region;ModelId'`.
    Model,
    /// The Regions of the callers.
    Region,
    /// The classes: `CrossRegion`, `GlobalCrossRegion`, `InRegion`, `Unknown`.
    Profile,
    /// Needs the function to publish by it: `--env 'METRIC_DIMENSIONS=InferenceProfile;Region;Identity'`.
    Identity,
    /// By the records' timestamps, in UTC.
    Hour,
}

impl By {
    /// The dimension whose values are the rows.
    pub(super) fn dimension(self) -> Option<&'static str> {
        match self {
            Self::Model => Some("ModelId"),
            Self::Region => Some("Region"),
            Self::Profile => Some("InferenceProfile"),
            Self::Identity => Some("Identity"),
            Self::Hour => None,
        }
    }

    pub(super) fn title(self) -> &'static str {
        match self {
            Self::Model => "Model",
            Self::Region => "Region",
            Self::Profile => "Inference profile",
            Self::Identity => "Identity",
            Self::Hour => "Hour (UTC)",
        }
    }
}

/// A column of numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, ValueEnum)]
pub(super) enum Column {
    Invocations,
    Errors,
    /// Invocations that tell of tokens.
    Calls,
    /// Tokens.
    Input,
    /// Tokens.
    Output,
    /// Input tokens read from the cache.
    CacheRead,
    /// Input tokens written to the cache.
    CacheWrite,
    /// Of other metrics.
    Samples,
    /// Of other metrics.
    Sum,
    /// Of other metrics.
    Min,
    /// Of other metrics.
    Max,
}

impl Column {
    pub(super) fn header(self) -> &'static str {
        match self {
            Self::Invocations => "Invocations",
            Self::Errors => "Errors",
            Self::Calls => "Calls with tokens",
            Self::Input => "Input tokens",
            Self::Output => "Output tokens",
            Self::CacheRead => "Cache read",
            Self::CacheWrite => "Cache written",
            Self::Samples => "Samples",
            Self::Sum => "Sum",
            Self::Min => "Min",
            Self::Max => "Max",
        }
    }

    /// The same where there are many columns.
    pub(super) fn short_header(self) -> &'static str {
        match self {
            Self::Input => "Tokens in",
            Self::Output => "Tokens out",
            other => other.header(),
        }
    }

    /// Whether a table by that, or one of the usual three, has it.
    fn is_in_table_by(self, by: Option<By>) -> bool {
        match self {
            Self::Samples | Self::Sum | Self::Min | Self::Max => by.is_none(),
            Self::CacheRead | Self::CacheWrite => by.is_some(),
            // Of hours only sums are known.
            Self::Calls => by != Some(By::Hour),
            Self::Invocations | Self::Errors | Self::Input | Self::Output => true,
        }
    }

    /// As it is written after `--columns`.
    fn name(self) -> String {
        let value = self.to_possible_value();
        value.map_or_else(String::new, |value| value.get_name().to_owned())
    }

    /// Where the sums of a metric stand.
    pub(super) fn of_metric(name: &str) -> Option<Self> {
        Some(match name {
            "InvocationCount" => Self::Invocations,
            "InvocationErrorCount" => Self::Errors,
            "InputTokens" => Self::Input,
            "OutputTokens" => Self::Output,
            "CacheReadInputTokens" => Self::CacheRead,
            "CacheWriteInputTokens" => Self::CacheWrite,
            _ => return None,
        })
    }
}

/// Why the table cannot be shaped so.
#[derive(Debug, thiserror::Error)]
pub(crate) enum ViewError {
    #[error("--by, --columns and --top shape the table, and --format json has none")]
    NoTable,
    #[error("the function does not publish by {dimension} alone")]
    NotPublished { dimension: &'static str },
    #[error("--columns {column} names no column of the table")]
    NoSuchColumn { column: String },
}

impl ViewError {
    pub(crate) fn hint(&self) -> Option<String> {
        match self {
            Self::NoTable => Some("its document has every series: choose from that".to_owned()),
            Self::NotPublished { dimension } => Some(format!(
                "--env 'METRIC_DIMENSIONS=InferenceProfile;Region;{dimension}' makes it do so"
            )),
            Self::NoSuchColumn { .. } => Some(
                "samples, sum, min and max are of the other metrics, which --by leaves out"
                    .to_owned(),
            ),
        }
    }
}

impl ViewArgs {
    /// Checks what can be known before the replay: `dimension_sets` is the function's `METRIC_DIMENSIONS`, if it is set.
    pub(super) fn check(
        &self,
        is_table: bool,
        dimension_sets: Option<&str>,
    ) -> Result<(), ViewError> {
        if !is_table && (self.by.is_some() || self.top.is_some() || !self.columns.is_empty()) {
            return Err(ViewError::NoTable);
        }
        if let Some(by @ (By::Model | By::Identity)) = self.by
            && let Some(dimension) = by.dimension()
        {
            let mut sets = dimension_sets.unwrap_or_default().split(';');
            if !sets.any(|set| set.trim() == dimension) {
                return Err(ViewError::NotPublished { dimension });
            }
        }
        let mut columns = self.columns.iter();
        match columns.find(|column| !column.is_in_table_by(self.by)) {
            Some(column) => Err(ViewError::NoSuchColumn {
                column: column.name(),
            }),
            None => Ok(()),
        }
    }

    pub(super) fn most_rows(&self) -> usize {
        let top = self
            .top
            .map(|top| usize::try_from(top).unwrap_or(usize::MAX));
        top.unwrap_or(usize::MAX)
    }
}
