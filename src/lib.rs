//! halaman builds static sites for people who publish news.
//!
//! A build is a chain of values. [`config`] reads `halaman.yaml`, [`content`] reads `content/` into a library of facts,
//! [`templates`] reads `templates/` and what each of them reads; [`plan`] makes of these three every file of the output,
//! with its address, before anything is rendered; [`render`] turns one output into bytes; [`public`] writes those that
//! differ. [`build`] puts the chain together, and [`cli`] is what people type. Modules stand here in reading order, from
//! the bottom up; each may use only those above it.

pub mod apple;
pub mod asset;
pub mod diag;
pub mod hash;
pub mod icons;
pub mod kept;
pub mod source;

pub mod toml_text;
pub mod yaml;

pub mod locale;

pub mod fields;
pub mod markdown;

pub mod config;

pub mod content;
pub mod templates;

pub mod plan;

pub mod public;
pub mod render;

pub mod agenda;
pub mod check;
pub mod diff;

pub mod build;
pub mod outside;
pub mod scaffold;
pub mod schema;

pub mod serve;

pub mod cli;
