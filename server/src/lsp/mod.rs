//! The language server.

/// Serves one client over stdin and stdout until it exits, and returns the exit code of the protocol.
pub fn serve() -> std::process::ExitCode {
    unimplemented!()
}
