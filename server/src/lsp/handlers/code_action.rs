//! `textDocument/codeAction`: the fixes at a place, and the source action for the whole file.

use std::collections::BTreeSet;
use std::sync::Arc;

use leastwise_advice::{Advice, Analysis, Fix};
use tokio::task::spawn_blocking;
use tower_lsp::jsonrpc::{Error, Result};
use tower_lsp::ls_types::{
    CodeAction, CodeActionContext, CodeActionDisabled, CodeActionKind, CodeActionOrCommand, CodeActionParams,
    CodeActionResponse, CodeActionTriggerKind, Diagnostic,
};

use crate::lsp::capabilities::REMOVE_UNUSED;
use crate::lsp::convert::{from_proto, to_proto};
use crate::lsp::guard::internal_error;
use crate::lsp::report::Reporter;
use crate::lsp::state::{Snapshot, State};
use crate::workspace::load::Loaded;

/// How often an answer is made anew because the world has moved on while it was made.
const ATTEMPTS: usize = 3;

/// Answers with actions whose edits are made for the version of the snapshot, or with `ContentModified` where the
/// document has moved on meanwhile.
pub async fn handle(state: &Arc<State>, params: CodeActionParams) -> Result<Option<CodeActionResponse>> {
    let uri = params.text_document.uri.clone();
    let Some(mut snapshot) = state.snapshot(&uri) else { return Ok(None) };
    let params = Arc::new(params);
    for _ in 0..ATTEMPTS {
        let (of, state_of, params) = (snapshot.clone(), Arc::clone(state), Arc::clone(&params));
        let actions = spawn_blocking(move || Actions::new(&state_of, &of, &params).collect(&params));
        let actions = actions.await.map_err(|_| internal_error("textDocument/codeAction"))?;
        match state.snapshot(&uri) {
            Some(now) if now.is_same_as(&snapshot) => return Ok(Some(actions)),
            // The range that was asked for is one of this text, whatever is known about it now.
            Some(now) if Arc::ptr_eq(&now.document, &snapshot.document) => snapshot = now,
            _ => break,
        }
    }
    Err(Error::content_modified())
}

struct Actions<'a> {
    snapshot: &'a Snapshot,
    reporter: Reporter<'a>,
    wish: Wish,
}

/// What the client asks for.
struct Wish {
    only: Vec<CodeActionKind>,
    /// Nobody chooses from a menu: what is answered is applied. The client asks by itself and names the kinds, as on
    /// save. A light bulb asks by itself as well, but for all kinds, and applies nothing.
    unasked: bool,
}

impl Wish {
    fn new(context: &CodeActionContext) -> Wish {
        let only = context.only.clone().unwrap_or_default();
        let automatic = context.trigger_kind == Some(CodeActionTriggerKind::AUTOMATIC);
        Wish { unasked: automatic && !only.is_empty(), only }
    }

    /// Whether a kind is wanted: itself, or a kind above it.
    fn wants(&self, kind: &CodeActionKind) -> bool {
        let is_above = |above: &CodeActionKind| {
            let rest = kind.as_str().strip_prefix(above.as_str());
            rest.is_some_and(|rest| rest.is_empty() || above.as_str().is_empty() || rest.starts_with('.'))
        };
        self.only.is_empty() || self.only.iter().any(is_above)
    }
}

