//! What can go wrong with a call. Whatever does: one line says what to do, and the last complete state stands.

use crate::sandbox::{ACCOUNT, Sandbox};

const FINDINGS: &[(&str, &str, &str)] = &[("1-a", "App", "2026-09-01"), ("2-b", "Deploy", "2026-09-02")];
const CHANGED: &[(&str, &str, &str)] = &[("1-a", "App", "2026-09-08"), ("2-b", "Deploy", "2026-09-09")];

/// A sandbox that was fetched once, and in which both findings have changed since.
fn fetched() -> Sandbox {
    let sandbox = Sandbox::new(FINDINGS);
    assert_eq!(sandbox.run(&[]).code, Some(0));
    sandbox.calls();
    sandbox.findings(CHANGED);
    sandbox
}

/// A part of the fake's script that answers some calls with an error.
fn error(calls: &str, stderr: &str, code: i32) -> String {
    format!("case \"$all\" in *{calls}*) cat >&2 <<'END'\n{stderr}\nEND\nexit {code};; esac\n")
}

fn service_error(code: &str, message: &str) -> String {
    format!("\nAn error occurred ({code}) when calling the GetFindingV2 operation: {message}")
}

#[test]
fn what_ends_the_run_is_said_in_one_line_and_leaves_everything_as_it_was() {
    let expired = "The SSO session associated with this profile has expired or is otherwise invalid.";
    let table = [
        (
            "",
            "Unable to locate credentials. You can configure credentials by running \"aws configure\".",
            253,
            "no credentials",
        ),
        (
            "",
            "You must specify a region. You can also configure your region by running \"aws configure\".",
            253,
            "--region",
        ),
        ("list-findings", expired, 255, "aws sso login --profile audit"),
        ("get-finding", expired, 255, "aws sso login --profile audit"),
        (
            "get-finding",
            &service_error("ExpiredTokenException", "The security token included in the request is expired"),
            254,
            "has expired",
        ),
        ("get-finding", "\nCould not connect to the endpoint URL: \"https://x/\"", 255, "Could not connect"),
    ];
    for (calls, stderr, code, part) in table {
        let sandbox = fetched();
        let before = sandbox.visible();
        sandbox.fault(&error(calls, stderr, code));
        let ran = sandbox.run(&["--profile", "audit"]);
        assert_eq!(ran.code, Some(2), "{calls}: {ran:?}");
        assert!(ran.stderr.contains(part) && ran.stderr.trim_end().lines().count() == 1, "{calls}: {ran:?}");
        assert_eq!(sandbox.visible(), before, "{calls}");

        // Once it works again, the run goes on.
        sandbox.fault("");
        assert_eq!(sandbox.run(&["--json"]).counts(), [2, 0, 0, 0], "{calls}");
    }
}

#[test]
fn what_fails_for_a_whole_part_leaves_that_part_as_it_was() {
    let old = "aws: [ERROR]: argument operation: Found invalid choice 'list-findings-v2'";
    let denied = service_error(
        "AccessDeniedException",
        "User: x is not authorized to perform: access-analyzer:GetFinding",
    );
    let table = [
        (
            "list-findings",
            service_error("InternalServerException", "Internal"),
            254,
            "InternalServerException",
        ),
        ("list-findings", old.to_owned(), 252, "needs version 2.14.2 or later"),
        (
            "list-findings",
            service_error("ResourceNotFoundException", "no such analyzer"),
            254,
            "no such analyzer",
        ),
        ("get-finding", denied, 254, "leastwise fetch --policy"),
    ];
    for (calls, stderr, code, part) in table {
        let sandbox = fetched();
        let before = sandbox.visible();
        sandbox.fault(&error(calls, &stderr, code));
        let ran = sandbox.run(&[]);
        assert_eq!(ran.code, Some(1), "{part}: {ran:?}");
        assert!(ran.stderr.contains(part), "{part}: {ran:?}");
        assert_eq!(sandbox.visible(), before, "{part}");
    }
}

