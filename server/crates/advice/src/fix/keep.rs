//! Keeping what is unused: a `[[keep]]` table instead of an edit of the policy.

use crate::analysis::{Analysis, EntryRef};
use crate::settings::Addition;
use crate::settings::addition::{Home, Table, string};

/// What stands where a person is to say why.
const REASON: &str = "say here why it is needed";

impl Analysis {
    /// The table that has one entry of this policy stay, unused as it is; `None` where nothing is said about the entry,
    /// or where the table could not be added.
    pub fn keep(&self, at: EntryRef) -> Option<Addition> {
        self.advice_about(at).filter(|advice| !advice.unused().is_empty())?;
        let (pattern, _) = self.pattern(at)?;
        let home = Home::of(&self.path, &self.known)?;
        let keys = vec![
            ("action", string(pattern.as_str())),
            ("reason", string(REASON)),
            ("policy", string(&home.glob(&self.path))),
        ];
        let title = format!("Keep `{}` here (writes leastwise.toml)", pattern.as_str());
        Some(home.add(title, &[Table { head: "keep", keys }]))
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use leastwise_policy::{Source, edit};

    use super::*;
    use crate::settings::SettingsFileInput;
    use crate::{PolicyInput, SettingsFile, SettingsInput, World, WorldInput, findings};

    const PATH: &str = "/w/roles/MyRole.json";

    fn analysis(settings: Option<&str>) -> Analysis {
        let file = |text: &str| Arc::new(SettingsFile::read("/w/leastwise.toml", text));
        let files = settings.map(|text| SettingsFileInput { file: file(text), whole: true });
        let finding = r#"{"id": "f", "resource": "arn:aws:iam::111122223333:role/MyRole", "status": "ACTIVE",
            "analyzedAt": "2026-09-01T00:00:00Z", "findingDetails": [{"unusedPermissionDetails":
            {"serviceNamespace": "s3", "actions": [{"action": "GetBucketAcl"}]}}]}"#;
        let policy = r#"{"Statement": {"Effect": "Allow", "Action": ["s3:GetBucketA*", "s3:PutObject"], "Resource": "*"}}"#;
        let source = Arc::new(Source::read(policy));
        let world = World::new(WorldInput {
            settings: SettingsInput { files: files.into_iter().collect(), ..SettingsInput::default() },
            findings: vec![Arc::new(findings::read("/w/f.json", finding).unwrap())],
            policies: vec![PolicyInput { path: PATH.into(), source: Arc::clone(&source) }],
            roots: vec!["/w".into()],
            ..WorldInput::new("2026-09-26".parse().unwrap())
        });
        world.analyse(PATH, source)
    }

    #[test]
    fn a_table_is_added_and_what_it_keeps_is_no_longer_reported() {
        for settings in [
            None,
            Some(""),
            Some("style = 'explicit'"),
            Some("[[keep]]\naction = 's3:*'\nreason = 'x'\npolicy = 'y'\n"),
        ] {
            let entry = |entry| EntryRef { document: 0, statement: 0, entry };
            let before = analysis(settings);
            assert_eq!(before.keep(entry(1)), None, "nothing is said about it");
            let addition = before.keep(entry(0)).unwrap();
            assert_eq!(addition.title, "Keep `s3:GetBucketA*` here (writes leastwise.toml)");
            assert_eq!((&*addition.file, addition.create), ("/w/leastwise.toml", settings.is_none()));
            let text = edit::apply(settings.unwrap_or_default(), &[addition.edit]).unwrap();
            assert!(text.contains("policy = \"roles/MyRole.json\""), "{text}");
            let after = analysis(Some(&text));
            assert_eq!(after.advice, Vec::new(), "{text}");
            assert_eq!(after.keep(entry(0)), None);
        }
        assert_eq!(analysis(Some("keep = []")).keep(EntryRef { document: 0, statement: 0, entry: 0 }), None);
    }
}
