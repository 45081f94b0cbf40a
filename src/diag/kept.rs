//! Spans that outlive a run: they are kept without their file, and get the file of the run that reads them.
//!
//! The number of a file is its place in a [`super::FileTable`] that every run fills anew, so it must not be kept. All that
//! is kept of one file points into that file alone; [`in_file`] says which it is, for keeping and for reading. serde has
//! no way to hand such a thing down to the values inside of values, so it waits in a variable of the thread meanwhile. A
//! field that is added tomorrow is treated alike: nobody has to remember it.

use super::{FileId, Span};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::cell::Cell;

thread_local! {
    static FILE: Cell<Option<FileId>> = const { Cell::new(None) };
}

/// Gives the thread its former file back, also when what it did panicked.
struct Before(Option<FileId>);

impl Drop for Before {
    fn drop(&mut self) {
        FILE.set(self.0);
    }
}

/// Runs `work`, in which spans are kept or read through serde, all of `file`.
pub fn in_file<T>(file: FileId, work: impl FnOnce() -> T) -> T {
    let _before = Before(FILE.replace(Some(file)));
    work()
}

/// A span of another file than that of [`in_file`] is refused: it could not be read back.
impl Serialize for Span {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        if FILE.get() != Some(self.file) {
            return Err(serde::ser::Error::custom("a span of another file"));
        }
        (self.start, self.end).serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for Span {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let file = FILE.get().ok_or_else(|| serde::de::Error::custom("a span without a file"))?;
        let (start, end) = Deserialize::deserialize(deserializer)?;
        Ok(Span { file, start, end })
    }
}

#[cfg(test)]
mod tests {
    use super::in_file;
    use crate::diag::{FileTable, Span};
    use std::path::Path;

    #[test]
    fn a_span_is_kept_without_its_file_and_gets_that_of_the_reader() {
        let mut table = FileTable::default();
        let [one, other] = ["a.md", "b.md"].map(|path| table.intern(Path::new(path)));
        let span = Span::new(one, 3, 300);
        let bytes = in_file(one, || postcard::to_stdvec(&span)).unwrap();
        assert_eq!(bytes, [3, 0xac, 2]);
        assert_eq!(in_file(other, || postcard::from_bytes(&bytes)), Ok(Span::new(other, 3, 300)));
    }

    #[test]
    fn a_span_of_no_file_or_of_another_is_refused() {
        let mut table = FileTable::default();
        let [one, other] = ["a.md", "b.md"].map(|path| table.intern(Path::new(path)));
        assert!(in_file(one, || postcard::to_stdvec(&Span::start_of(other))).is_err());
        assert!(postcard::to_stdvec(&Span::start_of(one)).is_err());
        assert!(postcard::from_bytes::<Span>(&[0, 0]).is_err());
        in_file(one, || in_file(other, || ()));
        assert!(postcard::from_bytes::<Span>(&[0, 0]).is_err(), "the file is forgotten afterwards");
    }
}
