mod fetched;
mod unseen;

use std::path::Path;

use super::*;

const POLICY: &str =
    r#"{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "s3:Get*", "Resource": "*"}}"#;
const FINDINGS: &str = r#"[{"serviceNamespace": "s3", "actions": ["GetBucketAcl"]}]"#;
const OTHER: &str = r#"{"name": "package", "version": "1.0.0"}"#;

/// A folder on disk that is gone when the test is.
struct Folder(tempfile::TempDir);

impl Folder {
    fn new(files: &[(&str, &str)]) -> Folder {
        let folder = Folder(tempfile::tempdir().unwrap());
        for (path, text) in files {
            folder.write(path, text.as_bytes());
        }
        folder
    }

    fn path(&self, path: &str) -> PathBuf {
        identity::normalise(self.0.path()).join(path)
    }

    fn write(&self, path: &str, bytes: &[u8]) {
        let path = self.path(path);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, bytes).unwrap();
    }

    fn scan(&self, roots: &[&str], findings: Option<&[&str]>) -> Result<Files, Skipped> {
        let paths = |paths: &[&str]| paths.iter().map(|path| self.path(path)).collect();
        scan(&Scan { roots: paths(roots), findings: findings.map(paths) })
    }

    /// What a scan of the whole folder finds.
    fn found(&self) -> Found {
        self.tell(&self.scan(&[""], None).unwrap())
    }

    fn tell(&self, files: &Files) -> Found {
        let short = |path: &Path| {
            let path = path.strip_prefix(self.path("")).unwrap_or(path);
            identity::name(path).to_string()
        };
        Found {
            policies: files.policies.iter().map(|file| short(&file.path)).collect(),
            findings: files.findings.iter().map(|file| short(&file.path)).collect(),
            settings: files.settings.iter().map(|file| short(&file.path)).collect(),
            bystanders: files.bystanders.iter().map(|file| short(&file.path)).collect(),
            skipped: files
                .skipped
                .iter()
                .map(|file| format!("{} {}", short(&file.path), file.reason))
                .collect(),
        }
    }
}

#[derive(Debug, Default, PartialEq)]
struct Found {
    policies: Vec<String>,
    findings: Vec<String>,
    settings: Vec<String>,
    bystanders: Vec<String>,
    skipped: Vec<String>,
}

fn policies(paths: &[&str]) -> Found {
    Found { policies: list(paths), ..Found::default() }
}

fn list(paths: &[&str]) -> Vec<String> {
    paths.iter().map(|path| (*path).to_owned()).collect()
}

#[test]
fn policies_and_findings_are_told_by_their_content_and_sorted_by_name() {
    let folder = Folder::new(&[
        ("b/policy.json", POLICY),
        ("a.JSONC", POLICY),
        ("c.ndjson", FINDINGS),
        ("d.jsonl", FINDINGS),
        ("package.json", OTHER),
        ("broken.json", "{"),
        ("policy.txt", POLICY),
    ]);
    assert_eq!(
        folder.found(),
        Found {
            policies: list(&["a.JSONC", "b/policy.json"]),
            findings: list(&["c.ndjson", "d.jsonl"]),
            ..Found::default()
        }
    );
}

#[test]
fn yaml_is_a_policy_by_its_content_and_never_findings() {
    const YAML: &str = "Statement:\n  - Effect: Allow\n    Action: s3:Get*\n    Resource: '*'\n";
    let damaged = YAML.replace("'*'", "'*");
    let folder = Folder::new(&[
        ("a.yaml", YAML),
        ("b.YML", &damaged),
        ("c.template", POLICY),
        ("d.cfn", YAML),
        ("e.yaml", FINDINGS),
        ("f.yaml", "jobs:\n  - uses: actions/checkout\n"),
        ("g.yaml", "# A Statement\nx: [\n"),
        ("h.yaml", &format!("{{{{- if .Values.x }}}}\n{YAML}")),
        ("i.txt", YAML),
    ]);
    assert_eq!(folder.found(), policies(&["a.yaml", "b.YML", "c.template", "d.cfn"]));
    let files = folder.scan(&["."], None).unwrap();
    let sources: Vec<_> = files.sources.iter().map(|source| source.path.file_name().unwrap()).collect();
    assert_eq!(sources, ["h.yaml"]);
}

