//! The least that any builder must do for a site: read every input, make HTML of the Markdown once, write every output.
//!
//! It plans nothing and has no templates. The bytes it writes are those of a finished build, which it holds in memory before
//! the clock starts; so its memory says nothing, and is not told.

use crate::layout::files;
use crate::measure::Clock;
use pulldown_cmark::{Parser, html};
use rayon::prelude::*;
use std::collections::BTreeSet;
use std::fs;
use std::hint::black_box;
use std::io;
use std::path::{Path, PathBuf};

/// Reads the site, and writes into the folder `output`, which must not exist, what is in the folder `finished`. Prints what
/// that cost.
///
/// # Errors
/// Those of the system.
pub fn run(site: &Path, finished: &Path, output: &Path) -> io::Result<()> {
    let outputs: Vec<(String, Vec<u8>)> = files(finished)
        .into_iter()
        .map(|path| fs::read(finished.join(&path)).map(|bytes| (path, bytes)))
        .collect::<io::Result<_>>()?;
    // The pool of threads is made before, too.
    rayon::current_num_threads();
    let clock = Clock::start()?;
    black_box(read(site)?);
    write(output, &outputs)?;
    clock.stop()?.print();
    Ok(())
}

/// Bytes of HTML, so that nothing is optimised away.
fn read(site: &Path) -> io::Result<usize> {
    let made = files(site).into_par_iter().map(|path| {
        let bytes = fs::read(site.join(&path))?;
        if !path.ends_with(".md") {
            return Ok(bytes.len());
        }
        let text = String::from_utf8(bytes).map_err(io::Error::other)?;
        let mut page = String::with_capacity(text.len() * 2);
        html::push_html(&mut page, Parser::new(text.splitn(3, "---\n").last().unwrap_or_default()));
        Ok(page.len())
    });
    made.sum()
}

/// Each folder is made once, parents first; then each file is opened, written and closed once.
fn write(output: &Path, outputs: &[(String, Vec<u8>)]) -> io::Result<()> {
    let mut folders = BTreeSet::from([PathBuf::new()]);
    for (path, _) in outputs {
        folders.extend(Path::new(path).ancestors().skip(1).map(Path::to_path_buf));
    }
    folders.iter().try_for_each(|folder| fs::create_dir(output.join(folder)))?;
    outputs.par_iter().try_for_each(|(path, bytes)| fs::write(output.join(path), bytes))
}
