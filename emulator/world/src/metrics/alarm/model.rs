//! An alarm, and all alarms of a Region.

use std::collections::BTreeMap;

use jiff::Timestamp;

use super::alarm_type::AlarmType;
use super::composite::CompositeDefinition;
use super::definition::MetricDefinition;
use super::history::History;
use super::state::{State, StateValue};
use super::tag::Tags;
use super::target::alarm_arn;
use crate::agenda::{Agenda, Slot};
use crate::origin::Home;

/// The alarms of one Region, metric alarms and composite alarms, by their one space of names; and what happened to those that are
/// gone too.
#[derive(Debug, Default, PartialEq)]
pub(in crate::metrics) struct Alarms {
    pub(super) alarms: BTreeMap<String, Alarm>,
    pub(super) history: History,
}

#[derive(Debug, PartialEq)]
pub(super) struct Alarm {
    pub(super) name: String,
    pub(super) settings: Settings,
    /// When `settings` or `definition` were said last.
    pub(super) configured: Timestamp,
    pub(super) definition: Definition,
    pub(super) tags: Tags,
    pub(super) state: State,
    /// When it looks again by itself.
    pub(super) slot: Slot,
}

/// What it watches.
#[derive(Debug, PartialEq)]
pub(super) enum Definition {
    Metric(Box<MetricDefinition>),
    Composite(Box<CompositeDefinition>),
}

/// What alarms of both kinds have.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Settings {
    pub(super) description: Option<String>,
    pub(super) actions_enabled: bool,
    pub(super) ok_actions: Vec<String>,
    pub(super) alarm_actions: Vec<String>,
    pub(super) insufficient_data_actions: Vec<String>,
}

/// Where and when something happens to alarms, and where to put what follows.
#[derive(Debug)]
pub(super) struct Desk<'a> {
    pub(super) now: Timestamp,
    pub(super) home: &'a Home,
    pub(super) agenda: &'a mut Agenda,
}

impl Settings {
    /// What is done in a state.
    pub(super) fn actions(&self, value: StateValue) -> &[String] {
        match value {
            StateValue::Ok => &self.ok_actions,
            StateValue::Alarm => &self.alarm_actions,
            StateValue::InsufficientData => &self.insufficient_data_actions,
        }
    }

    /// Everything that it may do.
    pub(super) fn all_actions(&self) -> impl Iterator<Item = &String> {
        let lists = [
            &self.ok_actions,
            &self.alarm_actions,
            &self.insufficient_data_actions,
        ];
        lists.into_iter().flatten()
    }
}

impl Alarm {
    pub(super) fn alarm_type(&self) -> AlarmType {
        match self.definition {
            Definition::Metric(_) => AlarmType::Metric,
            Definition::Composite(_) => AlarmType::Composite,
        }
    }

    pub(super) fn arn(&self, home: &Home) -> String {
        alarm_arn(home, &self.name)
    }

    pub(super) fn metric(&self) -> Option<&MetricDefinition> {
        match &self.definition {
            Definition::Metric(definition) => Some(definition),
            Definition::Composite(_) => None,
        }
    }

    pub(super) fn composite(&self) -> Option<&CompositeDefinition> {
        match &self.definition {
            Definition::Composite(definition) => Some(definition),
            Definition::Metric(_) => None,
        }
    }

    pub(super) fn composite_mut(&mut self) -> Option<&mut CompositeDefinition> {
        match &mut self.definition {
            Definition::Composite(definition) => Some(definition),
            Definition::Metric(_) => None,
        }
    }
}

impl Alarms {
    pub(super) fn get(&self, name: &str) -> Option<&Alarm> {
        self.alarms.get(name)
    }

    /// The composite alarms whose rules name this alarm.
    pub(super) fn parents<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a Alarm> {
        self.alarms.values().filter(move |alarm| {
            let composite = alarm.composite();
            composite.is_some_and(|composite| composite.rule.names(name))
        })
    }

    /// The composite alarms that depend on this alarm: by their rule, or as the suppressor of their actions.
    pub(super) fn watchers<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a Alarm> {
        self.alarms.values().filter(move |alarm| {
            let composite = alarm.composite();
            composite.is_some_and(|composite| composite.watches(name))
        })
    }
}
