//! No name and no content of a file makes a terminal do something, or shows as something else than it is.

use std::io::Read;
use std::process::Stdio;

use rustix::pty::{OpenptFlags, grantpt, openpt, ptsname, unlockpt};
use serde_json::Value;

use crate::fixtures::{DAY, POLICY, UNUSED_S3, bare_list, example};
use crate::sandbox::Sandbox;

/// An escape sequence, its one-character form, a bell, an override of the direction and isolates, spaces that take no room,
/// a variation of the letter before, a language tag, line ends of Unicode.
const ODD: &str =
    "\u{1b}[2J\u{9b}2J\u{7}\u{202e}\u{2066}\u{2069}\u{200b}\u{ad}\u{fe0f}\u{e0041}\u{2028}\u{85}";

fn is_odd(c: char) -> bool {
    ODD.contains(c) && !"[2J".contains(c)
}

/// As JSON and TOML write it.
fn escaped() -> String {
    let units = ODD.encode_utf16();
    units.map(|unit| format!("\\u{unit:04x}")).collect()
}

fn sandbox() -> Sandbox {
    let json = escaped();
    let toml: String = ODD.chars().map(|c| format!("\\U{:08x}", u32::from(c))).collect();
    let odd = |name: &str| format!("{ODD}/{name}");
    // A role with an odd name, and with odd statements, actions and keys.
    let policy = POLICY
        .replace("\"Version\"", &format!("\"{json}\": 1, \"Version\""))
        .replace("\"Effect\"", &format!("\"Sid\": \"{json}\", \"Effect\""))
        .replace("lambda:Invoke*", &format!("lambda:{json}Invoke*"))
        .replace("\"s3:List*\"", &format!("\"s3:List*\", \"s3:{json}\""));
    let finding = example()
        .replace("\"GetBucketAcl\"", &format!("\"{json}\", \"GetBucketAcl\""))
        .replace("arn:aws:iam::111122223333:role/MyRole", &format!("arn:aws:iam::111122223333:role/{json}"));
    let settings = format!(
        "exclude = \"{toml}\"\nstyle = \"{toml}\"\n\"{toml}\" = 1\ncatalog = \"{toml}\"\n\
         [[attach]]\npolicy = \"{toml}/**\"\nprincipals = [\"role/MyRole\", \"{toml}\", \"role/{toml}\"]\n\
         [[keep]]\naction = \"s3:{toml}\"\nreason = \"{toml}\"\n\
         [[keep]]\naction = \"s3:GetBucketAcl\"\nreason = \"{toml}\"\nuntil = 2020-01-01\n"
    );
    let files = [
        ("MyRole.json".to_owned(), policy.clone()),
        (odd("MyRole.json"), policy.clone()),
        (odd("damaged.json"), policy.replace("\"Version\"", &format!("\"{ODD}\", \"Version\""))),
        ("finding.json".to_owned(), example()),
        (odd("finding.json"), finding.clone()),
        (odd("unattributed.json"), bare_list("s3", UNUSED_S3)),
        (odd("broken.json"), finding.replace('}', "")),
        (odd("s3.json"), format!("{{\"Name\": \"s3\", \"Actions\": [{{\"Name\": \"{json}\"}}]}}")),
        (odd("leastwise.toml"), format!("{ODD} =\n")),
        ("leastwise.toml".to_owned(), settings),
    ];
    let files: Vec<(&str, &str)> = files.iter().map(|(name, text)| (name.as_str(), text.as_str())).collect();
    let sandbox = Sandbox::new(&files);
    std::fs::write(sandbox.path(&odd("latin1.json")), b"\xff\"Statement\" \"Effect\" \"Action\"").unwrap();
    std::os::unix::fs::symlink(ODD, sandbox.path("link.json")).unwrap();
    sandbox
}

fn runs() -> Vec<Vec<String>> {
    let odd = |name: &str| format!("{ODD}/{name}");
    let runs: &[&[&str]] = &[
        &["check"],
        &["check", "--format", "text"],
        &["check", "--format", "github"],
        &["check", "--format", "json", "--evidence"],
        &["check", "--format", "sarif"],
        &["check", &odd("MyRole.json"), "--findings", &odd("finding.json")],
        &["check", "--principal", &format!("role/{ODD}")],
        &["check", "--catalog", ODD],
        &["check", &odd("missing")],
        &["check", "--findings", &odd("missing")],
        &["check", "--catalog", &odd("missing")],
        &["check", &format!("--{ODD}")],
        &["check", "--format", ODD],
        &["check", "--as-of", ODD],
        &["fix"],
        &["fix", "--diff", "--findings", "finding.json", "--principal", "role/MyRole"],
        &["fix", "--findings", "finding.json", "--principal", "role/MyRole"],
        &["fix", "--only", ODD],
        &["explain", "s3:Get*", "--findings", &odd("finding.json")],
        &["explain", "s3:Get*", "--unused", &odd("unattributed.json")],
        &["explain", &format!("s3:{ODD}*")],
        &["explain", "s3:Get*", "--unused", ODD],
        &["explain", "s3:Get*", "--unused", &format!("s3:{ODD}")],
        &["catalog"],
        &["catalog", ODD],
        &["catalog", "s3", "--catalog", ODD],
        &[ODD],
    ];
    runs.iter().map(|run| run.iter().map(|arg| (*arg).to_owned()).collect()).collect()
}

