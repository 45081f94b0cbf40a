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
