//! See `src/edits.rs`.
#![cfg_attr(fuzzing, no_main)]

#[cfg(fuzzing)]
libfuzzer_sys::fuzz_target!(|data: &[u8]| leastwise_fuzz::edits::check(data));

#[cfg(not(fuzzing))]
fn main() {}
