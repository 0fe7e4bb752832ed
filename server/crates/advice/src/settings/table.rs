//! Every setting, in one table: what reads settings goes by it, and `docs/settings.md`, the JSON schema of
//! `leastwise.toml` and the editors' settings are made from it (`cargo xtask settings`).

/// A setting, or a key of a table of settings.
#[derive(Debug)]
pub struct Key {
    /// The name in `leastwise.toml`.
    pub name: &'static str,
    /// What may stand there.
    pub kind: Kind,
    /// What holds where nothing is said, as TOML or in words; empty where nothing does.
    pub default: &'static str,
    /// What holds in VS Code instead, where that is something else.
    pub default_in_vscode: Option<&'static str>,
    /// What it is for, as a sentence.
    pub about: &'static str,
    /// Where it may be set.
    pub place: Place,
    /// Not taken from a workspace that nobody has trusted.
    pub restricted: bool,
    /// Must be there; only for keys of tables.
    pub required: bool,
}

/// What may stand in a setting.
#[derive(Clone, Copy, Debug)]
pub enum Kind {
    /// A string that is not empty.
    Text,
    /// A folder. In `leastwise.toml` it lies in or below the file's own.
    Folder,
    /// One glob or a list of them.
    Globs,
    /// One principal or a list of them.
    Principals,
    /// An action, or a pattern of actions.
    Action,
    /// A date, as a date of TOML or as a string.
    Day,
    /// `true` or `false`.
    Flag,
    /// A whole number from this one on.
    Count(u32),
    /// One of these words, each with what it means.
    Choice(&'static [(&'static str, &'static str)]),
    /// A table from names of rules to levels.
    Levels,
    /// A list of tables with these keys.
    Tables(&'static [Key]),
}

/// Where a setting may stand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// Only in `leastwise.toml`, since globs in it are relative to its folder, and so that an editor and a pipeline
    /// agree on whose a policy is.
    File,
    /// Only in the editor.
    Editor,
    /// In both.
    Both,
}

impl Key {
    /// The name in an editor's settings, below `leastwise`.
    ///
    /// ```
    /// use leastwise_advice::settings::KEYS;
    ///
    /// let names: Vec<String> = KEYS.iter().map(|key| key.editor_name()).collect();
    /// assert!(names.contains(&"maxEntries".to_owned()) && names.contains(&"server.path".to_owned()));
    /// ```
    pub fn editor_name(&self) -> String {
        let mut words = self.name.split('_');
        let mut name = words.next().unwrap_or_default().to_owned();
        for word in words {
            let (head, tail) = word.split_at(word.len().min(1));
            name.push_str(&head.to_ascii_uppercase());
            name.push_str(tail);
        }
        name
    }
}

/// A row of a table, to be changed where it differs from the most common one.
const KEY: Key = Key {
    name: "",
    kind: Kind::Text,
    default: "",
    default_in_vscode: None,
    about: "",
    place: Place::File,
    restricted: false,
    required: false,
};

/// The levels of rules, and `off`.
pub const LEVELS: &[(&str, &str)] = &[
    ("off", "nothing is said, and no fix is offered"),
    ("hint", "shown faintly"),
    ("information", "shown, fails no check"),
    ("warning", "shown, and `leastwise check` exits with 1"),
    ("error", "shown as an error, and `leastwise check` exits with 1"),
];

/// Every setting.
pub const KEYS: &[Key] = &[
    Key {
        name: "findings",
        kind: Kind::Globs,
        default: "[]",
        about: "Findings files to read even where git ignores them, besides those that are found by their content.",
        ..KEY
    },
    Key {
        name: "exclude",
        kind: Kind::Globs,
        default: "[]",
        about: "Files and folders that are not read, besides what git ignores.",
        ..KEY
    },
    Key {
        name: "attach",
        kind: Kind::Tables(ATTACH),
        about: "Whose a policy is, and what it is: one table for each statement.",
        ..KEY
    },
    Key {
        name: "keep",
        kind: Kind::Tables(KEEP),
        about: "Actions that stay although they are reported unused: one table for each.",
        ..KEY
    },
    Key {
        name: "style",
        kind: Kind::Choice(&[
            ("narrow", "the shortest patterns that leave out what is unused"),
            ("explicit", "the kept actions by name, which shuts out actions that AWS adds later"),
        ]),
        default: "\"narrow\"",
        about: "Which replacement of a wildcard is preferred.",
        place: Place::Both,
        ..KEY
    },
    Key {
        name: "max_entries",
        kind: Kind::Count(0),
        default: "50",
        about: "A replacement of more entries than this is offered, but is neither preferred nor part of a policy's \
                fix; 0 is no limit.",
        place: Place::Both,
        ..KEY
    },
    Key {
        name: "stale_after_days",
        kind: Kind::Count(1),
        default: "90",
        about: "A finding that is more days old than this is called stale.",
        place: Place::Both,
        ..KEY
    },
    Key {
        name: "rules",
        kind: Kind::Levels,
        default: "see rules.md",
        about: "The level of each rule.",
        place: Place::Both,
        ..KEY
    },
    Key {
        name: "catalog",
        kind: Kind::Folder,
        default: "built in",
        about: "A folder of AWS's service reference files, newer than the actions that leastwise knows. The command has \
                `--catalog` for it.",
        place: Place::Both,
        restricted: true,
        ..KEY
    },
    Key {
        name: "scope",
        kind: Kind::Choice(&[
            ("workspace", "every policy of the workspace is reported on, open or not"),
            ("open", "only open files are"),
        ]),
        default: "\"workspace\"",
        about: "Which files the editor lists advice for.",
        place: Place::Editor,
        ..KEY
    },
    Key {
        name: "code_lens",
        kind: Kind::Flag,
        default: "true",
        about: "Above each statement, how much of it is unused; above each policy, how large it is beside its quota.",
        place: Place::Editor,
        ..KEY
    },
    Key {
        name: "inlay_hints",
        kind: Kind::Flag,
        default: "true",
        about: "Behind each wildcard, how many of its actions are unused.",
        place: Place::Editor,
        ..KEY
    },
    Key {
        name: "document_links",
        kind: Kind::Flag,
        default: "true",
        default_in_vscode: Some("false"),
        about: "Each action is a link to AWS's reference of its service. VS Code underlines every link, which hides what \
                is underlined for being unused; a hover over an action has the same link.",
        place: Place::Editor,
        ..KEY
    },
    Key {
        name: "as_of",
        kind: Kind::Day,
        about: "Replays a day: actions that AWS added later are left out of account, and ages are counted from that \
                day. The command has `--as-of` for it.",
        place: Place::Editor,
        ..KEY
    },
    Key {
        name: "log_level",
        kind: Kind::Choice(&[
            ("error", "failures"),
            ("warn", "and what could not be read"),
            ("info", "and what was done"),
            ("debug", "and one line for each message"),
            ("trace", "and everything else"),
        ]),
        default: "\"warn\"",
        about: "How much the server writes to its log; the same as the environment variable `LEASTWISE_LOG`.",
        place: Place::Editor,
        ..KEY
    },
    Key {
        name: "server.path",
        about: "The `leastwise` program to start, instead of the one that the extension brings.",
        place: Place::Editor,
        restricted: true,
        ..KEY
    },
];

/// The keys of `[[attach]]`.
pub const ATTACH: &[Key] = &[
    Key {
        name: "policy",
        kind: Kind::Globs,
        about: "The policies that this is about.",
        required: true,
        ..KEY
    },
    Key {
        name: "principals",
        kind: Kind::Principals,
        default: "[]",
        about: "Whose they are: ARNs of roles and users, `role/NAME`, `user/NAME` or `permission-set/NAME`; a name \
                without an account stands for that name in every account. Somebody without a finding counts as using \
                everything.",
        ..KEY
    },
    Key {
        name: "findings",
        kind: Kind::Globs,
        default: "all of them",
        about: "Only these findings files speak about the policies. Whoever they are about is a principal of the \
                policies, unless `principals` names others; a findings file that names nobody speaks about the \
                policies.",
        ..KEY
    },
    Key {
        name: "exclusive",
        kind: Kind::Flag,
        default: "false",
        about: "The policies belong to nobody else, whatever their names and folders say.",
        ..KEY
    },
    Key {
        name: "type",
        kind: Kind::Choice(&[
            ("identity", "grants permissions to a role, user or group; the only type that is judged"),
            ("boundary", "a permissions boundary"),
            ("scp", "a control policy of an organisation"),
            ("session", "a session policy"),
            ("resource", "a resource's policy"),
            ("trust", "says who may assume a role"),
            ("iot", "attached to IoT certificates"),
            ("unknown", "something else"),
        ]),
        default: "told from the policy",
        about: "What the policies are.",
        ..KEY
    },
    Key {
        name: "kind",
        kind: Kind::Choice(&[
            ("managed", "a managed policy: 6,144 characters"),
            ("role", "inline in a role: 10,240 characters over all of its inline policies"),
            ("user", "inline in a user: 2,048 characters over all of its inline policies"),
            ("group", "inline in a group: 5,120 characters over all of its inline policies"),
        ]),
        default: "not known",
        about: "How the policies are attached, which decides the quota that they must stay under.",
        ..KEY
    },
    Key {
        name: "observed_days",
        kind: Kind::Count(1),
        default: "not known",
        about: "For how many days use was observed, for findings that do not say so themselves (IAM's last-accessed \
                reports).",
        ..KEY
    },
];

/// The keys of `[[keep]]`.
pub const KEEP: &[Key] = &[
    Key {
        name: "action",
        kind: Kind::Action,
        about: "The action, or a pattern such as `s3:GetBucket*`.",
        required: true,
        ..KEY
    },
    Key { name: "reason", about: "Why it stays, for whoever reads it later.", required: true, ..KEY },
    Key {
        name: "until",
        kind: Kind::Day,
        default: "for good",
        about: "The last day on which it stays. After it the action is reported again, but no policy's fix takes it \
                until the table is deleted.",
        ..KEY
    },
    Key {
        name: "policy",
        kind: Kind::Globs,
        default: "every policy that this file is about",
        about: "The policies in which it stays.",
        ..KEY
    },
];
