//! Sums by metric, dimension values and minute, under one bound on series.

use std::borrow::Cow;
use std::collections::{BTreeMap, HashMap};
use std::hash::{BuildHasherDefault, DefaultHasher};
use std::sync::Arc;

use super::invocation::Invocation;
use super::metric_set::MetricSet;
use super::rules::{Dimension, DimensionSet, Metric, Period, Rules};
use super::samples::Histogram;
use crate::core::datapoint::{Datapoint, MAX_DIMENSION_VALUE_CHARS, Unit, is_dimension_value};
use crate::core::encoded_size::{EncodedSize, datum_bytes, dimension_bytes};
use crate::core::profile::application_profile_id;

/// A dimension's value where a record gives none, so that a metric's series still add up.
pub const NO_VALUE: &str = "none";

/// Sums by metric, dimension values and minute, with the number of samples that found no room.
#[derive(Debug, Clone)]
pub struct Aggregate {
    pub(super) rules: Arc<Rules>,
    pub(super) groups: Arc<[Group]>,
    pub(super) series: Vec<Series>,
    pub(super) series_by_key: Index,
    /// Distinct pairs of a metric and a series.
    pub(super) series_count: usize,
    pub(super) cells: Vec<Cell>,
    pub(super) cells_by_key: Index,
    pub(super) dropped_samples: u64,
    /// The key that is looked up, kept for its memory.
    pub(super) key: Vec<u8>,
    /// Of each group the last key and its cell: the next record is often of the same minute.
    pub(super) recent: Vec<(Vec<u8>, usize)>,
}

/// Finds by bytes. The hash is keyed by a constant: nothing here is random, and the bound on series
/// bounds what crafted values can cost.
pub(super) type Index = HashMap<Box<[u8]>, usize, BuildHasherDefault<DefaultHasher>>;

/// One series over all of its minutes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Total {
    /// The metric's name.
    pub metric: &'static str,
    /// Its unit.
    pub unit: Unit,
    /// Dimension names and values.
    pub dimensions: Vec<(String, String)>,
    /// All samples.
    pub samples: Histogram,
}

/// A dimension set, and what is published by it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Group {
    dimensions: DimensionSet,
    pub(super) by_profile: bool,
    /// What is published by it.
    pub(super) metrics: MetricSet,
}

/// The values of a group's dimensions, each valid for CloudWatch.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Series {
    group: usize,
    values: Vec<Box<str>>,
    metrics: MetricSet,
}

/// One period of one series: the samples of each of its metrics.
#[derive(Debug, Clone)]
pub(super) struct Cell {
    series: usize,
    epoch_seconds: i64,
    samples: Vec<(Metric, Histogram)>,
}

impl Cell {
    fn held_bytes(&self) -> usize {
        let samples = self.samples.iter();
        CELL_BYTES
            + samples
                .map(|(_, histogram)| histogram.held_bytes())
                .sum::<usize>()
    }

    fn samples_of(&mut self, metric: Metric) -> Option<&mut Histogram> {
        let mut samples = self.samples.iter_mut();
        let (_, histogram) = samples.find(|(other, _)| *other == metric)?;
        Some(histogram)
    }
}

/// Bytes of a cell's key before the dimension values: the period and the group. What follows is the
/// series' key.
const PERIOD_BYTES: usize = size_of::<i64>();

/// Bytes of a cell besides its samples, and of a series: about, with what finds them by their key.
const CELL_BYTES: usize = size_of::<Cell>() + 160;
const SERIES_BYTES: usize = size_of::<Series>() + 256;

/// Ends each dimension value in a key: no part of UTF-8.
const VALUE_END: u8 = 0xff;

impl Aggregate {
    /// The sums of no record.
    pub fn new(rules: &Arc<Rules>) -> Self {
        Self {
            rules: Arc::clone(rules),
            groups: groups_of(rules),
            series: Vec::new(),
            series_by_key: Index::default(),
            series_count: 0,
            cells: Vec::new(),
            cells_by_key: Index::default(),
            dropped_samples: 0,
            key: Vec::new(),
            recent: Vec::new(),
        }
    }

