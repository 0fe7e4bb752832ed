//! The actions over which a replacement is exact: the catalog, as of a day where one is given, and every
//! name that a finding mentions.

use std::borrow::Cow;
use std::sync::{Arc, OnceLock};

use jiff::civil::Date;

use crate::{
    ActionName, ActionSet, Catalog, Service,
    action::{MAX_LENGTH, is_name_character},
    fold,
};

/// The set `C` of the contract of a replacement. The names of a service are gathered when first asked for.
///
/// ```
/// use leastwise_iam::{ActionName, Catalog, Universe};
///
/// let mentioned = ActionName::parse("s3:GetObjectQuux").unwrap();
/// let universe = Universe::new(Catalog::embedded(), None, [mentioned]);
/// let names = universe.names("S3");
/// assert!(names.contains(&"GetObject".into()) && names.contains(&"GetObjectQuux".into()));
/// ```
#[derive(Debug)]
pub struct Universe {
    catalog: Arc<Catalog>,
    as_of: Option<Date>,
    mentioned: ActionSet,
    /// Sorted by folded prefix.
    services: Vec<Entry>,
}

#[derive(Debug)]
struct Entry {
    prefix: Box<str>,
    names: OnceLock<Vec<Cow<'static, str>>>,
}

impl Universe {
    /// The catalog's actions that may have been listed on `as_of` (all of them without a day), and `mentioned`.
    ///
    /// Retired actions are among them, so that nothing is removed on a doubt. A catalog's name that could not
    /// stand in a policy is not.
    pub fn new(
        catalog: Arc<Catalog>,
        as_of: Option<Date>,
        mentioned: impl IntoIterator<Item = ActionName>,
    ) -> Universe {
        let mentioned: ActionSet = mentioned.into_iter().collect();
        let published = catalog.services().iter().map(Service::prefix).filter(|prefix| is_valid(prefix));
        let others = mentioned.services().filter(|prefix| catalog.service(prefix).is_none());
        let mut services: Vec<Entry> = published
            .chain(others)
            .map(|prefix| Entry { prefix: prefix.into(), names: OnceLock::new() })
            .collect();
        services.sort_by(|left, right| fold::cmp(&left.prefix, &right.prefix));
        Universe { catalog, as_of, mentioned, services }
    }

    /// The catalog below.
    pub fn catalog(&self) -> &Arc<Catalog> {
        &self.catalog
    }

    /// The service prefixes, sorted without regard to case, in AWS's spelling.
    ///
    /// ```
    /// # use leastwise_iam::{Catalog, Universe};
    /// let universe = Universe::new(Catalog::embedded(), None, []);
    /// assert!(universe.services().any(|prefix| prefix == "s3"));
    /// ```
    pub fn services(&self) -> impl Iterator<Item = &str> {
        self.services.iter().map(|entry| &*entry.prefix)
    }

    /// The prefix of a service in AWS's spelling, if the universe has it.
    pub(crate) fn prefix(&self, service: &str) -> Option<&str> {
        self.entry(service).map(|entry| &*entry.prefix)
    }

    /// The names of a service after the colon, as AWS (or, for unknown actions, the finding) spells them, sorted without
    /// regard to ASCII case; empty for an unknown service.
    ///
    /// ```
    /// # use leastwise_iam::{Catalog, Universe};
    /// let replay = Universe::new(Catalog::embedded(), Some("2016-05-08".parse()?), []);
    /// let today = Universe::new(Catalog::embedded(), None, []);
    /// assert!(replay.names("s3").len() < today.names("s3").len());
    /// assert!(today.names("no-such-service").is_empty());
    /// # Ok::<(), jiff::Error>(())
    /// ```
    pub fn names(&self, service: &str) -> &[Cow<'static, str>] {
        let Some(entry) = self.entry(service) else { return &[] };
        entry.names.get_or_init(|| self.gather(&entry.prefix))
    }

    /// A name in the spelling of [`Universe::names`], if the universe has it.
    ///
    /// ```
    /// # use leastwise_iam::{Catalog, Universe};
    /// let universe = Universe::new(Catalog::embedded(), None, []);
    /// assert_eq!(universe.name("S3", "getobject"), Some("GetObject"));
    /// assert_eq!(universe.name("s3", "GetObj"), None);
    /// ```
    pub fn name(&self, service: &str, name: &str) -> Option<&str> {
        let names = self.names(service);
        let at = names.binary_search_by(|known| fold::cmp(known, name)).ok()?;
        names.get(at).map(|name| &**name)
    }