/// Colors are asked for: without them, every escape sequence would be taken out at the end.
#[test]
fn nothing_odd_reaches_a_terminal() {
    for args in runs() {
        let args: Vec<&str> = args.iter().map(String::as_str).collect();
        for color in ["always", "never"] {
            let mut args = args.clone();
            if args[0] != ODD {
                args.extend(["--color", color, "--as-of", DAY]);
            }
            // The patch is for programs, unless colors are asked for.
            if args.contains(&"--diff") && color == "never" {
                continue;
            }
            let output = sandbox().output(&args);
            let text = String::from_utf8([output.stdout, output.stderr].concat()).unwrap();
            // Styles are all that may begin with the escape character.
            let obeyed = text.split('\u{1b}').skip(1).find(|rest| {
                let end = rest.find(|c: char| c.is_ascii_alphabetic());
                end.is_none_or(|end| !rest[end..].starts_with('m'))
            });
            assert_eq!(obeyed, None, "{args:?}: {text:?}");
            let odd = text.chars().find(|c| is_odd(*c) && *c != '\u{1b}');
            assert_eq!(odd, None, "{args:?}: {text:?}");
        }
    }
}

#[test]
fn programs_get_names_and_texts_as_they_are() {
    let sandbox = sandbox();
    let report = |format: &str| -> Value {
        let output = sandbox.output(&["check", "--format", format, "--as-of", DAY]);
        serde_json::from_slice(&output.stdout).unwrap()
    };
    let json = report("json");
    let paths: Vec<&str> =
        json["policies"].as_array().unwrap().iter().map(|file| file["path"].as_str().unwrap()).collect();
    assert!(paths.contains(&format!("{ODD}/MyRole.json").as_str()), "{paths:?}");
    assert!(
        json["skipped"].as_array().unwrap().iter().any(|file| file["path"] == format!("{ODD}/latin1.json"))
    );
    let sarif = report("sarif").to_string();
    assert!(sarif.contains("%1B%5B2J%C2%9B2J"), "{sarif}");
}

/// With a terminal at its end, and without.
#[test]
fn a_patch_keeps_what_a_file_holds_unless_a_terminal_shows_it() {
    let policy =
        POLICY.replace("\"lambda:AddPermission\",", &format!("/* {ODD} */ \"lambda:AddPermission\","));
    let sandbox = Sandbox::new(&[("MyRole.json", &policy), ("finding.json", &example())]);
    let args = ["fix", "--diff", "--findings", "finding.json", "--as-of", DAY];
    let patch = String::from_utf8(sandbox.output(&args).stdout).unwrap();
    assert!(patch.contains(ODD), "{patch:?}");

    let terminal = openpt(OpenptFlags::RDWR | OpenptFlags::NOCTTY).unwrap();
    grantpt(&terminal).unwrap();
    unlockpt(&terminal).unwrap();
    let name = ptsname(&terminal, Vec::new()).unwrap();
    let other_end = std::fs::File::options().read(true).write(true).open(name.to_str().unwrap()).unwrap();
    let mut command = sandbox.command(&args);
    let mut child = command.stdout(other_end).stderr(Stdio::null()).spawn().unwrap();
    // The command holds the other end as well; without it the terminal is at its end when the run is.
    drop(command);
    let mut shown = Vec::new();
    // A terminal with a closed other end returns an error.
    let _ = std::fs::File::from(terminal).read_to_end(&mut shown);
    assert!(child.wait().unwrap().success());
    let shown = String::from_utf8(shown).unwrap();
    assert!(shown.contains("AddPermission") && shown.contains(r"\u{1b}[2J\u{9b}2J"), "{shown:?}");
    assert!(!shown.contains(|c| is_odd(c) && c != '\u{1b}') && !shown.contains("\u{1b}[2J"), "{shown:?}");
}
