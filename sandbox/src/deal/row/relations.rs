//! What a deal belongs to. Relations that are absent are the zero GUID, embedded records that
//! are gone are null (F22, F24).

use serde::Serialize;
use uuid::Uuid;

use crate::account::Account;
use crate::contact;
use crate::deal::record::Deal;
use crate::user::display_name_of;

/// The related records by id, and the owner by name.
#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Relations<'a> {
    person_id: Uuid,
    contact_id: Uuid,
    company_id: Uuid,
    owner_id: Uuid,
    creator_id: Uuid,
    source_id: Uuid,
    label_id: Uuid,
    label_ids: &'a [Uuid],
    owner: Option<Owner>,
}

/// The embedded owner; `UserId` is what `OwnerId` names (F150).
#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
struct Owner {
    user_id: Uuid,
    display_name: Option<String>,
}

impl<'a> Relations<'a> {
    pub(super) fn of(deal: &'a Deal) -> Self {
        let owner = |user_id| Owner { user_id, display_name: display_name_of(user_id) };
        Self {
            person_id: deal.person,
            contact_id: deal.person,
            company_id: deal.company,
            owner_id: deal.owner,
            creator_id: deal.creator,
            source_id: deal.source,
            label_id: deal.labels.first().copied().unwrap_or_default(),
            label_ids: &deal.labels,
            owner: (!deal.owner.is_nil()).then(|| owner(deal.owner)),
        }
    }
}

/// The related contacts as their own searches show them, `Fields` included (F88, F218).
#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Embedded<'a> {
    person: Option<contact::Row<'a>>,
    contact: Option<contact::Row<'a>>,
    company: Option<contact::Row<'a>>,
}

impl<'a> Embedded<'a> {
    pub(super) fn of(deal: &Deal, account: &'a Account) -> Self {
        Self {
            person: live(deal.person, account),
            contact: live(deal.person, account),
            company: live(deal.company, account),
        }
    }
}

/// A contact that is neither removed nor in the bin; the deal keeps its id all the same (F214).
fn live(id: Uuid, account: &Account) -> Option<contact::Row<'_>> {
    let found = account.contacts.find(id).filter(|contact| !contact.is_deleted);
    found.map(contact::Row::search)
}