    /// The mentioned actions that the catalog lacks, sorted: it is behind for their services.
    ///
    /// ```
    /// # use leastwise_iam::{ActionName, Catalog, Universe};
    /// let mentioned = ["s3:GetObject", "s3:GetObjectQuux"].map(|text| ActionName::parse(text).unwrap());
    /// let universe = Universe::new(Catalog::embedded(), None, mentioned);
    /// let beyond: Vec<&str> = universe.beyond_catalog().map(ActionName::as_str).collect();
    /// assert_eq!(beyond, ["s3:GetObjectQuux"]);
    /// ```
    pub fn beyond_catalog(&self) -> impl Iterator<Item = &ActionName> {
        let is_published = |action: &&ActionName| {
            let service = self.catalog.service(action.service());
            service.is_some_and(|service| service.action(action.name()).is_some())
        };
        self.mentioned.iter().filter(move |action| !is_published(action))
    }

    fn entry(&self, service: &str) -> Option<&Entry> {
        let at = self.services.binary_search_by(|entry| fold::cmp(&entry.prefix, service)).ok()?;
        self.services.get(at)
    }

    fn gather(&self, service: &str) -> Vec<Cow<'static, str>> {
        let published = self.catalog.service(service).map(Service::actions).unwrap_or_default();
        let mentioned = self.mentioned.service(service);
        let is_mentioned = |name: &str| self.mentioned.contains(service, name);
        let mut names: Vec<Cow<'static, str>> = published
            .iter()
            .filter(|action| {
                self.as_of.is_none_or(|day| action.first_seen.may_be_by(day)) || is_mentioned(&action.name)
            })
            .filter(|action| is_valid(&action.name))
            .map(|action| action.name.clone())
            .collect();
        names.extend(mentioned.iter().map(|action| Cow::Owned(action.name().to_owned())));
        // Stable, so that of a name in both the catalog's spelling stays.
        names.sort_by(|left, right| fold::cmp(left, right));
        names.dedup_by(|later, first| later.eq_ignore_ascii_case(first));
        names
    }
}

fn is_valid(name: &str) -> bool {
    (1..MAX_LENGTH).contains(&name.len()) && name.chars().all(is_name_character)
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "leastwise catalog 1\ndate 2026-09-26\nsource test\nservices 1\nactions 3\n\n\
                        s3 3 Amazon S3\n  GetNew read tracked 2025-01-01\n  GetObject read tracked 2016-05-08\n  \
                        PutObject write tracked 2016-05-08\n";

    fn universe(as_of: Option<&str>, mentioned: &[&str]) -> Universe {
        let catalog = Arc::new(Catalog::parse(TEXT).unwrap());
        let mentioned = mentioned.iter().map(|text| ActionName::parse(text).unwrap());
        Universe::new(catalog, as_of.map(|day| day.parse().unwrap()), mentioned)
    }

    fn names<'a>(universe: &'a Universe, service: &str) -> Vec<&'a str> {
        universe.names(service).iter().map(|name| &**name).collect()
    }

    #[test]
    fn a_day_hides_what_came_later() {
        assert_eq!(names(&universe(None, &[]), "s3"), ["GetNew", "GetObject", "PutObject"]);
        assert_eq!(names(&universe(Some("2025-01-01"), &[]), "S3"), ["GetNew", "GetObject", "PutObject"]);
        assert_eq!(names(&universe(Some("2024-12-31"), &[]), "s3"), ["GetObject", "PutObject"]);
    }

    #[test]
    fn a_name_of_the_catalog_that_could_not_stand_in_a_policy_is_left_out() {
        let text = TEXT.replace("GetNew ", &format!("A{} ", "x".repeat(MAX_LENGTH)));
        let universe = Universe::new(Arc::new(Catalog::parse(&text).unwrap()), None, []);
        assert_eq!(names(&universe, "s3"), ["GetObject", "PutObject"]);
    }

    #[test]
    fn mentioned_names_belong_in_the_catalogs_spelling_where_it_has_one() {
        let mentioned = ["S3:getnew", "s3:getother", "Foo:Bar"];
        let universe = universe(Some("2024-12-31"), &mentioned);
        assert_eq!(names(&universe, "s3"), ["GetNew", "GetObject", "getother", "PutObject"]);
        assert_eq!(names(&universe, "foo"), ["Bar"]);
        assert_eq!(universe.name("S3", "GETOTHER"), Some("getother"));
        assert_eq!((universe.name("s3", "GetOthe"), universe.name("ec2", "GetNew")), (None, None));
        assert_eq!(universe.services().collect::<Vec<_>>(), ["foo", "s3"]);
        let beyond: Vec<&str> = universe.beyond_catalog().map(ActionName::as_str).collect();
        assert_eq!(beyond, ["Foo:Bar", "s3:getother"]);
        assert!(names(&universe, "ec2").is_empty());
    }
}
