//! What a repository may hold to bring the program down, or to have it do what nobody asked for.

#[cfg(unix)]
mod files;
#[cfg(unix)]
mod patch;
#[cfg(unix)]
mod terminal;
