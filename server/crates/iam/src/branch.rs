//! The branches that a replacement keeps of one service: the shortest safe prefixes, and how each is written.

use crate::{Pattern, fold, glob, reach::Granted, token};

/// A part of the names that a pattern grants, all of it kept.
#[derive(Debug)]
pub(crate) struct Branch<'a> {
    /// The prefix that tells it from every unused name, in the catalog's spelling; or the whole of a name that
    /// is itself a prefix of an unused one.
    pub(crate) prefix: &'a str,
    /// The entries that grant it and nothing else, sorted.
    pub(crate) entries: Vec<Pattern>,
}

/// The least-general branches of the kept names among `granted`, which is sorted (the contract of a replacement, rule 3).
///
/// A prefix is safe when no unused name that the pattern matches starts with it. That is a test on text and not
/// on words: `ListUser*` matches `ListUsers` too. Of each kept name the shortest safe prefix that ends at a word
/// border is taken; the search begins at the pattern's stem, which may end inside a word.
pub(crate) fn branches<'a>(pattern: &Pattern, service: &str, granted: &[Granted<'a>]) -> Vec<Branch<'a>> {
    cuts(granted)
        .into_iter()
        .map(|cut| {
            let covered = match cut {
                Cut { safe: true, prefix } => fold::with_prefix(granted, |action| action.name, prefix),
                Cut { safe: false, .. } => &[],
            };
            let entries = match covered {
                [] => vec![Pattern::join(service, cut.prefix)],
                [one] => vec![Pattern::join(service, one.name)],
                several => entries(pattern, service, cut.prefix, several),
            };
            Branch { prefix: cut.prefix, entries }
        })
        .collect()
}

#[derive(Clone, Copy)]
struct Cut<'a> {
    prefix: &'a str,
    /// Whether it may be granted as a prefix; otherwise it is a name that unused ones begin with.
    safe: bool,
}

/// Where the kept names part from the unused ones: sorted, none starting with a safe one before it.
fn cuts<'a>(granted: &[Granted<'a>]) -> Vec<Cut<'a>> {
    let mut cuts = Vec::new();
    let mut before = "";
    let mut runs = granted.chunk_by(|left, right| left.unused == right.unused).peekable();
    while let Some(run) = runs.next() {
        if let Some(last) = run.last().filter(|last| last.unused) {
            before = last.name;
            continue;
        }
        // In a sorted list no name shares more with a kept one than its unused neighbors do.
        let after = runs.peek().and_then(|run| run.first()).map_or("", |first| first.name);
        for Granted { name, .. } in run {
            let shared = fold::common_prefix(before, name).max(fold::common_prefix(name, after));
            let border = token::borders_after(name, shared).next();
            let prefix = border.and_then(|border| name.get(..border)).unwrap_or(name);
            cuts.push(Cut { prefix, safe: border.is_some() });
        }
    }
    cuts.sort_by(|left, right| fold::cmp(left.prefix, right.prefix));
    cuts.dedup_by(|later, first| first.safe && fold::starts_with(later.prefix, first.prefix));
    cuts
}