#[test]
fn an_attachment_call_that_is_denied_costs_the_attachments_only() {
    let sandbox = Sandbox::new(FINDINGS);
    sandbox.fault(&error("get-account", &service_error("AccessDenied", "not authorized"), 254));
    let ran = sandbox.run(&["--json"]);
    assert_eq!((ran.code, ran.counts()), (Some(1), [2, 0, 0, 0]), "{ran:?}");
    assert!(ran.stderr.contains("iam:GetAccountAuthorizationDetails"), "{ran:?}");
    assert_eq!(sandbox.run(&["--no-attachments"]).code, Some(0));
}

#[test]
fn one_finding_that_cannot_be_fetched_keeps_its_old_file_and_is_named() {
    let cut = r#"case "$all" in *--id=2-b*) printf '{"id":"2-b","findingDetails":[{"unused'; exit 0;; esac"#;
    let other = r#"case "$all" in *--id=2-b*) echo '{"id":"1-a","findingDetails":[]}'; exit 0;; esac"#;
    let page = r#"case "$all" in *--id=2-b*) echo '{"id":"2-b","findingDetails":[],"nextToken":"x"}'; exit 0;; esac"#;
    let empty = r#"case "$all" in *--id=2-b*) exit 0;; esac"#;
    let noise = r#"case "$all" in *--id=2-b*) echo '<html>'; exit 0;; esac"#;
    let server = error("--id=2-b", &service_error("InternalServerException", "Internal"), 254);
    let killed = r#"case "$all" in *--id=2-b*) kill -9 $$;; esac"#;
    for (fault, part) in [
        (cut, "is incomplete"),
        (empty, "is incomplete"),
        (noise, "is not valid"),
        (other, "another finding"),
        (page, "pages are missing"),
        (&server, "InternalServerException"),
        (killed, "signal 9"),
    ] {
        let sandbox = fetched();
        let path = format!("aws/{ACCOUNT}/findings/Deploy--2-b.json");
        let before = sandbox.visible();
        sandbox.fault(fault);
        let ran = sandbox.run(&["--json"]);
        assert_eq!((ran.code, ran.counts()), (Some(1), [1, 0, 0, 1]), "{part}: {ran:?}");
        assert!(ran.stderr.contains("2-b") && ran.stderr.contains(part), "{ran:?}");
        let after = sandbox.visible();
        assert_eq!(after[&path], before[&path]);
        assert!(after[&format!("aws/{ACCOUNT}/findings/App--1-a.json")].contains("2026-09-08"));
        // It is known to have changed, so that the next run fetches it.
        let listed = sandbox.json(&format!("aws/aws/{ACCOUNT}/fetched.json"));
        assert_eq!(listed[0]["findings"].as_array().unwrap().len(), 2);
        sandbox.fault("");
        assert_eq!(sandbox.run(&["--json"]).counts(), [1, 1, 0, 0]);
    }
}

#[test]
fn a_finding_that_goes_between_its_listing_and_its_details_is_gone() {
    let sandbox = fetched();
    sandbox.fault(&error("--id=2-b", &service_error("ResourceNotFoundException", "Finding not found"), 254));
    let ran = sandbox.run(&["--json"]);
    assert_eq!((ran.code, ran.counts()), (Some(0), [1, 0, 1, 0]), "{ran:?}");
    let listed = sandbox.json(&format!("aws/aws/{ACCOUNT}/fetched.json"));
    assert_eq!(listed[0]["findings"].as_array().unwrap().len(), 1);
}

#[test]
fn a_throttled_call_is_made_again() {
    let sandbox = fetched();
    let throttle = error("--id=2-b", &service_error("ThrottlingException", "Rate exceeded"), 254);
    sandbox.fault(&format!("if [ ! -f \"$dir/throttled\" ]; then case \"$all\" in *--id=2-b*) : > \"$dir/throttled\";; esac; {throttle} fi"));
    let ran = sandbox.run(&["--json"]);
    assert_eq!((ran.code, ran.counts()), (Some(0), [2, 0, 0, 0]), "{ran:?}");
    let again = sandbox.calls().iter().filter(|call| call.contains("--id=2-b")).count();
    assert_eq!(again, 2);
}

