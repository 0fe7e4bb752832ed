//! All policy files of the workspace at one moment: the editor's text where a file is open, else the disk's.

use std::path::PathBuf;
use std::sync::Arc;

use leastwise_advice::Analysis;
use leastwise_policy::Source;
use tower_lsp::ls_types::Uri;

use super::convert::position::Lines;
use super::knowledge::Knowledge;
use super::report::Reporter;
use super::state::State;
use crate::workspace::load::Loaded;

/// One policy file.
#[derive(Clone, Debug)]
pub struct Policy {
    /// The file, as the client writes it.
    pub uri: Uri,
    /// The normalized path.
    pub path: PathBuf,
    /// The version of an open document.
    pub version: Option<i32>,
    /// What there is to say about it.
    pub analysis: Arc<Analysis>,
}

impl Policy {
    /// The text that was analyzed.
    pub fn source(&self) -> &Source {
        &self.analysis.source
    }

    /// Its lines.
    pub fn lines(&self) -> Lines {
        Lines::new(&self.source().text)
    }
}

/// Every policy file, in the order of their names. Takes its time: to be called where that may block.
pub fn policies<'a>(state: &'a State, knowledge: &'a Knowledge) -> impl Iterator<Item = Policy> + 'a {
    let reporter = Reporter::new(state, knowledge);
    let mut names: Vec<Arc<str>> = knowledge.policies.iter().map(|file| Arc::clone(&file.name)).collect();
    let open = state.documents.all();
    names.extend(open.iter().filter(|it| it.stands_for_its_file()).map(|it| Arc::clone(&it.identity.name)));
    names.sort();
    names.dedup();
    names.into_iter().filter_map(move |name| match state.documents.get(&name) {
        Some(document) if document.stands_for_its_file() => {
            let Some(Loaded::Policy(file)) = document.content() else { return None };
            Some(Policy {
                uri: document.identity.uri.clone(),
                path: file.path.clone(),
                version: Some(document.version),
                analysis: reporter.analysis(&document, &file.source),
            })
        }
        _ => {
            let at = knowledge.policies.binary_search_by(|file| file.name.cmp(&name)).ok()?;
            let file = knowledge.policies.get(at)?;
            Some(Policy {
                uri: knowledge.uri(&file.path)?,
                path: file.path.clone(),
                version: None,
                analysis: Arc::new(knowledge.world.analyse(&name, Arc::clone(&file.source))),
            })
        }
    })
}
