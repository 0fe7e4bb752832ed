//! The actions that a pattern grants, service by service, each marked as unused or kept.

use crate::{ActionSet, Pattern, Universe, fold};

/// An action that a pattern grants.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Granted<'a> {
    pub(crate) name: &'a str,
    pub(crate) unused: bool,
}

/// What a pattern grants of one service.
#[derive(Debug)]
pub(crate) struct Reached<'a> {
    /// The prefix in the universe's spelling.
    pub(crate) service: &'a str,
    /// Sorted by folded name.
    pub(crate) granted: Vec<Granted<'a>>,
}

impl Reached<'_> {
    pub(crate) fn any_unused(&self) -> bool {
        self.granted.iter().any(|action| action.unused)
    }
}

/// All that `pattern` grants, sorted by service. Unused actions count even where the universe lacks them, so that none of them is
/// granted again.
pub(crate) fn reach<'a>(
    pattern: &'a Pattern,
    universe: &'a Universe,
    unused: &'a ActionSet,
) -> Vec<Reached<'a>> {
    let of = |service: &'a str| {
        let granted = granted(pattern, universe, unused, service);
        (!granted.is_empty()).then_some(Reached { service, granted })
    };
    match pattern.service() {
        Some(service) => of(universe.prefix(service).unwrap_or(service)).into_iter().collect(),
        None => {
            let others = unused.services().filter(|service| universe.prefix(service).is_none());
            let mut services: Vec<&str> = universe.services().chain(others).collect();
            services.sort_by(|left, right| fold::cmp(left, right));
            services.into_iter().filter_map(of).collect()
        }
    }
}

fn granted<'a>(
    pattern: &Pattern,
    universe: &'a Universe,
    unused: &'a ActionSet,
    service: &str,
) -> Vec<Granted<'a>> {
    let stem = pattern.stem();
    let known = fold::with_prefix(universe.names(service), |name| name, stem);
    let unused = fold::with_prefix(unused.service(service), |action| action.name(), stem);
    let mut known = known.iter().map(|name| &**name).filter(|name| pattern.matches_name(name)).peekable();
    let mut unused =
        unused.iter().map(|action| action.name()).filter(|name| pattern.matches_name(name)).peekable();
    let mut granted = Vec::with_capacity(known.size_hint().1.unwrap_or_default());
    loop {
        let order = match (known.peek(), unused.peek()) {
            (Some(known), Some(unused)) => fold::cmp(known, unused),
            (Some(_), None) => std::cmp::Ordering::Less,
            (None, Some(_)) => std::cmp::Ordering::Greater,
            (None, None) => return granted,
        };
        let also_unused = if order.is_ge() { unused.next() } else { None };
        let name = if order.is_le() { known.next() } else { also_unused };
        granted.extend(name.map(|name| Granted { name, unused: also_unused.is_some() }));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{ActionName, Catalog};

    #[test]
    fn known_and_unused_names_merge_in_order() {
        let universe = Universe::new(Catalog::embedded(), None, []);
        let unused = ["sts:getcalleridentity", "sts:GetZzz", "sts:GetAaa", "sts:AssumeRole", "ec2:GetX"];
        let unused: ActionSet = unused.iter().map(|text| ActionName::parse(text).unwrap()).collect();
        let pattern = Pattern::parse("STS:get?*").unwrap();
        let reached = reach(&pattern, &universe, &unused);
        assert_eq!(reached.len(), 1);
        assert_eq!(reached[0].service, "sts");
        let granted =
            reached[0].granted.iter().map(|action| (action.name, action.unused)).collect::<Vec<_>>();
        assert!(granted.is_sorted_by(|left, right| fold::cmp(left.0, right.0).is_lt()));
        for expected in
            [("GetAaa", true), ("GetCallerIdentity", true), ("GetSessionToken", false), ("GetZzz", true)]
        {
            assert!(granted.contains(&expected), "{expected:?} in {granted:?}");
        }
    }
}
