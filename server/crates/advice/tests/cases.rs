//! Whole cases: findings and policies in, advice, fixes and fixed texts out. Each file under `cases/` is one case; what
//! comes out of it is a reviewed snapshot under `snapshots/`.
//!
//! A case starts with a line that says what it shows, then has parts, each with a head:
//!
//! * `//- as-of 2024-06-15`: replays a day.
//! * `//- today 2026-09-26`: the day on which ages are counted; 2024-07-01, or the day of the newest finding where that is
//!   later, unless it says otherwise.
//! * `//- named`: the findings were named by the caller.
//! * `//- unused PATH ARN STATUS DAY ACTION …`: a GetFindingV2 file; `s3:*` is the whole service, `-` no ARN (which gives
//!   a bare list).
//! * `//- finding PATH`: a findings file, as it stands below.
//! * `//- policy PATH`: a policy file, as it stands below; of Terraform, if its name ends with `.tf`.
//! * `//- link PATH PATH`: a link to a policy file.
//! * `//- unread PATH …`: files that may hold a policy and cannot be read.
//! * `//- unseen PATH …`: files, or folders where they do not end with `.json`, that may hold findings and cannot be
//!   looked into.
//! * `//- settings PATH`: a `leastwise.toml`, as it stands below.
//! * `//- principal NAME …`: whose every policy is, by a flag.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::sync::Arc;

use leastwise_advice::principal::PrincipalName;
use leastwise_advice::settings::SettingsFileInput;
use leastwise_advice::unseen::{Unseen, UnseenKind};
use leastwise_advice::{
    Addition, Advice, Analysis, FindingsFile, FixKind, PolicyInput, SettingsFile, SettingsInput, World,
    WorldInput, findings,
};
use leastwise_policy::hcl::Hcl;
use leastwise_policy::{Source, Span, edit};

#[test]
fn every_case_gives_what_was_reviewed() {
    insta::glob!("cases/*.case", |path| {
        let case = Case::read(&std::fs::read_to_string(path).unwrap());
        insta::assert_snapshot!(case.show());
    });
}

#[derive(Default)]
struct Case {
    as_of: Option<jiff::civil::Date>,
    today: Option<jiff::civil::Date>,
    named: bool,
    findings: Vec<Arc<FindingsFile>>,
    texts: BTreeMap<String, String>,
    policies: Vec<String>,
    links: Vec<(Arc<str>, Arc<str>)>,
    unread: Vec<Arc<str>>,
    unseen: Vec<Unseen>,
    settings: Vec<Arc<SettingsFile>>,
    principals: Option<Vec<PrincipalName>>,
}

impl Case {
    fn read(text: &str) -> Case {
        let mut case = Case::default();
        for part in text.split("//- ").skip(1) {
            let (head, body) = part.split_once('\n').unwrap_or((part, ""));
            let mut words = head.split(' ');
            match words.next().unwrap() {
                "as-of" => case.as_of = Some(words.next().unwrap().parse().unwrap()),
                "today" => case.today = Some(words.next().unwrap().parse().unwrap()),
                "named" => case.named = true,
                "unused" => {
                    let path = words.next().unwrap();
                    case.add_finding(path, unused(words));
                }
                "finding" => case.add_finding(words.next().unwrap(), body.to_owned()),
                "policy" => {
                    let path = words.next().unwrap().to_owned();
                    case.texts.insert(path.clone(), body.to_owned());
                    case.policies.push(path);
                }
                "link" => case.links.push((words.next().unwrap().into(), words.next().unwrap().into())),
                "unread" => case.unread.extend(words.map(Arc::from)),
                "unseen" => case.unseen.extend(words.map(|path| Unseen {
                    path: path.into(),
                    reason: "cannot be read: Permission denied".to_owned(),
                    kind: match path {
                        path if path.ends_with(".json") => UnseenKind::File,
                        path if path.ends_with(".gitignore") => UnseenKind::IgnoreFile,
                        _ => UnseenKind::Folder,
                    },
                })),
                "settings" => {
                    let path = words.next().unwrap();
                    case.texts.insert(path.to_owned(), body.to_owned());
                    case.settings.push(Arc::new(SettingsFile::read(path, body)));
                }
                "principal" => {
                    case.principals = Some(words.map(|name| PrincipalName::parse(name).unwrap()).collect());
                }
                other => panic!("what is `{other}`?"),
            }
        }
        case
    }