#[test]
fn a_policy_inside_a_findings_file_is_not_a_policy_of_the_workspace() {
    let findings =
        format!(r#"[{{"serviceNamespace": "s3", "actions": ["GetBucketAcl"], "policy": {POLICY}}}]"#);
    let folder = Folder::new(&[("findings.json", &findings)]);
    assert_eq!(folder.found(), Found { findings: list(&["findings.json"]), ..Found::default() });
}

#[test]
fn folders_that_programs_fill_and_hidden_ones_are_not_entered() {
    let folder = Folder::new(&[
        ("node_modules/x/policy.json", POLICY),
        ("sub/target/policy.json", POLICY),
        ("cdk.out/policy.json", POLICY),
        (".terraform/policy.json", POLICY),
        (".aws-sam/policy.json", POLICY),
        (".git/policy.json", POLICY),
        ("sub/.cache/policy.json", POLICY),
        ("sub/.policy.json", POLICY),
    ]);
    assert_eq!(folder.found(), policies(&["sub/.policy.json"]));
    let named = folder.scan(&["sub/.cache", "cdk.out"], None).unwrap();
    assert_eq!(folder.tell(&named), policies(&["cdk.out/policy.json", "sub/.cache/policy.json"]));
}

#[test]
fn what_the_cdk_synthesized_is_said_to_be_left_out_unless_it_is_named_or_excluded() {
    let reason =
        "is not searched, so the policies that the CDK synthesized are not checked; name it to check them";
    let app = [("app/cdk.json", "{}"), ("app/cdk.out/App.template.json", POLICY), ("cdk.out/x.json", POLICY)];
    let folder = Folder::new(&app);
    assert_eq!(folder.found().skipped, [format!("app/cdk.out {reason}")]);
    folder.write(".gitignore", b"cdk.out\n");
    assert_eq!(folder.found().skipped, [format!("app/cdk.out {reason}")]);
    let named = folder.tell(&folder.scan(&["", "app/cdk.out"], None).unwrap());
    assert_eq!(
        (named.policies, named.skipped),
        (vec!["app/cdk.out/App.template.json".to_owned()], Vec::new())
    );
    folder.write("leastwise.toml", b"exclude = ['**/cdk.out']");
    assert_eq!(folder.found().skipped, [""; 0]);
}

#[test]
fn what_git_ignores_is_not_read_unless_it_is_named() {
    let folder = Folder::new(&[
        (".gitignore", "secret/\nunused*.json\n"),
        ("secret/policy.json", POLICY),
        ("policy.json", POLICY),
        ("unused.json", FINDINGS),
    ]);
    assert_eq!(folder.found(), policies(&["policy.json"]));

    let named = folder.scan(&["", "secret/policy.json"], Some(&["unused.json"])).unwrap();
    assert_eq!(folder.tell(&named).policies, ["policy.json", "secret/policy.json"]);
    assert_eq!(folder.tell(&named).findings, ["unused.json"]);
    assert!(named.findings_named);
}

#[test]
fn ignore_files_above_the_root_count_within_a_repository_only() {
    let folder = Folder::new(&[(".gitignore", "*.json\n"), ("work/policy.json", POLICY)]);
    let names = |files: &Files| files.policies.len();
    assert_eq!(names(&folder.scan(&["work"], None).unwrap()), 1);
    std::fs::create_dir(folder.path(".git")).unwrap();
    assert_eq!(names(&folder.scan(&["work"], None).unwrap()), 0);
}

#[test]
fn named_findings_are_the_only_ones_and_a_folder_of_them_is_searched_whole() {
    let folder = Folder::new(&[
        ("policy.json", POLICY),
        ("found.json", FINDINGS),
        ("saved/.gitignore", "*\n"),
        ("saved/one.json", FINDINGS),
        ("saved/.hidden/two.json", FINDINGS),
        ("saved/embedded.json", POLICY),
    ]);
    let files = folder.scan(&["policy.json"], Some(&["saved"])).unwrap();
    assert_eq!(folder.tell(&files).findings, ["saved/.hidden/two.json", "saved/one.json"]);
    assert_eq!(folder.tell(&files).policies, ["policy.json"]);
}

#[test]
fn a_file_named_twice_is_read_once() {
    let folder = Folder::new(&[("a/policy.json", POLICY), ("a/unused.json", FINDINGS)]);
    let files = folder.scan(&["", "a", "a/policy.json", "a/../a/policy.json"], None).unwrap();
    assert_eq!(folder.tell(&files).policies, ["a/policy.json"]);
    assert_eq!(folder.tell(&files).findings, ["a/unused.json"]);
}

#[test]
fn policies_beside_a_named_file_are_known_and_not_asked_about() {
    let folder = Folder::new(&[
        ("a/mine.json", POLICY),
        ("a/theirs.json", POLICY),
        ("a/unused.json", FINDINGS),
        ("a/deeper/other.json", POLICY),
        ("b/policy.json", POLICY),
    ]);
    let beside = |roots: &[&str], findings| folder.tell(&folder.scan(roots, findings).unwrap()).bystanders;
    assert_eq!(beside(&["a/mine.json"], None), ["a/theirs.json"]);
    assert_eq!(beside(&["b"], Some(&["a/unused.json"])), ["a/mine.json", "a/theirs.json"]);
    assert_eq!(beside(&["a"], None), [""; 0]);
}

#[test]
fn what_cannot_be_read_is_skipped_with_one_reason_if_it_concerns_us() {
    let folder = Folder::new(&[("policy.json", POLICY)]);
    let utf16: Vec<u8> =
        "\u{feff}".encode_utf16().chain(POLICY.encode_utf16()).flat_map(u16::to_le_bytes).collect();
    folder.write("powershell.json", &utf16);
    folder.write("latin1.json", &[POLICY.as_bytes(), b"// \xe9\n"].concat());
    folder.write("image.json", b"\x89PNG\xff\xfe");
    std::fs::File::create(folder.path("huge.json")).unwrap().set_len(11 * 1024 * 1024).unwrap();
    assert_eq!(
        folder.found(),
        Found {
            policies: list(&["policy.json"]),
            skipped: list(&[
                "huge.json is larger than 10 MB",
                "latin1.json is not UTF-8; save it as UTF-8",
                "powershell.json is UTF-16; save it as UTF-8",
            ]),
            ..Found::default()
        }
    );
}

#[test]
fn findings_that_cannot_be_read_are_findings_without_content() {
    let folder = Folder::new(&[("policy.json", POLICY), ("unused.json", FINDINGS)]);
    let utf16: Vec<u8> =
        "\u{feff}".encode_utf16().chain(FINDINGS.encode_utf16()).flat_map(u16::to_le_bytes).collect();
    folder.write("powershell.json", &utf16);
    folder.write("latin1.json", &[FINDINGS.as_bytes(), b"// \xe9\n"].concat());
    folder.write("huge.json", FINDINGS.as_bytes());
    let huge = std::fs::File::options().write(true).open(folder.path("huge.json")).unwrap();
    huge.set_len(crate::workspace::large::MAX_FINDINGS_BYTES + 1).unwrap();
    let files = folder.scan(&[""], None).unwrap();
    let found = folder.tell(&files);
    assert_eq!(found.findings, ["huge.json", "latin1.json", "powershell.json", "unused.json"]);
    assert_eq!(
        files.findings.iter().map(|file| file.file.broken).collect::<Vec<_>>(),
        [true, true, true, false]
    );
    assert_eq!(found.skipped, [""; 0]);
}

#[test]
fn a_byte_order_mark_is_no_obstacle() {
    let folder = Folder::new(&[("policy.json", &format!("\u{feff}{POLICY}"))]);
    let files = folder.scan(&[""], None).unwrap();
    assert!(files.policies[0].source.text.starts_with('\u{feff}'), "offsets are those of the file on disk");
}

#[test]
fn a_named_file_is_read_whatever_its_name_and_reported_if_it_is_of_no_use() {
    let folder = Folder::new(&[("policy.txt", POLICY), ("package.json", OTHER)]);
    folder.write("binary.json", b"\xff\x00");
    std::fs::File::create(folder.path("huge.json")).unwrap().set_len(11 * 1024 * 1024).unwrap();
    let files = folder.scan(&["policy.txt", "package.json", "binary.json", "huge.json"], None).unwrap();
    assert_eq!(
        folder.tell(&files),
        Found {
            policies: list(&["policy.txt"]),
            skipped: list(&["binary.json", "huge.json", "package.json"])
                .into_iter()
                .map(|path| format!("{path} contains neither a policy nor readable findings"))
                .collect(),
            ..Found::default()
        }
    );
}

#[test]
fn a_missing_path_or_unusable_named_file_is_an_error() {
    let folder = Folder::new(&[("policy.json", POLICY)]);
    folder.write("latin1.json", &[POLICY.as_bytes(), b"\xe9"].concat());
    folder.write("huge.json", &[POLICY.as_bytes(), &vec![b' '; 11 * 1024 * 1024]].concat());
    let error = |roots: &[&str], findings| folder.scan(roots, findings).unwrap_err().reason;
    assert_eq!(error(&["nope"], None), "does not exist");
    assert_eq!(error(&["latin1.json"], None), "is not UTF-8; save it as UTF-8");
    assert_eq!(error(&["huge.json"], None), "is larger than 10 MB");
    assert_eq!(error(&[""], Some(&["nope.json"])), "does not exist");
    assert_eq!(error(&[""], Some(&["policy.json"])), "is not a findings file in a known format");
}

#[test]
fn the_workspace_folder_is_the_repository_or_the_root() {
    let folder = Folder::new(&[("repo/roles/a/policy.json", POLICY), ("loose/policy.json", POLICY)]);
    std::fs::create_dir(folder.path("repo/.git")).unwrap();
    let folders = |root: &str| folder.scan(&[root], None).unwrap().folders;
    assert_eq!(folders("repo/roles/a"), [folder.path("repo")]);
    assert_eq!(folders("repo/roles/a/policy.json"), [folder.path("repo")]);
    assert_eq!(folders("loose"), [folder.path("loose")]);
    assert_eq!(folders("loose/policy.json"), [folder.path("loose")]);
}

#[test]
fn a_scan_tells_how_far_it_is_and_a_stopped_one_finds_nothing_rather_than_less() {
    let folder = Folder::new(&[("a/policy.json", POLICY), ("a/unused.json", FINDINGS), ("b.json", POLICY)]);
    let wanted = Scan { roots: vec![folder.path("a"), folder.path("b.json")], findings: None };
    let progress = Progress::default();
    let look = Look { progress: &progress, memory: None };
    let files = watched(&wanted, look).unwrap().unwrap();
    assert_eq!((files.policies.len(), progress.files()), (2, 3));
    progress.stop();
    assert!(watched(&wanted, look).unwrap().is_none());
}

#[cfg(unix)]
#[test]
fn links_in_a_circle_end_and_links_to_files_are_followed_once() {
    use std::os::unix::fs::symlink;
    let folder = Folder::new(&[("in/policy.json", POLICY), ("out/shared.json", POLICY)]);
    symlink(folder.path("in"), folder.path("in/circle")).unwrap();
    symlink(folder.path("in/policy.json"), folder.path("in/again.json")).unwrap();
    symlink(folder.path("out/shared.json"), folder.path("in/shared.json")).unwrap();
    let files = folder.scan(&["in"], None).unwrap();
    assert_eq!(folder.tell(&files), policies(&["in/policy.json", "out/shared.json"]));
}

#[cfg(unix)]
#[test]
fn a_pipe_that_lies_in_the_folder_is_not_waited_for() {
    let folder = Folder::new(&[("policy.json", POLICY)]);
    let made = std::process::Command::new("mkfifo").arg(folder.path("pipe.json")).status();
    assert!(made.is_ok_and(|status| status.success()), "mkfifo is part of every Unix");
    let skipped = list(&["pipe.json is a pipe, not a regular file"]);
    assert_eq!(folder.found(), Found { skipped, ..policies(&["policy.json"]) });
}

#[test]
fn beside_a_single_file_stand_findings_and_bystanders_and_nothing_below_is_read() {
    let folder = Folder::new(&[
        ("a.json", POLICY),
        ("f.json", FINDINGS),
        ("package.json", OTHER),
        ("notes.txt", POLICY),
        ("below/b.json", POLICY),
    ]);
    let found = folder.tell(&beside(&folder.path(""), None));
    let expected =
        Found { bystanders: vec!["a.json".into()], findings: vec!["f.json".into()], ..Found::default() };
    assert_eq!(found, expected);
    assert_eq!(folder.tell(&beside(&folder.path("missing"), None)), Found::default());
}

#[test]
fn settings_are_read_though_git_ignores_them_and_up_to_the_workspace_folder() {
    let folder = Folder::new(&[
        (".git/HEAD", ""),
        (".gitignore", "leastwise.toml"),
        ("leastwise.toml", "style = 'narrow'"),
        ("a/leastwise.toml", ""),
        ("a/b/leastwise.toml", "not = "),
        ("a/b/c/policy.json", POLICY),
        ("a/other/leastwise.toml", ""),
        ("node_modules/leastwise.toml", ""),
    ]);
    let whole = |files: &Files| -> Vec<(String, bool)> {
        let names = folder.tell(files).settings.into_iter();
        names.zip(files.settings.iter().map(|file| file.whole)).collect()
    };
    let expected = |list: &[(&str, bool)]| -> Vec<(String, bool)> {
        list.iter().map(|(path, whole)| ((*path).to_owned(), *whole)).collect()
    };
    let all = ["a/b/leastwise.toml", "a/leastwise.toml", "a/other/leastwise.toml", "leastwise.toml"];
    assert_eq!(whole(&folder.scan(&[""], None).unwrap()), expected(&all.map(|path| (path, true))));
    assert_eq!(
        whole(&folder.scan(&["a/b"], None).unwrap()),
        expected(&[("a/b/leastwise.toml", true), ("a/leastwise.toml", false), ("leastwise.toml", false)])
    );
    assert_eq!(
        whole(&folder.scan(&["a/b/c/policy.json"], None).unwrap()),
        expected(&[("a/b/leastwise.toml", false), ("a/leastwise.toml", false), ("leastwise.toml", false)])
    );
    assert_eq!(whole(&beside(&folder.path("a/b/c"), None)).len(), 3);
}

#[test]
fn settings_of_folders_above_the_repository_have_no_effect() {
    let folder = Folder::new(&[
        ("leastwise.toml", ""),
        ("repository/.git/HEAD", ""),
        ("repository/a/policy.json", POLICY),
    ]);
    assert_eq!(folder.tell(&folder.scan(&["repository/a"], None).unwrap()).settings, list(&[]));
}

#[test]
fn findings_that_settings_name_are_read_though_git_ignores_them() {
    let settings = "findings = ['private/*.json', '.hidden', 'gone']\n[[attach]]\npolicy = 'x'\nfindings = 'more/a.json'\n";
    let folder = Folder::new(&[
        (".gitignore", "private\nmore\n.hidden\n"),
        ("leastwise.toml", settings),
        ("private/a.json", FINDINGS),
        ("private/policy.json", POLICY),
        ("private/deep/b.json", FINDINGS),
        (".hidden/deep/c.json", FINDINGS),
        ("more/a.json", FINDINGS),
        ("more/b.json", FINDINGS),
        ("found.json", FINDINGS),
        ("roles/policy.json", POLICY),
    ]);
    let findings = list(&[".hidden/deep/c.json", "found.json", "more/a.json", "private/a.json"]);
    let found = folder.found();
    assert_eq!((found.findings, found.policies), (findings.clone(), list(&["roles/policy.json"])));
    assert_eq!(found.skipped, list(&[]));
    // Settings above what is scanned say so as well; a flag says more than they do.
    folder.write(".git/HEAD", b"");
    let found = folder.tell(&folder.scan(&["roles"], None).unwrap());
    assert_eq!(found.findings, list(&[".hidden/deep/c.json", "more/a.json", "private/a.json"]));
    let found = folder.tell(&folder.scan(&[""], Some(&["found.json"])).unwrap());
    assert_eq!(found.findings, list(&["found.json"]));
}

#[test]
fn what_the_nearest_settings_exclude_is_read_only_if_it_is_named() {
    let folder = Folder::new(&[
        ("leastwise.toml", "exclude = ['samples', 'roles/*.json']"),
        ("samples/policy.json", POLICY),
        ("samples/leastwise.toml", ""),
        ("roles/a.json", POLICY),
        ("roles/deep/b.json", POLICY),
        ("near/leastwise.toml", "exclude = 'x.json'"),
        ("near/samples/policy.json", POLICY),
        ("near/x.json", POLICY),
    ]);
    let found = folder.found();
    assert_eq!(found.policies, list(&["near/samples/policy.json", "roles/deep/b.json"]));
    assert_eq!(found.settings, list(&["leastwise.toml", "near/leastwise.toml"]));
    let named = folder.tell(&folder.scan(&["samples/policy.json"], None).unwrap());
    assert_eq!(named.policies, list(&["samples/policy.json"]));
}
