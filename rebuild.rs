//! Tells cargo that the default theme is a part of the program (`include_dir!` reads `templates/`, and cargo would not
//! notice when a file there changes), and gives the program a name of its own: what one program remembers, another must
//! not believe.

use std::collections::hash_map::DefaultHasher;
use std::fs;
use std::hash::Hasher;
use std::path::{Path, PathBuf};

/// Everything that decides what the program makes of a site.
const PARTS: [&str; 5] = ["Cargo.lock", "Cargo.toml", "locales", "src", "templates"];

fn main() {
    // Its keys are fixed, so the same sources have the same name under one compiler; under another they may have another.
    let mut hasher = DefaultHasher::new();
    for part in PARTS {
        println!("cargo::rerun-if-changed={part}");
        add(Path::new(part), &mut hasher);
    }
    println!("cargo::rustc-env=HALAMAN_BUILD_ID={:016x}", hasher.finish());
}

/// A file's name and bytes, or those of all files in a folder, in the order of their names.
fn add(path: &Path, hasher: &mut DefaultHasher) {
    let mut below: Vec<PathBuf> =
        fs::read_dir(path).into_iter().flatten().flatten().map(|entry| entry.path()).collect();
    below.sort();
    for path in &below {
        add(path, hasher);
    }
    // With names in one form, it is the same on every system. The lengths keep neighbours apart.
    let name = path.to_string_lossy().replace('\\', "/");
    let bytes = fs::read(path).unwrap_or_default();
    for part in [name.as_bytes(), &bytes] {
        hasher.write_u64(part.len() as u64);
        hasher.write(part);
    }
}
