//! What Didar calls the records of each entity, and how it is asked for them.

use super::transport::Action;

/// One entity at Didar. What it has no call for is never asked.
pub struct Endpoint {
    /// Key under which a record has its id.
    pub(super) id: &'static str,
    /// Key of the record in the body of a save, and by some reports in its answer.
    pub(super) record: &'static str,
    /// Searches whose rows together, in this order, are one list.
    pub(super) searches: &'static [Listing],
    /// A call that gives every record.
    pub(super) list: Option<Listing>,
    /// A call that gives one record.
    pub(super) detail: Option<Action>,
    /// A call that finds records by a mobile phone, as it is spelled.
    pub(super) by_phone: Option<Action>,
    /// A call that creates a record, or changes one.
    pub(super) save: Option<Action>,
}

/// A call that gives several records.
#[derive(Clone, Copy)]
pub(super) struct Listing {
    pub(super) action: Action,
    /// A key and the value that every one of them has.
    pub(super) only: Option<(&'static str, &'static str)>,
}

/// An entity that can only be pointed to.
const UNSERVED: Endpoint = Endpoint {
    id: "Id",
    record: "",
    searches: &[],
    list: None,
    detail: None,
    by_phone: None,
    save: None,
};

/// Persons and companies (didar-api.md 4).
pub static CONTACT: Endpoint = Endpoint {
    record: "Contact",
    searches: &[
        Listing { action: Action::read("contact/PersonSearch"), only: Some(("Type", "Person")) },
        Listing { action: Action::read("contact/CompanySearch"), only: Some(("Type", "Company")) },
    ],
    detail: Some(Action::read("contact/GetContactDetail")),
    by_phone: Some(Action::read("contact/getbyphonenumber")),
    save: Some(Action::write("contact/save")),
    ..UNSERVED
};

/// The account's users, by `UserId`: what `OwnerId` means (didar-api.md 6.3, F150).
pub static USER: Endpoint = Endpoint {
    id: "UserId",
    list: Some(Listing { action: Action::read("User/List"), only: None }),
    ..UNSERVED
};

/// The labels of deals; the list has labels of other things too (didar-api.md 6.5, F155).
pub static LABEL: Endpoint = Endpoint {
    list: Some(Listing {
        action: Action::get("Label/GetDealLabels"),
        only: Some(("Type", "Deal")),
    }),
    ..UNSERVED
};

impl Endpoint {
    /// Whether records can be searched.
    #[must_use]
    pub fn is_searched(&self) -> bool {
        !self.searches.is_empty()
    }

    /// Whether single records can be asked for.
    #[must_use]
    pub fn has_detail(&self) -> bool {
        self.detail.is_some()
    }

    /// Whether Didar lists every record in one answer.
    #[must_use]
    pub fn is_listed(&self) -> bool {
        self.list.is_some()
    }

    /// Whether records can be found by a phone number.
    #[must_use]
    pub fn finds_phones(&self) -> bool {
        self.by_phone.is_some()
    }
}
