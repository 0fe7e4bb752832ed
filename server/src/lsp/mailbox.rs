//! A wish list between handlers and a task: wishes add up until the task takes them all at once.

use parking_lot::Mutex;
use tokio::sync::Notify;

/// Wishes for one task. Never longer than what there is to wish for, however fast a client types.
#[derive(Debug, Default)]
pub struct Mailbox<T> {
    wishes: Mutex<T>,
    wake: Notify,
}

impl<T: Default> Mailbox<T> {
    /// Adds to the wishes.
    pub fn put(&self, add: impl FnOnce(&mut T)) {
        add(&mut self.wishes.lock());
        self.wake.notify_one();
    }

    /// Waits for wishes and takes them. Dropping the future loses none.
    pub async fn take(&self) -> T {
        self.wake.notified().await;
        self.take_now()
    }

    /// Takes the wishes that are there, if any.
    pub fn take_now(&self) -> T {
        std::mem::take(&mut self.wishes.lock())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn wishes_add_up_until_they_are_taken() {
        let mailbox = Mailbox::<Vec<u8>>::default();
        mailbox.put(|wishes| wishes.push(1));
        mailbox.put(|wishes| wishes.push(2));
        assert_eq!(mailbox.take().await, [1, 2]);
        mailbox.put(|wishes| wishes.push(3));
        assert_eq!(mailbox.take().await, [3]);
    }
}