    /// All sums of another aggregate under the same rules.
    pub fn merge(&mut self, other: &Self) {
        debug_assert_eq!(
            self.groups, other.groups,
            "one process has one set of rules"
        );
        // Ordered, so that which series find room under the bound does not depend on hashing.
        for (series, cell) in other.ordered_cells() {
            self.write_series_key(cell.epoch_seconds, series);
            let index = self.cell();
            for (metric, samples) in &cell.samples {
                self.merge_samples(index, *metric, samples);
            }
        }
        self.dropped_samples += other.dropped_samples;
    }

    /// Distinct series: pairs of a metric and its dimension values.
    pub fn series_count(&self) -> usize {
        self.series_count
    }

    /// About how many bytes of memory the sums take: for a bound, not for an account.
    pub fn held_bytes(&self) -> usize {
        let cells = self.cells.iter().map(Cell::held_bytes).sum::<usize>();
        cells + self.series.len() * SERIES_BYTES
    }

    /// No more than [`Aggregate::held_bytes`], and told at once however many sums there are.
    pub fn held_bytes_at_least(&self) -> usize {
        self.cells.len() * CELL_BYTES
    }

    /// Samples left out because the bound on series was reached. Never silent: log and count them.
    pub fn dropped_samples(&self) -> u64 {
        self.dropped_samples
    }

    /// Whether there is nothing to publish.
    pub fn is_empty(&self) -> bool {
        self.cells.iter().all(|cell| cell.samples.is_empty())
    }

    /// One datum for each metric, series and minute, ordered by metric, dimensions and minute.
    ///
    /// # Panics
    ///
    /// Never: what is in an aggregate was made valid on the way in.
    pub fn into_datapoints(self) -> Vec<Datapoint> {
        let mut ordered: Vec<_> = self.histograms().collect();
        ordered.sort_by_key(|(metric, series, cell, _)| {
            (metric.as_str(), *series, cell.epoch_seconds)
        });
        ordered
            .into_iter()
            .map(|(metric, series, cell, histogram)| {
                Datapoint::new(
                    metric.as_str(),
                    Unit::Count,
                    self.dimensions_of(series),
                    cell.epoch_seconds,
                    histogram.to_samples(),
                )
                .expect("names and values were made valid on the way in, samples are integers")
            })
            .collect()
    }

    /// What each series comes to over all of its minutes, ordered by metric and dimensions.
    pub fn totals(&self) -> Vec<Total> {
        let mut totals: BTreeMap<(Metric, &Series), Histogram> = BTreeMap::new();
        for (metric, series, _, samples) in self.histograms() {
            totals
                .entry((metric, series))
                .and_modify(|total| total.merge(samples))
                .or_insert_with(|| samples.clone());
        }
        let mut totals: Vec<Total> = totals
            .into_iter()
            .map(|((metric, series), samples)| Total {
                metric: metric.as_str(),
                unit: Unit::Count,
                dimensions: self.dimensions_of(series),
                samples,
            })
            .collect();
        totals.sort_by(|a, b| (a.metric, &a.dimensions).cmp(&(b.metric, &b.dimensions)));
        totals
    }

    /// How many datums there are, and no fewer than how many bytes they take encoded.
    pub(crate) fn encoded_size(&self) -> EncodedSize {
        let mut size = EncodedSize::default();
        for (metric, series, _, histogram) in self.histograms() {
            size.add(self.datum_size(metric, series, histogram));
        }
        size
    }

    /// What [`Aggregate::merge`] of `other` would add to [`Aggregate::encoded_size`] at most.
    pub(crate) fn growth_by(&self, other: &Self) -> EncodedSize {
        let mut growth = EncodedSize::default();
        let mut probe = KeyProbe::default();
        for (metric, series, cell, histogram) in other.histograms() {
            probe.write(cell.epoch_seconds, series);
            let shared = self
                .cells_by_key
                .get(&*probe.0)
                .is_some_and(|&cell| self.cells[cell].samples.iter().any(|(m, _)| *m == metric));
            if shared {
                growth.bytes += histogram.encoded_bytes();
            } else {
                growth.add(other.datum_size(metric, series, histogram));
            }
        }
        growth
    }

    fn datum_size(&self, metric: Metric, series: &Series, histogram: &Histogram) -> EncodedSize {
        let dimensions = self.groups[series.group].dimensions.dimensions();
        let text: usize = dimensions
            .iter()
            .zip(&series.values)
            .map(|(dimension, value)| dimension_bytes(dimension.name_len(), value.len()))
            .sum();
        EncodedSize {
            datums: 1,
            bytes: datum_bytes(metric.as_str().len()) + text + histogram.encoded_bytes(),
        }
    }

