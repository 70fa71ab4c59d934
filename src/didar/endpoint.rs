//! What Didar calls the records of each entity, and how it is asked for them.

use super::action::Action;

/// How many calls the candidates of one search take at most; each fetches as many as
/// integrators are known to ask for (F38).
pub(super) const MOST_CALLS_FOR_CANDIDATES: u64 = 10;

/// One entity at Didar. What it has no call for is never asked.
pub struct Endpoint {
    /// Key under which a record has its id.
    pub(super) id: &'static str,
    /// Key of the record in the body of a save, and by some reports in its answer.
    pub(super) record: &'static str,
    /// Searches whose rows together, in this order, are one list.
    pub(super) searches: &'static [Listing],
    /// How many rows one call of a search is known to give.
    pub(super) rows_a_call: u64,
    /// A search whose rows show more.
    pub(super) rich: Option<Rich>,
    /// How every record is listed.
    pub(super) listed: Option<Listed>,
    /// A call that gives one record.
    pub(super) detail: Option<Action>,
    /// A call that finds records by a mobile phone, as it is spelled.
    pub(super) by_phone: Option<Action>,
    /// A call that finds records by their codes.
    pub(super) by_code: Option<ByCode>,
    /// A call that finds records by a text, the best first, and does not say how many.
    pub(super) by_text: Option<Action>,
    /// A call that creates a record, or changes one.
    pub(super) save: Option<Action>,
    /// Where the save is a form with a file in it.
    pub(super) upload: Option<Upload>,
    /// Key of the record's lines beside it in the body of a save.
    pub(super) lines: Option<&'static str>,
    /// Pairs: a key in saves, and the key under which rows show the same value.
    pub(super) shown_as: &'static [(&'static str, &'static str)],
    /// Pairs: the key of another record's id, and the key under which rows embed that record.
    pub(super) embedded: &'static [(&'static str, &'static str)],
    /// What stands beside the record in the body of a save, as JSON.
    pub(super) beside: &'static [(&'static str, &'static str)],
}

/// A call that gives several records.
#[derive(Clone, Copy)]
pub(super) struct Listing {
    pub(super) action: Action,
    /// A key and the value that every one of them has.
    pub(super) only: Option<(&'static str, &'static str)>,
}

/// A form that gives a record a file. What is answered tells of the file, and not of the record.
#[derive(Clone, Copy)]
pub(super) struct Upload {
    /// Field of the record's id.
    pub(super) owner: &'static str,
    /// Field of the file.
    pub(super) file: &'static str,
    /// Keys of the file's name and media type in the answer.
    pub(super) name: &'static str,
    pub(super) media_type: &'static str,
}

/// A call that finds records by their codes: how they are sent, answered and stored.
#[derive(Clone, Copy)]
pub(super) struct ByCode {
    pub(super) action: Action,
    /// Key of the codes in the body.
    pub(super) codes: &'static str,
    /// Key of the records in the answer, in small letters.
    pub(super) records: &'static str,
    /// Key of the code in a record.
    pub(super) code: &'static str,
}

/// A search of the same records that shows what no other call does. Whether it heeds every
/// criterion is not known (F216).
#[derive(Clone, Copy)]
pub(super) struct Rich {
    pub(super) action: Action,
    /// The criterion, a list, that finds the records which point to one.
    pub(super) criterion: &'static str,
    /// Key of that one in a record.
    pub(super) pointer: &'static str,
}

/// A call that gives every record, and which of its objects they are.
#[derive(Clone, Copy)]
pub(super) struct Listed {
    pub(super) catalogue: &'static Catalogue,
    /// The rows, or the records inside them.
    pub(super) are_parts: bool,
}

/// A list that Didar gives whole.
pub(super) struct Catalogue {
    pub(super) listing: Listing,
    /// Key under which a row has its id.
    pub(super) id: &'static str,
    /// Key of the rows in an answer that has several lists.
    pub(super) rows: Option<&'static str>,
    /// The records of each row.
    pub(super) parts: Option<Parts>,
    /// Whether it is the same for every account.
    pub(super) is_shared: bool,
}

