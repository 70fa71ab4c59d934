//! What is sold in a deal (section 13, DealItem).

use std::sync::Arc;

use serde::Serialize;
use serde_json::Value;
use uuid::Uuid;

use crate::account::Shelf;
use crate::amount::Amount;
use crate::json;
use crate::product::Product;
use crate::save::given;
use crate::settings::ItemTax;
use crate::wire::{ApiError, Spelling};

/// One line of a deal. Its product and variant are named by what is on the invoice alone.
#[derive(Clone, Debug)]
pub(crate) struct Item {
    pub(crate) id: Uuid,
    pub(crate) product_code: Arc<str>,
    pub(crate) title_for_invoice: Arc<str>,
    pub(crate) quantity: Amount,
    pub(crate) unit_price: Amount,
    /// A currency amount per unit (F121).
    pub(crate) discount: Amount,
    /// In percent; kept where it counts (F120).
    pub(crate) tax: Amount,
}

/// The amount of what nobody priced.
const FREE: Amount = Amount::Whole(0);

impl Item {
    /// Reads an entry of `DealItems`. A known product or variant gives the code, the title and
    /// the price that the entry does not.
    pub(crate) fn read(
        entry: &Value,
        products: &Shelf<Product>,
        tax: ItemTax,
    ) -> Result<Self, ApiError> {
        let product = products.find(given::guid(entry, "ProductId")?.unwrap_or_default());
        let variant = given::guid(entry, "VariantId")?.unwrap_or_default();
        let text = |name| json::get(entry, name).and_then(json::text);
        let text = |name| text(name).filter(|text| !text.is_empty()).map(Arc::from);
        let code = product.map(|product| product.code.clone());
        let (title, price) = product.map(|product| product.on_invoice(variant)).unzip();
        Ok(Self {
            id: Uuid::new_v4(),
            product_code: text("ProductCode").or(code).unwrap_or_default(),
            title_for_invoice: title.cloned().or_else(|| text("Description")).unwrap_or_default(),
            quantity: given::amount(entry, "Quantity")?.unwrap_or(Amount::Whole(1)),
            unit_price: given::amount(entry, "UnitPrice")?.or(price.cloned()).unwrap_or(FREE),
            discount: given::amount(entry, "Discount")?.unwrap_or(FREE),
            tax: match tax {
                ItemTax::Ignored => FREE,
                ItemTax::Counted => given::amount(entry, "TaxPercent")?.unwrap_or(FREE),
            },
        })
    }

    /// Reads an item of a planted row; what is missing is empty.
    pub(crate) fn plant(row: &Value) -> Self {
        let text = |name| json::get(row, name).and_then(json::text).unwrap_or_default();
        let amount = |name| json::get(row, name).and_then(Amount::read);
        Self {
            id: json::id(row).unwrap_or_else(Uuid::new_v4),
            product_code: text("ProductCode").into(),
            title_for_invoice: text("TitleForInvoice").into(),
            quantity: amount("Quantity").unwrap_or(Amount::Whole(1)),
            unit_price: amount("UnitPrice").unwrap_or(FREE),
            discount: amount("Discount").unwrap_or(FREE),
            tax: FREE,
        }
    }

    /// What is paid for the line.
    pub(crate) fn price_after_discount(&self) -> f64 {
        let price = self.quantity.value() * (self.unit_price.value() - self.discount.value());
        price * (1.0 + self.tax.value() / 100.0)
    }
}

/// A line in `Items`.
#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct ItemRow<'a> {
    id: Uuid,
    product_code: &'a str,
    title_for_invoice: &'a str,
    quantity: Value,
    unit_price: Value,
    price: Value,
    discount: Value,
    price_after_discount: Value,
}

impl<'a> ItemRow<'a> {
    pub(super) fn of(item: &'a Item, spelling: Spelling) -> Self {
        Self {
            id: item.id,
            product_code: &item.product_code,
            title_for_invoice: &item.title_for_invoice,
            quantity: Value::Number(item.quantity.number()),
            unit_price: spelling.amount(&item.unit_price),
            price: spelling.sum(item.quantity.value() * item.unit_price.value()),
            discount: spelling.amount(&item.discount),
            price_after_discount: spelling.sum(item.price_after_discount()),
        }
    }
}

/// A line in `Invoice` (F134).
#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct InvoiceLine<'a> {
    original_title: &'a str,
    quantity: Value,
}

impl<'a> From<&'a Item> for InvoiceLine<'a> {
    fn from(item: &'a Item) -> Self {
        Self {
            original_title: &item.title_for_invoice,
            quantity: Value::Number(item.quantity.number()),
        }
    }
}
