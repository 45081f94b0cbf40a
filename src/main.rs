//! The program `halaman`. Arguments in, exit code out; everything else is in the library.

use std::process::ExitCode;

fn main() -> ExitCode {
    halaman::cli::run()
}
