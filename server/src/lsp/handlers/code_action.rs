//! `textDocument/codeAction`: the fixes at a place, and the source action for the whole file.

use std::sync::Arc;

use leastwise_advice::{Advice, Analysis, Fix, Rule};
use leastwise_policy::Span;
use rustc_hash::FxHashMap;
use tower_lsp::jsonrpc::Result;
use tower_lsp::ls_types::{
    CodeAction, CodeActionContext, CodeActionDisabled, CodeActionKind, CodeActionOrCommand, CodeActionParams,
    CodeActionResponse, CodeActionTriggerKind, Diagnostic,
};

use crate::lsp::additions;
use crate::lsp::capabilities::REMOVE_UNUSED;
use crate::lsp::convert::{from_proto, to_proto};
use crate::lsp::moment::{self, Moment};
use crate::lsp::scope::{Origin, Scope};
use crate::lsp::state::{Snapshot, State};

/// Answers with actions for the version of the snapshot, or with `ContentModified` where the document has moved on
/// meanwhile. A client that resolves actions gets their edits then.
pub async fn handle(state: &Arc<State>, params: CodeActionParams) -> Result<Option<CodeActionResponse>> {
    let uri = params.text_document.uri.clone();
    let make = move |moment: &Moment| Actions::new(moment, &params).collect(&params);
    moment::answer(state, &uri, "textDocument/codeAction", make).await
}

/// A menu for more entries, statements or policies than these is too long to read, and each fix is proved on the whole
/// file: for a selection of all of a long policy, only wider fixes are offered.
const MOST_SCOPES: usize = 50;

struct Actions<'a> {
    moment: &'a Moment,
    wish: Wish,
}

