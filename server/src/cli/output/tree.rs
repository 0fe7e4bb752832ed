//! The tree of a narrowing, as AWS's article on policy recommendations draws it: words of action names, the safe
//! ones apart from the unsafe ones, and the chosen prefixes.

use std::fmt::Write;

use anstyle::{AnsiColor, Style};
use leastwise_iam::tree::Node;

use super::{FAINT, GOOD, STRONG};

const UNSAFE: Style = AnsiColor::Yellow.on_default();
/// More actions of one word that are all unused are counted, not drawn.
const MOST_UNUSED: usize = 8;

/// Draws the tree of one service.
pub(crate) fn draw(out: &mut String, service: &str, root: &Node) {
    let drawn = Drawn::of(root, "");
    let title =
        if drawn.label.is_empty() { format!("{service}:") } else { format!("{service}:{}", drawn.label) };
    // Writing to a string does not fail.
    let _ = line(out, "", &Drawn { label: &title, node: drawn.node });
    let _ = children(out, "", drawn.node);
}

/// What the marks mean.
pub(crate) fn legend(out: &mut String) {
    let _ = writeln!(
        out,
        "{GOOD}✓ safe{GOOD:#}: no unused action has this prefix   {UNSAFE}✗ unsafe{UNSAFE:#}   {STRONG}=>{STRONG:#} chosen"
    );
}

/// A node under the words that lead to it from the node drawn above it.
struct Drawn<'a> {
    label: &'a str,
    node: &'a Node,
}

impl<'a> Drawn<'a> {
    /// Words that lead to one place only are drawn as one.
    fn of(mut node: &'a Node, above: &str) -> Drawn<'a> {
        while let ([only], None, true, false) =
            (node.children.as_slice(), node.action, node.chosen.is_empty(), node.safe)
        {
            node = only;
        }
        // A stem can end inside a word, and since case counts for nothing, `DescribeVolumes` leads to
        // `DescribeVolumeStatus` as well. What is left of such a name is no word.
        let word = node
            .prefix
            .strip_prefix(above)
            .filter(|rest| !rest.starts_with(|c: char| c.is_ascii_lowercase()));
        Drawn { label: word.unwrap_or(&node.prefix), node }
    }

    fn is_unused_action(&self) -> bool {
        self.node.children.is_empty() && self.node.action == Some(false)
    }
}

fn children(out: &mut String, indent: &str, node: &Node) -> std::fmt::Result {
    // Of what is safe there is no more to know.
    if node.safe {
        return Ok(());
    }
    let drawn: Vec<Drawn<'_>> = node.children.iter().map(|child| Drawn::of(child, &node.prefix)).collect();
    let unused = drawn.iter().filter(|child| child.is_unused_action()).count();
    // One too many is drawn rather than counted.
    let most = if unused > MOST_UNUSED + 1 { MOST_UNUSED } else { unused };
    let mut seen = 0;
    let shown: Vec<&Drawn<'_>> = drawn
        .iter()
        .filter(|child| {
            seen += usize::from(child.is_unused_action());
            !child.is_unused_action() || seen <= most
        })
        .collect();
    let folded = unused - most;
    for (index, child) in shown.iter().enumerate() {
        let is_last = index + 1 == shown.len() && folded == 0;
        let (branch, below) = if is_last { ("└── ", "    ") } else { ("├── ", "│   ") };
        line(out, &format!("{indent}{branch}"), child)?;
        children(out, &format!("{indent}{below}"), child.node)?;
    }
    if folded > 0 {
        writeln!(
            out,
            "{FAINT}{indent}└── {FAINT:#}{UNSAFE}✗{UNSAFE:#} and {folded} more, each of them unused"
        )?;
    }
    Ok(())
}

fn line(out: &mut String, before: &str, drawn: &Drawn<'_>) -> std::fmt::Result {
    let Drawn { label, node } = drawn;
    let (style, mark) = if node.safe { (GOOD, "✓") } else { (UNSAFE, "✗") };
    write!(out, "{FAINT}{before}{FAINT:#}{style}{mark} {label}{style:#}")?;
    match (node.kept, node.unused, node.children.is_empty()) {
        (1, 0, true) => {}
        (0, _, true) => write!(out, "  unused")?,
        (kept, 0, _) => write!(out, "  {kept} kept")?,
        (0, unused, _) => write!(out, "  {unused} unused")?,
        (kept, unused, _) => write!(out, "  {kept} kept, {unused} unused")?,
    }
    for chosen in &node.chosen {
        write!(out, "  {STRONG}=> {}{STRONG:#}", chosen.as_str())?;
    }
    writeln!(out)
}
