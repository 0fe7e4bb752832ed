//! Random patterns, days and unused actions over the services of the catalog, and two matchers that share nothing with
//! the product's: by the definition, and by regular expressions.

use std::cell::RefCell;
use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use jiff::civil::{Date, date};
use leastwise_iam::{ActionName, ActionSet, Catalog, Narrower, Pattern, Service, Universe};
use proptest::{
    collection::vec,
    prelude::*,
    sample::{Index, select},
};
use regex::bytes::Regex;

/// So many cases, or those that `PROPTEST_CASES` asks for.
pub(crate) fn cases(usual: u32) -> ProptestConfig {
    let config = ProptestConfig::default();
    let cases = if std::env::var_os("PROPTEST_CASES").is_some() { config.cases } else { usual };
    ProptestConfig { cases, ..config }
}

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

thread_local! {
    static KNOWN: RefCell<HashMap<String, Regex>> = RefCell::default();
}

/// Whether a pattern matches a name of its service, by a regular expression.
pub(crate) fn matches(pattern: &Pattern, name: &str) -> bool {
    regex_matches(pattern.name(), name)
}

pub(crate) fn regex_matches(glob: &str, name: &str) -> bool {
    if !glob.contains(['*', '?']) {
        return glob.eq_ignore_ascii_case(name);
    }
    KNOWN.with_borrow_mut(|known| {
        if known.len() > 10_000 {
            known.clear();
        }
        known.entry(glob.to_owned()).or_insert_with(|| regex(glob)).is_match(name.as_bytes())
    })
}

fn regex(glob: &str) -> Regex {
    let piece = |c: char| match c {
        '*' => ".*".to_owned(),
        '?' => ".".to_owned(),
        c => regex::escape(&c.to_string()),
    };
    let body: String = glob.chars().map(piece).collect();
    Regex::new(&format!(r"(?is-u)\A{body}\z")).unwrap()
}

/// A pattern, the names of its service on a day, and the unused ones among them and beyond.
#[derive(Clone, Debug)]
pub(crate) struct Case {
    pub(crate) pattern: Pattern,
    pub(crate) service: String,
    pub(crate) as_of: Option<Date>,
    pub(crate) unused: ActionSet,
}

pub(crate) fn case() -> impl Strategy<Value = Case> {
    let catalog = Catalog::embedded();
    let large = ["s3", "iam", "ssm", "lambda", "kms", "dynamodb", "elasticloadbalancing", "vpc-lattice"];
    let all: Vec<String> = catalog.services().iter().map(|service| service.prefix().to_owned()).collect();
    let service = prop_oneof![select(large.map(String::from).to_vec()), select(all)];
    let days = 0..date(2017, 1, 1).until(date(2026, 9, 26)).unwrap().get_days();
    let day = days.prop_map(|days| date(2017, 1, 1).saturating_add(jiff::Span::new().days(days)));
    let as_of = proptest::option::weighted(0.3, day);
    (service, glob(), as_of, unused()).prop_map(move |(service, glob, as_of, unused)| {
        let actions = catalog.service(&service).map(Service::actions).unwrap_or_default();
        let names: Vec<&str> = actions.iter().map(|action| &*action.name).collect();
        let pattern = Pattern::parse(&format!("{service}:{}", glob.of(&names))).unwrap();
        let granted: Vec<&str> = names.iter().copied().filter(|name| matches(&pattern, name)).collect();
        let pool = if granted.is_empty() { &names } else { &granted };
        let unused = unused.of(pool).into_iter().map(|name| format!("{service}:{name}"));
        let unused = unused.map(|text| ActionName::parse(&text).unwrap()).collect();
        Case { pattern, service, as_of, unused }
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
    /// A star in the place of how many first characters.
    lead: Option<usize>,
    upper: bool,
}

fn glob() -> impl Strategy<Value = Glob> {
    let stem = proptest::option::weighted(0.75, 0..12usize);
    let cut = (any::<Index>(), 0..6usize, select(vec!["*", "*", "?", "**", "*?", "x"]));
    let lead = proptest::option::weighted(0.2, 0..8usize);
    let parts = (any::<Index>(), stem, vec(cut, 0..3), lead, any::<bool>());
    parts.prop_map(|(name, stem, cuts, lead, upper)| Glob { name, stem, cuts, lead, upper })
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
        if let Some(length) = self.lead {
            glob.replace_range(..length.min(glob.len()), "*");
        }
        if self.upper { glob.to_ascii_uppercase() } else { glob }
    }
}

/// Which of some names are unused.
#[derive(Clone, Debug)]
enum Unused {
    /// Some here and there; with an ending, names that the catalog does not have.
    Scattered(Vec<(Index, &'static str)>),
    /// All but some.
    AllBut(Vec<Index>),
    /// All that begin as a name does.
    Beginning(Index, usize),
    /// All that end as a name does.
    Ending(Index, usize),
    /// Those with which another name begins.
    Shorter,
}

fn unused() -> impl Strategy<Value = Unused> {
    let name = (any::<Index>(), select(vec!["", "", "", "", "s", "Quux"]));
    prop_oneof![
        4 => vec(name, 0..30).prop_map(Unused::Scattered),
        1 => vec(any::<Index>(), 1..4).prop_map(Unused::AllBut),
        1 => (any::<Index>(), 1..14usize).prop_map(|(name, length)| Unused::Beginning(name, length)),
        1 => (any::<Index>(), 1..14usize).prop_map(|(name, length)| Unused::Ending(name, length)),
        1 => Just(Unused::Shorter),
    ]
}

impl Unused {
    fn of(&self, names: &[&str]) -> Vec<String> {
        let those = |is: &dyn Fn(&str) -> bool| {
            names.iter().filter(|name| is(name)).map(|name| (*name).to_owned()).collect()
        };
        match self {
            Unused::Scattered(some) => {
                some.iter().map(|(index, ending)| format!("{}{ending}", index.get(names))).collect()
            }
            Unused::AllBut(some) => {
                let kept: Vec<&&str> = some.iter().map(|index| index.get(names)).collect();
                those(&|name| !kept.iter().any(|kept| **kept == name))
            }
            Unused::Beginning(index, length) => {
                let name = index.get(names);
                those(&|other| starts_with(other, &name[..*length.min(&name.len())]))
            }
            Unused::Ending(index, length) => {
                let name = index.get(names);
                those(&|other| other.ends_with(&name[name.len().saturating_sub(*length)..]))
            }
            Unused::Shorter => {
                those(&|name| names.iter().any(|other| *other != name && starts_with(other, name)))
            }
        }
    }
}

/// The names of the universe that the pattern grants, each with whether it is unused.
pub(crate) fn granted(case: &Case, narrower: &Narrower) -> Vec<(String, bool)> {
    let names = narrower.universe().names(&case.service).iter().map(|name| name.to_string());
    let unused: HashSet<String> =
        case.unused.iter().map(|unused| unused.name().to_ascii_lowercase()).collect();
    let is_unused = |name: &String| unused.contains(&name.to_ascii_lowercase());
    names.filter(|name| matches(&case.pattern, name)).map(|name| (name.clone(), is_unused(&name))).collect()
}

pub(crate) fn narrower(case: &Case) -> Narrower {
    let universe = Universe::new(Catalog::embedded(), case.as_of, case.unused.iter().cloned());
    Narrower::new(Arc::new(universe), Arc::new(case.unused.clone()))
}

pub(crate) fn starts_with(text: &str, prefix: &str) -> bool {
    text.to_ascii_lowercase().starts_with(&prefix.to_ascii_lowercase())
}
