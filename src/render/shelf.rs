//! Values that several outputs need: each is made at its first use and let go after its last.
//!
//! How often a value will be used is a guess about the future, and no more than that: whoever asks once more than was
//! said gets it made again. So what comes out depends neither on the order of the uses nor on their number.

use std::sync::{Mutex, PoisonError};

/// Places for values that are cheap to clone, such as an `Arc`.
pub struct Shelf<T> {
    places: Vec<Mutex<Place<T>>>,
}

struct Place<T> {
    /// How many are still to come.
    uses: usize,
    value: Option<T>,
}

impl<T: Clone> Shelf<T> {
    /// A shelf with a place for each number: so many uses its value has.
    pub fn new(uses: impl IntoIterator<Item = usize>) -> Self {
        Self { places: uses.into_iter().map(|uses| Mutex::new(Place { uses, value: None })).collect() }
    }

    /// One of the uses of a value. Who asks while somebody else makes it waits for it.
    ///
    /// # Errors
    /// What `make` says; the next who asks tries again.
    pub fn take<E>(&self, at: usize, make: impl FnOnce() -> Result<T, E>) -> Result<T, E> {
        self.used(at, 1, make)
    }

    /// A use that was not counted. It keeps the value for those to come, but not longer.
    ///
    /// # Errors
    /// What `make` says; the next who asks tries again.
    pub fn look<E>(&self, at: usize, make: impl FnOnce() -> Result<T, E>) -> Result<T, E> {
        self.used(at, 0, make)
    }

    fn used<E>(&self, at: usize, uses: usize, make: impl FnOnce() -> Result<T, E>) -> Result<T, E> {
        let mut place = self.places[at].lock().unwrap_or_else(PoisonError::into_inner);
        place.uses = place.uses.saturating_sub(uses);
        let value = place.value.take().map_or_else(make, Ok)?;
        place.value = (place.uses > 0).then(|| value.clone());
        Ok(value)
    }
}

#[cfg(test)]
mod tests {
    use super::Shelf;
    use std::cell::Cell;

    /// The values of these uses, `l` for a look, and how often one was made.
    fn made(counted: usize, uses: &str) -> usize {
        let shelf = Shelf::new([0, counted]);
        let count = Cell::new(0);
        let make = || {
            count.set(count.get() + 1);
            Ok::<_, String>("a")
        };
        for one in uses.chars() {
            let value = if one == 'l' { shelf.look(1, make) } else { shelf.take(1, make) };
            assert_eq!(value, Ok("a"));
        }
        let is_kept = shelf.places[1].lock().unwrap().value.is_some();
        let left = counted.saturating_sub(uses.matches('t').count());
        assert_eq!(is_kept, left > 0 && !uses.is_empty(), "kept while somebody wants it");
        count.get()
    }

    #[test]
    fn what_is_wanted_is_made_once_and_let_go() {
        assert_eq!(made(3, "tt"), 1);
        assert_eq!(made(3, "ttt"), 1);
        assert_eq!(made(3, "ltltlt"), 1);
    }

    #[test]
    fn what_nobody_counted_is_made_each_time() {
        assert_eq!(made(0, "lltt"), 4);
        assert_eq!(made(1, "tl"), 2);
        assert_eq!(made(2, "ttt"), 2);
    }

    #[test]
    fn what_failed_is_tried_again() {
        let shelf = Shelf::new([2]);
        assert_eq!(shelf.take(0, || Err("no")), Err("no"));
        assert_eq!(shelf.take(0, || Ok::<_, &str>(1)), Ok(1));
    }
}
