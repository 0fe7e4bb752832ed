//! Logging to stderr. Only the transport writes to stdout.