/// Entries below `pattern` for the names with a safe prefix: the prefix and what is left of the pattern behind
/// it. A bare `prefix*` would reach outside `s3:*Tagging`, so that becomes `s3:Delete*Tagging`.
fn entries(pattern: &Pattern, service: &str, prefix: &str, names: &[Granted<'_>]) -> Vec<Pattern> {
    let spelled = glob::normalized(pattern.name());
    let mut open: Vec<&str> = names.iter().map(|action| action.name).collect();
    let rests = rests(pattern.glob(), prefix);
    let grants = |rest: usize, name: &str| {
        let behind = name.get(prefix.len()..).unwrap_or_default();
        pattern.glob().get(rest..).is_some_and(|rest| glob::matches(rest, behind.as_bytes()))
    };
    let mut entries = Vec::new();
    while !open.is_empty() {
        // The rest that grants most of what is still missing; of several the last, which has the fewest stars.
        let gain = |rest: &usize| open.iter().filter(|name| grants(*rest, name)).count();
        let Some(rest) = rests.iter().copied().max_by_key(gain).filter(|rest| gain(rest) > 0) else {
            // Never so: every name that the pattern matches goes on behind the prefix with one of the rests.
            entries.extend(open.iter().map(|name| Pattern::join(service, name)));
            break;
        };
        let mut granted = names.iter().map(|action| action.name).filter(|name| grants(rest, name));
        entries.push(match (granted.next(), granted.next()) {
            (Some(only), None) => Pattern::join(service, only),
            _ => Pattern::join(service, &[prefix, spelled.get(rest..).unwrap_or_default()].concat()),
        });
        open.retain(|name| !grants(rest, name));
    }
    // None covers another: of two of which one did, that one would have granted more and been taken, alone.
    entries.sort_by(Pattern::cmp_folded);
    entries
}

/// Where in `glob` its unmatched rest can begin once it has matched `prefix`, in order, but for those that are
/// included in another because a star stands between.
fn rests(glob: &[u8], prefix: &str) -> Vec<usize> {
    let mut rests: Vec<usize> = (0..=glob.len())
        .filter(|&end| glob.get(..end).is_some_and(|head| glob::matches(head, prefix.as_bytes())))
        .map(|end| match end.checked_sub(1) {
            // A star that has matched may go on matching.
            Some(last) if glob.get(last) == Some(&b'*') => last,
            _ => end,
        })
        .collect();
    rests.dedup();
    let last_star = rests.iter().rposition(|&rest| glob.get(rest) == Some(&b'*'));
    rests.split_off(last_star.unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn branches_of(pattern: &str, kept: &[&'static str], unused: &[&'static str]) -> Vec<String> {
        let mut granted: Vec<Granted<'_>> = kept.iter().map(|name| Granted { name, unused: false }).collect();
        granted.extend(unused.iter().map(|name| Granted { name, unused: true }));
        granted.sort_by(|left, right| fold::cmp(left.name, right.name));
        let pattern = Pattern::parse(pattern).unwrap();
        assert!(granted.iter().all(|action| pattern.matches_name(action.name)));
        let branches = branches(&pattern, "x", &granted);
        branches
            .iter()
            .map(|branch| {
                let entries: Vec<&str> = branch.entries.iter().map(Pattern::name).collect();
                format!("{}: {}", branch.prefix, entries.join(" "))
            })
            .collect()
    }

    #[test]
    fn a_prefix_covers_by_text_what_words_would_keep_apart() {
        let kept = ["ListUserPolicies", "ListUserTags", "ListUsers"];
        assert_eq!(branches_of("x:List*", &kept, &["ListRoles"]), ["ListUser: ListUser*"]);
        let kept = ["ListUserdata", "ListUserTags"];
        assert_eq!(branches_of("x:List*", &kept, &["ListRoles"]), ["ListUser: ListUser*"]);
        let kept = ["ListUserPolicies", "ListUserTags"];
        assert_eq!(
            branches_of("x:List*", &kept, &["ListUsers"]),
            ["ListUserPolicies: ListUserPolicies", "ListUserTags: ListUserTags"]
        );
    }

    #[test]
    fn a_name_that_unused_ones_begin_with_is_written_out() {
        let kept = ["GetObject", "GetObjectTagging", "GetObjectTaggingV2"];
        assert_eq!(
            branches_of("x:Get*", &kept, &["GetObjectAcl"]),
            ["GetObject: GetObject", "GetObjectTagging: GetObjectTagging*"]
        );
    }

    #[test]
    fn what_is_left_of_the_pattern_stays_behind_the_prefix() {
        let kept = ["DeleteJobTagging", "DeleteObjectTagging"];
        assert_eq!(branches_of("x:*tagging", &kept, &["GetTagging"]), ["Delete: Delete*tagging"]);
        let kept = ["DeleteObject", "DeleteObjectTagging", "DeleteObjectVersion"];
        assert_eq!(branches_of("x:**Object*", &kept, &["GetObject"]), ["Delete: Delete*Object*"]);
        assert_eq!(branches_of("x:*Object*", &kept, &["DeleteBigObject"]), ["DeleteObject: DeleteObject*"]);
        let kept = ["PutATagging", "PutBTagging"];
        assert_eq!(branches_of("x:P?t?Tagging", &kept, &["PatCTagging"]), ["Put: Put?Tagging"]);
    }

    #[test]
    fn of_several_rests_those_that_are_needed_are_written() {
        // Behind `GetTag` a name goes on with the rest of the first `Tags`, or with any text before another one.
        let (kept, unused) = (["GetTagsOfOne", "GetTagsOfTwo"], ["PutTags"]);
        assert_eq!(branches_of("x:*Tags*", &kept, &unused), ["Get: Get*Tags*"]);
        let (kept, unused) = (["GetTAGs", "GetTAGsOne"], ["GetAllTags"]);
        assert_eq!(branches_of("x:*Tags*", &kept, &unused), ["GetTAGs: GetTAGs*"]);
        let kept = ["PutTagV", "PutTagVXTagV", "PutTagVYTagV"];
        assert_eq!(branches_of("x:*TagV", &kept, &["GetTagV"]), ["Put: Put*TagV"]);
        assert_eq!(branches_of("x:*TagV", &kept, &["PutATagV"]), ["PutTag: PutTag*TagV PutTagV"]);
        // What a rest grants alone is written out, though the rest has a wildcard.
        assert_eq!(branches_of("x:*Tag?", &kept, &["PutATagV"]), ["PutTag: PutTag*Tag? PutTagV"]);
        // The rest that grants most is found first, and stands where it belongs.
        let kept = ["PutTagAB", "PutTagCD", "PutTagEF", "PutTagXTagGH", "PutTagYTagIJ"];
        assert_eq!(branches_of("x:*Tag??", &kept, &["PutATagKL"]), ["PutTag: PutTag*Tag?? PutTag??"]);
    }
}
