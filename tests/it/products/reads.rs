//! Products, by their codes and by a text.

use didar_sandbox::Switches;
use serde_json::{Value, json};

use crate::deals::{stored, switched};
use crate::support::errors;

fn code(row: &Value) -> String {
    row["Code"].as_str().expect("a code").trim().to_owned()
}

#[tokio::test]
async fn a_product_is_found_by_its_code_whatever_spaces_are_around_it() {
    let gateway = switched(Switches::default()).await;
    gateway.warm().await;
    let rows = gateway.sandbox.products_json();
    let clean: Vec<_> = rows.iter().filter(|row| row["Code"] == code(row).as_str()).collect();
    let codes =
        [code(clean[0]), format!(" {} ", code(clean[1])), "nobody".to_owned(), code(clean[0])];
    let query = "query($codes: [String!]!) { productsByCode(codes: $codes) { id code title unitPrice \
                 category { id title } categoryId variants { id code unitPrice } } }";
    let answer = gateway.ask_with(query, &json!({ "codes": codes })).await;
    let found = answer["data"]["productsByCode"].as_array().expect("products").clone();
    assert_eq!(found.len(), 2, "{answer:#}");
    for product in &found {
        let row = rows.iter().find(|row| row["Id"] == product["id"]).expect("stored");
        assert_eq!(product["code"], code(row));
        assert_eq!(product["categoryId"], row["ProductCategoryId"]);
        assert_eq!(product["category"]["id"], row["ProductCategoryId"]);
        let variants = row["Variants"].as_array().map_or(0, Vec::len);
        assert_eq!(product["variants"].as_array().map_or(0, Vec::len), variants);
    }
    assert_eq!(gateway.actions().iter().filter(|a| *a == "product/getproductbycodes").count(), 1);
}

#[tokio::test]
async fn a_text_finds_products_and_wrong_questions_are_refused() {
    let gateway = switched(Switches::default()).await;
    let rows = gateway.sandbox.products_json();
    let title = rows[0]["Title"].as_str().expect("a title");
    let query = format!(
        "{{ products(keywords: \"{title}\", first: 3) {{ id title }} productCategories {{ id title }} }}"
    );
    let answer = gateway.data(&query).await;
    let found = answer["products"].as_array().expect("products");
    assert!(found.iter().any(|product| product["id"] == rows[0]["Id"]), "{answer:#}");
    assert!(answer["productCategories"].as_array().is_some_and(|all| !all.is_empty()));
    let many: Vec<_> = (0..101).map(|at| format!("\"{at}\"")).collect();
    for (query, path) in [
        ("{ products(keywords: \" \") { id } }".to_owned(), "keywords"),
        ("{ products(keywords: \"a\", first: 301) { id } }".to_owned(), "first"),
        ("{ products(keywords: \"a\", first: -1) { id } }".to_owned(), "first"),
        ("{ productsByCode(codes: [\"a\", \"\"]) { id } }".to_owned(), "codes.1"),
        (format!("{{ productsByCode(codes: [{}]) {{ id }} }}", many.join(", ")), "codes"),
    ] {
        let found = errors(&gateway.ask(&query).await);
        assert_eq!((&*found[0].0, &*found[0].1), ("BAD_USER_INPUT", path), "{query}");
    }
}

#[tokio::test]
async fn the_products_of_all_items_of_a_page_are_one_call() {
    let gateway = switched(Switches::default()).await;
    gateway.warm().await;
    let query = "{ deals(first: 30, includeDeleted: true) { nodes { id items { productCode product { code title } } } } }";
    let answer = gateway.data(query).await;
    let products = gateway.sandbox.products_json();
    let codes: Vec<_> = products.iter().map(code).collect();
    let mut seen = 0;
    for item in answer["deals"]["nodes"]
        .as_array()
        .expect("nodes")
        .iter()
        .flat_map(|node| node["items"].as_array().into_iter().flatten())
    {
        let wanted = item["productCode"].as_str().unwrap_or_default().trim().to_owned();
        // One whose stored code has stray spaces is not found by Didar.
        if codes.contains(&wanted) && !item["product"].is_null() {
            assert_eq!(item["product"]["code"], wanted);
            seen += 1;
        }
    }
    assert!(seen > 10, "{seen} of {}", stored(&gateway).len());
    assert_eq!(gateway.actions().iter().filter(|a| *a == "product/getproductbycodes").count(), 1);
}
