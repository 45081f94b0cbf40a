//! What is wrong with a site is said in full, and its output stays as it was.
//!
//! A folder of `tests/errors` is a site and what is said of it, in the file `stderr`; `UPDATE=1` renews that file. A case
//! whose name begins with `warning` is built all the same. What no repository can hold is in [`made`].

mod made;

use crate::project::{Project, Run, Tree, paper, renews, repository, tree_of};
use std::fs;
use std::path::Path;

/// A site that can be built: what it left must be there after a build that failed.
const GOOD: &str = "
    -- content/pasar.md --
    ---
    title: Pasar pindah
    date: 2026-11-01
    ---
    Pasar lama pindah sementara.
    ";

/// The file of a case that is no part of its site.
const EXPECTED: &str = "stderr";

/// One test for each folder, and one that there is no folder without.
macro_rules! cases {
    ($($name:ident,)*) => {
        $(#[test] fn $name() { check(stringify!($name)); })*

        #[test]
        fn every_folder_is_a_case() {
            let mut listed = [$(stringify!($name)),*].map(|name| name.replace('_', "-"));
            listed.sort();
            let mut folders: Vec<String> = fs::read_dir(repository("tests/errors"))
                .unwrap()
                .map(|entry| entry.unwrap().file_name().into_string().unwrap())
                .collect();
            folders.sort();
            assert_eq!(folders, listed);
        }
    };
}

cases! {
    bad_base_url,
    bad_choices,
    bad_feeds,
    bad_podcast,
    bad_recordings,
    bad_permalink_pattern,
    bad_theme,
    bad_time_zone,
    bad_words,
    broken_configuration,
    broken_toml,
    broken_words,
    broken_yaml,
    component_with_a_dead_path,
    component_without_end,
    component_without_its_argument,
    control_character,
    dead_link,
    dead_menu_link,
    dead_related,
    duplicate_id,
    duplicate_url,
    duplicate_url_in_case_only,
    duplicate_url_of_a_feed,
    duplicate_url_of_a_list,
    duplicate_url_of_an_alias,
    file_in_place_of_a_folder,
    front_matter_without_end,
    incomplete_image_and_correction,
    invalid_utf8,
    link_to_a_draft,
    missing_base_url,
    missing_configuration,
    missing_parent_template,
    missing_picture,
    missing_title,
    missing_title_of_the_site,
    more_errors_than_are_shown,
    section_leaves_public,
    several_errors,
    slug_leaves_public,
    slug_no_file_can_have,
    template_syntax,
    undefined_field,
    undefined_variable,
    undefined_variable_in_a_list,
    unknown_component,
    unknown_filter,
    unreadable_date,
    warning_changed_before_it_came,
    warning_component_not_understood,
    warning_dead_links,
    warning_language_without_words,
    warning_link_to_nothing,
    warning_template_of_another_theme,
    warning_unknown_key,
    warning_unknown_key_of_the_site,
    wrong_filter_argument,
    wrong_type,
    wrong_type_in_toml,
    yaml_key_twice,
    yaml_tab,
}

fn check(name: &str) {
    let name = name.replace('_', "-");
    let folder = repository("tests/errors").join(&name);
    let mut files = tree_of(&folder);
    let expected = files.remove(EXPECTED).map(|bytes| String::from_utf8(bytes).unwrap());
    let site = good();
    site.remove_sources().copy(&files);
    if name.starts_with("warning") {
        let run = site.build();
        let said = run.stderr.clone();
        compare(&folder.join(EXPECTED), expected, &said);
        run.warns(&said);
        return;
    }
    let said = unchanged(&site, Project::build);
    compare(&folder.join(EXPECTED), expected, &said);
}

fn compare(path: &Path, expected: Option<String>, said: &str) {
    if renews() {
        fs::write(path, said).unwrap();
        return;
    }
    let expected = expected.unwrap_or_default();
    assert!(said == expected, "\n--- it said:\n{said}\n--- not, as in {}:\n{expected}", path.display());
}

/// The good site, built.
fn good() -> Project {
    let site = paper(GOOD);
    site.build().ok();
    site
}

/// What is known of the output of earlier builds. What is remembered of articles is no matter of the output: a build that
/// fails remembers what it read, too.
fn ledgers_of(site: &Project) -> Tree {
    let all = tree_of(&site.root.join(".halaman")).into_iter();
    all.filter(|(path, _)| path.ends_with(".ledger")).collect()
}

/// What a run that must fail said; nothing in the output folder may change by it.
#[track_caller]
fn unchanged(site: &Project, run: impl for<'p> FnOnce(&'p Project) -> Run<'p>) -> String {
    let (tree, mtimes, ledgers) = (site.tree(), site.mtimes(), ledgers_of(site));
    let run = run(site);
    assert_eq!(run.code(), 1, "{}{}", run.stderr, run.stdout);
    assert_eq!(run.stdout, "");
    assert_eq!(site.paths(), tree.keys().cloned().collect::<Vec<_>>(), "{}", run.stderr);
    assert!(site.tree() == tree && site.mtimes() == mtimes, "a file of the output changed");
    assert!(!site.public(".halaman-stage").exists(), "the staging folder is left");
    assert!(ledgers_of(site) == ledgers, "the ledger changed");
    run.stderr
}
