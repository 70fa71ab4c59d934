//! The totals beside the rows of a deal search (F129).

use serde::Serialize;
use serde_json::Value;

use super::{Deal, Status};
use crate::wire::Spelling;

/// What is counted while the deals are scanned.
#[derive(Debug, Default)]
pub(super) struct Totals {
    price: f64,
    all_count: usize,
    all_price: f64,
    pending: usize,
    won: usize,
    lost: usize,
}

impl Totals {
    /// Counts a deal that is found.
    pub(super) fn add(&mut self, deal: &Deal) {
        self.price += deal.price.value();
        match deal.status {
            Status::Pending => self.pending += 1,
            Status::Won => self.won += 1,
            Status::Lost => self.lost += 1,
        }
    }

    /// Counts a deal for the totals over "all deals".
    pub(super) fn add_to_all(&mut self, deal: &Deal) {
        self.all_count += 1;
        self.all_price += deal.price.value();
    }

    pub(super) fn row(&self, spelling: Spelling) -> TotalsRow {
        TotalsRow {
            total_price: spelling.sum(self.price),
            all_deals_count: self.all_count,
            all_deals_total_price: spelling.sum(self.all_price),
            pending_deals_count: self.pending,
            won_deals_count: self.won,
            lost_deals_count: self.lost,
        }
    }
}

/// The totals on the wire.
#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct TotalsRow {
    total_price: Value,
    all_deals_count: usize,
    all_deals_total_price: Value,
    pending_deals_count: usize,
    won_deals_count: usize,
    lost_deals_count: usize,
}
