//! Cutting a list into pages, and which numbers a pager shows.

use crate::config::Paginate;
use std::ops::Range;

/// How a list is cut.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Paging {
    items: usize,
    per_page: usize,
    order: Paginate,
    /// Pages that exist: at least 1.
    pub total: u32,
    /// Whether older items are left to the archive.
    pub cut: bool,
}

impl Paging {
    /// A list of `items`; at most `cap` pages of it exist, or all if `cap` is 0. Numbering from the oldest has no cap,
    /// since its pages do not move.
    pub fn new(items: usize, per_page: usize, cap: usize, order: Paginate) -> Self {
        let per_page = per_page.max(1);
        let all = match order {
            Paginate::FromNewest => items.div_ceil(per_page),
            // The front shows what is left over and one full page, so that it is never nearly empty.
            Paginate::FromOldest => items / per_page,
        };
        let all = all.max(1);
        let total = if cap == 0 || order == Paginate::FromOldest { all } else { all.min(cap) };
        Self { items, per_page, order, total: u32::try_from(total).unwrap_or(u32::MAX), cut: total < all }
    }

    /// The items (newest first) of the page that is reached `place` pages after the front, from 1.
    pub fn range(&self, place: u32) -> Range<usize> {
        let place = place as usize;
        match self.order {
            Paginate::FromNewest => {
                let end = (place * self.per_page).min(self.items);
                ((place - 1) * self.per_page).min(end)..end
            }
            Paginate::FromOldest => {
                let front = self.items - (self.total as usize - 1) * self.per_page;
                if place == 1 {
                    return 0..front;
                }
                let start = front + (place - 2) * self.per_page;
                start..start + self.per_page
            }
        }
    }

    /// The number a page is called by: its place, or counted from the oldest.
    pub fn number(&self, place: u32) -> u32 {
        match self.order {
            Paginate::FromNewest => place,
            Paginate::FromOldest => self.total + 1 - place,
        }
    }
}

/// The numbers a pager shows: the first, the last and two on each side of the current one. `true` marks a number before
/// which others are left out; a gap of one number is filled instead.
pub fn numbers(current: u32, total: u32) -> Vec<(u32, bool)> {
    let near = |number: u32| number == 1 || number == total || number.abs_diff(current) <= 2;
    let mut shown: Vec<(u32, bool)> = Vec::new();
    let candidates =
        (1..=total.min(1)).chain(current.saturating_sub(3).max(2)..=(current + 3).min(total)).chain([total]);
    for number in candidates {
        let last = shown.last().map_or(0, |(last, _)| *last);
        if number <= last {
            continue;
        }
        let fills_gap = number == last + 1 && (near(number + 1) || near(number));
        if near(number) || fills_gap {
            shown.push((number, number > last + 1));
        }
    }
    shown
}

#[cfg(test)]
mod tests {
    use super::{Paging, numbers};
    use crate::config::Paginate::{FromNewest, FromOldest};

    #[test]
    fn an_empty_list_has_one_empty_page() {
        let paging = Paging::new(0, 10, 25, FromNewest);
        assert_eq!((paging.total, paging.range(1), paging.cut), (1, 0..0, false));
    }

    #[test]
    fn pages_from_the_newest_are_capped() {
        let paging = Paging::new(95, 10, 4, FromNewest);
        assert_eq!((paging.total, paging.cut), (4, true));
        assert_eq!(paging.range(4), 30..40);
        assert_eq!(Paging::new(95, 10, 0, FromNewest).range(10), 90..95);
    }

    #[test]
    fn pages_from_the_oldest_do_not_move() {
        let before = Paging::new(95, 10, 0, FromOldest);
        let after = Paging::new(96, 10, 0, FromOldest);
        assert_eq!((before.total, before.range(1)), (9, 0..15));
        assert_eq!(before.number(9), 1);
        // Page number 1 holds the same ten oldest items in both.
        assert_eq!((before.range(9), after.range(9)), (85..95, 86..96));
    }

    #[test]
    fn every_item_is_on_one_page() {
        for order in [FromNewest, FromOldest] {
            for items in 0..60 {
                let paging = Paging::new(items, 7, 0, order);
                let shown: Vec<usize> = (1..=paging.total).flat_map(|place| paging.range(place)).collect();
                assert_eq!(shown, (0..items).collect::<Vec<_>>(), "{items} {order:?}");
            }
        }
    }

    #[test]
    fn a_pager_shows_the_ends_and_the_neighbours() {
        let text = |current, total| {
            let show = |(number, gap): (u32, bool)| if gap { format!("… {number}") } else { number.to_string() };
            numbers(current, total).into_iter().map(show).collect::<Vec<_>>().join(" ")
        };
        assert_eq!(text(1, 1), "1");
        assert_eq!(text(1, 2), "1 2");
        assert_eq!(text(1, 9), "1 2 3 … 9");
        assert_eq!(text(5, 9), "1 2 3 4 5 6 7 8 9");
        assert_eq!(text(6, 20), "1 … 4 5 6 7 8 … 20");
        assert_eq!(text(20, 20), "1 … 18 19 20");
    }
}
