//! `recommendation-differs`: AWS's own recommendation for a policy and ours grant different things, in plain words.

use leastwise_policy::Document;

use crate::analysis::Related;
use crate::recommendation::{Comparison, Difference, DifferenceKind};
use crate::words::list;
use crate::{Advice, Rule};

pub(crate) fn check(document: &Document, comparison: &Comparison) -> Option<Advice> {
    if comparison.equal() {
        return None;
    }
    let of = comparison.made_on.map(|day| format!(" of {day}")).unwrap_or_default();
    let words: Vec<String> = comparison.differences.iter().take(MOST).map(in_words).collect();
    let more = match comparison.differences.len().saturating_sub(MOST) {
        0 => String::new(),
        more => format!("; and {more} more"),
    };
    let message = format!("AWS's recommendation{of} for this policy differs: {}{more}", words.join("; "));
    let mut advice = Advice::note(document.span.opening(), Rule::RecommendationDiffers, message);
    let place = &comparison.place;
    let message = "AWS's recommendation".to_owned();
    advice.related.push(Related::new(place.file.clone(), place.span, &message));
    Some(advice)
}

/// More differences are counted.
const MOST: usize = 4;

/// More actions are counted.
const MOST_ACTIONS: usize = 3;

/// "it keeps s3:GetBucketTagging in statement 2 (the finding of 2024-07-01 is newer than the recommendation)".
fn in_words(difference: &Difference) -> String {
    let statement = difference.statement.map_or(0, |index| index + 1);
    let actions: Vec<&str> = difference.actions.iter().map(|action| action.as_str()).collect();
    let actions = list(&actions, MOST_ACTIONS);
    let what = match difference.kind {
        DifferenceKind::AwsKeeps => format!("it also keeps {actions} in statement {statement}"),
        DifferenceKind::AwsDrops => format!("it drops {actions} from statement {statement}"),
        DifferenceKind::AwsDetaches => format!("it detaches the policy, which keeps {actions} here"),
        DifferenceKind::OtherFrame => format!("its statement {statement} has other resources or conditions"),
        DifferenceKind::OtherDeny => format!("its Deny in statement {statement} is another one"),
        DifferenceKind::OnlyInAws => format!("it has a statement that is not here, with {actions}"),
        DifferenceKind::OnlyHere => format!("it lacks the Deny in statement {statement}"),
    };
    match &difference.why {
        Some(why) => format!("{what} ({why})"),
        None => what,
    }
}
