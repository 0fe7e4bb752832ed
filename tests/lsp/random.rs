//! Random edits, openings, closings, savings and changes on disk: what the editor shows at last is what the command says
//! of the same texts.
//!
//! A run that fails prints its seed; `PROPTEST_RNG_SEED` runs it again.

mod step;

use std::collections::{BTreeMap, BTreeSet};
use std::hash::{BuildHasher, RandomState};
use std::time::{Duration, Instant};

use proptest::prelude::*;
use proptest::test_runner::{RngSeed, TestError, TestRunner};
use serde_json::{Value, json};
use tower_lsp::ls_types::{Range, Uri};

use self::step::{FILES, Kind, Step, first, some, steps};
use crate::capabilities;
use crate::client::{Client, Start};
use crate::command;
use crate::text::{self, Columns};
use crate::workspace::{DEMO_FINDING, Workspace};

/// Far longer than anything takes; only a test that fails ever waits for it.
const DEADLINE: Duration = Duration::from_secs(30);
/// A policy that is never open, and changes before each look: when it shows the change, everything before was seen.
const LOOKOUT: &str = "Lookout.json";
const DAY: &str = "2024-06-15";

#[test]
fn what_is_shown_at_last_is_what_the_command_says() {
    let seed = match std::env::var("PROPTEST_RNG_SEED") {
        Ok(seed) => seed.parse().unwrap(),
        Err(_) => RandomState::new().hash_one(()),
    };
    println!("PROPTEST_RNG_SEED={seed}");
    let config = ProptestConfig {
        cases: 4,
        // Each attempt at a shorter run would wait for the deadline again.
        max_shrink_iters: 0,
        failure_persistence: None,
        rng_seed: RngSeed::Fixed(seed),
        ..ProptestConfig::default()
    };
    let client = (prop_oneof![Just(Columns::Utf8), Just(Columns::Utf16)], any::<bool>());
    let ran = TestRunner::new(config).run(&(client, steps(80)), |((columns, watches), steps)| {
        let mut session = Session::begin(columns, watches);
        steps.into_iter().for_each(|step| session.take(step));
        session.end();
        Ok(())
    });
    match ran {
        Ok(()) => {}
        Err(TestError::Fail(why, (client, steps))) => panic!("{why}\n{client:?}\n{steps:#?}"),
        Err(error) => panic!("{error}"),
    }
}

/// From offset, to offset, rule, level, message.
type Said = (usize, usize, String, String, String);

/// What the client has in its window.
struct Buffer {
    text: String,
    version: i32,
    /// It need not be JSON any more.
    wild: bool,
}

/// Whether a text is none that a file of its kind holds when it is whole.
fn is_wild(kind: Kind, text: &str) -> bool {
    match kind {
        Kind::Policy => !text.contains("Statement"),
        Kind::Findings => false,
        Kind::Settings => text.ends_with("s3:Get"),
    }
}

struct Session {
    client: Client,
    workspace: Workspace,
    columns: Columns,
    watches: bool,
    open: BTreeMap<&'static str, Buffer>,
    /// Files that may be damaged on disk.
    damaged: BTreeSet<usize>,
    shown: BTreeMap<Uri, Value>,
    looks: usize,
}

impl Session {
    fn begin(columns: Columns, watches: bool) -> Session {
        let workspace =
            Workspace::new(&[("finding-Lookout.json", &DEMO_FINDING.replace("MyRole", "Lookout"))]);
        for (name, kind) in FILES {
            if kind != Kind::Settings {
                workspace.write(name, &first(kind));
            }
        }
        let mut capabilities = if watches { capabilities::watching() } else { capabilities::all() };
        if columns == Columns::Utf8 {
            capabilities = capabilities::utf8(capabilities);
        }
        let options = json!({ "asOf": DAY });
        let mut client = workspace.start_with(Start { capabilities, options, ..Start::default() });
        if watches {
            client.serve("client/registerCapability", Ok(Value::Null));
        }
        let (open, damaged, shown) = (BTreeMap::new(), BTreeSet::new(), BTreeMap::new());
        Session { client, workspace, columns, watches, open, damaged, shown, looks: 0 }
    }

