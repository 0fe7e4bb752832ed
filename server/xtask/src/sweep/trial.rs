//! One document against one random unused set: every fix and the ways to combine them.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::Instant;

use anyhow::Result;
use fastrand::Rng;
use leastwise_advice::fix::PolicyFixOptions;
use leastwise_advice::settings::SettingsFileInput;
use leastwise_advice::{
    Analysis, Fix, PolicyInput, Rule, SettingsFile, SettingsInput, World, WorldInput, findings,
};
use leastwise_iam::{AccessLevel, Catalog};
use leastwise_policy::{ActionKey, Effect, Statement};

use super::actions::{Actions, Id};
use super::check::check;
use super::counts::Counts;
use super::language::Language;
use super::layout::vary;
use super::mixture::mixed;
use super::node::Node;
use super::unused::Unused;

const PRINCIPAL: &str = "arn:aws:iam::111122223333:role/MyRole";
/// More fixes of one kind are drawn from at random.
const MOST_FIXES: usize = 12;
/// More steps of a sequence are not taken.
const MOST_STEPS: usize = 12;

const LEVELS: [AccessLevel; 5] = [
    AccessLevel::List,
    AccessLevel::Read,
    AccessLevel::Tagging,
    AccessLevel::Write,
    AccessLevel::PermissionsManagement,
];

/// A document's world.
struct Trial<'a> {
    path: &'static str,
    language: Language,
    world: Arc<World>,
    unused: Unused<'a>,
    /// Wildcards may be left for the size of their replacement.
    limited: bool,
    counts: Counts,
}

/// Runs one trial. The error is a violation.
pub(super) fn run(
    text: &str,
    language: Language,
    seed: u64,
    catalog: &Arc<Catalog>,
    actions: &Actions,
) -> Result<Counts, String> {
    let mut rng = Rng::with_seed(seed ^ hash(text));
    let is_mixed = rng.u8(..4) == 0;
    let text = match language {
        Language::Hcl => text.to_owned(),
        _ if is_mixed => vary(&mixed(text, actions, &mut rng), &mut rng),
        _ => vary(text, &mut rng),
    };
    let path = language.path();
    let source = Arc::new(language.source(&text));
    let entries: BTreeSet<&str> = source
        .documents
        .iter()
        .flat_map(|document| &document.statements)
        .filter_map(|statement| statement.actions.as_ref())
        .flat_map(|actions| actions.entries.iter().map(|entry| entry.text.as_str()))
        .collect();
    let entries: Vec<&str> = entries.into_iter().collect();
    let unused = Unused::draw(actions, &entries, PRINCIPAL, &mut rng);
    let limited = rng.u8(..4) == 0;
    let style = if rng.u8(..4) == 0 { "explicit" } else { "narrow" };
    let settings = format!(
        "style = \"{style}\"\nmax_entries = {}\n[[attach]]\npolicy = \"MyRole.*\"\nprincipals = [\"role/MyRole\"]\n\
         exclusive = true\ntype = \"identity\"\n",
        if limited { 50 } else { 0 },
    );
    let settings = SettingsFile::read("/w/leastwise.toml", &settings);
    let finding = findings::read("/w/finding.json", &unused.findings)
        .ok_or("the findings are not recognized as findings")?;
    let world = Arc::new(World::new(WorldInput {
        catalog: Arc::clone(catalog),
        settings: SettingsInput {
            files: vec![SettingsFileInput { file: Arc::new(settings), whole: true }],
            ..SettingsInput::default()
        },
        findings: vec![Arc::new(finding)],
        policies: vec![PolicyInput { path: path.into(), source: Arc::clone(&source) }],
        roots: vec!["/w".into()],
        ..WorldInput::new(jiff::civil::date(2026, 9, 26))
    }));
    let mut trial =
        Trial { path, language, world, unused, limited, counts: Counts { trials: 1, ..Counts::default() } };
    trial.run(&text, &mut rng)?;
    Ok(trial.counts)
}

