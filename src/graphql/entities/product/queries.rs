//! What can be asked of products.

use async_graphql::{Context, Object};

use super::{PRODUCT, Product, ProductCategory};
use crate::{
    crm::text,
    didar::Didar,
    graphql::{
        engine::nullable::Nullable,
        error::{FieldErrors, InputError},
        record::output::{Records, all},
    },
    message::message,
};

/// How many codes may be asked for.
const MOST_CODES: usize = 100;
/// How many products a text finds where nothing is said, and at most.
const USUAL: i32 = 30;
const MOST: i32 = 300;

/// Queries; it holds nothing.
#[derive(Default)]
pub(crate) struct ProductQueries;

#[Object]
impl ProductQueries {
    /// The products with these codes, each once; a code that no product has is left out.
    async fn products_by_code(
        &self,
        ctx: &Context<'_>,
        #[graphql(
            desc = "The products' own codes, at most 100; case counts, outer spaces do not."
        )]
        codes: Vec<String>,
    ) -> Nullable<Records<Product>> {
        Nullable(by_codes(ctx, &codes).await.map(Some))
    }

    /// The products that Didar finds for a text, best first; fuzzy, and Didar does not say how
    /// many there are.
    async fn products(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Part of a title or code.")] keywords: String,
        #[graphql(desc = "How many at most; 30 where left out, at most 300.")] first: Option<i32>,
    ) -> Nullable<Records<Product>> {
        Nullable(by_text(ctx, &keywords, first.unwrap_or(USUAL)).await.map(Some))
    }

    /// The groups that products are in.
    async fn product_categories(&self, ctx: &Context<'_>) -> Nullable<Records<ProductCategory>> {
        all(ctx).await
    }
}

async fn by_codes(ctx: &Context<'_>, codes: &[String]) -> Result<Records<Product>, FieldErrors> {
    if codes.len() > MOST_CODES {
        let message = message!("at most {most} at once", most = MOST_CODES);
        return Err(InputError::new(&["codes"], message).into());
    }
    let mut wanted = Vec::new();
    for (at, code) in codes.iter().enumerate() {
        let code = code.trim().to_owned();
        if code.is_empty() {
            let path = ["codes", &at.to_string()];
            return Err(InputError::new(&path, message!("must not be empty")).into());
        }
        if !wanted.contains(&code) {
            wanted.push(code);
        }
    }
    if wanted.is_empty() {
        return Ok(Records::new(Vec::new()));
    }
    let rows = ctx.data_unchecked::<Didar>().by_codes(PRODUCT.endpoint, &wanted).await?;
    Ok(Records::new(rows))
}

async fn by_text(
    ctx: &Context<'_>,
    keywords: &str,
    first: i32,
) -> Result<Records<Product>, FieldErrors> {
    let text = text::clean(keywords);
    if text.is_empty() {
        return Err(InputError::new(&["keywords"], message!("must not be empty")).into());
    }
    let most = match u64::try_from(first) {
        Ok(most) if first <= MOST => most,
        Ok(_) => {
            return Err(InputError::new(&["first"], message!("at most {most}", most = MOST)).into());
        }
        Err(_) => return Err(InputError::new(&["first"], message!("must not be negative")).into()),
    };
    if most == 0 {
        return Ok(Records::new(Vec::new()));
    }
    let rows = ctx.data_unchecked::<Didar>().by_text(PRODUCT.endpoint, &text, most).await?;
    Ok(Records::new(rows))
}
