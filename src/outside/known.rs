//! What was there when it was last asked for, kept in `.halaman/links.json`.
//!
//! Only good news are kept: what was missing may be mended any time.

use super::Answer;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// How long an answer is believed, in seconds: seven days.
const BELIEVED: i64 = 7 * 24 * 60 * 60;

/// Answers by address, with the moment of each in seconds since 1970.
#[derive(Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Known(BTreeMap<String, (i64, Answer)>);

impl Known {
    /// As it was kept; nothing if that cannot be read.
    pub fn read(bytes: &[u8], now: i64) -> Known {
        let mut known: Known = serde_json::from_slice(bytes).unwrap_or_default();
        known.0.retain(|_, (at, _)| (now - BELIEVED..=now).contains(at));
        known
    }

    /// To be kept.
    pub fn to_bytes(&self) -> Vec<u8> {
        serde_json::to_vec_pretty(self).expect("a map with texts as keys is JSON")
    }

    /// The answer that is still believed.
    pub fn answer(&self, url: &str) -> Option<&Answer> {
        self.0.get(url).map(|(_, answer)| answer)
    }

    /// Notes what came of asking.
    pub fn learn(&mut self, answers: &BTreeMap<String, Answer>, now: i64) {
        let good = answers.iter().filter(|(_, answer)| matches!(answer, Answer::There | Answer::Moved(_)));
        self.0.extend(good.map(|(url, answer)| (url.clone(), (now, answer.clone()))));
    }
}

#[cfg(test)]
mod tests {
    use super::{Answer, Known};
    use std::collections::BTreeMap;

    #[test]
    fn good_news_are_believed_for_a_week() {
        let answers = BTreeMap::from([("a".to_owned(), Answer::There), ("b".to_owned(), Answer::Gone(404))]);
        let mut known = Known::default();
        known.learn(&answers, 1_000_000);
        let later = |seconds: i64| Known::read(&known.to_bytes(), 1_000_000 + seconds);
        assert_eq!((later(604_800).answer("a"), later(604_800).answer("b")), (Some(&Answer::There), None));
        assert_eq!((later(604_801), later(-1)), (Known::default(), Known::default()));
        assert_eq!(Known::read(b"{", 0), Known::default());
    }
}
