//! What the client can do and what the server offers it: decided once, from the `initialize` request alone.

pub mod services;

use leastwise_advice::hover::Markup;
use tower_lsp::ls_types::{
    ClientCapabilities, CodeActionKind, CodeActionOptions, CodeActionProviderCapability, CodeLensOptions,
    CompletionOptions, DiagnosticTag, DocumentLinkOptions, ExecuteCommandOptions, HoverProviderCapability,
    InitializeParams, MarkupKind, OneOf, PositionEncodingKind, ResourceOperationKind, SaveOptions,
    ServerCapabilities, TextDocumentSyncCapability, TextDocumentSyncKind, TextDocumentSyncOptions,
    TextDocumentSyncSaveOptions, WorkDoneProgressOptions, WorkspaceEditClientCapabilities,
    WorkspaceFoldersServerCapabilities, WorkspaceServerCapabilities,
};

use self::services::Services;
use super::convert::position::Encoding;

/// The kind of the source action that removes everything unused from a file. Deliberately not below
/// `source.fixAll`: no format-on-save may rewrite a policy unseen.
pub const REMOVE_UNUSED: CodeActionKind = CodeActionKind::new("source.leastwise.removeUnused");

/// The command that removes everything unused from all policies with owners assigned in `leastwise.toml`.
pub const FIX_WORKSPACE: &str = "leastwise.fixWorkspace";

/// The command that removes everything unused from one open policy file.
pub const FIX_FILE: &str = "leastwise.fixFile";

/// The command that shows the status of the server.
pub const SHOW_STATUS: &str = "leastwise.showStatus";

/// What the client can do, as far as the server asks.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ClientCaps {
    /// The unit of columns that was agreed on.
    pub encoding: Encoding,
    /// Published diagnostics carry the version of the document.
    pub diagnostic_version: bool,
    /// Diagnostics point at other places, such as the finding.
    pub diagnostic_related: bool,
    /// Unused entries are tagged so that an editor fades them.
    pub diagnostic_unnecessary: bool,
    /// Diagnostics link to the rule's documentation.
    pub diagnostic_code_description: bool,
    /// Diagnostics carry data that comes back with a code action request.
    pub diagnostic_data: bool,
    /// Code actions can be answered; without it a client takes only commands, and the server has none.
    pub code_action: bool,
    /// One action per diagnostic is marked as the one to take.
    pub code_action_preferred: bool,
    /// Actions that cannot be applied are listed with the reason.
    pub code_action_disabled: bool,
    /// Actions are offered without their edits, which are asked for when one is chosen.
    pub code_action_resolve: bool,
    /// The server may ask for edits by itself, as its commands do.
    pub apply_edit: bool,
    /// Edits can be shown for confirmation, each with its reason.
    pub change_annotations: bool,
    /// Edits can create files.
    pub create_file: bool,
    /// Edits name the version of the document that they were made for.
    pub versioned_edits: bool,
    /// The client wants to hear when there is a new world (`leastwise/refresh`), since it shows more than diagnostics.
    pub refresh: bool,
    /// A definition can say what it is linked from.
    pub definition_link: bool,
    /// The client makes code lenses anew when it is asked to.
    pub code_lens_refresh: bool,
    /// The client makes inlay hints anew when it is asked to.
    pub inlay_hint_refresh: bool,
    /// What the documentation of a completion may be written in.
    pub completion_markup: Markup,
    /// What a hover may be written in.
    pub hover_markup: Markup,
    /// What it does for the server.
    pub services: Services,
}

/// Reads the client's capabilities and answers with the server's.
pub fn negotiate(params: &InitializeParams) -> (ServerCapabilities, ClientCaps) {
    let caps = client(&params.capabilities);
    (server(&caps), caps)
}

