//! A findings file may name more than the catalog knows, and much more than anybody reads about.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::sync::Arc;

use leastwise_advice::{Rule, World, WorldInput, findings};

/// What is said about a finding that names `actions` unknown actions of each of `services` unknown services.
fn said(services: usize, actions: usize) -> Vec<String> {
    let names: Vec<String> = (0..actions).map(|at| format!(r#"{{"action": "Quux{at}"}}"#)).collect();
    let detail = |at: usize| {
        let names = names.join(",");
        format!(r#"{{"unusedPermissionDetails": {{"serviceNamespace": "quux{at}", "actions": [{names}]}}}}"#)
    };
    let text = format!(
        r#"{{"id": "1", "resource": "arn:aws:iam::111122223333:role/A", "status": "ACTIVE",
            "analyzedAt": "2026-09-01T07:00:00Z", "findingDetails": [{}]}}"#,
        (0..services).map(detail).collect::<Vec<_>>().join(",\n")
    );
    let world = World::new(WorldInput {
        findings: vec![Arc::new(findings::read("/w/f.json", &text).unwrap())],
        ..WorldInput::new("2026-09-26".parse().unwrap())
    });
    let advice = world.findings_advice("/w/f.json").into_iter();
    advice
        .filter(|advice| advice.rule == Rule::StaleCatalog)
        .map(|advice| advice.message.to_string())
        .collect()
}

#[test]
fn each_service_is_told_of_once_and_of_very_many_the_rest_is_counted() {
    let one = said(1, 1);
    assert!(one[0].contains("does not know `quux0:Quux0`, so it is behind for quux0"), "{one:?}");
    assert!(said(1, 2_000)[0].contains("`quux0:Quux0` and 1,999 other actions"));
    assert_eq!((said(50, 2).len(), said(51, 2).len()), (50, 51));
    let many = said(2_000, 2);
    assert_eq!(many.len(), 51);
    assert!(
        many.iter().any(|said| said.ends_with("does not know actions of 1,950 services more")),
        "{many:?}"
    );
}
