//! Finds the policy documents of a file, wherever they stand.

use leastwise_syntax::hcl::Hcl;
use leastwise_syntax::{Kind, Syntax as _, Tree, Value};

use super::{Document, Flaw, Statement, Step, statement};
use crate::dialect::{self, Ancestor, Child, Dialect, FileFacts, Merging};
use crate::grammar::{Element, Grammar};
use crate::source::{Encoded, Encoding, Unresolved, encoded};

/// What a file holds.
#[derive(Debug, Default)]
pub(crate) struct Found {
    pub(crate) documents: Vec<Document>,
    pub(crate) encoded: Vec<Encoded>,
    pub(crate) unresolved: Vec<Unresolved>,
}

/// One walk over the tree, without recursion. Documents are not searched for further documents.
pub(crate) fn find(tree: &Tree<'_>, dialect: &'static dyn Dialect) -> Found {
    let mut found = Found::default();
    let mut facts = None;
    let roots: Vec<Value<'_>> = tree.roots().collect();
    let mut ancestors: Vec<Ancestor<'_>> = Vec::new();
    let mut values = tree.values();
    while let Some(value) = values.next() {
        while ancestors.last().is_some_and(|ancestor| ancestor.value.next_id() <= value.id()) {
            ancestors.pop();
        }
        if ancestors.last_mut().is_some_and(|parent| parent.visit(value) == Child::Key) {
            continue;
        }
        let document = document_of(dialect, value, &ancestors);
        if value.is_in_escaped() {
            if let (Some(_), Some(host)) = (document, value.host()) {
                let is_hcl = host.syntax().name() == Hcl.name();
                let encoding = if is_hcl { Encoding::HclString } else { Encoding::JsonString };
                found.encoded.push(Encoded { span: host.span(), encoding });
                values.skip_inside(host);
            } else if value.has_inside() {
                ancestors.push(Ancestor::new(value));
            }
        } else if value.kind() == Kind::String && !value.is_opened() {
            found.encoded.extend(encoded::detect(value));
        } else if let Some((grammar, statements)) = document {
            let facts = facts.get_or_insert_with(|| FileFacts::of(tree, dialect));
            let root = roots.partition_point(|root| root.ends_before(value));
            let root = (roots.len() > 1).then_some(Step::Document(root));
            let reader = Reader { tree, dialect, grammar, root, ancestors: &ancestors };
            found.documents.push(reader.document(value, statements, facts));
            values.skip_inside(value);
        } else if let Some(unresolved) = dialect.unresolved(value) {
            found.unresolved.push(unresolved);
            values.skip_inside(value);
        } else if value.has_inside() {
            ancestors.push(Ancestor::new(value));
        }
    }
    // Most files hold one, and a list that grows has room for four.
    found.documents.shrink_to_fit();
    found
}

/// The grammar of a value that is a policy document, and what holds its statements.
fn document_of<'a>(
    dialect: &dyn Dialect,
    value: Value<'a>,
    around: &[Ancestor<'_>],
) -> Option<(&'static Grammar, Value<'a>)> {
    if !matches!(value.kind(), Kind::Object | Kind::List) {
        return None;
    }
    let grammars = dialect.grammars(around).iter();
    grammars.into_iter().find_map(|&grammar| Some((grammar, grammar.statements_of(value)?)))
}

/// Whether a policy document stands anywhere in a tree.
pub(crate) fn holds_document(tree: &Tree<'_>) -> bool {
    let dialect = dialect::of(tree);
    tree.values().any(|value| document_of(dialect, value, &[]).is_some())
}

/// Reads a document of a file.
struct Reader<'r, 'a> {
    tree: &'r Tree<'a>,
    dialect: &'static dyn Dialect,
    grammar: &'static Grammar,
    /// The document of the file, where it has several.
    root: Option<Step>,
    ancestors: &'r [Ancestor<'a>],
}

impl Reader<'_, '_> {
    fn document(&self, value: Value<'_>, statements: Value<'_>, facts: &mut FileFacts) -> Document {
        let mut flaws = self.repeated_keys(value);
        let mut read = statement::read_all(self.tree, self.dialect, self.grammar, statements, &mut flaws);
        flaws.sort_by_key(|flaw| flaw.span);
        let merging = self.dialect.merging(self.ancestors, facts);
        if merging == Merging::Unknown {
            // Another statement may take the place of each with a Sid.
            let has_sid = |statement: &&mut Statement| {
                self.grammar.get(self.tree.value(statement.node), Element::Sid).is_some()
            };
            read.iter_mut().filter(has_sid).for_each(|statement| statement.opaque = true);
        }
        Document {
            span: value.span(),
            node: value.id(),
            path: self.root.clone().into_iter().chain(self.ancestors.iter().map(Ancestor::step)).collect(),
            container: self.dialect.container(self.ancestors, facts),
            grammar: self.grammar,
            statement_span: statements.span(),
            statements_node: statements.id(),
            statements: read,
            is_merged: merging != Merging::None,
            flaws,
        }
    }

    /// Duplicate keys, in the document or on the way to it: nobody can say which of the values counts.
    fn repeated_keys(&self, document: Value<'_>) -> Vec<Flaw> {
        let on_the_way = self.ancestors.iter().filter_map(|ancestor| ancestor.key);
        on_the_way
            .filter(|key| key.is_repeated_key())
            .chain(self.tree.repeated_keys(document.span()))
            .map(|key| Flaw {
                span: key.span(),
                message: format!("duplicate key `{}`", key.as_str().unwrap_or_default()),
            })
            .collect()
    }
}
