//! Sets of actions, by service.

use crate::ActionName;

/// A set of actions, compared without regard to ASCII case; the first spelling is kept.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct ActionSet {
    _todo: Vec<ActionName>,
}

impl ActionSet {
    /// Whether the set holds `service:name`.
    pub fn contains(&self, service: &str, name: &str) -> bool {
        let _ = (service, name);
        unimplemented!()
    }
    /// Whether the set holds no action.
    pub fn is_empty(&self) -> bool {
        unimplemented!()
    }
    /// How many actions it holds.
    pub fn len(&self) -> usize {
        unimplemented!()
    }
    /// Adds an action; `false` if it was there.
    pub fn insert(&mut self, action: ActionName) -> bool {
        let _ = action;
        unimplemented!()
    }
    /// The actions of one service, sorted by folded name.
    pub fn service(&self, prefix: &str) -> &[ActionName] {
        let _ = prefix;
        unimplemented!()
    }
    /// The prefixes of the services with at least one action, folded and sorted.
    pub fn services(&self) -> impl Iterator<Item = &str> {
        std::iter::empty()
    }
    /// All actions, sorted.
    pub fn iter(&self) -> impl Iterator<Item = &ActionName> {
        self._todo.iter()
    }
    /// The actions that both sets hold.
    pub fn intersection(&self, other: &ActionSet) -> ActionSet {
        let _ = other;
        unimplemented!()
    }
}

impl FromIterator<ActionName> for ActionSet {
    fn from_iter<I: IntoIterator<Item = ActionName>>(actions: I) -> Self {
        let _ = actions.into_iter().count();
        unimplemented!()
    }
}
