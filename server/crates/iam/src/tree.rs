//! The narrowing of one pattern drawn as a tree, as AWS's article on policy recommendations draws it:
//! nodes are prefixes at word borders, safe ones can be granted whole.

use crate::{
    ActionSet, Pattern, Universe,
    branch::{Branch, branches},
    fold,
    inclusion::MAX_STARS,
    reach::{Granted, reach},
    token,
};

/// A prefix of names at a word border, or a whole name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Node {
    /// The prefix from the start of the name, in AWS's spelling.
    pub prefix: String,
    /// No unused action of the pattern starts with the prefix.
    pub safe: bool,
    /// How many kept actions of the pattern start with the prefix.
    pub kept: usize,
    /// How many unused actions of the pattern start with the prefix.
    pub unused: usize,
    /// The entries of the replacement that this node stands for, if it was chosen.
    pub chosen: Vec<Pattern>,
    /// An action of the pattern ends exactly here: kept (`Some(true)`) or unused (`Some(false)`).
    pub action: Option<bool>,
    /// Longer prefixes, sorted without regard to case.
    pub children: Vec<Node>,
}

/// The tree of each service that `pattern` reaches and in which something is unused, by service prefix.
///
/// The root is the pattern's stem. Below a safe node nothing is drawn, and below one that is wholly unused only
/// its actions; a node with one child is drawn as that child. Each entry of the replacement
/// ([`crate::narrow::narrow`]) is chosen at exactly one node; a pattern that is not narrowed has none.
///
/// ```
/// use leastwise_iam::{ActionName, ActionSet, Catalog, Pattern, Universe, tree::trees};
///
/// let universe = Universe::new(Catalog::embedded(), None, []);
/// let unused: ActionSet = ActionName::parse("iam:ListUsers").into_iter().collect();
/// let trees = trees(&Pattern::parse("iam:ListUser*")?, &universe, &unused);
/// let (service, root) = &trees[0];
/// assert_eq!((service.as_str(), root.prefix.as_str(), root.safe), ("iam", "ListUser", false));
/// assert!(root.children.iter().any(|node| node.prefix == "ListUserTags" && node.safe));
/// assert!(root.children.iter().any(|node| node.prefix == "ListUsers" && node.action == Some(false)));
/// # Ok::<(), leastwise_iam::PatternError>(())
/// ```
pub fn trees(pattern: &Pattern, universe: &Universe, unused: &ActionSet) -> Vec<(String, Node)> {
    let reached = reach(pattern, universe, unused);
    let drawn = reached.iter().filter(|reached| reached.any_unused());
    drawn
        .map(|reached| {
            let service = pattern.service().unwrap_or(reached.service);
            let is_narrowed = pattern.stars() <= MAX_STARS;
            let branches =
                if is_narrowed { branches(pattern, service, &reached.granted) } else { Vec::new() };
            let stem = reached.granted.first().and_then(|first| first.name.get(..pattern.stem().len()));
            let root = Grower { branches }.grow(stem.unwrap_or_default(), &reached.granted);
            (reached.service.to_owned(), root)
        })
        .collect()
}

struct Grower<'a> {
    /// Sorted by folded prefix.
    branches: Vec<Branch<'a>>,
}

impl Grower<'_> {
    /// The node of `prefix`, with which all of `granted` starts.
    fn grow(&self, prefix: &str, granted: &[Granted<'_>]) -> Node {
        let unused = granted.iter().filter(|action| action.unused).count();
        let kept = granted.len() - unused;
        let (here, beyond) = match granted.split_first() {
            Some((first, beyond)) if first.name.len() == prefix.len() => (Some(first), beyond),
            _ => (None, granted),
        };
        let children = match (kept, unused) {
            (_, 0) => Vec::new(),
            (0, _) => {
                beyond.iter().map(|action| self.node(action.name, std::slice::from_ref(action))).collect()
            }
            _ => below(prefix, beyond).map(|prefix| self.node(prefix, starting(granted, prefix))).collect(),
        };
        let action = here.map(|action| !action.unused);
        let prefix = prefix.to_owned();
        Node { chosen: self.chosen(&prefix), prefix, safe: unused == 0, kept, unused, action, children }
    }

    /// As [`Self::grow`], but drawn as its one action or its one child where there is nothing else to it.
    fn node(&self, prefix: &str, granted: &[Granted<'_>]) -> Node {
        match granted {
            [only] => Node { chosen: self.chosen(prefix), ..self.grow(only.name, granted) },
            _ => {
                let mut node = self.grow(prefix, granted);
                match (node.action, node.children.as_slice()) {
                    (None, [_]) => node.children.swap_remove(0),
                    _ => node,
                }
            }
        }
    }

    fn chosen(&self, prefix: &str) -> Vec<Pattern> {
        let found = self.branches.binary_search_by(|branch| fold::cmp(branch.prefix, prefix));
        found
            .ok()
            .and_then(|at| self.branches.get(at))
            .map(|branch| branch.entries.clone())
            .unwrap_or_default()
    }
}

/// The shortest longer prefixes at word borders, by text: none of them starts with another.
fn below<'a>(prefix: &str, granted: &[Granted<'a>]) -> impl Iterator<Item = &'a str> {
    let next = |name: &'a str| {
        let border = token::borders_after(name, prefix.len()).next();
        border.and_then(|border| name.get(..border)).unwrap_or(name)
    };
    let mut prefixes: Vec<&str> = granted.iter().map(|action| next(action.name)).collect();
    prefixes.sort_by(|left, right| fold::cmp(left, right));
    prefixes.dedup_by(|later, first| fold::starts_with(later, first));
    prefixes.into_iter()
}

