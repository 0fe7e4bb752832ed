use jiff::civil::date;

use super::*;

const EMBEDDED: &str = include_str!("../../data/catalog.txt");

const SMALL: &str = "\
leastwise catalog 1
date 2026-09-26
source example 1.0
services 2
actions 3

deeplens 1 deeplens
  GetDevice unknown unknown 2020-04-13..?

sqs 2 Amazon SQS
  AddPermission permissions-management tracked 2016-05-08 queue, dead letter queue
  OldCall read untracked 2016-05-08..2024-01-31
";

fn action<'c>(catalog: &'c Catalog, name: &str) -> &'c Action {
    let (service, name) = name.split_once(':').unwrap();
    catalog.service(service).unwrap().action(name).unwrap()
}

#[test]
fn every_line_of_the_embedded_catalog_reads_and_every_count_agrees() {
    let whole = Catalog::parse(EMBEDDED).unwrap();
    let lazy = Catalog::embedded();
    assert_eq!(whole.date(), lazy.date());
    assert_eq!(whole.source(), lazy.source());
    assert_eq!(whole.action_count(), lazy.action_count());
    assert_eq!(whole.services().len(), lazy.services().len());
    for (whole, lazy) in whole.services().iter().zip(lazy.services()) {
        assert_eq!((whole.prefix(), whole.title()), (lazy.prefix(), lazy.title()));
        assert_eq!(whole.action_count(), lazy.action_count());
        assert_eq!(whole.actions(), lazy.actions());
    }
}

#[test]
fn the_embedded_catalog_is_written_as_it_is_read() {
    assert!(Catalog::embedded().to_string() == EMBEDDED);
}

#[test]
fn no_action_is_first_seen_after_the_catalogs_day() {
    let catalog = Catalog::embedded();
    for service in catalog.services() {
        for action in service.actions() {
            assert!(action.first_seen.is_by(catalog.date()), "{}:{}", service.prefix(), action.name);
        }
    }
}

#[test]
fn embedded_facts() {
    use AccessLevel::*;
    use Tracking::*;
    let catalog = Catalog::embedded();
    for (name, level, tracking, first_seen) in [
        ("s3:GetObject", Read, Untracked, date(2016, 5, 8)),
        ("s3:GetBucketAcl", Read, Tracked, date(2016, 5, 8)),
        ("s3:PutBucketPolicy", PermissionsManagement, Tracked, date(2016, 5, 8)),
        ("s3:ListBucket", List, Untracked, date(2016, 5, 8)),
        ("sqs:TagQueue", Tagging, Untracked, date(2018, 5, 4)),
        ("iam:PassRole", Write, Untracked, date(2016, 5, 8)),
        ("lambda:InvokeFunction", Write, Untracked, date(2016, 5, 8)),
        ("deepracer:GetCar", AccessLevel::Unknown, Untracked, date(2021, 8, 3)),
    ] {
        let action = action(&catalog, name);
        assert_eq!(
            (action.level, action.tracking, action.first_seen),
            (level, tracking, FirstSeen::On(first_seen)),
            "{name}"
        );
        assert!(name.ends_with(&*action.name), "{name} is spelled {}", action.name);
    }
    assert_eq!(catalog.service("s3").unwrap().title(), "Amazon S3");
    assert_eq!(action(&catalog, "deepracer:GetCar").retired, Some(LastSeen::Unknown));
    assert_eq!(action(&catalog, "s3:GetObject").retired, None);
    assert_eq!(action(&catalog, "sqs:SendMessage").resource_types.to_string(), "queue");
}

#[test]
fn lookups_fold_case_and_know_nothing_else() {
    let catalog = Catalog::parse(SMALL).unwrap();
    assert_eq!(&*action(&catalog, "SQS:addpermission").name, "AddPermission");
    assert!(catalog.service("sq").is_none());
    assert!(catalog.service("").is_none());
    assert!(catalog.service("sqs").unwrap().action("Add").is_none());
    assert!(catalog.service("sqs").unwrap().action("").is_none());
}

#[test]
fn fields_read_as_they_are_written() {
    let catalog = Catalog::parse(SMALL).unwrap();
    assert_eq!(
        (catalog.date(), catalog.source(), catalog.action_count()),
        (date(2026, 9, 26), "example 1.0", 3)
    );
    let add = action(&catalog, "sqs:AddPermission");
    assert_eq!(add.resource_types.iter().collect::<Vec<_>>(), ["queue", "dead letter queue"]);
    assert_eq!(action(&catalog, "sqs:OldCall").retired, Some(LastSeen::On(date(2024, 1, 31))));
    assert_eq!(action(&catalog, "deeplens:GetDevice").retired, Some(LastSeen::Unknown));
    assert_eq!(catalog.to_string(), SMALL);
}

