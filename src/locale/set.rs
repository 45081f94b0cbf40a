//! The word files of a site: the built-in ones, each with the site's own `locales/<language>.yaml` laid over it.

use super::{Locale, base_for, from_value, overlay};
use crate::diag::{Diagnostic, Diagnostics, FileTable, Span};
use crate::source::{SiteDir, reason_of};
use crate::yaml;
use std::collections::BTreeMap;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// The languages of a site, by tag.
#[derive(Debug, Clone)]
pub struct Locales {
    by_tag: BTreeMap<String, Arc<Locale>>,
    main: Arc<Locale>,
}

impl Locales {
    /// Reads the word file of the site's own language.
    pub fn load(site: &dyn SiteDir, main: &str, files: &mut FileTable, problems: &mut Diagnostics) -> Self {
        let own = Arc::new(load_one(site, main, files, problems));
        Self { by_tag: BTreeMap::from([(main.to_owned(), Arc::clone(&own))]), main: own }
    }

    /// The same with the word files of other languages.
    #[must_use]
    pub fn with<'l>(
        mut self,
        languages: impl IntoIterator<Item = &'l str>,
        site: &dyn SiteDir,
        files: &mut FileTable,
        problems: &mut Diagnostics,
    ) -> Self {
        for language in languages {
            if !self.by_tag.contains_key(language) {
                let locale = Arc::new(load_one(site, language, files, problems));
                self.by_tag.insert(language.to_owned(), locale);
            }
        }
        self
    }

    /// The same with some words said otherwise, by language.
    #[must_use]
    pub fn saying(mut self, words: &BTreeMap<String, BTreeMap<String, String>>) -> Self {
        for (language, own) in words {
            if let Some(locale) = self.by_tag.get_mut(language) {
                let said = own.iter().map(|(word, text)| (word.clone(), text.clone()));
                Arc::make_mut(locale).words.extend(said);
            }
        }
        self.main = Arc::clone(self.of(&self.main.language));
        self
    }

    /// The words of the site's own language.
    pub fn main(&self) -> &Locale {
        &self.main
    }

    /// The words of a language; the site's own if nothing was read for it.
    pub fn of(&self, language: &str) -> &Arc<Locale> {
        self.by_tag.get(language).unwrap_or(&self.main)
    }

    /// All of them.
    pub fn by_tag(&self) -> &BTreeMap<String, Arc<Locale>> {
        &self.by_tag
    }
}

fn load_one(site: &dyn SiteDir, language: &str, files: &mut FileTable, problems: &mut Diagnostics) -> Locale {
    let (mut value, known) = base_for(language);
    let path = PathBuf::from(format!("locales/{language}.yaml"));
    match read(site, &path) {
        Ok(Some(text)) => match yaml::parse_value_limited(&text, 1024 * 1024) {
            Ok(own) => value = overlay(value, own),
            Err(error) => {
                let problem = Diagnostic::error(error.message).at(Span::at(files.intern(&path), error.range));
                problems.push(error.help.into_iter().fold(problem, Diagnostic::help));
            }
        },
        Ok(None) if !known => problems.push(
            Diagnostic::warning(format!("there are no words for the language `{language}`; English ones are used"))
                .on_path(&path)
                .help(format!("write `locales/{language}.yaml`; `halaman` knows `id` and `en`")),
        ),
        Ok(None) => {}
        Err(reason) => problems.push(Diagnostic::error("cannot read this file").on_path(&path).note(reason)),
    }
    from_value(language, value).unwrap_or_else(|reason| {
        problems.push(Diagnostic::error(reason).on_path(path));
        let (builtin, _) = base_for(language);
        from_value(language, builtin).expect("the built-in word files are complete")
    })
}

/// A word file's text; none if there is no such file.
fn read(site: &dyn SiteDir, path: &Path) -> Result<Option<String>, String> {
    match site.read(path) {
        Ok(bytes) => String::from_utf8(bytes).map(Some).map_err(|_| "it is not valid UTF-8".to_owned()),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
        Err(error) => Err(reason_of(&error)),
    }
}
