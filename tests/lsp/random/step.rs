//! What may happen to the files of a workspace, at random.

use proptest::prelude::*;
use proptest::sample::{Index, select};

use crate::workspace::{DEMO_FINDING, DEMO_POLICY};

/// The files, by what they may hold.
pub(super) const FILES: [(&str, Kind); 6] = [
    ("MyRole.json", Kind::Policy),
    ("roles/Other.json", Kind::Policy),
    ("finding.json", Kind::Findings),
    ("roles/finding-Other.json", Kind::Findings),
    ("leastwise.toml", Kind::Settings),
    ("roles/leastwise.toml", Kind::Settings),
];

/// What a file holds when it is whole.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Policy,
    Findings,
    Settings,
}

/// One thing that happens. Files are given by their number.
#[derive(Clone, Debug)]
pub(super) enum Step {
    Open(usize),
    /// Changes that are not saved are lost.
    Close(usize),
    Save(usize),
    /// So many bytes at an index become another text. Mostly it is no JSON any more.
    Type {
        file: usize,
        at: Index,
        length: usize,
        text: &'static str,
    },
    /// A word that stands there becomes another one.
    Word {
        file: usize,
        at: Index,
        words: (&'static str, &'static str),
    },
    /// The whole text becomes another one.
    Whole {
        file: usize,
        text: Index,
    },
    /// Another program writes a file, or the first part of one.
    Write {
        file: usize,
        text: Index,
        part: Option<Index>,
    },
    /// Another program deletes a file.
    Delete(usize),
    /// What is shown now is compared.
    Look,
}

/// The text that a file of a kind begins with.
pub(super) fn first(kind: Kind) -> String {
    texts(kind).swap_remove(0)
}

/// Some whole text of a kind.
pub(super) fn some(kind: Kind, at: Index) -> String {
    let mut texts = texts(kind);
    texts.swap_remove(at.index(texts.len()))
}

fn texts(kind: Kind) -> Vec<String> {
    match kind {
        Kind::Policy => policies(),
        Kind::Findings => findings(),
        Kind::Settings => SETTINGS.iter().map(|&text| text.to_owned()).collect(),
    }
}

fn policies() -> Vec<String> {
    let compact = serde_json::from_str::<serde_json::Value>(DEMO_POLICY).unwrap().to_string();
    vec![
        DEMO_POLICY.to_owned(),
        DEMO_POLICY.replace('\n', "\r\n"),
        DEMO_POLICY.replace('\n', "\r"),
        format!("\u{feff}{DEMO_POLICY}"),
        compact.replacen('{', "{\"Id\":\"é🍄\u{2028}\",", 1),
        compact.replace("s3:Get*", "s3:Get*\",\"é🍄:Get*\",\"s3:*Tagging"),
        DEMO_POLICY.replace("\"Allow\"", "\"Deny\""),
        DEMO_POLICY.replace("\"Action\"", "\"NotAction\""),
        format!("// 🍄\n{DEMO_POLICY}"),
        format!("[{DEMO_POLICY},\n{compact}]"),
        "{\"a\": 1}".to_owned(),
    ]
}

fn findings() -> Vec<String> {
    let other = DEMO_FINDING.replace("role/MyRole", "role/Other");
    vec![
        DEMO_FINDING.to_owned(),
        DEMO_FINDING.replace("ACTIVE", "ARCHIVED"),
        DEMO_FINDING.replace("\"AddPermission\"", "\"InvokeFunction\"").replace('\n', "\r\n"),
        DEMO_FINDING.replace("role/MyRole", "role/Absent"),
        other.replace("ACTIVE", "RESOLVED"),
        other,
    ]
}

const SETTINGS: &[&str] = &[
    "",
    "[rules]\nunused-action = \"information\"\n",
    "[rules]\nunused-action = \"off\"\nno-such-rule = \"off\"\n",
    "exclude = \"roles\"\n",
    "stale_after_days = 0\nstyle = \"explicit\"\r\n",
    "[[attach]]\npolicy = \"**/Other.json\"\nprincipals = [\"role/MyRole\"]\n",
    "[[keep]]\naction = \"s3:GetBucket*\"\nreason = \"é🍄\"\n\n[[keep]]\naction = \"iam:X\"\nreason = \"nothing\"\n",
    "[[keep]]\naction = \"s3:Get",
];

const SNIPPETS: &[&str] = &[
    "",
    "",
    "{",
    "}",
    "[",
    "]",
    "\"",
    ",",
    ":",
    "\\",
    "é",
    "🍄",
    "\n",
    "\r",
    "\r\n",
    "\u{2028}",
    "\u{feff}",
    "*",
    "?",
    "x",
    "/*",
    "// ",
    "\"s3:Get*\", ",
    "\"Effect\": \"Deny\"",
    "\0",
    " ",
];

const WORDS: &[(&str, &str)] = &[
    ("lambda:", "LAMBDA:"),
    ("s3:Get*", "s3:GetB*"),
    ("s3:GetB*", "s3:Get*"),
    ("Function", "Func*"),
    ("Func*", "Function"),
    ("Allow", "Deny"),
    ("Deny", "Allow"),
    (",", ",\n"),
    (",", ", \"é🍄:x\","),
    ("\n", "\r\n"),
    ("ACTIVE", "ARCHIVED"),
    ("ARCHIVED", "ACTIVE"),
    ("Get", "Put"),
    ("role/", "role/team/"),
    ("off", "warning"),
    ("role/MyRole", "role/Other"),
];

/// Steps with a look at the end.
pub(super) fn steps(count: usize) -> impl Strategy<Value = Vec<Step>> {
    let steps = prop::collection::vec(step(), count);
    steps.prop_map(|mut steps| {
        steps.push(Step::Look);
        steps
    })
}

fn step() -> impl Strategy<Value = Step> {
    let file = || 0..FILES.len();
    let any = any::<Index>;
    prop_oneof![
        5 => file().prop_map(Step::Open),
        2 => file().prop_map(Step::Close),
        2 => file().prop_map(Step::Save),
        12 => (file(), any(), 0..12_usize, select(SNIPPETS))
            .prop_map(|(file, at, length, text)| Step::Type { file, at, length, text }),
        12 => (file(), any(), select(WORDS)).prop_map(|(file, at, words)| Step::Word { file, at, words }),
        4 => (file(), any()).prop_map(|(file, text)| Step::Whole { file, text }),
        5 => (file(), any(), prop::option::weighted(0.2, any()))
            .prop_map(|(file, text, part)| Step::Write { file, text, part }),
        2 => file().prop_map(Step::Delete),
        4 => Just(Step::Look),
    ]
}