impl<'a> Actions<'a> {
    fn new(state: &'a State, snapshot: &'a Snapshot, params: &CodeActionParams) -> Actions<'a> {
        let reporter = Reporter::new(state, &snapshot.knowledge);
        Actions { snapshot, reporter, wish: Wish::new(&params.context) }
    }

    fn collect(&self, params: &CodeActionParams) -> CodeActionResponse {
        let document = &*self.snapshot.document;
        let Some(Loaded::Policy(file)) = document.content().filter(|_| document.in_step) else {
            return Vec::new();
        };
        let analysis = self.reporter.analysis(document, &file.source);
        let mut actions = Vec::new();
        if self.wish.wants(&CodeActionKind::QUICKFIX) {
            let encoding = self.snapshot.session.caps.encoding;
            let span = from_proto::span(document.text(), document.lines(), params.range, encoding);
            let touched: Vec<&Advice> = analysis.advice_at(span).collect();
            self.quick_fixes(&analysis, &touched, &mut actions);
        }
        if self.wish.wants(&REMOVE_UNUSED) {
            let fix = analysis.file_fix();
            actions.extend(fix.and_then(|fix| self.action(fix, REMOVE_UNUSED, Vec::new())));
        }
        actions.into_iter().map(CodeActionOrCommand::CodeAction).collect()
    }

    /// The fixes of each entry, then once each those of the statements and of the policies that they stand in.
    fn quick_fixes(&self, analysis: &Analysis, touched: &[&Advice], actions: &mut Vec<CodeAction>) {
        let mut entries = BTreeSet::new();
        let mut statements = BTreeSet::new();
        let mut documents = BTreeSet::new();
        for advice in touched {
            documents.extend(document_of(analysis, advice));
            let Some(entry) = advice.entry else {
                for fix in analysis.fixes(advice) {
                    actions.extend(self.action(fix, CodeActionKind::QUICKFIX, self.diagnostics(&[advice])));
                }
                continue;
            };
            statements.insert((entry.document, entry.statement));
            if entries.insert(entry) {
                let diagnostics = self.diagnostics(&[advice]);
                for fix in analysis.entry_fixes(entry) {
                    actions.extend(self.action(fix, CodeActionKind::QUICKFIX, diagnostics.clone()));
                }
            }
        }
        let mut wider = Vec::new();
        for (document, statement) in statements {
            let about = |advice: &&&Advice| {
                advice.entry.is_some_and(|it| (it.document, it.statement) == (document, statement))
            };
            let about: Vec<&Advice> = touched.iter().filter(about).copied().collect();
            wider.extend(analysis.statement_fix(document, statement).map(|fix| (fix, about)));
        }
        for document in documents {
            let about = |advice: &&&Advice| document_of(analysis, advice) == Some(document);
            let about: Vec<&Advice> = touched.iter().filter(about).copied().collect();
            wider.extend(analysis.policy_fix(document).map(|fix| (fix, about)));
        }
        for (fix, about) in wider {
            let diagnostics = self.diagnostics(&about);
            actions.extend(self.action(fix, CodeActionKind::QUICKFIX, diagnostics));
        }
    }

    /// `None` where the client cannot show it or nobody has asked for it.
    fn action(&self, fix: Fix, kind: CodeActionKind, diagnostics: Vec<Diagnostic>) -> Option<CodeAction> {
        let Snapshot { document, session, .. } = self.snapshot;
        let caps = &session.caps;
        if (self.wish.unasked && !fix.explicit)
            || (fix.disabled.is_some() && (self.wish.unasked || !caps.code_action_disabled))
        {
            return None;
        }
        let edit = fix.disabled.is_none().then(|| {
            let uri = &document.identity.uri;
            to_proto::workspace_edit(&fix.edits, document.lines(), uri, document.version, caps)
        });
        Some(CodeAction {
            title: fix.title,
            kind: Some(kind),
            diagnostics: (!diagnostics.is_empty()).then_some(diagnostics),
            edit,
            is_preferred: caps.code_action_preferred.then_some(fix.preferred),
            disabled: fix.disabled.map(|reason| CodeActionDisabled { reason }),
            ..CodeAction::default()
        })
    }

    /// The diagnostics as they were published, so that the client knows them again.
    fn diagnostics(&self, about: &[&Advice]) -> Vec<Diagnostic> {
        let document = &self.snapshot.document;
        self.reporter.diagnostics(Some(document.version), document.lines(), about)
    }
}

/// The policy document that an advice is about.
fn document_of(analysis: &Analysis, advice: &Advice) -> Option<usize> {
    let holds = || analysis.source.documents.iter().position(|document| document.span.contains(advice.span));
    advice.entry.map(|entry| entry.document).or_else(holds)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wish(only: &[&str], trigger_kind: Option<CodeActionTriggerKind>) -> Wish {
        let only = only.iter().map(|kind| CodeActionKind::from((*kind).to_owned())).collect();
        Wish::new(&CodeActionContext { only: Some(only), trigger_kind, ..CodeActionContext::default() })
    }

    #[test]
    fn a_kind_is_wanted_by_itself_and_by_the_kinds_above_it() {
        for (only, quick_fix, remove_unused) in [
            (&[][..], true, true),
            (&[""][..], true, true),
            (&["quickfix"][..], true, false),
            (&["quickfix.other"][..], false, false),
            (&["quick"][..], false, false),
            (&["source"][..], false, true),
            (&["source.leastwise"][..], false, true),
            (&["source.leastwise.removeUnused"][..], false, true),
            (&["source.fixAll"][..], false, false),
            (&["source.fixAll.leastwise"][..], false, false),
            (&["source.organizeImports", "quickfix"][..], true, false),
        ] {
            let wish = wish(only, None);
            let wanted = (wish.wants(&CodeActionKind::QUICKFIX), wish.wants(&REMOVE_UNUSED));
            assert_eq!(wanted, (quick_fix, remove_unused), "{only:?}");
        }
    }

    #[test]
    fn only_a_client_that_asks_by_itself_for_kinds_applies_unasked() {
        let (automatic, invoked) = (CodeActionTriggerKind::AUTOMATIC, CodeActionTriggerKind::INVOKED);
        for (only, trigger, unasked) in [
            (&["source.leastwise.removeUnused"][..], Some(automatic), true),
            (&["quickfix"][..], Some(automatic), true),
            (&[][..], Some(automatic), false),
            (&["source"][..], Some(invoked), false),
            (&["source"][..], None, false),
        ] {
            assert_eq!(wish(only, trigger).unasked, unasked, "{only:?} {trigger:?}");
        }
    }
}
