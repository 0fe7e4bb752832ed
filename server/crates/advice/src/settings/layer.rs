//! Settings that change what is said or offered, and the layers that they come in.

use std::collections::BTreeMap;

use leastwise_iam::Style;

use super::values::Values;
use crate::{Advice, Level, Rule};

/// What one source says; `None` where it says nothing.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Layer {
    /// `style`.
    pub style: Option<Style>,
    /// `max_entries`.
    pub max_entries: Option<usize>,
    /// `stale_after_days`.
    pub stale_after_days: Option<u32>,
    /// `rules`; a rule without a level is off.
    pub rules: BTreeMap<Rule, Option<Level>>,
}

/// What holds for a file after all layers are merged.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Settings {
    /// Which replacement is preferred.
    pub style: Style,
    /// A replacement of more entries is offered but not preferred; 0 is no limit.
    pub max_entries: usize,
    /// A finding is stale when it is more days old than this.
    pub stale_after_days: u32,
    rules: BTreeMap<Rule, Option<Level>>,
}

impl Layer {
    /// What `values` say of it.
    pub fn new(values: &Values) -> Layer {
        let number = |key| values.count(key).copied();
        Layer {
            style: values.text("style").map(|style| match style.as_str() {
                "explicit" => Style::Explicit,
                _ => Style::Narrow,
            }),
            max_entries: number("max_entries").map(|count| count as usize),
            stale_after_days: number("stale_after_days"),
            rules: values.levels("rules").cloned().unwrap_or_default(),
        }
    }
}

impl Default for Settings {
    fn default() -> Self {
        Settings { style: Style::Narrow, max_entries: 50, stale_after_days: 90, rules: BTreeMap::default() }
    }
}

impl Settings {
    /// The defaults under `layers`, the weakest first.
    ///
    /// ```
    /// use leastwise_advice::settings::{Layer, Settings};
    ///
    /// let editor = Layer { max_entries: Some(10), stale_after_days: Some(30), ..Layer::default() };
    /// let file = Layer { max_entries: Some(20), ..Layer::default() };
    /// let settings = Settings::merge([&editor, &file]);
    /// assert_eq!((settings.max_entries, settings.stale_after_days), (20, 30));
    /// ```
    pub fn merge<'l>(layers: impl IntoIterator<Item = &'l Layer>) -> Settings {
        let mut settings = Settings::default();
        for layer in layers {
            settings.style = layer.style.unwrap_or(settings.style);
            settings.max_entries = layer.max_entries.unwrap_or(settings.max_entries);
            settings.stale_after_days = layer.stale_after_days.unwrap_or(settings.stale_after_days);
            settings.rules.extend(&layer.rules);
        }
        settings
    }

    /// The level of a rule's advice; `None` where the rule is off.
    pub fn level(&self, rule: Rule) -> Option<Level> {
        self.rules.get(&rule).copied().unwrap_or_else(|| Some(rule.default_level()))
    }

    /// Gives each advice its level and takes out those whose rule is off.
    pub(crate) fn apply(&self, advice: &mut Vec<Advice>) {
        advice.retain_mut(|advice| match self.rules.get(&advice.rule) {
            Some(Some(level)) => {
                advice.level = *level;
                true
            }
            Some(None) => false,
            None => true,
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stronger_layer_wins_rule_by_rule() {
        let layer = |rules: &[(Rule, Option<Level>)]| Layer {
            rules: rules.iter().copied().collect(),
            ..Layer::default()
        };
        let editor = layer(&[(Rule::UnusedAction, None), (Rule::ExcessWildcard, Some(Level::Hint))]);
        let file = layer(&[(Rule::UnusedAction, Some(Level::Error))]);
        let settings = Settings::merge([&editor, &file]);
        let levels =
            [Rule::UnusedAction, Rule::ExcessWildcard, Rule::UnusedPolicy].map(|rule| settings.level(rule));
        assert_eq!(levels, [Some(Level::Error), Some(Level::Hint), Some(Level::Warning)]);
        assert_eq!(Settings::merge([&editor]).level(Rule::UnusedAction), None);
    }
}
