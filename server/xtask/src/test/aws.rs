//! The step that needs Python: left out with `--only rust`.

use crate::fetch;

use super::step::{Step, Task};

pub(super) const STEPS: &[Step] = &[Step {
    name: "fetch",
    what: "`leastwise fetch` with the real AWS CLI, against a server that stands for AWS",
    task: Task::Check(|| fetch::run(&fetch::Args::default())),
}];