    fn histograms(&self) -> impl Iterator<Item = (Metric, &Series, &Cell, &Histogram)> {
        self.cells.iter().flat_map(move |cell| {
            cell.samples.iter().map(move |(metric, histogram)| {
                (*metric, &self.series[cell.series], cell, histogram)
            })
        })
    }

    fn ordered_cells(&self) -> Vec<(&Series, &Cell)> {
        let mut cells: Vec<_> = self
            .cells
            .iter()
            .map(|cell| (&self.series[cell.series], cell))
            .collect();
        cells.sort_by_key(|(series, cell)| (*series, cell.epoch_seconds));
        cells
    }

    fn dimensions_of(&self, series: &Series) -> Vec<(String, String)> {
        let dimensions = self.groups[series.group].dimensions.dimensions();
        dimensions
            .iter()
            .zip(&series.values)
            .map(|(dimension, value)| (dimension.name(), value.to_string()))
            .collect()
    }

    /// Writes the key of the cell that a record belongs to.
    pub(super) fn write_key(
        &mut self,
        epoch_seconds: i64,
        group: usize,
        invocation: &Invocation<'_>,
    ) {
        let mut key = std::mem::take(&mut self.key);
        begin_key(&mut key, epoch_seconds, group);
        for dimension in self.groups[group].dimensions.dimensions() {
            push_value(&mut key, &self.value_of(dimension, invocation));
        }
        self.key = key;
    }

    fn write_series_key(&mut self, epoch_seconds: i64, series: &Series) {
        let mut probe = KeyProbe(std::mem::take(&mut self.key));
        probe.write(epoch_seconds, series);
        self.key = probe.0;
    }

    fn value_of<'a>(
        &'a self,
        dimension: &Dimension,
        invocation: &'a Invocation<'_>,
    ) -> Cow<'a, str> {
        let labels = &invocation.labels;
        let value = match dimension {
            Dimension::InferenceProfile => return Cow::Borrowed(invocation.class.as_str()),
            Dimension::Region => Some(&*labels.region),
            Dimension::InferenceRegion => labels.inference_region.as_deref(),
            Dimension::ModelId => Some(&*labels.model_id),
            Dimension::Identity => labels.identity.as_deref(),
            Dimension::ApplicationProfile => self.application_profile(&labels.model_id),
            Dimension::ErrorCode => labels.error_code.as_deref(),
            Dimension::RequestMetadata(key) => labels
                .request_metadata
                .iter()
                .find(|(name, _)| name == key)
                .map(|(_, value)| &**value),
        };
        dimension_value(value.unwrap_or_default())
    }

    fn application_profile<'a>(&'a self, model_id: &'a str) -> Option<&'a str> {
        let id = application_profile_id(model_id)?;
        let entry = self.rules.profiles.get(model_id);
        Some(entry.and_then(|entry| entry.name.as_deref()).unwrap_or(id))
    }

    /// As [`Aggregate::cell`], of a key of that group.
    pub(super) fn recent_cell(&mut self, group: usize) -> Option<usize> {
        self.recent.resize_with(self.groups.len(), Default::default);
        let (key, cell) = &self.recent[group];
        if *key == self.key {
            return Some(*cell);
        }
        let cell = self.cell()?;
        let recent = &mut self.recent[group];
        recent.0.clone_from(&self.key);
        recent.1 = cell;
        Some(cell)
    }

    /// The cell of the key that was written; `None` where the bound on series leaves no room.
    fn cell(&mut self) -> Option<usize> {
        if let Some(&cell) = self.cells_by_key.get(&*self.key) {
            return Some(cell);
        }
        let (period, series_key) = self.key.split_at(PERIOD_BYTES);
        let series = match self.series_by_key.get(series_key) {
            Some(&series) => series,
            None if self.series_count >= self.rules.max_series => return None,
            None => {
                self.series.push(read_series(series_key));
                let series = self.series.len() - 1;
                self.series_by_key.insert(series_key.into(), series);
                series
            }
        };
        let period = period.first_chunk().expect("a key begins with its period");
        self.cells.push(Cell {
            series,
            epoch_seconds: i64::from_be_bytes(*period),
            samples: Vec::new(),
        });
        let cell = self.cells.len() - 1;
        self.cells_by_key.insert(self.key.as_slice().into(), cell);
        Some(cell)
    }

    pub(super) fn add_sample(&mut self, cell: Option<usize>, metric: Metric, value: u64) {
        if let Some(histogram) = cell.and_then(|cell| self.cells[cell].samples_of(metric)) {
            histogram.add(value);
            return;
        }
        let keep_distinct = self.rules.period == Period::Minute;
        match self.room_for(cell, metric) {
            None => self.dropped_samples += 1,
            Some(samples) => samples.push((metric, Histogram::of(value, 1, keep_distinct))),
        }
    }

    fn merge_samples(&mut self, cell: Option<usize>, metric: Metric, added: &Histogram) {
        match self.room_for(cell, metric) {
            None => self.dropped_samples += added.sample_count(),
            Some(samples) => match samples.iter_mut().find(|(other, _)| *other == metric) {
                Some((_, histogram)) => histogram.merge(added),
                None => samples.push((metric, added.clone())),
            },
        }
    }

    /// The cell's samples, if the metric's series has room under the bound. One that was let in
    /// stays.
    pub(super) fn room_for(
        &mut self,
        cell: Option<usize>,
        metric: Metric,
    ) -> Option<&mut Vec<(Metric, Histogram)>> {
        let cell = &mut self.cells[cell?];
        let metrics = &mut self.series[cell.series].metrics;
        if !metrics.contains(metric) {
            if self.series_count >= self.rules.max_series {
                return None;
            }
            self.series_count += 1;
            metrics.insert(metric);
        }
        Some(&mut cell.samples)
    }
}