    fn add_finding(&mut self, path: &str, text: String) {
        let file = findings::read(path, &text).unwrap_or_else(|| panic!("{path} is not a findings file"));
        self.findings.push(Arc::new(file));
        self.texts.insert(path.to_owned(), text);
    }

    fn last_day(&self) -> jiff::civil::Date {
        let findings = self.findings.iter().flat_map(|file| &file.findings);
        let days = findings.filter_map(|finding| finding.analyzed_at.map(leastwise_advice::day));
        days.chain([jiff::civil::date(2024, 7, 1)]).max().unwrap()
    }

    fn world(&self, texts: &BTreeMap<String, String>) -> World {
        World::new(WorldInput {
            links: self.links.clone(),
            links_out: Vec::new(),
            unread: self.unread.clone(),
            unseen: self.unseen.clone(),
            settings: SettingsInput {
                files: self
                    .settings
                    .iter()
                    .map(|file| SettingsFileInput { file: Arc::clone(file), whole: true })
                    .collect(),
                principals: self.principals.clone(),
                ..SettingsInput::default()
            },
            as_of: self.as_of,
            findings: self.findings.clone(),
            findings_named: self.named,
            policies: self
                .policies
                .iter()
                .map(|path| PolicyInput { path: path.as_str().into(), source: source(path, &texts[path]) })
                .collect(),
            roots: vec!["/w".into()],
            ..WorldInput::new(self.today.unwrap_or_else(|| self.last_day()))
        })
    }

    fn show(&self) -> String {
        let mut out = String::new();
        let world = self.world(&self.texts);
        for file in &self.findings {
            for advice in world.findings_advice(&file.path) {
                writeln!(out, "{}", self.advice(&file.path, &advice)).unwrap();
            }
            world.attachments(&file.path).iter().for_each(|addition| self.show_addition(&mut out, addition));
        }
        for file in &self.settings {
            writeln!(out, "== {}", file.path).unwrap();
            for advice in world.settings_advice(&file.path) {
                writeln!(out, "{}", self.advice(&file.path, &advice)).unwrap();
            }
        }
        for path in &self.policies {
            let analysis = world.analyse(path, source(path, &self.texts[path]));
            writeln!(out, "== {path}: judged {}", analysis.judged).unwrap();
            for advice in &analysis.advice {
                writeln!(out, "{}", self.advice(path, advice)).unwrap();
                for fix in analysis.fixes(advice) {
                    let mark = if fix.preferred { '*' } else { '-' };
                    writeln!(out, "    {mark} {}", fix.title).unwrap();
                    if let Some(why) = &fix.disabled {
                        writeln!(out, "      cannot: {why}").unwrap();
                    } else if fix.kind == FixKind::Exclude {
                        out.push_str(&edit::apply(&analysis.source.text, &fix.edits).unwrap());
                    }
                }
            }
            for comparison in &analysis.comparisons {
                let verdict = if comparison.equal() { "equal" } else { "different" };
                writeln!(out, "-- {verdict} to the recommendation in {}", comparison.file()).unwrap();
            }
            self.show_fix(&mut out, path, &world, &analysis);
        }
        out
    }

    fn show_addition(&self, out: &mut String, addition: &Addition) {
        let verb = if addition.create { "create" } else { "add to" };
        let Addition { title, file, edit, .. } = addition;
        writeln!(out, "    + {title}\n      {verb} {file}: {:?}", edit.text).unwrap();
        let before = self.texts.get(&**file).cloned().unwrap_or_default();
        let after = edit::apply(&before, std::slice::from_ref(edit)).unwrap();
        assert_eq!(
            SettingsFile::read(file, &after).problems.len(),
            SettingsFile::read(file, &before).problems.len()
        );
    }

