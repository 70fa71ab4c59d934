//! Who may see a record.

use crate::graphql::model::enumeration::{Enumeration, EnumerationValue};

/// In Didar's words (F68).
pub(super) static VISIBILITY: Enumeration = Enumeration {
    type_name: "Visibility",
    doc: "Who may see a record.",
    values: &[
        EnumerationValue { name: "ALL", wire: "All", doc: "Every user of the account." },
        EnumerationValue { name: "OWNER", wire: "Owner", doc: "The owner." },
        EnumerationValue { name: "OWNER_GROUP", wire: "OwnerGroup", doc: "The owner's group." },
    ],
};
