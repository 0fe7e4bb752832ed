//! Between the protocol's types and ours. Nothing else translates positions, diagnostics or edits.

pub mod from_proto;
pub mod position;
pub mod to_proto;
