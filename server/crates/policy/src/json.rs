//! The error-tolerant, lossless reader of JSON and JSON with comments.
