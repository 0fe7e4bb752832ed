//! Random patterns and unused actions over the services of the catalog, and a matcher that is too simple to be
//! wrong.

use std::sync::Arc;

use leastwise_iam::{ActionName, ActionSet, Catalog, Narrower, Pattern, Service, Universe};
use proptest::{
    collection::vec,
    prelude::*,
    sample::{Index, select},
};

/// Whether a glob over names matches, by the definition: a `*` stands for nothing, or for one character more.
pub(crate) fn naive(glob: &[u8], text: &[u8]) -> bool {
    match (glob, text) {
        ([], []) => true,
        ([b'*', rest @ ..], _) => naive(rest, text) || (!text.is_empty() && naive(glob, &text[1..])),
        ([b'?', rest @ ..], [_, behind @ ..]) => naive(rest, behind),
        ([letter, rest @ ..], [first, behind @ ..]) if letter.eq_ignore_ascii_case(first) => {
            naive(rest, behind)
        }
        _ => false,
    }
}

pub(crate) fn matches(pattern: &Pattern, name: &str) -> bool {
    naive(pattern.name().as_bytes(), name.as_bytes())
}

/// A pattern, the names of its service, and the unused ones among them and beyond.
#[derive(Clone, Debug)]
pub(crate) struct Case {
    pub(crate) pattern: Pattern,
    pub(crate) service: String,
    pub(crate) unused: ActionSet,
}

pub(crate) fn case() -> impl Strategy<Value = Case> {
    let catalog = Catalog::embedded();
    let large = ["s3", "iam", "ssm", "lambda", "kms", "dynamodb", "elasticloadbalancing", "vpc-lattice"];
    let all: Vec<String> = catalog.services().iter().map(|service| service.prefix().to_owned()).collect();
    let service = prop_oneof![select(large.map(String::from).to_vec()), select(all)];
    (service, glob(), vec(unused(), 0..30)).prop_map(move |(service, glob, unused)| {
        let actions = catalog.service(&service).map(Service::actions).unwrap_or_default();
        let names: Vec<&str> = actions.iter().map(|action| &*action.name).collect();
        let pattern = Pattern::parse(&format!("{service}:{}", glob.of(&names))).unwrap();
        let granted: Vec<&str> = names.iter().copied().filter(|name| matches(&pattern, name)).collect();
        let pool = if granted.is_empty() { &names } else { &granted };
        let unused = unused.iter().map(|(index, ending)| format!("{service}:{}{ending}", index.get(pool)));
        let unused = unused.map(|text| ActionName::parse(&text).unwrap()).collect();
        Case { pattern, service, unused }
    })
}

/// How to make a glob of a name.
#[derive(Clone, Debug)]
struct Glob {
    name: Index,
    /// How much of the name stays before a final star; all of it, and no star, if there is no length.
    stem: Option<usize>,
    /// What is written in the place of how many characters.
    cuts: Vec<(Index, usize, &'static str)>,
    upper: bool,
}

fn glob() -> impl Strategy<Value = Glob> {
    let stem = proptest::option::weighted(0.75, 0..12usize);
    let cut = (any::<Index>(), 0..6usize, select(vec!["*", "*", "?", "**", "*?", "x"]));
    let parts = (any::<Index>(), stem, vec(cut, 0..3), any::<bool>());
    parts.prop_map(|(name, stem, cuts, upper)| Glob { name, stem, cuts, upper })
}

impl Glob {
    fn of(&self, names: &[&str]) -> String {
        let mut glob = (*self.name.get(names)).to_owned();
        if let Some(stem) = self.stem {
            glob.truncate(stem);
            glob.push('*');
        }
        for (at, length, mark) in &self.cuts {
            let at = at.index(glob.len());
            glob.replace_range(at..(at + length).min(glob.len()), mark);
        }
        if self.upper { glob.to_ascii_uppercase() } else { glob }
    }
}

/// Which name is unused; sometimes one that the catalog does not have, which begins as that name does.
fn unused() -> impl Strategy<Value = (Index, &'static str)> {
    (any::<Index>(), select(vec!["", "", "", "", "s", "Quux"]))
}

/// The names of the universe that the pattern grants, each with whether it is unused.
pub(crate) fn granted(case: &Case, narrower: &Narrower) -> Vec<(String, bool)> {
    let names = narrower.universe().names(&case.service).iter().map(|name| name.spelled.to_string());
    let is_unused = |name: &String| case.unused.iter().any(|unused| unused.name().eq_ignore_ascii_case(name));
    names.filter(|name| matches(&case.pattern, name)).map(|name| (name.clone(), is_unused(&name))).collect()
}

pub(crate) fn narrower(case: &Case) -> Narrower {
    let universe = Universe::new(Catalog::embedded(), None, case.unused.iter().cloned());
    Narrower::new(Arc::new(universe), Arc::new(case.unused.clone()))
}

pub(crate) fn starts_with(text: &str, prefix: &str) -> bool {
    text.to_ascii_lowercase().starts_with(&prefix.to_ascii_lowercase())
}
