//! Findings were read and no policy was compared with them: whoever takes that for "nothing unused" must be told.

use leastwise_advice::Coverage;
use leastwise_advice::unread_source::UnreadSyntax;
use leastwise_advice::words::{count, list, number};

use super::input::Input;

/// Why a run says nothing, as a sentence without a full stop; `None` where it says something.
pub(crate) fn nothing_checked(input: &Input, coverage: Coverage) -> Option<String> {
    let has_sources = input.world.unread_sources().next().is_some();
    // Hooks name every file of a commit, whether or not it holds a policy that a finding is about.
    let is_asked = input.is_search || has_sources;
    if coverage.compared() > 0 || !is_asked || !input.world.has_open_findings() {
        return None;
    }
    let lost = input.files.all_policies().into_iter().filter(|file| file.source.is_lost_policy()).count();
    let policies = match (coverage.policies, coverage.policies == lost) {
        (0, _) => "no policy was found".to_owned(),
        (1, true) => "the only policy cannot be parsed".to_owned(),
        (1, false) => "the only policy has no usable finding".to_owned(),
        (several, true) => format!("none of the {} policies can be parsed", number(several)),
        (several, false) => {
            format!("none of the {} policies has a usable finding", number(several))
        }
    };
    Some(format!("nothing was checked: {policies}{}", sources(input).unwrap_or_default()))
}

/// "; 3 files contain policies in an unsupported syntax (Terragrunt and Jsonnet)".
fn sources(input: &Input) -> Option<String> {
    let files: usize = input.world.unread_sources().map(<[_]>::len).sum();
    let mut syntaxes: Vec<UnreadSyntax> =
        input.world.unread_sources().filter_map(|group| Some(group.first()?.syntax)).collect();
    syntaxes.sort_unstable();
    syntaxes.dedup();
    let syntaxes: Vec<&str> = syntaxes.into_iter().map(UnreadSyntax::words).collect();
    let hold = match files {
        0 => return None,
        1 => "contains policies",
        _ => "contain policies",
    };
    let syntaxes = list(&syntaxes, syntaxes.len());
    Some(format!("; {} {hold} in an unsupported syntax ({syntaxes})", count(files, "file")))
}
