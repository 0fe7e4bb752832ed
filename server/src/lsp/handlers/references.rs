//! `textDocument/references`: of an action in a policy, where findings name it; of an action in a findings file, the
//! entries that grant it.

use std::sync::Arc;

use leastwise_advice::mention::Mention;
use leastwise_policy::{CursorTarget, Span};
use tower_lsp::jsonrpc::Result;
use tower_lsp::ls_types::{Location, Position, ReferenceParams, TextDocumentPositionParams};

use crate::lsp::moment::{self, Moment};
use crate::lsp::policies::policies;
use crate::lsp::state::State;

/// Answers with the places.
pub async fn handle(state: &Arc<State>, params: ReferenceParams) -> Result<Option<Vec<Location>>> {
    let TextDocumentPositionParams { text_document, position } = params.text_document_position;
    let itself = params.context.include_declaration;
    let make = move |moment: &Moment| {
        let Places { origin, mut locations } = places(moment, position)?;
        if itself {
            let uri = moment.snapshot.document.identity.uri.clone();
            locations.insert(0, Location { uri, range: moment.range(origin) });
        }
        Some(locations)
    };
    moment::answer(state, &text_document.uri, "textDocument/references", make).await
}

/// What belongs to the place under a cursor.
pub(super) struct Places {
    /// The text under the cursor.
    pub(super) origin: Span,
    /// The places that belong to it, without repetition.
    pub(super) locations: Vec<Location>,
}

/// The places that belong to a position. `None` where there is none.
pub(super) fn places(moment: &Moment, position: Position) -> Option<Places> {
    let (origin, locations) = match moment.findings() {
        Some(file) => {
            let mention = Mention::at(file, moment.offset(position))?;
            (mention.span, granting(moment, &mention))
        }
        None => {
            let Some(CursorTarget::Entry(entry)) = moment.place(position) else { return None };
            let places = moment.analysis()?.reported_places(entry.at?);
            (entry.span, places.iter().filter_map(|place| moment.location(place)).collect())
        }
    };
    (!locations.is_empty()).then_some(Places { origin, locations })
}

fn granting(moment: &Moment, mention: &Mention) -> Vec<Location> {
    let mut locations = Vec::new();
    for policy in policies(moment.state(), &moment.snapshot.knowledge) {
        let granting = policy.analysis.granting(mention);
        if granting.is_empty() {
            continue;
        }
        let lines = policy.lines();
        locations.extend(
            granting.iter().map(|entry| Location {
                uri: policy.uri.clone(),
                range: moment.range_in(&lines, entry.span),
            }),
        );
    }
    locations
}
