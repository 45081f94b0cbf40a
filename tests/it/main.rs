//! The integration tests: one binary, so that it is linked once.
//!
//! [`project`] runs the real program on a site made for the occasion; everything else here says what must come out.

mod agenda;
mod browser;
mod cache;
mod check;
mod commonmark;
mod determinism;
mod diff;
mod docs;
mod errors;
#[cfg(all(target_os = "linux", target_arch = "x86_64"))]
mod faults;
mod feeds;
mod few;
mod hostile;
mod html;
mod icons;
mod incremental;
mod newsroom;
mod outside;
mod project;
mod publish;
mod random;
mod recipes;
mod recommendations;
mod sample;
mod scripts;
mod serve;
mod sites;
mod start;
mod theme;
mod tidy;
