//! What a client says it can do.

use serde_json::{Value, json};
use tower_lsp::ls_types::ClientCapabilities;

/// Everything that the server asks for.
pub(crate) fn all() -> ClientCapabilities {
    serde_json::from_value(json!({
        "workspace": { "workspaceEdit": { "documentChanges": true }, "workspaceFolders": true },
        "textDocument": {
            "hover": { "contentFormat": ["markdown", "plaintext"] },
            "publishDiagnostics": {
                "versionSupport": true,
                "relatedInformation": true,
                "tagSupport": { "valueSet": [1, 2] },
                "codeDescriptionSupport": true,
                "dataSupport": true,
            },
            "codeAction": {
                "codeActionLiteralSupport": { "codeActionKind": { "valueSet": ["quickfix", "source"] } },
                "isPreferredSupport": true,
                "disabledSupport": true,
            },
        },
    }))
    .unwrap()
}

/// Everything, with the edits of actions asked for when one is chosen, edits that the server asks for, and lists that
/// are made anew when the world changes.
pub(crate) fn lazy() -> ClientCapabilities {
    with(
        all(),
        json!({
            "workspace": { "applyEdit": true, "workspaceEdit": { "changeAnnotationSupport": {} } },
            "textDocument": {
                "codeAction": { "dataSupport": true, "resolveSupport": { "properties": ["edit"] } },
            },
        }),
    )
}

/// Everything, and it tells of changes on disk.
pub(crate) fn watching() -> ClientCapabilities {
    with(all(), json!({ "workspace": { "didChangeWatchedFiles": { "dynamicRegistration": true } } }))
}

/// Everything, and it shows how far long tasks are.
pub(crate) fn progress() -> ClientCapabilities {
    let watched = json!({ "didChangeWatchedFiles": { "dynamicRegistration": true } });
    with(lazy(), json!({ "window": { "workDoneProgress": true }, "workspace": watched }))
}

/// Nothing that a client may leave out, but for code actions themselves.
pub(crate) fn least() -> ClientCapabilities {
    serde_json::from_value(json!({
        "textDocument": {
            "codeAction": {
                "codeActionLiteralSupport": { "codeActionKind": { "valueSet": [] } },
                "isPreferredSupport": false,
            },
            "publishDiagnostics": { "versionSupport": false, "relatedInformation": false },
        },
    }))
    .unwrap()
}

/// With columns in bytes.
pub(crate) fn utf8(capabilities: ClientCapabilities) -> ClientCapabilities {
    with(capabilities, json!({ "general": { "positionEncodings": ["utf-8", "utf-16"] } }))
}

/// With more of them: objects are joined, everything else is replaced.
pub(crate) fn with(capabilities: ClientCapabilities, more: Value) -> ClientCapabilities {
    fn join(value: &mut Value, more: Value) {
        match (value, more) {
            (Value::Object(object), Value::Object(more)) => {
                more.into_iter().for_each(|(key, more)| join(object.entry(key).or_insert(Value::Null), more));
            }
            (value, more) => *value = more,
        }
    }
    let mut value = serde_json::to_value(capabilities).unwrap();
    join(&mut value, more);
    serde_json::from_value(value).unwrap()
}