impl Trial<'_> {
    fn analyse(&mut self, text: &str) -> Analysis {
        let (world, path, language) = (Arc::clone(&self.world), self.path, self.language);
        self.timed("the analysis", || world.analyse(path, Arc::new(language.source(text))))
    }

    fn timed<T>(&mut self, step: &'static str, run: impl FnOnce() -> T) -> T {
        let start = Instant::now();
        let result = run();
        self.counts.longest = self.counts.longest.max((start.elapsed(), step));
        result
    }

    fn run(&mut self, text: &str, rng: &mut Rng) -> Result<(), String> {
        let analysis = self.analyse(text);
        self.count(&analysis);
        let fixes = self.timed("the fixes of some entries", || single(&analysis, rng));
        for fix in fixes {
            self.check(text, &fix)?;
        }
        let fixes = self.timed("the fixes of some statements", || statements(&analysis, rng));
        for (at, fix) in fixes {
            if let Some(after) = self.check(text, &fix)? {
                self.is_done(&analysis, &after, at, &fix)?;
            }
        }
        for document in 0..analysis.source.documents.len() {
            let levels = rng.choose_multiple(&LEVELS, 2);
            let levels: Vec<AccessLevel> = levels.into_iter().copied().collect();
            let fixes = [
                self.timed("the fix of a policy", || analysis.policy_fix(document)),
                analysis.policy_fix_with(
                    document,
                    PolicyFixOptions { levels: &levels, ..PolicyFixOptions::default() },
                ),
            ];
            for fix in fixes.iter().flatten() {
                self.check(text, fix)?;
            }
        }
        let alone = analysis.source.documents.len() == 1;
        let all_checked = analysis.judged == analysis.source.documents.len();
        let Some(fix) = analysis.file_fix() else {
            let is_silent = analysis.advice.iter().all(|advice| advice.entry.is_none());
            let reads = self.language.tree(text).is_ok_and(|tree| !tree.repeats_a_key());
            let may_speak = all_checked && alone && is_silent && reads;
            let is_clean = if may_speak { self.is_clean(text, false) } else { Ok(()) };
            return is_clean.map_err(|why| format!("nothing is said: {why}"));
        };
        let Some(all) = self.check(text, &fix)? else { return Ok(()) };
        let again = self.analyse(&all);
        if let Some(again) = again.file_fix() {
            return Err(format!("a second run offers `{}` after `{}`", again.title, fix.title));
        }
        // Of a policy that is to be detached nothing goes, and the fix of the file is that of the others. Its title does not
        // say what is left of each.
        let leaves = |document| {
            let fix = analysis.policy_fix(document);
            fix.is_some_and(|fix| fix.disabled.is_some() || fix.title.contains("left to you"))
        };
        let is_left = !alone
            && (analysis.advice.iter().any(|advice| advice.rule == Rule::UnusedPolicy)
                || (0..analysis.source.documents.len()).any(leaves));
        let some_left = is_left || fix.title.contains("left to you");
        if all_checked {
            self.is_clean(&all, some_left).map_err(|why| format!("after `{}`: {why}", fix.title))?;
        }
        let in_steps = self.by_steps(text, rng, statement)?;
        let one_by_one = self.by_steps(text, rng, preferred)?;
        // What is left to a person, and what would empty a policy, depends on the way.
        if !some_left && alone {
            self.agree(&all, in_steps, "the fixes of statements")?;
            self.agree(&all, one_by_one.filter(|_| !self.limited), "the fixes of entries")?;
        }
        Ok(())
    }

    /// One way to fix all must grant what another does.
    fn agree(&self, one: &str, other: Option<String>, what: &str) -> Result<(), String> {
        match other {
            Some(other) if self.granted(one)? != self.granted(&other)? => {
                Err(format!("{what} grant other than the fix of the policy"))
            }
            _ => Ok(()),
        }
    }

    fn count(&mut self, analysis: &Analysis) {
        self.counts.checked += analysis.judged;
        if analysis.judged > 0 {
            let statements = || analysis.source.documents.iter().flat_map(|document| &document.statements);
            let has = |effect| statements().any(|statement| statement.effect == effect);
            let excludes = |statement: &Statement| {
                statement.actions.as_ref().is_some_and(|actions| actions.key == ActionKey::NotAction)
            };
            self.counts.mixed += usize::from(has(Effect::Allow) && has(Effect::Deny));
            self.counts.not_action += usize::from(statements().any(excludes));
        }
    }

    fn check(&mut self, text: &str, fix: &Fix) -> Result<Option<String>, String> {
        self.counts.fixes += 1;
        self.counts.disabled += usize::from(fix.disabled.is_some());
        check(text, self.language, fix, &self.unused).map_err(|why| format!("`{}`: {why}", fix.title))
    }

    /// After the fix of a statement there must be no other for it.
    fn is_done(
        &mut self,
        before: &Analysis,
        after: &str,
        at: (usize, usize),
        fix: &Fix,
    ) -> Result<(), String> {
        let after = self.analyse(after);
        let statements = |analysis: &Analysis| {
            analysis.source.documents.get(at.0).map(|document| document.statements.len())
        };
        match after.statement_fix(at.0, at.1).filter(|_| statements(&after) == statements(before)) {
            Some(again) => Err(format!("after `{}` there is still `{}`", fix.title, again.title)),
            None => Ok(()),
        }
    }

    /// No checked entry may grant what is unused, but for what needs a manual choice.
    fn is_clean(&self, text: &str, some_left: bool) -> Result<(), String> {
        let tree = self.language.tree(text).map_err(|error| error.to_string())?;
        let mut found = Ok(());
        tree.objects(&mut |statement| {
            let is_allow = statement.get("Effect").and_then(Node::text) == Some("Allow");
            let kept_out =
                statement.get("Sid").and_then(Node::text).is_some_and(|sid| sid.starts_with("NOREPO"));
            let Some(entries) = statement.get("Action").and_then(Node::texts) else { return };
            let is_merged = statement.get("merged").is_some();
            for entry in entries.iter().filter(|_| is_allow && !kept_out && !is_merged) {
                let service = entry.split(':').next().unwrap_or_default();
                let is_excused = some_left || service.contains(['*', '?']) || entry.contains("${");
                let unused = self.unused.granted(entry).into_iter().find(|&id| self.unused.contains(id));
                if let Some(id) = unused.filter(|_| !is_excused) {
                    found = Err(format!("`{entry}` still grants {}", self.unused.spelled(id)));
                }
            }
        });
        found
    }

    /// Applies one of the fixes that `offered` finds, again and again, and at the end the fix of all that is left; `None`
    /// where that leaves something to a person.
    fn by_steps(
        &mut self,
        text: &str,
        rng: &mut Rng,
        offered: fn(&Analysis, &mut Rng) -> Vec<Fix>,
    ) -> Result<Option<String>, String> {
        self.counts.sequences += 1;
        let mut text = text.to_owned();
        for _ in 0..rng.usize(1..=MOST_STEPS) {
            let analysis = self.analyse(&text);
            let Some(fix) = offered(&analysis, rng).into_iter().find(|fix| fix.disabled.is_none()) else {
                break;
            };
            match self.check(&text, &fix)? {
                Some(after) if after != text => text = after,
                _ => return Err(format!("`{}` does nothing", fix.title)),
            }
        }
        match self.analyse(&text).file_fix() {
            None => Ok(Some(text)),
            Some(fix) => Ok(self.check(&text, &fix)?.filter(|_| !fix.title.contains("left to you"))),
        }
    }

    /// What all Allow statements with `Action` grant, statement by statement, but for those that grant nothing known.
    fn granted(&self, text: &str) -> Result<Vec<BTreeSet<Id>>, String> {
        let tree = self.language.tree(text).map_err(|error| error.to_string())?;
        let mut granted = Vec::new();
        tree.objects(&mut |statement| {
            let is_allow = statement.get("Effect").and_then(Node::text) == Some("Allow");
            if let Some(entries) = statement.get("Action").and_then(Node::texts).filter(|_| is_allow) {
                granted.push(entries.iter().flat_map(|entry| self.unused.granted(entry)).collect());
            }
        });
        Ok(granted)
    }
}