#[test]
fn a_call_that_hangs_is_given_up_and_what_was_fetched_is_used_by_the_next_run() {
    let sandbox = fetched();
    let before = sandbox.visible();
    sandbox.fault("case \"$all\" in *--id=2-b*) exec sleep 1000;; esac");
    let ran = sandbox.run(&["--time-limit", "1", "--jobs", "1"]);
    assert_eq!(ran.code, Some(2), "{ran:?}");
    assert!(
        ran.stderr.contains("did not answer within 1 s") && ran.stderr.contains("--time-limit"),
        "{ran:?}"
    );
    assert_eq!(sandbox.visible(), before);
    sandbox.calls();
    sandbox.fault("");
    assert_eq!(sandbox.run(&["--json"]).counts(), [2, 0, 0, 0]);
    let details: Vec<String> =
        sandbox.calls().into_iter().filter(|call| call.contains("get-finding")).collect();
    assert!(details.len() == 1 && details[0].contains("--id=2-b"), "{details:?}");
    assert!(!sandbox.path("aws/.leastwise-partial").exists());
}

#[test]
fn noise_on_stderr_is_no_error() {
    let sandbox = fetched();
    sandbox.fault("echo 'PythonDeprecationWarning: Boto3 will no longer support Python 3.9' >&2");
    let ran = sandbox.run(&[]);
    assert_eq!((ran.code, ran.stderr.as_str()), (Some(0), ""), "{ran:?}");
}

#[test]
fn quiet_prints_errors_only() {
    let sandbox = fetched();
    let ran = sandbox.run(&["-q"]);
    assert_eq!((ran.code, ran.stdout.as_str(), ran.stderr.as_str()), (Some(0), "", ""), "{ran:?}");
    sandbox.fault(&error("get-account", &service_error("AccessDenied", "no"), 254));
    let ran = sandbox.run(&["-q", "--attachments"]);
    assert!(ran.code == Some(1) && ran.stdout.is_empty() && !ran.stderr.is_empty(), "{ran:?}");
}

#[test]
fn a_program_that_is_something_else_is_said_to_be() {
    let sandbox = Sandbox::new(FINDINGS);
    for program in ["/bin/true", "/bin/cat", "/no/such/aws"] {
        let output = sandbox.command(&[]).env("LEASTWISE_AWS", program).output().unwrap();
        let stderr = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(2), "{program}: {stderr}");
        assert!(stderr.contains(program) && stderr.lines().count() == 1, "{stderr}");
    }
}

/// A limit on the length of files stands for a full disk.
#[test]
fn a_full_disk_leaves_everything_as_it_was() {
    let sandbox = fetched();
    let before = sandbox.visible();
    let long = "x".repeat(20_000);
    sandbox.fault(&format!(
        "case \"$all\" in *--id=2-b*) printf '{{\"id\":\"2-b\",\"findingDetails\":[],\"note\":\"%s\"}}' {long}; exit 0;; esac"
    ));
    let limited = "trap '' XFSZ; ulimit -f 16; exec \"$0\" \"$@\"";
    let run = sandbox.command(&[]);
    let mut shell = std::process::Command::new("/bin/sh");
    shell
        .args(["-c", limited])
        .arg(run.get_program())
        .args(run.get_args())
        .current_dir(sandbox.path(""))
        .env_clear();
    shell.envs(run.get_envs().filter_map(|(name, value)| Some((name, value?))));
    let ran = crate::sandbox::Ran::new(shell.output().unwrap());
    assert_eq!(ran.code, Some(2), "{ran:?}");
    assert!(ran.stderr.contains("cannot write"), "{ran:?}");
    assert_eq!(sandbox.visible(), before);
}
