//! Values that were made lately and may be wanted again.
//!
//! Pages that stand near each other in time show the same cards, and all pages of a section the same way up. A memo has a
//! fixed number of places and forgets by overwriting, so its memory does not grow with the archive; what it gives is what
//! making the value again would give.

use std::sync::{Mutex, PoisonError};

/// Places for values that are cheap to clone, such as a template's.
pub struct Memo<T> {
    places: Vec<Mutex<Option<(usize, T)>>>,
}

impl<T: Clone> Memo<T> {
    /// With so many places, at least one.
    pub fn new(places: usize) -> Self {
        Self { places: (0..places.max(1)).map(|_| Mutex::default()).collect() }
    }

    /// The value of a number, made now if it is not remembered. Two who ask at once may both make it.
    pub fn get(&self, number: usize, make: impl FnOnce() -> T) -> T {
        let place = &self.places[number % self.places.len()];
        let lock = || place.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((known, value)) = &*lock()
            && *known == number
        {
            return value.clone();
        }
        let value = make();
        *lock() = Some((number, value.clone()));
        value
    }
}

#[cfg(test)]
mod tests {
    use super::Memo;
    use std::cell::Cell;

    #[test]
    fn a_value_is_made_once_until_its_place_is_taken() {
        let memo = Memo::new(2);
        let count = Cell::new(0);
        let get = |number| {
            let value = memo.get(number, || {
                count.set(count.get() + 1);
                number * 10
            });
            assert_eq!(value, number * 10);
            count.get()
        };
        assert_eq!([get(1), get(1), get(2), get(1), get(2)], [1, 1, 2, 2, 2]);
        assert_eq!([get(3), get(1), get(2)], [3, 4, 4], "three has the place of one");
    }

    #[test]
    fn a_memo_has_a_place() {
        assert_eq!(Memo::new(0).get(7, || "a"), "a");
    }
}
