//! See `src/policy.rs`.
#![cfg_attr(fuzzing, no_main)]

#[cfg(fuzzing)]
libfuzzer_sys::fuzz_target!(|data: &[u8]| leastwise_fuzz::policy::check(data));

#[cfg(not(fuzzing))]
fn main() {}
