//! `leastwise check --format sarif`.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use crate::fixtures::{DAY, POLICY, example, finding};
use crate::sandbox::Sandbox;

const CHECK: &[&str] = &["check", "--format", "sarif", "--as-of", DAY];

fn log(sandbox: &Sandbox, args: &[&str]) -> Value {
    let output = sandbox.output(&[CHECK, args].concat());
    assert_eq!(String::from_utf8(output.stderr).unwrap(), "");
    let log = serde_json::from_slice(&output.stdout).unwrap();
    assert_valid(&log);
    log
}

fn results(log: &Value) -> &Vec<Value> {
    log["runs"][0]["results"].as_array().unwrap()
}

fn list(value: &Value) -> &[Value] {
    value.as_array().map_or(&[], Vec::as_slice)
}

/// What the standard's schema and its words ask of what is written here.
fn assert_valid(log: &Value) {
    assert_eq!(log["version"], "2.1.0");
    assert!(log["$schema"].as_str().unwrap().ends_with("/sarif-schema-2.1.0.json"));
    let run = &log["runs"][0];
    let driver = &run["tool"]["driver"];
    let rules = list(&driver["rules"]);
    assert_eq!(driver["name"], "leastwise");
    assert_eq!(run["columnKind"], "utf16CodeUnits");
    assert_eq!(run["invocations"][0]["executionSuccessful"], true);
    let mut ids = BTreeSet::new();
    for rule in rules {
        assert!(ids.insert(text(&rule["id"])), "{rule}");
        for member in ["shortDescription", "fullDescription", "help"] {
            assert!(!text(&rule[member]["text"]).is_empty(), "{rule}");
        }
        assert!(text(&rule["helpUri"]).starts_with("https://"), "{rule}");
        assert_level(&rule["defaultConfiguration"]["level"]);
    }
    for notification in list(&run["invocations"][0]["toolExecutionNotifications"]) {
        assert_level(&notification["level"]);
        assert!(!text(&notification["message"]["text"]).is_empty(), "{notification}");
        list(&notification["locations"]).iter().for_each(|place| assert_place(run, place));
    }
    let mut fingerprints = BTreeSet::new();
    for result in results(log) {
        let rule = &rules[result["ruleIndex"].as_u64().unwrap() as usize];
        assert_eq!(result["ruleId"], rule["id"]);
        assert_level(&result["level"]);
        assert_eq!(list(&result["locations"]).len(), 1);
        assert_place(run, &result["locations"][0]);
        let related = list(&result["relatedLocations"]);
        let ids: BTreeSet<u64> = related.iter().map(|place| place["id"].as_u64().unwrap()).collect();
        assert_eq!(ids.len(), related.len());
        related.iter().for_each(|place| assert_place(run, place));
        for id in ids {
            assert!(text(&result["message"]["text"]).contains(&format!("]({id})")), "{result}");
        }
        assert!(fingerprints.insert(result["partialFingerprints"].to_string()), "{result}");
        for fix in list(&result["fixes"]) {
            assert!(!text(&fix["description"]["text"]).is_empty());
            for change in list(&fix["artifactChanges"]) {
                assert_artifact(run, &change["artifactLocation"]);
                assert!(!list(&change["replacements"]).is_empty());
                for replacement in list(&change["replacements"]) {
                    assert_region(&replacement["deletedRegion"]);
                    assert!(replacement["insertedContent"]["text"].is_string());
                }
            }
        }
    }
}

fn text(value: &Value) -> &str {
    value.as_str().unwrap()
}

fn assert_level(level: &Value) {
    assert!(["none", "note", "warning", "error"].contains(&text(level)), "{level}");
}

fn assert_place(run: &Value, place: &Value) {
    let physical = &place["physicalLocation"];
    assert_artifact(run, &physical["artifactLocation"]);
    if !physical["region"].is_null() {
        assert_region(&physical["region"]);
    }
}

