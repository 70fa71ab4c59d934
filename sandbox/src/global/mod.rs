//! `search/search`: one search over several entities (section 3.4).

mod row;

use serde::Serialize;
use serde_json::Value;

use crate::account::{Account, Fields};
use crate::case::Case;
use crate::contact::ContactKind;
use crate::deal::Deal;
use crate::json;
use crate::search::criterion;
use crate::settings::Switches;
use crate::text::Needle;
use crate::wire::envelope;
use row::Row;

/// The most rows an answer has: no paging is documented.
const MOST: usize = 50;

/// The answer: `Total`, not `TotalCount` (F12).
#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
struct Found<'a> {
    list: Vec<Row<'a>>,
    total: usize,
}

/// Everything that mentions every word of `Keyword`, of the types asked for; without types, of
/// all. Nothing is found without a word, and attachments are not kept.
pub(crate) fn search(account: &Account, switches: &Switches, request: &Value) -> Vec<u8> {
    let keyword = json::get(request, "Keyword").and_then(json::text);
    let words = criterion::words(&keyword.unwrap_or_default());
    let types = json::get(request, "Types").and_then(Value::as_array);
    let named = |name: &str| {
        let same = |one: &Value| one.as_str().is_some_and(|one| one.eq_ignore_ascii_case(name));
        types.is_none_or(|types| types.iter().any(same))
    };
    let mut list = Vec::new();
    if !words.is_empty() {
        for kind in [ContactKind::Person, ContactKind::Company] {
            if named(row::type_of(kind)) {
                list.extend(contacts(account, switches, kind, &words));
            }
        }
        if named("deal") {
            list.extend(deals(account, switches, &words));
        }
        if named("case") {
            list.extend(cases(account, switches, &words));
        }
    }
    let total = list.len();
    list.truncate(MOST);
    envelope(Found { list, total })
}

fn contacts<'a>(
    account: &'a Account,
    switches: &Switches,
    kind: ContactKind,
    words: &[Needle],
) -> impl Iterator<Item = Row<'a>> {
    let contacts = account.contacts.newest_first().into_iter();
    let found = contacts.filter(move |contact| {
        contact.kind == kind
            && switches.show(contact.owner)
            && words.iter().all(|word| contact.mentions(word))
    });
    found.map(Row::contact)
}

fn deals<'a>(
    account: &'a Account,
    switches: &Switches,
    words: &[Needle],
) -> impl Iterator<Item = Row<'a>> {
    let mentions = |deal: &Deal, word: &Needle| {
        let texts = [Some(&deal.title), deal.description.as_ref()];
        in_texts(word, texts, deal.code, &deal.fields)
    };
    let deals = account.deals.newest_first().into_iter();
    let deals = deals.filter(|deal| switches.show(deal.owner));
    deals.filter(move |deal| words.iter().all(|word| mentions(deal, word))).map(Row::deal)
}

fn cases<'a>(
    account: &'a Account,
    switches: &Switches,
    words: &[Needle],
) -> impl Iterator<Item = Row<'a>> {
    let mentions = |case: &Case, word: &Needle| {
        let texts = [Some(&case.title), case.description.as_ref()];
        in_texts(word, texts, case.code, &case.fields)
    };
    let cases = account.cases.newest_first().into_iter();
    let cases = cases.filter(|case| switches.show(case.owner));
    cases.filter(move |case| words.iter().all(|word| mentions(case, word))).map(Row::case)
}

/// Whether a word occurs in a text, the number or a custom field (F180, F181).
fn in_texts(word: &Needle, texts: [Option<&String>; 2], code: u64, fields: &Fields) -> bool {
    texts.into_iter().flatten().any(|text| word.is_in(text))
        || word.is_in(&code.to_string())
        || fields.values().any(|value| value.any(|item| word.is_in(&item.text())))
}
