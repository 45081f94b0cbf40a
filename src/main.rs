//! The program `halaman`. Arguments in, exit code out; everything else is in the library.

use mimalloc::MiMalloc;
use std::process::ExitCode;

/// A build makes very many small values on all cores, which the system's allocator is slow at.
#[global_allocator]
static ALLOCATOR: MiMalloc = MiMalloc;

fn main() -> ExitCode {
    halaman::cli::run()
}
