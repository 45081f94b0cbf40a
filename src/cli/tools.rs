//! What is for programs around the program: schemas for editors, completions for shells, the manual.

use super::{Typed, print};
use crate::schema;
use clap::{Args, CommandFactory, ValueEnum};
use std::process::ExitCode;

/// Of what a schema is wanted.
#[derive(Debug, Clone, Copy, ValueEnum)]
enum Of {
    /// `halaman.yaml`
    Config,
    /// The front matter of articles
    FrontMatter,
}

/// What was typed for `schema`.
#[derive(Debug, Args)]
pub(super) struct Schema {
    /// Of what
    of: Of,
}

/// What was typed for `completions`.
#[derive(Debug, Args)]
pub(super) struct Completions {
    /// The shell
    shell: clap_complete::Shell,
}

/// Prints a JSON Schema.
pub(super) fn schema(typed: &Schema) -> ExitCode {
    let schema = match typed.of {
        Of::Config => schema::config(),
        Of::FrontMatter => schema::front_matter(),
    };
    print(&format!("{schema:#}\n"));
    ExitCode::SUCCESS
}

/// Prints what makes a shell complete the program's words.
pub(super) fn completions(typed: &Completions) -> ExitCode {
    let mut script = Vec::new();
    clap_complete::generate(typed.shell, &mut Typed::command(), "halaman", &mut script);
    print(&String::from_utf8_lossy(&script));
    ExitCode::SUCCESS
}

/// Prints the manual, all commands one after the other, for `man`.
pub(super) fn manual() -> ExitCode {
    let mut text = Vec::new();
    let command = Typed::command();
    // A text in memory takes everything.
    let whole = clap_mangen::Man::new(command.clone()).render(&mut text);
    for part in command.get_subcommands().filter(|part| !part.is_hide_set()) {
        let name = format!("halaman-{}", part.get_name());
        drop(clap_mangen::Man::new(part.clone()).title(name).render(&mut text));
    }
    drop(whole);
    print(&String::from_utf8_lossy(&text));
    ExitCode::SUCCESS
}

#[cfg(test)]
mod tests {
    use super::super::{SiteOptions, Typed};
    use clap::{Arg, Args, Command, CommandFactory};
    use std::path::Path;

    const PAGE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/docs/command-line.md");

    /// What is the same in every command that reads a site stands once.
    fn shared() -> Command {
        SiteOptions::augment_args(Command::new("shared"))
    }

    fn row(arg: &Arg) -> String {
        let value = arg.get_value_names().unwrap_or_default().first().map(ToString::to_string);
        let takes = arg.get_action().takes_values();
        let name = match (arg.get_long(), value.filter(|_| takes)) {
            (Some(long), Some(value)) => format!("--{long} {value}").replace('|', "\\|"),
            (Some(long), None) => format!("--{long}"),
            (None, value) => value.unwrap_or_else(|| arg.get_id().as_str().to_uppercase()),
        };
        let short = arg.get_short().map_or_else(String::new, |short| format!(", `-{short}`"));
        let mut text = arg.get_help().map(ToString::to_string).unwrap_or_default().replace('|', "\\|");
        let values = arg.get_possible_values();
        if takes && !values.is_empty() {
            let named = values.iter().map(|value| match value.get_help() {
                Some(help) => format!("`{}` ({})", value.get_name(), help.to_string().replace('|', "\\|")),
                None => format!("`{}`", value.get_name()),
            });
            text = format!("{text}: {}", named.collect::<Vec<_>>().join(", "));
        }
        let is_told = text.contains("default: ");
        if let Some(default) =
            arg.get_default_values().first().filter(|default| takes && !is_told && !default.is_empty())
        {
            text = format!("{text}; default: `{}`", default.to_string_lossy());
        }
        format!("| `{name}`{short} | {text} |\n")
    }

    fn table(command: &Command) -> String {
        let shared = shared();
        let reads_a_site = command.get_arguments().any(|arg| arg.get_id() == "drafts");
        let is_shared = |arg: &Arg| reads_a_site && shared.get_arguments().any(|other| other.get_id() == arg.get_id());
        let own = command.get_arguments().filter(|arg| command.get_name() == "shared" || !is_shared(arg));
        let rows: String = own.map(row).collect();
        if rows.is_empty() { rows } else { format!("| | |\n| --- | --- |\n{rows}") }
    }

    /// What must stand below a heading: what the command does, and its own options.
    fn sections() -> Vec<(String, String)> {
        let first = ("## Options of every command that reads a site\n".to_owned(), table(&shared()));
        let program = Typed::command();
        let each = program.get_subcommands().map(|command| {
            let about = command.get_about().map(ToString::to_string).unwrap_or_default();
            (format!("## halaman {}\n", command.get_name()), format!("{about}.\n\n{}", table(command)))
        });
        [first].into_iter().chain(each).collect()
    }

    /// The page with a section as it must be: its first table, and the sentence above it, are exchanged.
    fn renewed(page: &str, heading: &str, wanted: &str) -> String {
        let start = page.find(heading).map_or(page.len(), |at| at + heading.len());
        let end = page[start..].find("\n## ").map_or(page.len(), |at| start + at);
        let old = &page[start..end];
        let rest = match (old.find("| --- |"), wanted.contains("| --- |")) {
            (Some(at), true) => old[at..].find("\n\n").map_or("", |end| &old[at + end + 1..]),
            _ => old.trim_start().split_once("\n\n").map_or("", |(_, rest)| rest),
        };
        let intro = if heading.starts_with("## Options") { old.split("| | |").next().unwrap_or("") } else { "\n" };
        format!("{}{intro}{wanted}{rest}{}", &page[..start], &page[end..])
    }

    /// `UPDATE=1` writes the tables anew.
    #[test]
    fn the_page_of_the_command_line_tells_every_option() {
        let mut page = std::fs::read_to_string(Path::new(PAGE)).unwrap().replace('\r', "");
        if std::env::var_os("UPDATE").is_some() {
            for (heading, wanted) in sections() {
                page = renewed(&page, &heading, &wanted);
            }
            std::fs::write(PAGE, &page).unwrap();
        }
        for (heading, wanted) in sections() {
            let section = page.split_once(&heading).unwrap_or_else(|| panic!("no {heading}")).1;
            let section = section.split("\n## ").next().unwrap();
            assert!(section.contains(&wanted), "below {heading}there must stand:\n{wanted}");
        }
        let told = page.matches("\n## halaman ").count();
        assert_eq!(told, Typed::command().get_subcommands().count(), "a heading for each command and no other");
    }
}