fn starting<'a, 'b>(granted: &'a [Granted<'b>], prefix: &str) -> &'a [Granted<'b>] {
    fold::with_prefix(granted, |action| action.name, prefix)
}

#[cfg(test)]
mod tests {
    use std::fmt::Write;

    use super::*;
    use crate::{ActionName, Catalog};

    fn drawn(pattern: &str, unused: &[&str]) -> String {
        fn draw(node: &Node, depth: usize, out: &mut String) {
            let mark = if node.safe { "+" } else { "-" };
            write!(out, "{}{mark} {} {}/{}", "  ".repeat(depth), node.prefix, node.kept, node.unused)
                .unwrap();
            for chosen in &node.chosen {
                write!(out, " {chosen}").unwrap();
            }
            out.push('\n');
            node.children.iter().for_each(|child| draw(child, depth + 1, out));
        }
        let unused: ActionSet = unused.iter().map(|text| ActionName::parse(text).unwrap()).collect();
        let universe = Universe::new(Catalog::embedded(), Some("2024-06-15".parse().unwrap()), []);
        let mut out = String::new();
        for (service, root) in trees(&Pattern::parse(pattern).unwrap(), &universe, &unused) {
            writeln!(out, "{service}").unwrap();
            draw(&root, 1, &mut out);
        }
        out
    }

    #[test]
    fn unsafe_branches_open_and_safe_ones_are_chosen() {
        let unused = ["sqs:AddPermission", "sqs:DeleteMessage", "sqs:DeleteQueue", "sqs:ListQueueTags"];
        let expected = "\
sqs
  -  16/4
    - AddPermission 0/1
    + CancelMessageMoveTask 1/0 SQS:CancelMessageMoveTask
    + ChangeMessageVisibility 1/0 SQS:ChangeMessageVisibility
    + CreateQueue 1/0 SQS:CreateQueue
    - Delete 0/2
      - DeleteMessage 0/1
      - DeleteQueue 0/1
    + Get 2/0 SQS:Get*
    - List 3/1
      + ListDeadLetterSourceQueues 1/0 SQS:ListDeadLetterSourceQueues
      + ListMessageMoveTasks 1/0 SQS:ListMessageMoveTasks
      - ListQueue 1/1
        + ListQueues 1/0 SQS:ListQueues
        - ListQueueTags 0/1
    + PurgeQueue 1/0 SQS:PurgeQueue
    + ReceiveMessage 1/0 SQS:ReceiveMessage
    + RemovePermission 1/0 SQS:RemovePermission
    + SendMessage 1/0 SQS:SendMessage
    + SetQueueAttributes 1/0 SQS:SetQueueAttributes
    + StartMessageMoveTask 1/0 SQS:StartMessageMoveTask
    + TagQueue 1/0 SQS:TagQueue
    + UntagQueue 1/0 SQS:UntagQueue
";
        assert_eq!(drawn("SQS:*", &unused), expected);
    }

    #[test]
    fn a_word_that_is_always_followed_by_the_same_word_is_drawn_with_it() {
        let tree = drawn("dynamodb:R*", &["dynamodb:RestoreTableFromBackup"]);
        assert!(tree.contains("- RestoreTable ") && !tree.contains("- Restore "), "{tree}");
    }

    #[test]
    fn where_nothing_is_kept_the_unused_stand_side_by_side() {
        let unused = ["RestoreTableFromAwsBackup", "RestoreTableFromAwsQuux", "RestoreTableFromBackup"];
        let unused = unused.map(|name| format!("dynamodb:{name}"));
        let tree = drawn("dynamodb:Restore*", &unused.each_ref().map(String::as_str));
        assert!(
            tree.contains("- RestoreTableFrom 0/3\n") && tree.contains("- RestoreTableFromAwsQuux 0/1\n"),
            "{tree}"
        );
        assert!(!tree.contains("- RestoreTableFromAws 0/2"), "{tree}");
    }

    #[test]
    fn a_name_that_unused_ones_begin_with_is_chosen_where_it_ends() {
        let expected = "\
s3
  - GetObjectVersion 5/1 s3:GetObjectVersion
    - GetObjectVersionAcl 0/1
    + GetObjectVersionAttributes 1/0 s3:GetObjectVersionAttributes
    + GetObjectVersionForReplication 1/0 s3:GetObjectVersionForReplication
    + GetObjectVersionTagging 1/0 s3:GetObjectVersionTagging
    + GetObjectVersionTorrent 1/0 s3:GetObjectVersionTorrent
";
        assert_eq!(drawn("s3:GetObjectVersion*", &["s3:GetObjectVersionAcl"]), expected);
    }

    #[test]
    fn a_node_counts_by_text_what_words_would_keep_apart() {
        // `ListUsers` is no word after `ListUser`, but `ListUser*` grants it.
        let tree = drawn("iam:List*", &["iam:ListRoles"]);
        assert!(tree.contains("    + ListUser 3/0 iam:ListUser*\n"), "{tree}");
        assert!(
            tree.contains("    - ListRole 2/1\n      + ListRolePolicies 1/0 iam:ListRolePolicies\n"),
            "{tree}"
        );
        assert!(tree.contains("      - ListRoles 0/1\n"), "{tree}");
    }

    #[test]
    fn nothing_is_drawn_of_a_service_in_which_nothing_is_unused() {
        assert_eq!(drawn("s3:Get*", &["s3:PutObject"]), "");
        let services = drawn("*", &["sts:AssumeRole", "made-up:Name"]);
        let services: Vec<&str> = services.lines().filter(|line| !line.starts_with(' ')).collect();
        assert_eq!(services, ["made-up", "sts"]);
    }
}
