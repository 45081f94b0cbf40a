//! How much a text may grow when its aliases are followed.
//!
//! `&a [x, x]` and then `*a` ten times over, ten levels deep, is a small file that fills the memory.
//! The library does stop it, but only at a hundred times the text, and a text of 64 KiB takes seconds
//! to get there. So whoever uses aliases is counted first.
//!
//! Invariant: a text without aliases is never refused here, as every value in it takes a byte.

use std::cell::Cell;
use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, EnumAccess, Error, MapAccess, SeqAccess, VariantAccess, Visitor};

use super::scan::begins_value;

/// Small texts may grow up to this many values.
const ALLOWED: usize = 4096;

/// The first alias of a text whose aliases repeat more values than the text has bytes.
pub fn overrun(text: &str) -> Option<usize> {
    let first = text.match_indices('*').map(|(at, _)| at).find(|&at| begins_value(text, at))?;
    let left = Cell::new(text.len().max(ALLOWED));
    // Other faults are told by the reading proper.
    let _ = Counter(&left).deserialize(serde_yaml::Deserializer::from_str(text));
    (left.get() == 0).then_some(first)
}

/// Counts values down, and keeps none.
#[derive(Copy, Clone)]
struct Counter<'c>(&'c Cell<usize>);

impl Counter<'_> {
    fn count<E: Error>(self) -> Result<(), E> {
        self.0.set(self.0.get().saturating_sub(1));
        if self.0.get() == 0 { Err(E::custom("too many values")) } else { Ok(()) }
    }
}

impl<'de> DeserializeSeed<'de> for Counter<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Counter<'_> {
    type Value = ();

    fn expecting(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("any value")
    }

    fn visit_bool<E: Error>(self, _: bool) -> Result<(), E> {
        self.count()
    }

    fn visit_i64<E: Error>(self, _: i64) -> Result<(), E> {
        self.count()
    }

    fn visit_u64<E: Error>(self, _: u64) -> Result<(), E> {
        self.count()
    }

    fn visit_i128<E: Error>(self, _: i128) -> Result<(), E> {
        self.count()
    }

    fn visit_u128<E: Error>(self, _: u128) -> Result<(), E> {
        self.count()
    }

    fn visit_f64<E: Error>(self, _: f64) -> Result<(), E> {
        self.count()
    }

    fn visit_str<E: Error>(self, _: &str) -> Result<(), E> {
        self.count()
    }

    fn visit_unit<E: Error>(self) -> Result<(), E> {
        self.count()
    }

    fn visit_none<E: Error>(self) -> Result<(), E> {
        self.count()
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<(), A::Error> {
        self.count()?;
        while items.next_element_seed(self)?.is_some() {}
        Ok(())
    }

    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<(), A::Error> {
        self.count()?;
        while entries.next_entry_seed(self, self)?.is_some() {}
        Ok(())
    }

    // A tag is refused later, but must not hide from the count what it stands before.
    fn visit_enum<A: EnumAccess<'de>>(self, tagged: A) -> Result<(), A::Error> {
        let ((), value) = tagged.variant_seed(self)?;
        value.newtype_variant_seed(self)
    }
}

#[cfg(test)]
mod tests {
    use super::overrun;
    use std::fmt::Write as _;

    /// Ten levels of ten aliases, and `padding` values that raise what the library allows.
    fn bomb(padding: usize) -> String {
        let mut text = "a: &a [x,x,x,x,x,x,x,x,x,x]\n".to_owned();
        for (last, this) in ('a'..'j').zip('b'..='j') {
            let aliases = [format!("*{last}").as_str(); 10].join(",");
            writeln!(text, "{this}: &{this} [{aliases}]").unwrap();
        }
        writeln!(text, "z: [{}]", "x,".repeat(padding)).unwrap();
        text
    }

    #[test]
    fn bombs_are_refused() {
        let first = bomb(0).find('*');
        assert_eq!(overrun(&bomb(0)), first);
        assert_eq!(overrun(&bomb(20_000)), first);
        let behind_a_tag = format!("t: !tag x\n{}", bomb(0));
        assert_eq!(overrun(&behind_a_tag), behind_a_tag.find('*'));
    }

    #[test]
    fn modest_aliases_and_other_stars_are_not() {
        assert_eq!(overrun("a: &a [x, y]\nb: *a\nc: [*a, *a]\n"), None);
        assert_eq!(overrun("list: |\n  * one\n  * two\n"), None);
        assert_eq!(overrun("title: a*b\n"), None);
        assert_eq!(overrun("title: *a\n"), None, "an unknown alias is another fault");
    }
}