fn client(capabilities: &ClientCapabilities) -> ClientCaps {
    let document = capabilities.text_document.as_ref();
    let diagnostic = document.and_then(|document| document.publish_diagnostics.as_ref());
    let can = |able: Option<Option<bool>>| able.flatten().unwrap_or(false);
    let action = document.and_then(|document| document.code_action.as_ref());
    let workspace = capabilities.workspace.as_ref();
    let workspace_edit = workspace.and_then(|workspace| workspace.workspace_edit.as_ref());
    ClientCaps {
        encoding: encoding(capabilities),
        diagnostic_version: can(diagnostic.map(|it| it.version_support)),
        diagnostic_related: can(diagnostic.map(|it| it.related_information)),
        diagnostic_unnecessary: diagnostic
            .and_then(|it| it.tag_support.as_ref())
            .is_some_and(|tags| tags.value_set.contains(&DiagnosticTag::UNNECESSARY)),
        diagnostic_code_description: can(diagnostic.map(|it| it.code_description_support)),
        diagnostic_data: can(diagnostic.map(|it| it.data_support)),
        code_action: action.is_some_and(|it| it.code_action_literal_support.is_some()),
        code_action_preferred: can(action.map(|it| it.is_preferred_support)),
        code_action_disabled: can(action.map(|it| it.disabled_support)),
        code_action_resolve: can(action.map(|it| it.data_support))
            && action
                .and_then(|it| it.resolve_support.as_ref())
                .is_some_and(|it| it.properties.iter().any(|property| property == "edit")),
        apply_edit: can(workspace.map(|it| it.apply_edit)),
        change_annotations: workspace_edit.is_some_and(|it| it.change_annotation_support.is_some()),
        create_file: workspace_edit
            .and_then(|it| it.resource_operations.as_ref())
            .is_some_and(|it| it.contains(&ResourceOperationKind::Create)),
        versioned_edits: workspace_edit.is_some_and(takes_document_changes),
        refresh: capabilities
            .experimental
            .as_ref()
            .and_then(|experimental| experimental.get("leastwiseRefresh")?.as_bool())
            .unwrap_or(false),
        definition_link: can(document.and_then(|it| it.definition.as_ref()).map(|it| it.link_support)),
        code_lens_refresh: can(workspace.and_then(|it| it.code_lens.as_ref()).map(|it| it.refresh_support)),
        inlay_hint_refresh: can(workspace.and_then(|it| it.inlay_hint.as_ref()).map(|it| it.refresh_support)),
        completion_markup: markup(document.and_then(|it| {
            it.completion.as_ref()?.completion_item.as_ref()?.documentation_format.as_deref()
        })),
        hover_markup: markup(
            document.and_then(|it| it.hover.as_ref()).and_then(|it| it.content_format.as_deref()),
        ),
        services: Services::of(capabilities),
    }
}

/// Whether edits may come as `documentChanges`. Operations on files stand nowhere else, so a client that lists some takes
/// them, as Neovim does without saying so, unless it says no.
fn takes_document_changes(edit: &WorkspaceEditClientCapabilities) -> bool {
    let operations = edit.resource_operations.as_ref();
    edit.document_changes.unwrap_or(operations.is_some_and(|operations| !operations.is_empty()))
}

/// UTF-8 only where the client lists it: a client that does not would reject the answer.
fn encoding(capabilities: &ClientCapabilities) -> Encoding {
    let listed = capabilities.general.as_ref().and_then(|general| general.position_encodings.as_ref());
    match listed {
        Some(listed) if listed.contains(&PositionEncodingKind::UTF8) => Encoding::Utf8,
        _ => Encoding::Utf16,
    }
}

/// Markdown where the client lists it.
fn markup(formats: Option<&[MarkupKind]>) -> Markup {
    let markdown = formats.is_some_and(|formats| formats.contains(&MarkupKind::Markdown));
    if markdown { Markup::Markdown } else { Markup::Plain }
}

fn server(caps: &ClientCaps) -> ServerCapabilities {
    ServerCapabilities {
        position_encoding: Some(caps.encoding.kind()),
        text_document_sync: Some(TextDocumentSyncCapability::Options(TextDocumentSyncOptions {
            open_close: Some(true),
            change: Some(TextDocumentSyncKind::INCREMENTAL),
            save: Some(TextDocumentSyncSaveOptions::SaveOptions(SaveOptions { include_text: Some(false) })),
            ..TextDocumentSyncOptions::default()
        })),
        code_action_provider: caps.code_action.then(|| {
            CodeActionProviderCapability::Options(CodeActionOptions {
                code_action_kinds: Some(vec![CodeActionKind::QUICKFIX, REMOVE_UNUSED]),
                resolve_provider: Some(caps.code_action_resolve),
                ..CodeActionOptions::default()
            })
        }),
        execute_command_provider: Some(ExecuteCommandOptions {
            commands: commands(caps).iter().map(|command| (*command).to_owned()).collect(),
            work_done_progress_options: WorkDoneProgressOptions { work_done_progress: Some(true) },
        }),
        completion_provider: Some(CompletionOptions {
            trigger_characters: Some(vec!["\"".to_owned(), ":".to_owned()]),
            resolve_provider: Some(true),
            ..CompletionOptions::default()
        }),
        code_lens_provider: Some(CodeLensOptions { resolve_provider: Some(true) }),
        inlay_hint_provider: Some(OneOf::Left(true)),
        document_link_provider: Some(DocumentLinkOptions {
            resolve_provider: Some(false),
            work_done_progress_options: WorkDoneProgressOptions::default(),
        }),
        definition_provider: Some(OneOf::Left(true)),
        references_provider: Some(OneOf::Left(true)),
        hover_provider: Some(HoverProviderCapability::Simple(true)),
        workspace: Some(WorkspaceServerCapabilities {
            workspace_folders: Some(WorkspaceFoldersServerCapabilities {
                supported: Some(true),
                change_notifications: Some(OneOf::Left(true)),
            }),
            ..WorkspaceServerCapabilities::default()
        }),
        ..ServerCapabilities::default()
    }
}

/// Edits are asked for only where the client takes them.
fn commands(caps: &ClientCaps) -> &'static [&'static str] {
    if caps.apply_edit { &[FIX_WORKSPACE, FIX_FILE, SHOW_STATUS] } else { &[SHOW_STATUS] }
}

#[cfg(test)]
mod tests;
