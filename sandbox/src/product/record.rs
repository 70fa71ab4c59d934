//! One stored product.

use std::sync::Arc;

use uuid::Uuid;

use super::variant::Variant;
use crate::account::{Rank, Record};
use crate::amount::Amount;
use crate::time::Instant;

/// A product. Its description is never answered and so not kept.
#[derive(Clone, Debug)]
pub(crate) struct Product {
    pub(crate) id: Uuid,
    /// The number the server gave it (F234).
    pub(crate) number: u64,
    pub(crate) code: Arc<str>,
    pub(crate) title: String,
    pub(crate) title_for_invoice: Arc<str>,
    /// Free text (F235).
    pub(crate) unit: String,
    pub(crate) unit_price: Amount,
    pub(crate) category: Uuid,
    pub(crate) variants: Vec<Variant>,
    pub(crate) created: Instant,
}

impl Product {
    /// A product with nothing but its identity.
    pub(crate) fn new(id: Uuid, number: u64, created: Instant) -> Self {
        Self {
            id,
            number,
            code: "".into(),
            title: String::new(),
            title_for_invoice: "".into(),
            unit: String::new(),
            unit_price: Amount::Whole(0),
            category: Uuid::nil(),
            variants: Vec::new(),
            created,
        }
    }

    /// What an invoice says of the product, or of one of its variants.
    pub(crate) fn on_invoice(&self, variant: Uuid) -> (&Arc<str>, &Amount) {
        let found = self.variants.iter().find(|own| own.id == variant);
        match found {
            Some(variant) => (&variant.title_for_invoice, &variant.unit_price),
            None => (&self.title_for_invoice, &self.unit_price),
        }
    }
}

impl Record for Product {
    const LISTS: usize = 1;

    fn id(&self) -> Uuid {
        self.id
    }

    fn code(&self) -> u64 {
        self.number
    }

    fn rank(&self) -> Rank {
        (self.created, self.id)
    }

    fn is_deleted(&self) -> bool {
        false
    }

    fn list(&self) -> usize {
        0
    }
}