    fn take(&mut self, step: Step) {
        match step {
            Step::Open(file) => self.open(file),
            Step::Close(file) => {
                let name = FILES[file].0;
                if self.open.remove(name).is_some() {
                    self.client.close(&self.workspace.uri(name));
                }
            }
            Step::Save(file) => self.save(file),
            Step::Type { file, at, length, text } => self.edit(file, |buffer| {
                let start = text::nearest(&buffer.text, at.index(buffer.text.len() + 1));
                let end = text::nearest(&buffer.text, start + length).max(start);
                buffer.wild = true;
                Some((start, end, text))
            }),
            Step::Word { file, at, words: (from, to) } => self.edit(file, |buffer| {
                // An entry more is one in a policy; between the keys of a finding it is damage.
                buffer.wild |= to.contains('"') && FILES[file].1 != Kind::Policy;
                let places: Vec<_> = buffer.text.match_indices(from).map(|(place, _)| place).collect();
                let place = (!places.is_empty()).then(|| *at.get(&places))?;
                // Between CR and LF there is no position.
                let is_place = text::nearest(&buffer.text, place) == place;
                is_place.then_some((place, place + from.len(), to))
            }),
            Step::Whole { file, text } => self.replace(file, &some(FILES[file].1, text)),
            Step::Write { file, text, part } => {
                let text = some(FILES[file].1, text);
                let end = part.map_or(text.len(), |part| text::nearest(&text, part.index(text.len() + 1)));
                self.write(file, &text[..end], end < text.len() || is_wild(FILES[file].1, &text));
            }
            Step::Delete(file) => {
                self.damaged.remove(&file);
                if self.workspace.read(FILES[file].0).is_some() {
                    self.workspace.delete(FILES[file].0);
                    self.tell(FILES[file].0);
                }
            }
            Step::Look => self.look(),
        }
    }

    fn open(&mut self, file: usize) {
        let name = FILES[file].0;
        if self.open.contains_key(name) {
            return;
        }
        let Some(text) = self.workspace.read(name) else { return };
        self.client.open(&self.workspace.uri(name), &text);
        self.open.insert(name, Buffer { text, version: 1, wild: self.damaged.contains(&file) });
    }

    /// As an editor does: the disk first, and whoever watches it hears of that as well.
    fn save(&mut self, file: usize) {
        let name = FILES[file].0;
        if let Some(buffer) = self.open.get_mut(name) {
            let (text, damaged) = (buffer.text.clone(), buffer.wild);
            self.write(file, &text, damaged);
            self.client.save(&self.workspace.uri(name));
        }
    }