/// Records that belong to the rows of a list.
#[derive(Clone, Copy)]
pub(super) struct Parts {
    /// Key of the list of them in a row.
    pub(super) key: &'static str,
    /// Key under which each has the id of its row.
    pub(super) owner: &'static str,
    pub(super) stand: Stand,
}

/// Where the records of a row stand in the answer.
#[derive(Clone, Copy)]
pub(super) enum Stand {
    /// In the row, in the order of the number under this key.
    Inside { order: &'static str },
    /// In a list of all of them beside that of the rows, under the key of the parts. It may
    /// be left out (F206).
    Beside,
}

/// An entity that can only be pointed to.
const UNSERVED: Endpoint = Endpoint {
    id: "Id",
    record: "",
    searches: &[],
    rows_a_call: 300,
    rich: None,
    listed: None,
    detail: None,
    by_phone: None,
    by_code: None,
    by_text: None,
    save: None,
    upload: None,
    lines: None,
    shown_as: &[],
    embedded: &[],
    beside: &[],
};

/// An entity whose rows are inside the rows of others, and nowhere else.
pub static EMBEDDED: Endpoint = UNSERVED;

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
    // Objects with ids (F158).
    shown_as: &[("SegmentIds", "Segments")],
    ..UNSERVED
};

/// Deals (didar-api.md 6.1).
pub static DEAL: Endpoint = Endpoint {
    record: "Deal",
    searches: &[Listing { action: Action::read("deal/search_v2"), only: None }],
    rows_a_call: 1000,
    // The older one, whose rows have the items (F134).
    rich: Some(Rich {
        action: Action::read("deal/search"),
        criterion: "ContactIds",
        pointer: "PersonId",
    }),
    detail: Some(Action::read("deal/getdealdetail")),
    save: Some(Action::write("deal/save_v2")),
    // A sibling of the deal (F118).
    lines: Some("DealItems"),
    ..UNSERVED
};

/// Cases (didar-api.md 6.7). There is no call for one of them.
pub static CASE: Endpoint = Endpoint {
    record: "Case",
    searches: &[Listing { action: Action::read("Case/search"), only: None }],
    save: Some(Action::write("Case/Save_v2")),
    embedded: &[("PersonId", "Contact")],
    ..UNSERVED
};

/// The account's users, by `UserId`: what `OwnerId` means (didar-api.md 6.3, F150).
pub static USER: Endpoint = of_catalogue(
    "UserId",
    &Catalogue { id: "UserId", ..catalogue(Action::read("User/List"), None) },
);

/// The labels of deals; the list has labels of other things too (didar-api.md 6.5, F155).
pub static LABEL: Endpoint =
    of_catalogue("Id", &catalogue(Action::get("Label/GetDealLabels"), Some(("Type", "Deal"))));

/// Activities and notes; what is saved of one is read back with a deal alone (F142).
pub static ACTIVITY: Endpoint = Endpoint {
    record: "Activity",
    save: Some(Action::write("activity/save")),
    beside: &[("NewAttachments", "[]"), ("SetDone", "false")],
    ..UNSERVED
};

/// The files of activities (F145).
pub static ATTACHMENT: Endpoint = Endpoint {
    save: Some(Action::write("activity/AttachFilesToActivity")),
    upload: Some(Upload { owner: "activityId", file: "uploads", name: "Name", media_type: "Type" }),
    ..UNSERVED
};

/// The kinds of activities (didar-api.md 6.2).
pub static ACTIVITY_TYPE: Endpoint =
    of_catalogue("Id", &catalogue(Action::read("activity/GetActivityType"), None));

