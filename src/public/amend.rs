//! Making a few outputs anew in a folder in which everything else is right.

use super::folder::Folder;
use super::{Applied, Done, Entry, Failure, Ledger, Maker, Round, Stamp, Target, guard, rank, told, unnoted};
use crate::plan::Output;
use rayon::prelude::*;
use std::collections::BTreeMap;

/// Makes these outputs that are not up to date, and writes those that differ. `ledger` has been read for the target, and all
/// its files have been looked at. Gives nothing, and changes nothing, where that does not hold any more or one cannot be made: a
/// build of all outputs knows what to do.
///
/// # Errors
/// What could not be written.
pub fn amend(
    outputs: &[Output],
    mut ledger: Ledger,
    target: &Target,
    maker: &impl Maker,
) -> Result<Option<Applied>, Failure> {
    let Ok(_lock) = guard::lock(target) else { return Ok(None) };
    let path = Ledger::path(target);
    if guard::check(target).is_err() || !ledger.is_current(&path) {
        return Ok(None);
    }
    let Ok(stage) = Folder::open(target.root.clone(), target.name.clone()) else { return Ok(None) };
    let made = Round { target, old: &ledger, stage: &stage }.take_all(outputs.par_iter(), maker);
    let done = match made {
        Ok(done) if stage.obstacles(|_| false).is_ok() => done,
        _ => {
            stage.abandon();
            return Ok(None);
        }
    };
    maker.places();
    let new = done.iter().filter(|done| !ledger.files.contains_key(&done.outcome.file)).count();
    let known = ledger.files.len() + new;
    let ranks: BTreeMap<&str, u8> = outputs.iter().map(|output| (output.file.as_str(), rank(&output.kind))).collect();
    let note = |ledger: &mut Ledger, entries: &[(String, Entry)]| {
        ledger.amend(&path, entries).map_err(|error| Failure::during([unnoted(&error)]))
    };
    let coming: Vec<(String, Entry)> = done.iter().filter_map(|done| done.coming(&ledger)).collect();
    if !coming.is_empty() {
        note(&mut ledger, &coming)?;
    }
    stage.commit(|file| ranks.get(file).copied().unwrap_or(0)).map_err(Failure::during)?;
    let (done, mut placed): (Vec<_>, Vec<_>) = done.into_iter().map(Done::parted).unzip();
    for (done, (_, entry)) in done.iter().zip(&mut placed) {
        entry.stamp = done.stamp(target).unwrap_or(entry.stamp);
    }
    note(&mut ledger, &placed)?;
    let mut applied = Applied { ledger: Stamp::of(&path), ..told(done, 0) };
    applied.counts.kept = known - applied.counts.written;
    Ok(Some(applied))
}
