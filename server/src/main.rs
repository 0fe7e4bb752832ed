//! The `leastwise` program.

fn main() -> std::process::ExitCode {
    leastwise::cli::main()
}