/// The key of a cell, written where it is looked up again and again.
#[derive(Debug, Default)]
struct KeyProbe(Vec<u8>);

impl KeyProbe {
    fn write(&mut self, epoch_seconds: i64, series: &Series) {
        begin_key(&mut self.0, epoch_seconds, series.group);
        for value in &series.values {
            push_value(&mut self.0, value);
        }
    }
}

fn begin_key(key: &mut Vec<u8>, epoch_seconds: i64, group: usize) {
    key.clear();
    key.extend_from_slice(&epoch_seconds.to_be_bytes());
    key.extend_from_slice(&group.to_be_bytes());
}

fn push_value(key: &mut Vec<u8>, value: &str) {
    key.extend_from_slice(value.as_bytes());
    key.push(VALUE_END);
}

fn read_series(key: &[u8]) -> Series {
    let (group, values) = key
        .split_first_chunk()
        .expect("a series' key begins with its group");
    Series {
        group: usize::from_be_bytes(*group),
        values: values
            .split_inclusive(|&byte| byte == VALUE_END)
            .map(|value| String::from_utf8_lossy(&value[..value.len() - 1]).into())
            .collect(),
        metrics: MetricSet::default(),
    }
}

fn groups_of(rules: &Rules) -> Arc<[Group]> {
    let mut sets: Vec<&DimensionSet> = Vec::new();
    for set in rules.dimension_sets() {
        if !sets.contains(&set) {
            sets.push(set);
        }
    }
    sets.into_iter()
        .map(|set| Group {
            dimensions: set.clone(),
            by_profile: set.dimensions().contains(&Dimension::InferenceProfile),
            metrics: metrics_by(rules, set),
        })
        .collect()
}

fn metrics_by(rules: &Rules, set: &DimensionSet) -> MetricSet {
    let mut metrics = MetricSet::default();
    for metric in Metric::ALL {
        let sets = match metric {
            Metric::InvocationCount => &rules.invocations,
            Metric::InvocationErrorCount => &rules.errors,
            _ => &rules.tokens,
        };
        if sets.contains(set) {
            metrics.insert(metric);
        }
    }
    metrics
}

/// The nearest text that CloudWatch takes as a dimension's value: printable ASCII, 1 to 1,024
/// characters, no leading colon. What is foreign becomes `?`, what is blank [`NO_VALUE`].
fn dimension_value(value: &str) -> Cow<'_, str> {
    if value.trim().is_empty() {
        return Cow::Borrowed(NO_VALUE);
    }
    if is_dimension_value(value) {
        return Cow::Borrowed(value);
    }
    let legal = value
        .chars()
        .take(MAX_DIMENSION_VALUE_CHARS)
        .enumerate()
        .map(|(index, character)| match character {
            ':' if index == 0 => '?',
            ' '..='~' => character,
            _ => '?',
        });
    Cow::Owned(legal.collect())
}
