//! What stands around a policy document: wrappers that name a role, dumps of an account, templates.

use leastwise_syntax::{Span, Tree, Value};

use super::Dialect;
use super::ancestor::Ancestor;
use super::policy_json::{is_export, is_in_export};
use super::site::{Mentions, Site};
use super::terraform::Uses;
use super::wrapper::Attachments;
use crate::document::{Container, PlaceNames, Reference, ReferenceKind};

/// What a file says about all documents in it.
#[derive(Debug)]
pub(crate) struct FileFacts {
    is_export: bool,
    is_template: bool,
    /// The references of the last template that was asked for, with its place.
    mentions: Option<(Span, Mentions)>,
    /// The references of a file of Terraform.
    uses: Option<Uses>,
}

impl FileFacts {
    pub(crate) fn of(tree: &Tree<'_>, dialect: &dyn Dialect) -> FileFacts {
        FileFacts {
            is_export: tree.roots().any(is_export),
            is_template: dialect.is_template(),
            mentions: None,
            uses: None,
        }
    }

    pub(super) fn uses(&mut self, root: Value<'_>) -> &Uses {
        self.uses.get_or_insert_with(|| Uses::of(root))
    }

    fn mentions(&mut self, template: Value<'_>) -> &Mentions {
        let place = template.span();
        if self.mentions.as_ref().is_none_or(|(known, _)| *known != place) {
            self.mentions = None;
        }
        &self.mentions.get_or_insert_with(|| (place, Mentions::of(template))).1
    }
}

/// A loop of a template, in which a resource stands for several.
fn repeated(ancestor: &Ancestor<'_>) -> Option<Reference> {
    let key = ancestor.key?.as_str().filter(|key| key.starts_with("Fn::ForEach"))?;
    let how = format!("`{key}` makes several resources of one");
    Some(Reference { kind: ReferenceKind::Generated, target: None, how })
}

impl Container {
    /// What stands around a document in JSON or YAML. A template may be a part of another file, such as the output of a
    /// command.
    pub(super) fn around(ancestors: &[Ancestor<'_>], file: &mut FileFacts) -> Container {
        let inner_first = || ancestors.iter().rev();
        let attached = inner_first().map(Ancestor::wrapper).find_map(|wrapper| wrapper.attached.as_ref());
        let Attachments { named, mut references } = attached.cloned().unwrap_or_default();
        let named_owner = inner_first().map(Ancestor::wrapper).find_map(|wrapper| wrapper.owner.as_ref());
        let mut owner = named_owner.cloned();
        let site = Site::of(ancestors);
        match &site {
            Some(site) => {
                references.extend(site.unnamed_owner());
                if site.is_managed_policy() {
                    references.extend(site.attachments_elsewhere(file.mentions(site.template)));
                }
                owner = owner.or_else(|| site.named_permission_set());
            }
            None if owner.is_none() => {
                references.extend(inner_first().find_map(|ancestor| ancestor.wrapper().unnamed.clone()));
            }
            None => {}
        }
        references.extend(inner_first().find_map(repeated));
        Container {
            attached: named,
            references,
            key: inner_first().find_map(|ancestor| Some(ancestor.key?.as_str()?.into_owned())),
            owner,
            policy_name: inner_first().find_map(|ancestor| ancestor.wrapper().policy_name.clone()),
            export: file.is_export || inner_first().any(is_in_export),
            place_names: match file.is_template || site.is_some() {
                true => PlaceNames::WhenAlone,
                false => PlaceNames::Always,
            },
            used_by: Vec::new(),
            resource: site.map(|site| site.declared),
        }
    }
}