    /// One change of an open text between two offsets.
    fn edit(
        &mut self,
        file: usize,
        choose: impl FnOnce(&mut Buffer) -> Option<(usize, usize, &'static str)>,
    ) {
        let name = FILES[file].0;
        let Some(buffer) = self.open.get_mut(name) else { return };
        let Some((start, end, text)) = choose(buffer) else { return };
        let place = |offset| text::position(&buffer.text, offset, self.columns);
        let change = json!({ "range": { "start": place(start), "end": place(end) }, "text": text });
        buffer.text.replace_range(start..end, text);
        buffer.version += 1;
        self.client.change(&self.workspace.uri(name), buffer.version, json!([change]));
    }

    fn replace(&mut self, file: usize, text: &str) {
        let name = FILES[file].0;
        if let Some(buffer) = self.open.get_mut(name) {
            let wild = is_wild(FILES[file].1, text);
            *buffer = Buffer { text: text.to_owned(), version: buffer.version + 1, wild };
            self.client.replace(&self.workspace.uri(name), buffer.version, text);
        }
    }

    fn write(&mut self, file: usize, text: &str, damaged: bool) {
        if damaged {
            self.damaged.insert(file);
        } else {
            self.damaged.remove(&file);
        }
        self.workspace.write(FILES[file].0, text);
        self.tell(FILES[file].0);
    }

    fn tell(&mut self, name: &str) {
        if self.watches {
            self.client.tell_of_changes([&self.workspace.uri(name)]);
        }
    }

    /// What damaged findings or settings and an unsaved text that is no policy mean depends on what they were before, and
    /// which files are read is up to the settings on disk, by design; the command does not know that. So these are
    /// finished first.
    fn finish(&mut self) {
        for (file, (name, kind)) in FILES.into_iter().enumerate() {
            let is_wild = self.open.get(name).is_some_and(|buffer| buffer.wild);
            if is_wild && kind != Kind::Policy {
                self.replace(file, &first(kind));
            }
            if is_wild || kind == Kind::Settings {
                self.save(file);
            }
            if self.damaged.contains(&file) && kind != Kind::Policy {
                self.write(file, &first(kind), false);
            }
        }
    }

    fn look(&mut self) {
        self.finish();
        self.looks += 1;
        let entries = ["\"s3:Get*\"", "\"lambda:AddPermission\""][self.looks % 2];
        let policy = format!(r#"{{"Statement":{{"Effect":"Allow","Action":[{entries}],"Resource":"*"}}}}"#);
        self.workspace.write(LOOKOUT, &policy);
        self.tell(LOOKOUT);
        let (texts, expected) = self.said_by_the_command();
        let until = Instant::now() + DEADLINE;
        loop {
            let shown = self.shown(&texts);
            if shown == expected {
                return;
            }
            match self.client.message_until(until) {
                Some(message) => self.note(&message),
                None => {
                    let open: Vec<_> = self.open.keys().collect();
                    println!("open: {open:?}\ntexts: {texts:#?}");
                    assert_eq!(shown, expected, "what the editor shows, and what the command says");
                }
            }
        }
    }

    fn note(&mut self, message: &Value) {
        assert_eq!(message["method"], "textDocument/publishDiagnostics", "{message:#}");
        let uri: Uri = message["params"]["uri"].as_str().unwrap().parse().unwrap();
        self.shown.insert(uri, message["params"]["diagnostics"].clone());
    }

    /// The last diagnostics of each file that has some.
    fn shown(&self, texts: &BTreeMap<String, String>) -> BTreeMap<String, Vec<Said>> {
        let mut shown = BTreeMap::new();
        for (uri, diagnostics) in &self.shown {
            let path = uri.to_file_path().unwrap();
            let name = path.strip_prefix(self.workspace.path()).unwrap().to_str().unwrap().to_owned();
            let text = texts.get(&name).map_or("", String::as_str);
            let said = |it: &Value| {
                let range: Range = serde_json::from_value(it["range"].clone()).unwrap();
                let offset = |place| text::offset(text, place, self.columns).unwrap_or(usize::MAX);
                let levels = ["error", "warning", "information", "hint"];
                let level = levels[usize::try_from(it["severity"].as_u64().unwrap()).unwrap() - 1];
                let text = |key: &str| it[key].as_str().unwrap().to_owned();
                (offset(range.start), offset(range.end), text("code"), level.to_owned(), text("message"))
            };
            let mut said: Vec<Said> = diagnostics.as_array().unwrap().iter().map(said).collect();
            said.sort();
            if !said.is_empty() {
                shown.insert(name, said);
            }
        }
        shown
    }

    /// The texts as the editor has them, and what the command says of them.
    fn said_by_the_command(&self) -> (BTreeMap<String, String>, BTreeMap<String, Vec<Said>>) {
        let copy = Workspace::new(&[]);
        let mut texts = BTreeMap::new();
        for name in FILES.map(|(name, _)| name).into_iter().chain([LOOKOUT, "finding-Lookout.json"]) {
            let open = self.open.get(name).map(|buffer| buffer.text.clone());
            if let Some(text) = open.or_else(|| self.workspace.read(name)) {
                copy.write(name, &text);
                texts.insert(name.to_owned(), text);
            }
        }
        // To open a file is to name it: it is read even where settings exclude it.
        let named =
            FILES.into_iter().filter(|(name, kind)| *kind != Kind::Settings && self.open.contains_key(name));
        let arguments = ["--allow-no-findings", "."].into_iter().chain(named.map(|(name, _)| name));
        let mut expected = command::advice(&copy.path(), DAY, arguments, said);
        expected.values_mut().for_each(|said| said.sort());
        (texts, expected)
    }

    /// What was shown in the last look stays.
    fn end(mut self) {
        for message in self.client.last_messages() {
            self.note(&message);
        }
        let (texts, expected) = self.said_by_the_command();
        assert_eq!(self.shown(&texts), expected, "at the end");
    }
}

fn said(advice: &Value) -> Said {
    let offset = |key: &str| usize::try_from(advice[key].as_u64().unwrap()).unwrap();
    let text = |key: &str| advice[key].as_str().unwrap().to_owned();
    (offset("offset"), offset("end_offset"), text("rule"), text("level"), text("message"))
}