/// Products (didar-api.md 6.6, F161 to F164).
pub static PRODUCT: Endpoint = Endpoint {
    record: "Product",
    by_code: Some(ByCode {
        action: Action::read("product/getproductbycodes"),
        codes: "Code",
        records: "products",
        code: "Code",
    }),
    by_text: Some(Action::read("product/search")),
    save: Some(Action::write("product/save")),
    ..UNSERVED
};

/// The groups that products are in (F165).
pub static PRODUCT_CATEGORY: Endpoint =
    of_catalogue("Id", &catalogue(Action::read("product/categories"), None));

const STAGES: Parts =
    Parts { key: "Stages", owner: "PipelineId", stand: Stand::Inside { order: "Index" } };

static DEAL_PIPELINES: Catalogue = Catalogue {
    parts: Some(STAGES),
    ..catalogue(Action::read("pipeline/list/0"), Some(("Type", "Deal")))
};

static CASE_PIPELINES: Catalogue = Catalogue {
    parts: Some(STAGES),
    ..catalogue(Action::read("pipeline/list/1"), Some(("Type", "Case")))
};

/// The pipelines of deals (didar-api.md 6.4).
pub static PIPELINE: Endpoint = of_catalogue("Id", &DEAL_PIPELINES);

/// Their stages.
pub static STAGE: Endpoint = of_parts(&DEAL_PIPELINES);

/// The pipelines of cases (F233).
pub static CASE_PIPELINE: Endpoint = of_catalogue("Id", &CASE_PIPELINES);

/// Their stages.
pub static CASE_STAGE: Endpoint = of_parts(&CASE_PIPELINES);

static LOCATIONS: Catalogue = Catalogue {
    rows: Some("Provinces"),
    parts: Some(Parts { key: "Cities", owner: "ParentId", stand: Stand::Beside }),
    is_shared: true,
    ..catalogue(Action::open("shared/GetLocations"), None)
};

/// The provinces of Iran (didar-api.md 4.8).
pub static PROVINCE: Endpoint = of_catalogue("Id", &LOCATIONS);

/// Their cities.
pub static CITY: Endpoint = of_parts(&LOCATIONS);

const fn catalogue(action: Action, only: Option<(&'static str, &'static str)>) -> Catalogue {
    let listing = Listing { action, only };
    Catalogue { listing, id: "Id", rows: None, parts: None, is_shared: false }
}

const fn of_catalogue(id: &'static str, catalogue: &'static Catalogue) -> Endpoint {
    Endpoint { id, listed: Some(Listed { catalogue, are_parts: false }), ..UNSERVED }
}

const fn of_parts(catalogue: &'static Catalogue) -> Endpoint {
    Endpoint { listed: Some(Listed { catalogue, are_parts: true }), ..UNSERVED }
}

impl Endpoint {
    /// Whether records can be searched.
    #[must_use]
    pub fn is_searched(&self) -> bool {
        !self.searches.is_empty()
    }

    /// How many searches together list the records.
    #[must_use]
    pub fn searches(&self) -> u64 {
        self.searches.len() as u64
    }

    /// Whether single records can be asked for.
    #[must_use]
    pub fn has_detail(&self) -> bool {
        self.detail.is_some()
    }

    /// Whether Didar lists every record in one answer.
    #[must_use]
    pub fn is_listed(&self) -> bool {
        self.listed.is_some()
    }

    /// Whether records can be found by their codes.
    #[must_use]
    pub fn finds_codes(&self) -> bool {
        self.by_code.is_some()
    }

    /// Whether records can be found by a text, and not searched.
    #[must_use]
    pub fn finds_texts(&self) -> bool {
        self.by_text.is_some()
    }

    /// How many calls reading every record takes at most.
    #[must_use]
    pub fn most_calls(&self) -> u64 {
        MOST_CALLS_FOR_CANDIDATES
    }

    /// Whether records can be found by a phone number.
    #[must_use]
    pub fn finds_phones(&self) -> bool {
        self.by_phone.is_some()
    }
}