fn assert_artifact(run: &Value, artifact: &Value) {
    let uri = text(&artifact["uri"]);
    let allowed = |c: char| c.is_ascii_alphanumeric() || "-._~/%:".contains(c);
    assert!(!uri.is_empty() && uri.chars().all(allowed), "{uri}");
    match artifact["uriBaseId"].as_str() {
        Some(base) => {
            assert!(run["originalUriBaseIds"][base].is_object(), "{base}");
            assert!(!uri.starts_with('/') && !uri.contains(':'), "{uri} is relative to {base}");
        }
        None => assert!(uri.starts_with("file:///"), "{uri}"),
    }
}

fn assert_region(region: &Value) {
    let number = |member: &str| region[member].as_u64().unwrap();
    let start = (number("startLine"), number("startColumn"));
    let end = (number("endLine"), number("endColumn"));
    assert!(start >= (1, 1) && end >= start && end.1 >= 1, "{region}");
}

/// The byte offset of a region's end, by the standard's definition: lines end with the run's sequences, columns count
/// UTF-16 code units and leave the byte order mark out.
fn offset(file: &str, region: &Value, end: &str) -> usize {
    let (line, column) = (&region[format!("{end}Line")], &region[format!("{end}Column")]);
    let mut at = if file.starts_with('\u{feff}') { 3 } else { 0 };
    for _ in 1..line.as_u64().unwrap() {
        let rest = &file[at..];
        let end = rest.find(['\r', '\n']).unwrap();
        at += end + if rest[end..].starts_with("\r\n") { 2 } else { 1 };
    }
    let mut units = column.as_u64().unwrap() as usize - 1;
    while units > 0 {
        let c = file[at..].chars().next().unwrap();
        units -= c.len_utf16();
        at += c.len_utf8();
    }
    at
}

fn slice<'a>(file: &'a str, region: &Value) -> &'a str {
    &file[offset(file, region, "start")..offset(file, region, "end")]
}

/// The file after a result's fix.
fn fixed(file: &str, result: &Value) -> String {
    let mut file = file.to_owned();
    // From the end, so that what was found in the old text still holds.
    for replacement in list(&result["fixes"][0]["artifactChanges"][0]["replacements"]).iter().rev() {
        let region = &replacement["deletedRegion"];
        let range = offset(&file, region, "start")..offset(&file, region, "end");
        file.replace_range(range, text(&replacement["insertedContent"]["text"]));
    }
    file
}

#[test]
fn the_log_has_every_result_with_its_place_its_finding_and_its_fix() {
    let sandbox = Sandbox::new(&[("roles/MyRole.json", POLICY), ("finding.json", &example())]);
    std::fs::write(sandbox.path("latin1.json"), [POLICY.as_bytes(), b"\xe9"].concat()).unwrap();
    let mut log = log(&sandbox, &[]);
    let rules = log["runs"][0]["tool"]["driver"]["rules"].as_array().unwrap();
    assert_eq!(rules.len(), leastwise_advice::Rule::ALL.len());
    log["runs"][0]["tool"]["driver"]["rules"] = "[RULES]".into();
    let catalog = leastwise_iam::Catalog::embedded().date().to_string();
    let log: Value = serde_json::from_str(&log.to_string().replace(&catalog, "[CATALOG]")).unwrap();
    insta::assert_json_snapshot!(log);
}

#[test]
fn regions_and_fixes_count_utf16_and_every_line_end() {
    let policy = format!(
        "\u{feff}{}",
        POLICY
            .replace("\"Effect\"", "\"Sid\": \"x\", /* \u{1f4da} r\u{f6}le */ \"Effect\"")
            .replace("\"Action\": [\"s3", "/* \u{1f4da} */ \"Action\": [\"s3")
            .replace("\n    ", "\r\n    ")
            .replace("\n  ]", "\r  ]")
    );
    let sandbox = Sandbox::new(&[("MyRole.jsonc", &policy), ("finding.json", &example())]);
    let log = log(&sandbox, &[]);
    let places: Vec<&str> = results(&log)
        .iter()
        .map(|result| slice(&policy, &result["locations"][0]["physicalLocation"]["region"]))
        .collect();
    assert_eq!(places, ["\"lambda:AddPermission\"", "\"s3:Get*\""]);
    let [removed, narrowed] = [0, 1].map(|index| fixed(&policy, &results(&log)[index]));
    assert_eq!(removed, policy.replace("        \"lambda:AddPermission\",\r\n", ""));
    assert!(narrowed.contains("\"Action\": [\"s3:GetAccess*\", \"s3:GetAccount"), "{narrowed}");
    assert!(narrowed.contains("\"s3:GetStorage*\", \"s3:List*\"],"), "{narrowed}");
}

