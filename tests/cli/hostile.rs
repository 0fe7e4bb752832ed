//! What a repository may hold to bring the program down, or to have it do what its user did not request.

#[cfg(unix)]
mod files;
#[cfg(unix)]
mod patch;
#[cfg(unix)]
mod terminal;