    /// The fix of the whole file, the text after it, and what is said about that text.
    fn show_fix(&self, out: &mut String, path: &str, world: &World, analysis: &Analysis) {
        let Some(fix) = analysis.file_fix() else { return };
        writeln!(out, "-- {}{}", fix.title, if fix.explicit { " [explicit]" } else { "" }).unwrap();
        if let Some(why) = &fix.disabled {
            writeln!(out, "   cannot: {why}").unwrap();
            return;
        }
        let after = edit::apply(&analysis.source.text, &fix.edits).unwrap();
        writeln!(out, "{after}").unwrap();
        let again = world.analyse(path, source(path, &after));
        for advice in &again.advice {
            writeln!(out, "still {} {:?}", advice.rule.name(), advice.span.text(&after).unwrap()).unwrap();
        }
        if let Some(fix) = again.file_fix() {
            panic!("{path}: a second run offers {:?}", fix.title);
        }
    }

    fn advice(&self, path: &str, advice: &Advice) -> String {
        let text = &self.texts[path];
        let faded = if advice.unnecessary { " [unnecessary]" } else { "" };
        let place = self.place(path, advice.span);
        let mut out =
            format!("{place} {}{faded} {:?}\n", advice.rule.name(), advice.span.text(text).unwrap());
        write!(out, "    {}", advice.message).unwrap();
        for related in &advice.related {
            let place = self.place(&related.file, related.span);
            write!(out, "\n    see {} {place} {}", related.file, related.message).unwrap();
        }
        out
    }

    fn place(&self, path: &str, span: Span) -> String {
        let before = &self.texts[path][..span.start];
        let line = before.matches('\n').count() + 1;
        let column = before.rsplit('\n').next().unwrap().chars().count() + 1;
        format!("{line}:{column}")
    }
}

fn source(path: &str, text: &str) -> Arc<Source> {
    Arc::new(if path.ends_with(".tf") { Source::read_as(&Hcl, text) } else { Source::read(text) })
}

/// The findings file that a line of a case stands for.
fn unused<'a>(mut words: impl Iterator<Item = &'a str>) -> String {
    let (arn, status, day) = (words.next().unwrap(), words.next().unwrap(), words.next().unwrap());
    let mut services: Vec<(&str, Vec<&str>)> = Vec::new();
    for action in words {
        let (service, name) = action.split_once(':').unwrap();
        match services.iter_mut().find(|(known, _)| *known == service) {
            Some((_, names)) => names.push(name),
            None => services.push((service, vec![name])),
        }
    }
    if arn == "-" {
        let list: Vec<_> = services
            .iter()
            .map(|(service, names)| serde_json::json!({"serviceNamespace": service, "actions": names}))
            .collect();
        return serde_json::to_string_pretty(&list).unwrap();
    }
    let details: Vec<_> = services
        .iter()
        .map(|(service, names)| {
            let actions: Vec<_> = names.iter().map(|name| serde_json::json!({"action": name})).collect();
            let detail = match names.as_slice() {
                ["*"] => serde_json::json!({"serviceNamespace": service}),
                _ => serde_json::json!({"serviceNamespace": service, "actions": actions}),
            };
            serde_json::json!({"unusedPermissionDetails": detail})
        })
        .collect();
    let finding = serde_json::json!({
        "id": format!("{status}-{day}"),
        "resource": arn,
        "status": status,
        "analyzedAt": format!("{day}T07:25:34+00:00"),
        "findingType": "UnusedPermission",
        "findingDetails": details,
    });
    // On the line of the date of analysis, so that no other line moves.
    let (analyzed, created) =
        (format!("\"analyzedAt\": \"{day}T"), format!("\"createdAt\": \"{day}T07:25:34+00:00\", "));
    serde_json::to_string_pretty(&finding).unwrap().replace(&analyzed, &(created + &analyzed))
}
