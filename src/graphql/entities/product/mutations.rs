//! What can be written of products.

use async_graphql::{Context, Object};

use super::Product;
use crate::graphql::{
    engine::nullable::Nullable,
    save::{input::ByCodeInput, mutation::Mutating, payload::Payloads},
};

/// Mutations; it holds nothing.
#[derive(Default)]
pub(crate) struct ProductMutations;

#[Object]
impl ProductMutations {
    /// Creates or changes up to 100 products by their codes, looked for together; one payload
    /// each, in order. What is so already is not sent. One that fails stops no other.
    async fn save_products(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The products. Two of one code are refused.")] inputs: Vec<
            ByCodeInput<Product>,
        >,
        #[graphql(desc = "As in saveContacts.")] idempotency_key: Option<String>,
    ) -> Nullable<Payloads<Product>> {
        let mutation = Mutating::new(ctx, "saveProducts", idempotency_key);
        Nullable(mutation.all_by_code(inputs).await.map(Some))
    }
}