/// Some of the fixes of entries, and of `NotAction` lists.
fn single(analysis: &Analysis, rng: &mut Rng) -> Vec<Fix> {
    let mut advice: Vec<_> = analysis.advice.iter().collect();
    rng.shuffle(&mut advice);
    advice.into_iter().take(MOST_FIXES).flat_map(|advice| analysis.fixes(advice)).collect()
}

/// The preferred fixes of entries.
fn preferred(analysis: &Analysis, rng: &mut Rng) -> Vec<Fix> {
    let mut advice: Vec<_> = analysis.advice.iter().filter(|advice| advice.entry.is_some()).collect();
    rng.shuffle(&mut advice);
    let fixes = advice.into_iter().flat_map(|advice| analysis.fixes(advice));
    fixes.filter(|fix| fix.preferred).take(1).collect()
}

/// Some of the fixes of statements, each with the indices of document and statement.
fn statements(analysis: &Analysis, rng: &mut Rng) -> Vec<((usize, usize), Fix)> {
    let documents = analysis.source.documents.iter().enumerate();
    let mut places: Vec<_> = documents
        .flat_map(|(index, document)| document.statements.iter().map(move |one| (index, one.index)))
        .collect();
    rng.shuffle(&mut places);
    let fixes = places.into_iter().filter_map(|at| Some((at, analysis.statement_fix(at.0, at.1)?)));
    fixes.take(MOST_FIXES).collect()
}

/// One of the fixes of statements.
fn statement(analysis: &Analysis, rng: &mut Rng) -> Vec<Fix> {
    statements(analysis, rng).into_iter().map(|(_, fix)| fix).collect()
}

/// FNV-1a: the same on every system and in every version.
fn hash(text: &str) -> u64 {
    text.bytes()
        .fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3))
}
