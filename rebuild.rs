//! Tells cargo that the default theme is a part of the program: `include_dir!` reads `templates/`, and cargo would not
//! notice when a file there changes.

fn main() {
    println!("cargo::rerun-if-changed=templates");
}