/// What the client asks for.
struct Wish {
    only: Vec<CodeActionKind>,
    /// There is no menu to choose from: what is answered is applied. The client asks by itself and names the kinds, as on
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
    fn new(moment: &'a Moment, params: &CodeActionParams) -> Actions<'a> {
        Actions { moment, wish: Wish::new(&params.context) }
    }

    fn collect(&self, params: &CodeActionParams) -> Option<CodeActionResponse> {
        if self.moment.findings().is_some() {
            let attachments = self.attachments(params).into_iter();
            return Some(attachments.map(CodeActionOrCommand::CodeAction).collect());
        }
        let analysis = self.moment.analysis()?;
        let mut actions = Vec::new();
        if self.wish.wants(&CodeActionKind::QUICKFIX) {
            let touched: Vec<&Advice> = analysis.advice_at(self.span(params)).collect();
            for (scope, about) in scopes(&analysis, &touched) {
                let diagnostics = self.diagnostics(&about);
                actions.extend(self.actions(&analysis, scope, &CodeActionKind::QUICKFIX, &diagnostics));
            }
            if touched.len() <= MOST_SCOPES {
                actions.extend(self.keeps(&analysis, &touched));
            }
        }
        if self.wish.wants(&REMOVE_UNUSED) {
            // A client that asks for no kind shows all that comes in one list (Helix, Neovim), where the only policy of
            // a file would be offered twice.
            let listed = |title: &str| actions.iter().any(|action| action.title == title);
            let is_wanted = |it: &CodeAction| !self.wish.only.is_empty() || !listed(&it.title);
            let kind = REMOVE_UNUSED;
            let whole: Vec<_> = self.actions(&analysis, Scope::File, &kind, &[]).filter(is_wanted).collect();
            actions.extend(whole);
        }
        Some(actions.into_iter().map(CodeActionOrCommand::CodeAction).collect())
    }

    /// The bytes that are asked about.
    fn span(&self, params: &CodeActionParams) -> Span {
        let Snapshot { document, session, .. } = &self.moment.snapshot;
        from_proto::span(document.text(), document.lines(), params.range, session.caps.encoding)
    }

    /// What would have unused entries stay. Nothing is kept unasked.
    fn keeps(&self, analysis: &Analysis, touched: &[&Advice]) -> Vec<CodeAction> {
        let asked = touched.iter().filter(|_| !self.wish.unasked);
        let keep = |advice: &&Advice| {
            let addition = analysis.keep(advice.entry?)?;
            additions::action(self.moment, &addition, self.diagnostics(&[advice]))
        };
        asked.filter_map(keep).collect()
    }

    /// Fixes that would assign the owners of the policies that a findings file is about.
    fn attachments(&self, params: &CodeActionParams) -> Vec<CodeAction> {
        let Snapshot { document, knowledge, .. } = &self.moment.snapshot;
        if self.wish.unasked || !self.wish.wants(&CodeActionKind::QUICKFIX) {
            return Vec::new();
        }
        let name = &document.identity.name;
        let (span, advice) = (self.span(params), knowledge.world.findings_advice(name));
        let is_asked = |it: &&Advice| it.rule == Rule::UnattributedFinding && it.span.touches(span);
        let about: Vec<&Advice> = advice.iter().filter(is_asked).collect();
        if about.is_empty() {
            return Vec::new();
        }
        let attachments = knowledge.world.attachments(name);
        let action = |addition| additions::action(self.moment, addition, self.diagnostics(&about));
        attachments.iter().filter_map(action).collect()
    }

    fn actions(
        &self,
        analysis: &Analysis,
        scope: Scope,
        kind: &CodeActionKind,
        diagnostics: &[Diagnostic],
    ) -> impl Iterator<Item = CodeAction> {
        let fixes = scope.fixes(analysis).into_iter();
        fixes.filter_map(move |fix| self.action(fix, scope, kind.clone(), diagnostics.to_vec()))
    }

    /// `None` if the client cannot show it or has not requested it.
    fn action(
        &self,
        fix: Fix,
        scope: Scope,
        kind: CodeActionKind,
        diagnostics: Vec<Diagnostic>,
    ) -> Option<CodeAction> {
        let Snapshot { document, session, .. } = &self.moment.snapshot;
        let caps = &session.caps;
        if (self.wish.unasked && !fix.explicit)
            || (fix.disabled.is_some() && (self.wish.unasked || !caps.code_action_disabled))
        {
            return None;
        }
        let uri = &document.identity.uri;
        let applicable = fix.disabled.is_none();
        let origin = || Origin::new(uri.as_str(), document.version, scope);
        Some(CodeAction {
            title: fix.title,
            kind: Some(kind),
            diagnostics: (!diagnostics.is_empty()).then_some(diagnostics),
            edit: (applicable && !caps.code_action_resolve)
                .then(|| to_proto::workspace_edit(&fix.edits, document, caps)),
            data: (applicable && caps.code_action_resolve)
                .then(|| serde_json::to_value(origin()).unwrap_or_default()),
            is_preferred: caps.code_action_preferred.then_some(fix.preferred),
            disabled: fix.disabled.map(|reason| CodeActionDisabled { reason }),
            ..CodeAction::default()
        })
    }

    /// The diagnostics as they were published, so that the client knows them again. A fix of thousands of entries would
    /// carry each of their diagnostics with it, and is found without them.
    fn diagnostics(&self, about: &[&Advice]) -> Vec<Diagnostic> {
        if about.len() > MOST_SCOPES {
            return Vec::new();
        }
        let document = &self.moment.snapshot.document;
        self.moment.reporter().diagnostics(Some(document.version), document.lines(), about)
    }
}

/// What can be fixed at a place, each with the diagnostic that it is about: each entry, then once each the statements and
/// the policies that they stand in.
fn scopes<'a>(analysis: &Analysis, touched: &[&'a Advice]) -> Vec<(Scope, Vec<&'a Advice>)> {
    let widths = [Width::Own, Width::Statement, Width::Policy];
    widths.into_iter().flat_map(|width| scopes_of(width, analysis, touched)).collect()
}

/// None where there are too many.
fn scopes_of<'a>(width: Width, analysis: &Analysis, touched: &[&'a Advice]) -> Vec<(Scope, Vec<&'a Advice>)> {
    let mut scopes: Vec<(Scope, Vec<&Advice>)> = Vec::new();
    let mut known = FxHashMap::default();
    for advice in touched {
        let Some(scope) = width.of(analysis, advice) else { continue };
        let at = *known.entry(scope).or_insert(scopes.len());
        let is_full = scopes.len() == MOST_SCOPES;
        match scopes.get_mut(at) {
            // One of several diagnostics is enough for an entry.
            Some((Scope::Entry(..) | Scope::Advice(..), _)) => {}
            Some((_, about)) => about.push(advice),
            None if is_full => return Vec::new(),
            None => scopes.push((scope, vec![advice])),
        }
    }
    scopes
}

/// How much around a diagnostic is fixed.
#[derive(Clone, Copy)]
enum Width {
    Own,
    Statement,
    Policy,
}

impl Width {
    fn of(self, analysis: &Analysis, advice: &Advice) -> Option<Scope> {
        match (self, advice.entry) {
            (Width::Own, _) => Some(Scope::of(advice)),
            (Width::Statement, entry) => entry.map(|it| Scope::Statement(it.document, it.statement)),
            (Width::Policy, _) => analysis.document_of(advice).map(Scope::Policy),
        }
    }
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
