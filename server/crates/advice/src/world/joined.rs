//! What all findings say together, whatever the policies and settings are. While the findings stay, the next world takes
//! it from the one before: a policy that is saved costs nothing of it.

use std::sync::Arc;

use jiff::civil::Date;
use leastwise_iam::{ActionName, Catalog, Universe};
use rustc_hash::FxHashSet;

use crate::FindingsFile;
use crate::recommendation::Recommendations;
use crate::report::Reports;

/// What all findings say together.
#[derive(Debug)]
pub(crate) struct Joined {
    /// The day of a replay.
    pub(crate) as_of: Option<Date>,
    day: Date,
    /// As they were given.
    given: Vec<Arc<FindingsFile>>,
    /// As they read on the day.
    pub(crate) files: Vec<Arc<FindingsFile>>,
    pub(crate) universe: Arc<Universe>,
    /// The universe without `as_of`, where there is one: what a replay would drop beyond the findings.
    pub(crate) today: Option<Arc<Universe>>,
    pub(crate) reports: Reports,
    pub(crate) recommendations: Recommendations,
}

impl Joined {
    /// `day` is today, also where another day is replayed: no finding can be younger.
    pub(super) fn new(
        catalog: &Arc<Catalog>,
        as_of: Option<Date>,
        day: Date,
        given: Vec<Arc<FindingsFile>>,
    ) -> Joined {
        // It may be tomorrow where a finding was made.
        let last = day.tomorrow().unwrap_or(day);
        let files: Vec<_> = given.iter().map(|file| file.until(last)).collect();
        let universe = |as_of| {
            let files = files.iter().filter(|file| !file.broken);
            // Thousands of roles leave the same actions unused.
            let mentioned: FxHashSet<&ActionName> = files.flat_map(|file| file.actions()).collect();
            Arc::new(Universe::new(Arc::clone(catalog), as_of, mentioned.into_iter().cloned()))
        };
        let of_day = universe(as_of);
        Joined {
            as_of,
            day,
            given,
            today: as_of.map(|_| universe(None)),
            reports: Reports::new(&files, &of_day),
            recommendations: Recommendations::new(&files),
            universe: of_day,
            files,
        }
    }

    /// Whether it was made from these. Files that were read again count as others, whatever stands in them.
    pub(super) fn is_of(
        &self,
        catalog: &Arc<Catalog>,
        as_of: Option<Date>,
        day: Date,
        files: &[Arc<FindingsFile>],
    ) -> bool {
        let are_same = || self.given.iter().zip(files).all(|(one, other)| Arc::ptr_eq(one, other));
        self.as_of == as_of
            && self.day == day
            && Arc::ptr_eq(self.universe.catalog(), catalog)
            && self.given.len() == files.len()
            && are_same()
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;
    use crate::{World, WorldInput, findings};

    fn finding(path: &str, action: &str) -> Arc<FindingsFile> {
        let text = format!(
            r#"{{"id": "f", "resource": "arn:aws:iam::111122223333:role/MyRole", "status": "ACTIVE",
            "analyzedAt": "2026-09-01T00:00:00Z", "findingDetails": [{{"unusedPermissionDetails":
            {{"serviceNamespace": "s3", "actions": [{{"action": "{action}"}}]}}}}]}}"#
        );
        Arc::new(findings::read(path, &text).unwrap())
    }

    fn unused(world: &World) -> Vec<String> {
        let reports = world.known.joined.reports.list.iter();
        let unused = |report: &crate::report::Report| {
            report.usage().unused().iter().map(ToString::to_string).collect::<Vec<_>>()
        };
        reports.flat_map(unused).collect()
    }

    #[test]
    fn what_findings_say_is_joined_again_where_they_the_catalog_or_the_day_changed_and_only_there() {
        let first = finding("/w/a.json", "GetBucketAcl");
        let input = |findings: &[&Arc<FindingsFile>]| WorldInput {
            findings: findings.iter().map(|file| Arc::clone(file)).collect(),
            ..WorldInput::new(date(2026, 9, 26))
        };
        let world = World::new(input(&[&first]));
        assert_eq!(unused(&world), ["s3:GetBucketAcl"]);
        let of_the_day = WorldInput { as_of: Some(date(2026, 9, 1)), ..input(&[&first]) };
        let other_catalog = Catalog::parse(Catalog::embedded().to_string()).unwrap();
        let other_catalog = WorldInput { catalog: Arc::new(other_catalog), ..input(&[&first]) };
        let tomorrow = WorldInput { today: date(2026, 9, 27), ..input(&[&first]) };
        let roots = WorldInput { roots: vec!["/w".into()], ..input(&[&first]) };
        let other = finding("/w/a.json", "GetBucketTagging");
        for (what, next, is_shared, expected) in [
            ("nothing", input(&[&first]), true, &["s3:GetBucketAcl"][..]),
            ("the folders", roots, true, &["s3:GetBucketAcl"]),
            ("the day", tomorrow, false, &["s3:GetBucketAcl"]),
            ("the day of a replay", of_the_day, false, &["s3:GetBucketAcl"]),
            ("the catalog", other_catalog, false, &["s3:GetBucketAcl"]),
            ("the file", input(&[&other]), false, &["s3:GetBucketTagging"]),
            ("a file is gone", input(&[]), false, &[]),
            ("a file more", input(&[&first, &finding("/w/b.json", "GetBucketTagging")]), false, &[]),
        ] {
            let next = world.next(next);
            assert_eq!(Arc::ptr_eq(&world.known.joined, &next.known.joined), is_shared, "{what}");
            assert_eq!(unused(&next), expected, "{what}");
        }
    }
}
