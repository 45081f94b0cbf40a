//! Whole builds of the same archive by halaman, by a program that does the least possible, and by Hugo where it is installed:
//! `just bench-site [articles] [rounds]`. Prints Markdown tables; `docs/performance.md` says how to read them.
//!
//! Contenders take turns within a round, so that what else the machine does meets all of them, and the middle one of all
//! rounds is told. Everything is below `target/bench/`. Outputs are deleted in the end only: a disk from which many files
//! were just deleted is slow. Unix only.

mod contender;
mod corpus;
mod floor;
mod layout;
mod measure;

use contender::{Case, Contender, Who, hugo_version, size_of};
use corpus::Corpus;
use measure::Cost;
use std::env;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

/// Cargo's own word, which it gives to every bench.
const CARGO: &str = "--bench";

fn main() -> io::Result<()> {
    let words: Vec<String> = env::args().skip(1).filter(|word| word != CARGO).collect();
    match words.first().map(String::as_str) {
        Some("measure") => measure::only_child(&words[1..]),
        Some("floor") => {
            let [site, finished, output] = [1, 2, 3].map(|at| PathBuf::from(&words[at]));
            floor::run(&site, &finished, &output)
        }
        _ => all(&words),
    }
}

/// Measures each size that was asked for.
fn all(words: &[String]) -> io::Result<()> {
    let sizes = words.first().map_or("1000,10000,100000", String::as_str);
    let rounds = words.get(1).map_or(Ok(3), |word| word.parse()).map_err(io::Error::other)?;
    let bench = Path::new(env!("CARGO_TARGET_TMPDIR")).with_file_name("bench");
    // Two of them at once would measure each other, and delete each other's sites.
    let lock = fs::File::create(bench.with_extension("lock"))?;
    lock.try_lock().map_err(io::Error::other)?;
    let aborted = bench.with_file_name("bench-aborted");
    if bench.exists() {
        fs::rename(&bench, &aborted)?;
    }
    println!("{}\n", machine());
    for size in sizes.split(',') {
        let size: usize = size.trim().parse().map_err(io::Error::other)?;
        measure_size(size, rounds, &bench.join(size.to_string()))?;
    }
    if aborted.exists() {
        fs::remove_dir_all(aborted)?;
    }
    fs::remove_dir_all(bench)
}

/// The costs of one contender in one case, round by round.
struct Row {
    who: Who,
    case: Case,
    costs: Vec<Cost>,
}

fn measure_size(articles: usize, rounds: usize, scratch: &Path) -> io::Result<()> {
    eprintln!("{articles} articles: laying out");
    let corpus = Corpus::new(articles);
    let hugo = hugo_version().map(|_| Who::Hugo);
    let contenders: Vec<Contender> = [Who::Own, Who::Floor, Who::Theme]
        .into_iter()
        .chain(hugo)
        .map(|who| Contender::new(who, &corpus, scratch))
        .collect::<io::Result<_>>()?;
    let mut rows: Vec<Row> = Vec::new();
    let mut sizes = Vec::new();
    for round in 0..rounds {
        for case in Case::ALL {
            for contender in contenders.iter().filter(|contender| contender.takes(case)) {
                let cost = contender.run(case, round)?;
                let Cost { wall, cpu, peak } = cost;
                eprintln!("{}, {case}, {}: {cpu:.2} s CPU, {wall:.2} s, {peak:.0} MB", round + 1, contender.who);
                note(&mut rows, contender.who, case, cost);
                if (round, case) == (0, Case::Clean) {
                    sizes.push((contender.who, size_of(&contender.output(round))));
                }
            }
        }
    }
    print(articles, rounds, &sizes, &rows);
    Ok(())
}

fn note(rows: &mut Vec<Row>, who: Who, case: Case, cost: Cost) {
    match rows.iter_mut().find(|row| (row.who, row.case) == (who, case)) {
        Some(row) => row.costs.push(cost),
        None => rows.push(Row { who, case, costs: vec![cost] }),
    }
}

fn print(articles: usize, rounds: usize, sizes: &[(Who, (usize, f64))], rows: &[Row]) {
    println!("| {articles} articles, {rounds} rounds | | CPU s | wall s | peak MB | CPU to the floor |");
    println!("| --- | --- | ---: | ---: | ---: | ---: |");
    let cost = |who: Who, case: Case| {
        let row = rows.iter().find(|row| (row.who, row.case) == (who, case));
        row.map(|row| Cost::median(&row.costs))
    };
    let floor = cost(Who::Floor, Case::Clean).unwrap_or_default();
    for row in rows {
        let Cost { wall, cpu, peak } = Cost::median(&row.costs);
        let peak = if peak > 0.0 { format!("{peak:.0}") } else { "–".to_owned() };
        println!("| {} | {} | {cpu:.2} | {wall:.2} | {peak} | {:.2} |", row.case, row.who, cpu / floor.cpu);
    }
    println!();
    for (who, (files, megabytes)) in sizes {
        println!("- {who}: {files} files, {megabytes:.1} MB");
    }
    if let (Some(own), Some(hugo)) = (cost(Who::Own, Case::Clean), cost(Who::Hugo, Case::Clean)) {
        let times = [hugo.cpu / own.cpu, hugo.wall / own.wall, hugo.peak / own.peak];
        println!(
            "- clean, Hugo to halaman: {:.1} in CPU, {:.1} in wall, {:.1} in memory",
            times[0], times[1], times[2]
        );
    }
    println!();
}

/// What the figures were measured on.
fn machine() -> String {
    let first = |file: &str, key: &str| {
        let text = fs::read_to_string(file).unwrap_or_default();
        let line = text.lines().find_map(|line| line.strip_prefix(key)?.split_once(':').map(|(_, value)| value.trim()));
        line.map_or_else(|| "unknown".to_owned(), str::to_owned)
    };
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    let system = fs::read_to_string("/proc/sys/kernel/osrelease").unwrap_or_else(|_| env::consts::OS.to_owned());
    format!(
        "{}, {cores} cores, {} of memory, {} {}, halaman {}, Hugo {}",
        first("/proc/cpuinfo", "model name"),
        first("/proc/meminfo", "MemTotal"),
        env::consts::OS,
        system.trim(),
        env!("CARGO_PKG_VERSION"),
        hugo_version().unwrap_or_else(|| "not installed".to_owned()),
    )
}
