use serde_json::{Value, json};

use super::*;

fn negotiated(capabilities: Value) -> (Value, ClientCaps) {
    let params = serde_json::from_value(json!({ "processId": null, "capabilities": capabilities })).unwrap();
    let (server, client) = negotiate(&params);
    (serde_json::to_value(server).unwrap(), client)
}

fn all(value: bool) -> Value {
    json!({
        "experimental": { "leastwiseRefresh": value },
        "workspace": {
            "applyEdit": value,
            "codeLens": { "refreshSupport": value },
            "inlayHint": { "refreshSupport": value },
            "configuration": value,
            "didChangeConfiguration": { "dynamicRegistration": value },
            "workspaceEdit": {
                "documentChanges": value,
                "resourceOperations": if value { vec!["create", "delete"] } else { vec![] },
                "changeAnnotationSupport": if value { json!({}) } else { json!(null) },
            },
        },
        "textDocument": {
            "definition": { "linkSupport": value },
            "completion": { "completionItem": {
                "documentationFormat": if value { vec!["markdown"] } else { vec!["plaintext"] },
            } },
            "hover": { "contentFormat": if value { vec!["plaintext", "markdown"] } else { vec![] } },
            "publishDiagnostics": {
                "versionSupport": value,
                "relatedInformation": value,
                "tagSupport": { "valueSet": if value { vec![1, 2] } else { vec![] } },
                "codeDescriptionSupport": value,
                "dataSupport": value,
            },
            "codeAction": {
                "codeActionLiteralSupport": { "codeActionKind": { "valueSet": ["quickfix"] } },
                "isPreferredSupport": value,
                "disabledSupport": value,
                "dataSupport": value,
                "resolveSupport": { "properties": ["edit"] },
            },
        },
    })
}

#[test]
fn a_client_that_says_nothing_gets_the_least() {
    for capabilities in [json!({}), json!({ "textDocument": {}, "workspace": {}, "general": {} })] {
        let (server, client) = negotiated(capabilities);
        assert_eq!(client, ClientCaps::default());
        assert_eq!(server.pointer("/codeActionProvider"), None);
        assert_eq!(server.pointer("/positionEncoding"), Some(&json!("utf-16")));
        assert_eq!(
            server.pointer("/textDocumentSync"),
            Some(&json!({ "openClose": true, "change": 2, "save": { "includeText": false } }))
        );
    }
}

#[test]
fn a_client_that_can_do_everything_gets_everything() {
    let (server, client) = negotiated(all(true));
    let expected = ClientCaps {
        encoding: Encoding::Utf16,
        diagnostic_version: true,
        diagnostic_related: true,
        diagnostic_unnecessary: true,
        diagnostic_code_description: true,
        diagnostic_data: true,
        code_action: true,
        code_action_preferred: true,
        code_action_disabled: true,
        code_action_resolve: true,
        apply_edit: true,
        change_annotations: true,
        create_file: true,
        versioned_edits: true,
        refresh: true,
        definition_link: true,
        code_lens_refresh: true,
        inlay_hint_refresh: true,
        completion_markup: Markup::Markdown,
        hover_markup: Markup::Markdown,
        services: Services { configuration: true, tells_configuration: true, ..Services::default() },
    };
    assert_eq!(client, expected);
    assert_eq!(
        server.pointer("/codeActionProvider/codeActionKinds"),
        Some(&json!(["quickfix", "source.leastwise.removeUnused"]))
    );
}

#[test]
fn an_explicit_no_is_a_no() {
    let (_, client) = negotiated(all(false));
    assert_eq!(client, ClientCaps { code_action: true, ..ClientCaps::default() });
}

#[test]
fn a_client_with_operations_on_files_takes_versioned_edits_unless_it_says_no() {
    for (edit, expected) in [
        (json!({ "resourceOperations": ["create"] }), true),
        (json!({ "resourceOperations": ["create"], "documentChanges": false }), false),
        (json!({ "resourceOperations": [] }), false),
        (json!({ "documentChanges": true }), true),
    ] {
        let (_, client) = negotiated(json!({ "workspace": { "workspaceEdit": edit } }));
        assert_eq!(client.versioned_edits, expected, "{edit}");
    }
}

#[test]
fn utf_8_is_taken_only_from_a_client_that_lists_it() {
    for (listed, answer) in [
        (json!(null), "utf-16"),
        (json!([]), "utf-16"),
        (json!(["utf-16"]), "utf-16"),
        (json!(["utf-32"]), "utf-16"),
        (json!(["utf-16", "utf-8"]), "utf-8"),
        (json!(["utf-8", "utf-16", "utf-32"]), "utf-8"),
    ] {
        let (server, _) = negotiated(json!({ "general": { "positionEncodings": listed } }));
        assert_eq!(server.pointer("/positionEncoding"), Some(&json!(answer)), "{listed}");
    }
}
