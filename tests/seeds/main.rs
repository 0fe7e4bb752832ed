//! The kept inputs of every fuzz target, without a fuzzer. What is expected of them stands in `server/fuzz/src`, which is
//! built here too, so that it does not fall behind the code.

#![allow(clippy::expect_used, clippy::panic, reason = "a test fails by panicking")]

use std::path::Path;

#[path = "../../server/fuzz/src/lib.rs"]
#[allow(unreachable_pub, reason = "a library where it is fuzzed")]
mod checks;

fn every_kept_input_of(target: &str, check: fn(&[u8])) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("server/fuzz/seeds").join(target);
    let mut count = 0;
    for entry in std::fs::read_dir(&folder).expect("a folder of inputs") {
        check(&std::fs::read(entry.expect("an input").path()).expect("an input"));
        count += 1;
    }
    assert!(count > 0, "{target} has no input");
}

#[test]
fn policies_and_their_fixes() {
    every_kept_input_of("policy", checks::policy::check);
}

#[test]
fn findings() {
    every_kept_input_of("findings", checks::findings::check);
}

#[test]
fn pairs_of_patterns() {
    every_kept_input_of("patterns", checks::patterns::check);
}

#[test]
fn changes_of_an_open_text() {
    every_kept_input_of("edits", checks::edits::check);
}

#[test]
fn messages_of_the_protocol() {
    every_kept_input_of("frames", checks::frames::check);
}
