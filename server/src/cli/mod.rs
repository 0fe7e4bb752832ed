//! The command line.

/// Reads the arguments and runs the command they name.
pub fn main() -> std::process::ExitCode {
    unimplemented!()
}
