//! What a client says it can do.

use serde_json::json;
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
    let mut all = serde_json::to_value(all()).unwrap();
    all["textDocument"]["codeAction"]["dataSupport"] = true.into();
    all["textDocument"]["codeAction"]["resolveSupport"] = json!({ "properties": ["edit"] });
    all["workspace"]["applyEdit"] = true.into();
    all["workspace"]["workspaceEdit"]["changeAnnotationSupport"] = json!({});
    serde_json::from_value(all).unwrap()
}

/// Everything, and it shows how far long tasks are.
pub(crate) fn progress() -> ClientCapabilities {
    let mut capabilities = serde_json::to_value(lazy()).unwrap();
    capabilities["window"] = json!({ "workDoneProgress": true });
    capabilities["workspace"]["didChangeWatchedFiles"] = json!({ "dynamicRegistration": true });
    serde_json::from_value(capabilities).unwrap()
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

/// Columns in bytes.
pub(crate) fn utf8() -> ClientCapabilities {
    let general = serde_json::from_value(json!({ "positionEncodings": ["utf-8", "utf-16"] })).unwrap();
    ClientCapabilities { general: Some(general), ..all() }
}
