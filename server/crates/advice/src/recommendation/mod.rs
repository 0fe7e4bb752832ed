//! AWS's own recommendations as a cross-check: what AWS would have a policy become, beside what it becomes here. Nothing is
//! ever removed because of a recommendation.

mod compare;
mod index;

use std::sync::Arc;

use jiff::civil::Date;
use leastwise_iam::ActionName;

use crate::findings::Place;

pub(crate) use compare::compare;
pub(crate) use index::{Recommendations, RecommendedPolicy};

/// A policy here beside what AWS recommends for it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Comparison {
    /// The index into [`leastwise_policy::Source::documents`].
    pub document: usize,
    /// Where the recommendation stands.
    pub place: Place,
    /// The day on which AWS made the recommendation, where it says so; actions that came later are not compared.
    pub made_on: Option<Date>,
    /// The day on which the policy had last been changed when AWS looked, where it says so.
    pub policy_updated_on: Option<Date>,
    /// How the two differ; empty where they grant the same, statement by statement.
    pub differences: Vec<Difference>,
}

/// How one statement differs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Difference {
    /// [`leastwise_policy::Statement::index`]; `None` for a statement that only AWS's policy has, and for the whole policy.
    pub statement: Option<usize>,
    /// How.
    pub kind: DifferenceKind,
    /// The actions that it is about, sorted.
    pub actions: Vec<ActionName>,
    /// What explains it, as a clause.
    pub why: Option<String>,
}

/// The ways in which a statement can differ.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum DifferenceKind {
    /// AWS keeps actions that go here.
    AwsKeeps,
    /// AWS drops actions that stay here.
    AwsDrops,
    /// AWS would detach the policy, of which something stays here.
    AwsDetaches,
    /// The Allow has other resources or conditions in AWS's policy.
    OtherFrame,
    /// The Deny is another one in AWS's policy.
    OtherDeny,
    /// AWS's policy has a statement that this one has not.
    OnlyInAws,
    /// This policy has a Deny statement that AWS's has not.
    OnlyHere,
}

impl DifferenceKind {
    /// The name in output for programs.
    pub fn name(self) -> &'static str {
        match self {
            DifferenceKind::AwsKeeps => "aws-keeps",
            DifferenceKind::AwsDrops => "aws-drops",
            DifferenceKind::AwsDetaches => "aws-detaches",
            DifferenceKind::OtherFrame => "other-frame",
            DifferenceKind::OtherDeny => "other-deny",
            DifferenceKind::OnlyInAws => "only-in-aws",
            DifferenceKind::OnlyHere => "only-here",
        }
    }
}

impl Comparison {
    /// Whether both grant the same, statement by statement.
    pub fn equal(&self) -> bool {
        self.differences.is_empty()
    }

    /// The findings file with the recommendation.
    pub fn file(&self) -> &Arc<str> {
        &self.place.file
    }
}
