//! Fingerprints: 128-bit hashes of values and bytes.
//!
//! They are equal for equal content on every machine and in every run, and are never shown to readers of a site.

use serde::{Deserialize, Serialize};
use std::fmt;
use std::io::{self, Read};
use xxhash_rust::xxh3::Xxh3;

/// The hash of some content.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
pub struct Fingerprint(pub u128);

impl Fingerprint {
    /// The fingerprint of some bytes.
    pub fn of(bytes: &[u8]) -> Self {
        Self(xxhash_rust::xxh3::xxh3_128(bytes))
    }

    /// The fingerprint of all that can be read, in blocks.
    ///
    /// # Errors
    /// Those of reading.
    pub fn of_reader(mut reader: impl Read) -> io::Result<Self> {
        let mut hasher = Xxh3::new();
        let mut block = vec![0; 64 * 1024];
        loop {
            match reader.read(&mut block)? {
                0 => return Ok(Self(hasher.digest128())),
                length => hasher.update(&block[..length]),
            }
        }
    }

    /// Half of it: enough to tell whether one thing changed.
    pub fn half(self) -> u64 {
        #[expect(clippy::cast_possible_truncation, reason = "the other half is left out")]
        let half = self.0 as u64;
        half
    }

    /// The first eight hexadecimal digits: enough for the version in an asset's URL.
    pub fn short(self) -> String {
        format!("{:08x}", self.0 >> 96)
    }
}

impl fmt::Display for Fingerprint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:032x}", self.0)
    }
}

impl fmt::Debug for Fingerprint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{self}")
    }
}

impl std::str::FromStr for Fingerprint {
    type Err = std::num::ParseIntError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        u128::from_str_radix(text, 16).map(Self)
    }
}

/// Makes one fingerprint of several values. Each value's length goes in too, so that `("ab", "c")` and `("a", "bc")`
/// differ.
#[derive(Default)]
pub struct Hasher(Xxh3);

impl Hasher {
    /// Adds some bytes.
    #[must_use]
    pub fn with(mut self, bytes: impl AsRef<[u8]>) -> Self {
        self.add(bytes);
        self
    }

    /// Adds some bytes.
    pub fn add(&mut self, bytes: impl AsRef<[u8]>) {
        let bytes = bytes.as_ref();
        self.0.update(&(bytes.len() as u64).to_le_bytes());
        self.0.update(bytes);
    }

    /// Adds bytes that go on where the last ones ended.
    pub fn raw(&mut self, bytes: &[u8]) {
        self.0.update(bytes);
    }

    /// The fingerprint of all that was added.
    pub fn finish(&self) -> Fingerprint {
        Fingerprint(self.0.digest128())
    }
}

#[cfg(test)]
mod tests {
    use super::{Fingerprint, Hasher};

    #[test]
    fn the_border_between_values_counts() {
        let one = Hasher::default().with("ab").with("c").finish();
        let other = Hasher::default().with("a").with("bc").finish();
        assert_ne!(one, other);
    }

    #[test]
    fn reading_in_blocks_gives_the_same() {
        let bytes: Vec<u8> = (0..200_000u32).flat_map(u32::to_le_bytes).collect();
        assert_eq!(Fingerprint::of_reader(&bytes[..]).unwrap(), Fingerprint::of(&bytes));
    }

    #[test]
    fn a_fingerprint_reads_back_from_its_text() {
        let mark = Fingerprint::of(b"halaman");
        assert_eq!(mark.to_string().parse(), Ok(mark));
    }
}
