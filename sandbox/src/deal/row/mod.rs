//! The deal of F133, put together from parts that are flat on the wire.

mod progress;
mod relations;
mod times;

use serde::Serialize;
use uuid::Uuid;

use super::item::{InvoiceLine, ItemRow};
use super::record::Deal;
use crate::account::Fields;
use crate::activity;
use crate::settings::Presence;
use crate::view::View;
use crate::wire::Spelling;

use progress::Progress;
use relations::{Embedded, Relations};
use times::Times;

/// A deal on the wire.
#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct Row<'a> {
    #[serde(flatten)]
    identity: Identity<'a>,
    #[serde(flatten)]
    progress: Progress<'a>,
    #[serde(flatten)]
    times: Times,
    #[serde(flatten)]
    relations: Relations<'a>,
    #[serde(flatten)]
    embedded: Option<Embedded<'a>>,
    #[serde(flatten)]
    sold: Option<Sold<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    fields: Option<&'a Fields>,
    #[serde(skip_serializing_if = "Option::is_none")]
    activities: Option<Vec<activity::Row<'a>>>,
}

impl<'a> Row<'a> {
    /// The row of `deal/search_v2`.
    pub(crate) fn plain(deal: &'a Deal, view: View<'a>) -> Self {
        Self {
            embedded: Some(Embedded::of(deal, view.account)),
            fields: Some(&deal.fields),
            ..Self::bare(deal, view)
        }
    }

    /// The row of `deal/search`, with items and invoice (F134).
    pub(crate) fn with_items(deal: &'a Deal, view: View<'a>) -> Self {
        Self { sold: Some(Sold::of(deal, view.spelling)), ..Self::plain(deal, view) }
    }

    /// The detail: activities, and usually no items (F135, F136).
    pub(crate) fn detail(deal: &'a Deal, view: View<'a>) -> Self {
        let activities = view.account.activities.of_deal(deal.id);
        let activities = activities.map(|one| activity::Row::of(one, view.spelling));
        let with_items = view.switches.items_in_detail == Presence::Present;
        Self {
            sold: with_items.then(|| Sold::of(deal, view.spelling)),
            activities: Some(activities.collect()),
            ..Self::plain(deal, view)
        }
    }

    /// The answer of a save: nothing embedded but the owner, and usually no `Fields` (F88).
    pub(crate) fn saved(deal: &'a Deal, view: View<'a>) -> Self {
        let with_fields = view.switches.fields_in_save_answer == Presence::Present;
        Self { fields: with_fields.then_some(&deal.fields), ..Self::bare(deal, view) }
    }

    fn bare(deal: &'a Deal, view: View<'a>) -> Self {
        Self {
            identity: Identity::of(deal),
            progress: Progress::of(deal, view.spelling),
            times: Times::of(deal, view),
            relations: Relations::of(deal),
            embedded: None,
            sold: None,
            fields: None,
            activities: None,
        }
    }
}

/// What the deal is.
#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
struct Identity<'a> {
    id: Uuid,
    code: u64,
    title: &'a str,
    description: Option<&'a str>,
    pin: bool,
    is_deleted: bool,
}

impl<'a> Identity<'a> {
    fn of(deal: &'a Deal) -> Self {
        Self {
            id: deal.id,
            code: deal.code,
            title: &deal.title,
            description: deal.description.as_deref(),
            pin: deal.is_pinned,
            is_deleted: deal.is_deleted,
        }
    }
}

/// What is sold: the invoice is an object even when it has no lines (F218).
#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
struct Sold<'a> {
    items: Vec<ItemRow<'a>>,
    invoice: Invoice<'a>,
}

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
struct Invoice<'a> {
    items: Vec<InvoiceLine<'a>>,
}

impl<'a> Sold<'a> {
    fn of(deal: &'a Deal, spelling: Spelling) -> Self {
        let lines = deal.items.iter().map(InvoiceLine::from);
        Self {
            items: deal.items.iter().map(|item| ItemRow::of(item, spelling)).collect(),
            invoice: Invoice { items: lines.collect() },
        }
    }
}