#[test]
fn a_day_after_which_an_action_came_is_certain_of_nothing_but_that() {
    let day = date(2026, 9, 26);
    let (before, after) = (day.yesterday().unwrap(), day.tomorrow().unwrap());
    for (first, text, by, may_be_by) in [
        (FirstSeen::On(day), "2026-09-26", [false, true, true], [false, true, true]),
        (FirstSeen::After(day), "after 2026-09-26", [false, false, false], [false, false, true]),
    ] {
        assert_eq!(first.to_string(), text);
        assert_eq!([before, day, after].map(|day| first.is_by(day)), by, "{text}");
        assert_eq!([before, day, after].map(|day| first.may_be_by(day)), may_be_by, "{text}");
    }
}

#[test]
fn a_catalog_of_parts_is_sorted() {
    let parsed = Catalog::parse(SMALL).unwrap();
    let services = parsed.services().iter().rev().map(|service| {
        let actions = service.actions().iter().rev().cloned().collect();
        Service::new(service.prefix(), service.title(), actions)
    });
    let built = Catalog::new(parsed.date(), parsed.source(), services.collect());
    assert_eq!(built.to_string(), SMALL);
}

#[test]
fn a_text_that_cannot_be_parsed_gives_the_line_and_the_reason() {
    for (from, to, line, message) in [
        ("leastwise catalog 1\n", "leastwise catalog 2\n", 1, "expected `leastwise catalog 1`"),
        ("leastwise catalog 1\n", "leastwise catalog 11\n", 1, "expected `leastwise catalog 1`"),
        ("leastwise catalog 1\n", "", 1, "expected `leastwise catalog 1`"),
        ("date 2026-09-26", "date 2026-13-26", 2, "`2026-13-26` is not a day such as 2026-09-26"),
        ("date 2026-09-26", "date 20260926", 2, "`20260926` is not a day such as 2026-09-26"),
        ("source example 1.0\n", "", 3, "expected `source `"),
        ("services 2", "services two", 4, "`two` is not a count"),
        ("services 2", "services 3", 4, "there are 2 services, not 3"),
        ("services 2", "services 9000000000000000000", 4, "there are 2 services, not 9000000000000000000"),
        ("actions 3", "actions 4", 5, "there are 3 actions, not 4"),
        ("actions 3\n", "actions 3\nmore\n", 6, "expected a blank line after the header"),
        ("deeplens 1 deeplens", "deeplens 1", 7, "a service is written `prefix count title`"),
        ("deeplens 1 deeplens", "deep* 1 deeplens", 7, "`deep*` is not a service prefix"),
        ("deeplens 1 deeplens", "deeplens -1 deeplens", 7, "`-1` is not a count"),
        ("deeplens 1 deeplens", "deeplens 2 deeplens", 7, "`deeplens` has 1 actions, not 2"),
        ("deeplens 1 deeplens", "tax 1 deeplens", 10, "`sqs` must come before `tax`"),
        ("deeplens 1 deeplens", "SQS 1 deeplens", 10, "`sqs` must come before `SQS`"),
        ("  GetDevice", "GetDevice", 8, "an action is written `  Name level tracking day resource types`"),
        (
            " untracked 2016-05-08..2024-01-31",
            " untracked",
            12,
            "an action is written `  Name level tracking day resource types`",
        ),
        ("AddPermission", "Add:Permission", 11, "`Add:Permission` is not an action name"),
        ("permissions-management", "Write", 11, "`Write` is not an access level"),
        ("read untracked", "read maybe", 12, "`maybe` is not one of the values for tracking"),
        ("2016-05-08 queue", "never queue", 11, "`never` is not a day such as 2026-09-26"),
        ("2016-05-08..2024", "2024-02-01..2024", 12, "`2024-02-01..2024-01-31` ends before it begins"),
        ("queue, dead", "queue, , dead", 11, "a resource type is empty"),
        ("OldCall", "addpermission", 12, "`addpermission` must come before `AddPermission`"),
        ("OldCall", "Abort", 12, "`Abort` must come before `AddPermission`"),
    ] {
        let text = SMALL.replacen(from, to, 1);
        assert_ne!(text, SMALL, "{from} is not there");
        let error = Catalog::parse(&text).unwrap_err();
        assert_eq!((error.line, error.message.as_str()), (line, message), "{from} -> {to}");
    }
}

#[test]
fn an_empty_text_and_windows_line_ends_are_refused() {
    assert_eq!(
        Catalog::parse("").unwrap_err().to_string(),
        "line 1: the header has no line `leastwise catalog 1`"
    );
    assert_eq!(Catalog::parse(SMALL.replace('\n', "\r\n")).unwrap_err().line, 6);
}

#[test]
fn a_header_alone_is_an_empty_catalog() {
    let text = "leastwise catalog 1\ndate 2026-09-26\nsource none\nservices 0\nactions 0\n";
    let catalog = Catalog::parse(text).unwrap();
    assert!(catalog.services().is_empty());
    assert_eq!(catalog.to_string(), text);
}
