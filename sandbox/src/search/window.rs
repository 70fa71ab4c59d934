//! Paging: `From` and `Limit` over an ordered list (F35, F40, F41).

use serde_json::Value;

use crate::json;

/// The rows asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Window {
    from: usize,
    limit: usize,
}

/// The slots of one page, and the number of matches before paging (F41).
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Page {
    pub(crate) slots: Vec<u32>,
    pub(crate) total: usize,
}

impl Window {
    /// Reads `From` and `Limit`; left out they are 0 and 30 (F35), negative ones count as 0.
    pub(crate) fn read(request: &Value) -> Self {
        let number = |name| json::get(request, name).and_then(json::integer);
        let row_count = |number: i64| usize::try_from(number).unwrap_or(0);
        Self {
            from: number("From").map_or(0, row_count),
            limit: number("Limit").map_or(30, row_count),
        }
    }

    /// The window with no more rows than these.
    pub(crate) fn at_most(self, rows: Option<usize>) -> Self {
        Self { limit: rows.map_or(self.limit, |rows| self.limit.min(rows)), ..self }
    }

    /// The window of an unconditional search: cut out of the index, nothing is scanned.
    pub(crate) fn cut(self, slots: &[u32], ascending: bool) -> Page {
        let total = slots.len();
        let start = self.from.min(total);
        let end = start.saturating_add(self.limit).min(total);
        let slots = if ascending {
            slots[start..end].to_vec()
        } else {
            let newest = slots[total - end..total - start].iter();
            newest.rev().copied().collect()
        };
        Page { slots, total }
    }

    /// The window of a conditional search: every slot is tested, only the window is kept.
    pub(crate) fn scan(
        self,
        slots: &[u32],
        ascending: bool,
        test: impl FnMut(u32) -> bool,
    ) -> Page {
        if ascending {
            self.collect(slots.iter().copied(), test)
        } else {
            self.collect(slots.iter().rev().copied(), test)
        }
    }

    fn collect(self, slots: impl Iterator<Item = u32>, mut test: impl FnMut(u32) -> bool) -> Page {
        let mut page = Page { slots: Vec::new(), total: 0 };
        for slot in slots.filter(|&slot| test(slot)) {
            if page.total >= self.from && page.slots.len() < self.limit {
                page.slots.push(slot);
            }
            page.total += 1;
        }
        page
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn window(from: usize, limit: usize) -> Window {
        Window { from, limit }
    }

    #[test]
    fn the_defaults_are_the_documented_ones() {
        assert_eq!(Window::read(&json!({})), window(0, 30));
        assert_eq!(Window::read(&Value::Null), window(0, 30));
        let spelled = json!({"from": "5", "LIMIT": 7});
        assert_eq!(Window::read(&spelled), window(5, 7));
        assert_eq!(Window::read(&json!({"From": -3, "Limit": -1})), window(0, 0));
    }

    #[test]
    fn cutting_and_scanning_agree_on_every_window() {
        let slots = [4, 0, 3, 1, 2];
        for ascending in [true, false] {
            for from in 0..7 {
                for limit in 0..7 {
                    let window = window(from, limit);
                    let cut = window.cut(&slots, ascending);
                    assert_eq!(cut, window.scan(&slots, ascending, |_| true));
                    assert_eq!(cut.total, 5);
                }
            }
        }
        assert_eq!(window(1, 2).cut(&slots, false).slots, [1, 3]);
    }

    #[test]
    fn a_scan_counts_what_lies_outside_the_window() {
        let page = window(1, 1).scan(&[10, 11, 12, 13], true, |slot| slot != 11);
        assert_eq!(page, Page { slots: vec![12], total: 3 });
    }

    #[test]
    fn an_absurd_limit_is_harmless() {
        assert_eq!(window(1, usize::MAX).cut(&[1, 2], true).slots, [2]);
    }
}
