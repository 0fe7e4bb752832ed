//! The result of a check, before it is printed in some format.

use leastwise_advice::{Advice, Analysis, Level};
use rayon::prelude::*;

use super::input::Input;

/// What there is to say about every file of an [`Input`].
#[derive(Debug)]
pub(crate) struct Report<'a> {
    /// What was judged.
    pub input: &'a Input,
    /// Of each policy file, in the order of the input's.
    pub policies: Vec<Analysis>,
    /// Of each findings file, in the order of the input's.
    pub findings: Vec<Vec<Advice>>,
    /// Of each settings file, in the order of the input's.
    pub settings: Vec<Vec<Advice>>,
    /// Of each broken file of the catalog's folders, in the order of the input's.
    pub catalog: Vec<Vec<Advice>>,
}

impl Report<'_> {
    /// Judges every file, in parallel.
    pub(crate) fn new(input: &Input) -> Report<'_> {
        let Input { files, catalog, world, .. } = input;
        Report {
            input,
            policies: files
                .policies
                .par_iter()
                .map(|policy| world.analyse(&policy.name, policy.source.clone()))
                .collect(),
            findings: files
                .findings
                .par_iter()
                .map(|findings| world.findings_advice(&findings.name))
                .collect(),
            settings: files.settings.iter().map(|settings| world.settings_advice(&settings.name)).collect(),
            catalog: catalog.broken.iter().map(|file| world.catalog_advice(&file.name)).collect(),
        }
    }

    /// Everything there is to say.
    pub(crate) fn advice(&self) -> impl Iterator<Item = &Advice> {
        let policies = self.policies.iter().flat_map(|analysis| &analysis.advice);
        policies.chain(self.beside_policies().flat_map(|(_, advice)| advice))
    }

    /// The advice on each file that is no policy, with the file's name.
    pub(crate) fn beside_policies(&self) -> impl Iterator<Item = (&str, &[Advice])> {
        let files = &self.input.files;
        let findings = files.findings.iter().map(|file| &*file.name).zip(&self.findings);
        let settings = files.settings.iter().map(|file| &*file.name).zip(&self.settings);
        let catalog = self.input.catalog.broken.iter().map(|file| &*file.name).zip(&self.catalog);
        findings.chain(settings).chain(catalog).map(|(name, advice)| (name, advice.as_slice()))
    }

    /// How much there is to say at exactly this level.
    pub(crate) fn count(&self, level: Level) -> usize {
        self.advice().filter(|advice| advice.level == level).count()
    }

    /// How many policy documents there are.
    pub(crate) fn documents(&self) -> usize {
        self.input.files.policies.iter().map(|policy| policy.source.documents.len()).sum()
    }

    /// How many of them were judged against at least one finding.
    pub(crate) fn judged(&self) -> usize {
        self.policies.iter().map(|analysis| analysis.judged).sum()
    }
}

/// What to write in an entry's place (nothing: it goes), or why nothing is offered.
pub(crate) type Replacement = Result<Vec<String>, String>;

/// What to write in the place of the entry that an advice is about, where it is about one.
pub(crate) fn replacement(analysis: &Analysis, advice: &Advice) -> Option<Replacement> {
    let patterns = analysis.replacement(advice.entry?);
    Some(patterns.map(|patterns| patterns.iter().map(|pattern| pattern.as_str().to_owned()).collect()))
}
