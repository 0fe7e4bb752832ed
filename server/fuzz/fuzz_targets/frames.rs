//! See `src/frames.rs`.
#![cfg_attr(fuzzing, no_main)]

#[cfg(fuzzing)]
libfuzzer_sys::fuzz_target!(|data: &[u8]| leastwise_fuzz::frames::check(data));

#[cfg(not(fuzzing))]
fn main() {}
