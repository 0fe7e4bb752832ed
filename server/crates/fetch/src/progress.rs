//! Telling a person how far a run is.

/// Hears how far a run is. All methods may be called from several threads.
pub trait Progress: Sync {
    /// A stage begins; with how many steps, where that is known.
    fn stage(&self, what: &str, steps: Option<usize>);
    /// One step of the stage is done.
    fn step(&self);
    /// Something that a person must know although the run goes on.
    fn warn(&self, message: &str);
}

/// Shows nothing.
#[derive(Debug)]
pub struct Silent;

impl Progress for Silent {
    fn stage(&self, _: &str, _: Option<usize>) {}
    fn step(&self) {}
    fn warn(&self, _: &str) {}
}
