//! Whether new definitions are to be believed at once.
//!
//! A failing upstream may answer with a part of the list, or with none of it. A schema
//! built from that would break every client that uses the account's fields.

use std::hash::{DefaultHasher, Hash, Hasher};

use crate::crm::catalogue::Catalogue;

/// Whether more than half of the live definitions are gone at one stroke.
pub(super) fn is_suspicious(known: &Catalogue, found: &Catalogue) -> bool {
    let live = |catalogue: &Catalogue| {
        catalogue.definitions().iter().filter(|definition| !definition.is_deleted).count()
    };
    live(found) * 2 < live(known)
}

/// Tells catalogues apart within this process.
pub(super) fn hash(catalogue: &Catalogue) -> u64 {
    let mut hasher = DefaultHasher::new();
    catalogue.hash(&mut hasher);
    hasher.finish()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::crm::{
        entity::Entity,
        field::{FieldDefinition, FieldKind},
    };

    fn catalogue(live: usize, deleted: usize) -> Catalogue {
        let definition = |at: usize| FieldDefinition {
            id: at.to_string(),
            key: format!("Field_996_0_{at}"),
            title: String::new(),
            entity: Entity::Contact,
            kind: FieldKind::Text,
            is_deleted: at >= live,
            is_searchable: true,
            is_required: false,
            excluded_in: Vec::new(),
            required_in: Vec::new(),
            options: vec![],
        };
        Catalogue::new((0..live + deleted).map(definition).collect())
    }

    #[test]
    fn losing_more_than_half_of_the_live_fields_at_once_is_suspicious() {
        for (known, found, suspicious) in
            [(10, 5, false), (10, 4, true), (1, 0, true), (0, 0, false), (3, 9, false)]
        {
            let verdict = is_suspicious(&catalogue(known, 4), &catalogue(found, 9));
            assert_eq!(verdict, suspicious, "{known} {found}");
        }
    }
}
