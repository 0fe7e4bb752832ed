//! YAML that is made to take long, to nest deep, or to stand for much more than it holds.

use crate::sandbox::Sandbox;

const POLICY: &str = "Version: 2012-10-17\nStatement:\n  - Effect: Allow\n    Action: [s3:GetBucketAcl, s3:GetObject]\n    Resource: \"*\"\n";

const FINDING: &str = r#"{"id": "f", "resource": "arn:aws:iam::111122223333:role/app", "status": "ACTIVE", "createdAt": "2026-01-10T07:00:00Z", "analyzedAt": "2026-09-12T07:00:00Z", "findingType": "UnusedPermission", "findingDetails": [{"unusedPermissionDetails": {"serviceNamespace": "s3", "actions": [{"action": "GetBucketAcl"}]}}]}"#;

#[test]
fn yaml_that_is_made_to_hurt_is_read_and_edited_only_where_that_is_proved() {
    let aliases = "*a, ".repeat(1000);
    let bomb = |at: usize| format!("b{at}: [{aliases}]\n");
    for (title, rest, is_fixed) in [
        ("flow that nests a hundred deep", format!("x: {}{}\n", "[".repeat(100), "]".repeat(100)), true),
        ("flow that nests very deep", format!("x: {}\n", "[".repeat(100_000)), false),
        ("sequences that nest very deep", format!("x:\n{}y\n", "- ".repeat(50_000)), false),
        (
            "aliases that stand for a hundred million values",
            format!("a: &a [{}]\n{}", "x, ".repeat(1000), (0..100).map(bomb).collect::<String>()),
            false,
        ),
        ("half a million escapes", format!("x: \"{}\"\n", "\\x41".repeat(500_000)), true),
        ("half a million quotes", format!("x: '{}'\n", "''\n ".repeat(250_000)), true),
        ("a thousand errors", "x: }\n".repeat(1000), false),
        ("a tab", "x:\n\t- y\n".to_owned(), false),
        ("a star", "x: *\n".to_owned(), false),
        ("almost ten million bytes", "# a comment\n".repeat(800_000), false),
    ] {
        let text = format!("{POLICY}{rest}");
        let sandbox = Sandbox::new(&[("app/policy.yaml", &text), ("findings/app.json", FINDING)]);
        let checked = sandbox.output(&["check", "--as-of", "2026-09-26", "--format", "github"]);
        let told = String::from_utf8(checked.stdout).unwrap();
        assert_eq!(checked.status.code(), Some(1), "{title}");
        assert!(told.contains("unused-action"), "{title}: {told}");
        let fixed = sandbox.output(&["fix", "--findings", "findings", "--as-of", "2026-09-26"]);
        let after = if is_fixed { text.replace("s3:GetBucketAcl, ", "") } else { text };
        assert!(sandbox.read("app/policy.yaml") == after, "{title}");
        let code = i32::from(!is_fixed);
        assert_eq!(fixed.status.code(), Some(code), "{title}: {}", String::from_utf8_lossy(&fixed.stderr));
    }
}