#[test]
fn a_result_keeps_its_fingerprint_when_lines_and_findings_move() {
    let fingerprints = |policy: &str, finding: &str| -> Vec<Value> {
        let sandbox = Sandbox::new(&[("MyRole.json", policy), ("finding.json", finding)]);
        results(&log(&sandbox, &[])).iter().map(|result| result["partialFingerprints"].clone()).collect()
    };
    let twice = POLICY.replace("\"s3:List*\"", "\"s3:List*\", \"s3:Get*\"");
    let before = fingerprints(&twice, &example());
    assert_eq!(before.len(), 3);
    assert!(before.iter().all(|one| one["leastwise/v1"].is_string()));

    let moved = twice.replace("\"Statement\": [", "\"Id\": \"moved\",\n\n  \"Statement\":\n  [");
    let newer = example().replace("2024-06-12", "2024-06-14");
    assert_eq!(fingerprints(&moved, &newer), before);
    assert_eq!(
        fingerprints(&twice.replace("lambda:AddP", "lambda:Get*\", \"lambda:AddP"), &example()),
        before
    );
    assert_ne!(fingerprints(&twice.replace("s3:Get*", "s3:GetB*"), &example())[1..], before[1..]);
}

#[test]
fn uris_are_relative_to_the_repository_and_absolute_outside() {
    let sandbox = Sandbox::new(&[
        ("repo/r\u{f6}les & co/My#Role 100%/MyRole.json", POLICY),
        ("outside/finding.json", &example()),
    ]);
    std::fs::create_dir(sandbox.path("repo/.git")).unwrap();
    let run = |folder: &str, findings: &str| {
        let args = [CHECK, &["--findings", findings]].concat();
        let output = sandbox.command(&args).current_dir(sandbox.path(folder)).output().unwrap();
        let log: Value = serde_json::from_slice(&output.stdout).unwrap();
        assert_valid(&log);
        results(&log)[0].clone()
    };
    let result = run("repo", "../outside/finding.json");
    let uri = |place: &Value| place["physicalLocation"]["artifactLocation"].clone();
    assert_eq!(
        uri(&result["locations"][0]),
        json!({"uri": "r%C3%B6les%20%26%20co/My%23Role%20100%25/MyRole.json", "uriBaseId": "%SRCROOT%"})
    );
    let outside = uri(&result["relatedLocations"][0]);
    assert!(text(&outside["uri"]).starts_with("file:///") && outside["uriBaseId"].is_null(), "{outside}");
    assert_eq!(run("repo/r\u{f6}les & co", "../../outside/finding.json"), result);
}

#[test]
fn what_cannot_be_fixed_has_no_fix_and_says_why() {
    let broken = POLICY.replace("\"s3:List*\"],", "\"s3:List*\"");
    let sandbox = Sandbox::new(&[("MyRole.json", &broken), ("finding.json", &example())]);
    let log = log(&sandbox, &[]);
    assert!(!results(&log).is_empty());
    assert!(results(&log).iter().all(|result| result["fixes"].is_null()), "{log:#}");
}

#[test]
fn nothing_to_say_is_a_log_without_results() {
    let sandbox =
        Sandbox::new(&[("MyRole.json", POLICY), ("finding.json", &finding(&[("sqs", &["CreateQueue"])]))]);
    let log = log(&sandbox, &[]);
    assert_eq!(log["runs"][0]["results"], json!([]));
    assert_eq!(log["runs"][0]["properties"]["checked"], 1);
}
