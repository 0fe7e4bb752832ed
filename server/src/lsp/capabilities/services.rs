//! What the client does for the server when it is asked to, apart from showing documents.

use tower_lsp::ls_types::ClientCapabilities;

/// What the server may ask the client for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Services {
    /// It can be told while it runs which files to watch.
    pub watches_files: bool,
    /// It answers what the person has set.
    pub configuration: bool,
    /// It can be told while it runs that changes of the settings are of interest.
    pub tells_configuration: bool,
    /// It shows how far a long task is.
    pub progress: bool,
}

impl Services {
    /// Reads the client's capabilities.
    pub(super) fn of(capabilities: &ClientCapabilities) -> Services {
        let workspace = capabilities.workspace.as_ref();
        let window = capabilities.window.as_ref();
        let can = |able: Option<bool>| able.unwrap_or(false);
        Services {
            watches_files: can(workspace.and_then(|it| it.did_change_watched_files?.dynamic_registration)),
            configuration: can(workspace.and_then(|it| it.configuration)),
            tells_configuration: can(
                workspace.and_then(|it| it.did_change_configuration?.dynamic_registration)
            ),
            progress: can(window.and_then(|it| it.work_done_progress)),
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_client_is_asked_only_for_what_it_says_yes_to() {
        let all = |able: bool| {
            json!({
                "workspace": {
                    "configuration": able,
                    "didChangeConfiguration": { "dynamicRegistration": able },
                    "didChangeWatchedFiles": { "dynamicRegistration": able },
                },
                "window": { "workDoneProgress": able },
            })
        };
        let yes =
            Services { watches_files: true, configuration: true, tells_configuration: true, progress: true };
        for (capabilities, expected) in [
            (json!({}), Services::default()),
            (json!({ "workspace": {}, "window": {} }), Services::default()),
            (json!({ "workspace": { "didChangeWatchedFiles": {} } }), Services::default()),
            (all(false), Services::default()),
            (all(true), yes),
        ] {
            let capabilities = serde_json::from_value(capabilities).unwrap();
            assert_eq!(Services::of(&capabilities), expected);
        }
    }
}
