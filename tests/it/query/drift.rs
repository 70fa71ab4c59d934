//! Paging tells the truth: over lists that change between pages, upstreams that give few
//! rows at a time, repeat some or miscount. Nothing that stayed is hidden or repeated, or
//! the answer says so.

use std::{
    collections::HashSet,
    sync::{Arc, Mutex},
};

use serde_json::{Value, json};

use crate::support::{Dice, Gateway, Reply, Stub, errors, id_of};

/// The upstream's list of persons, that of companies, and how it gives them.
#[derive(Default)]
struct List {
    rows: Vec<usize>,
    companies: Vec<usize>,
    /// The most rows of an answer.
    cap: Option<usize>,
    /// What is added to the number of rows.
    miscount: i64,
    /// Rows that come and go between the calls of one page.
    meddler: Option<Meddler>,
    /// What becomes of the list once a window that begins here was given.
    then: Option<(usize, Change)>,
}

type Shared = Arc<Mutex<List>>;
type Change = fn(&mut Vec<usize>);

impl List {
    fn of(rows: impl IntoIterator<Item = usize>) -> Shared {
        Arc::new(Mutex::new(Self { rows: rows.into_iter().collect(), ..Self::default() }))
    }

    fn answer(&mut self, is_company: bool, body: &Value) -> Reply {
        let all = if is_company { &self.companies } else { &self.rows };
        let number = |name: &str, usual: usize| {
            body[name].as_u64().map_or(usual, |n| usize::try_from(n).expect("small"))
        };
        let (from, limit) = (number("From", 0), number("Limit", 30));
        let limit = limit.min(self.cap.unwrap_or(usize::MAX));
        let row = |number: &usize| json!({ "Id": id_of(*number), "Email": "x1@x.example" });
        let rows: Vec<Value> = all.iter().skip(from).take(limit).map(row).collect();
        let count = i64::try_from(all.len()).expect("small") + self.miscount;
        let reply = Reply::list(&rows, usize::try_from(count.max(0)).expect("positive"));
        if let Some(meddler) = &mut self.meddler {
            meddler.meddle(&mut self.rows);
        }
        if let Some((at, change)) = self.then
            && from <= at
            && from + limit > at
        {
            self.then = None;
            change(&mut self.rows);
        }
        reply
    }
}

async fn over(list: &Shared) -> (Stub, Gateway) {
    let list = Arc::clone(list);
    let stub = Stub::start(Vec::new(), move |action, body| {
        let mut list = list.lock().expect("not poisoned");
        let is_search = action.ends_with("search") || action == "deal/search_v2";
        is_search.then(|| list.answer(action == "contact/companysearch", body))
    })
    .await;
    let gateway = Gateway::with().at(&stub).start().await;
    (stub, gateway)
}

/// A page of persons.
struct Page {
    rows: Vec<usize>,
    start: Value,
    end: Value,
    has_more: bool,
    is_told: bool,
}

async fn page(gateway: &Gateway, of: &str, arguments: &str, forward: bool) -> Result<Page, String> {
    let query = format!(
        "{{ {of}({arguments}) {{ nodes {{ id }} pageInfo {{ \
         hasNextPage hasPreviousPage startCursor endCursor }} }} }}"
    );
    let answer = gateway.ask(&query).await;
    if let Some((code, ..)) = errors(&answer).into_iter().next() {
        return Err(code);
    }
    let found = &answer["data"][of];
    let info = &found["pageInfo"];
    let number = |node: &Value| node["id"].as_str().and_then(|id| id[24..].parse().ok());
    let nodes = found["nodes"].as_array().expect("a list");
    Ok(Page {
        rows: nodes.iter().map(|node| number(node).expect("a number")).collect(),
        start: info["startCursor"].clone(),
        end: info["endCursor"].clone(),
        has_more: info[if forward { "hasNextPage" } else { "hasPreviousPage" }] == true,
        is_told: answer["extensions"]["driftDetected"] == true,
    })
}

/// What is paged through: the root field, and the rest of its arguments.
type What = (&'static str, &'static str);

const PERSONS: What = ("contacts", ", filter: {type: PERSON}");
const CONTACTS: What = ("contacts", "");

async fn next(gateway: &Gateway, size: usize, after: Option<&Value>) -> Result<Page, String> {
    turn(gateway, true, size, after, PERSONS).await
}

async fn previous(gateway: &Gateway, size: usize, before: Option<&Value>) -> Result<Page, String> {
    turn(gateway, false, size, before, PERSONS).await
}

/// The page behind a cursor, or the one before it.
async fn turn(
    gateway: &Gateway,
    forward: bool,
    size: usize,
    cursor: Option<&Value>,
    (of, filter): What,
) -> Result<Page, String> {
    let (count, from) = if forward { ("first", "after") } else { ("last", "before") };
    let cursor = cursor.map(|cursor| format!(", {from}: {cursor}")).unwrap_or_default();
    page(gateway, of, &format!("{count}: {size}{cursor}{filter}"), forward).await
}

#[tokio::test]
async fn rows_that_come_at_the_top_hide_none_on_the_way_back() {
    let list = List::of(0..40);
    let (_stub, gateway) = over(&list).await;
    let last = previous(&gateway, 10, None).await.expect("a page");
    assert_eq!(last.rows, (30..40).collect::<Vec<_>>());
    list.lock().expect("not poisoned").rows.splice(0..0, [100, 101]);
    let before = previous(&gateway, 10, Some(&last.start)).await.expect("a page");
    assert_eq!(before.rows, (20..30).collect::<Vec<_>>());
    assert!(!before.is_told);
}

#[tokio::test]
async fn rows_that_come_at_the_top_repeat_none_on_the_way_forward() {
    for added in [1, 13, 150, 149, 151, 400] {
        let list = List::of(0..600);
        let (_stub, gateway) = over(&list).await;
        let first = next(&gateway, 10, None).await.expect("a page");
        list.lock().expect("not poisoned").rows.splice(0..0, 1000..1000 + added);
        let second = next(&gateway, 10, Some(&first.end)).await.expect("a page");
        assert_eq!(second.rows, (10..20).collect::<Vec<_>>(), "{added} added");
        assert!(!second.is_told, "{added} added");
        list.lock().expect("not poisoned").rows.drain(0..added + 15);
        let third = next(&gateway, 10, Some(&second.end)).await.expect("a page");
        assert_eq!(third.rows, (20..30).collect::<Vec<_>>(), "{added} added and removed");
    }
}

#[tokio::test]
async fn an_upstream_that_gives_few_rows_at_a_time_is_read_on() {
    let list = List::of(0..130);
    list.lock().expect("not poisoned").cap = Some(100);
    let (_stub, gateway) = over(&list).await;
    let last = previous(&gateway, 100, None).await.expect("a page");
    assert_eq!(last.rows, (30..130).collect::<Vec<_>>());
    let first = previous(&gateway, 100, Some(&last.start)).await.expect("a page");
    assert_eq!(first.rows, (0..30).collect::<Vec<_>>());
    list.lock().expect("not poisoned").cap = Some(7);
    let all = next(&gateway, 100, None).await.expect("a page");
    assert_eq!(all.rows, (0..100).collect::<Vec<_>>());
}

#[tokio::test]
async fn a_total_that_is_too_large_is_not_the_end_and_one_that_is_too_small_hides_none() {
    let list = List::of(0..25);
    list.lock().expect("not poisoned").miscount = 1000;
    let (_stub, gateway) = over(&list).await;
    let first = next(&gateway, 20, None).await.expect("a page");
    let second = next(&gateway, 20, Some(&first.end)).await.expect("a page");
    assert_eq!((second.rows.len(), second.is_told, second.has_more), (5, true, true));
    let beyond = next(&gateway, 20, Some(&second.end)).await;
    assert_eq!(beyond.err().as_deref(), Some("UPSTREAM_MALFORMED"));
    list.lock().expect("not poisoned").miscount = -20;
    let (mut found, mut after) = (Vec::new(), None);
    loop {
        let page = next(&gateway, 10, after.as_ref()).await.expect("a page");
        assert!(page.is_told, "more rows than there are");
        found.extend(page.rows);
        after = Some(page.end);
        if !page.has_more {
            break;
        }
    }
    assert_eq!(found, (0..25).collect::<Vec<_>>());
    *list.lock().expect("not poisoned") = List { miscount: 5, ..List::default() };
    assert_eq!(next(&gateway, 10, None).await.err().as_deref(), Some("UPSTREAM_MALFORMED"));
}

#[tokio::test]
async fn companies_that_come_where_the_persons_end_repeat_and_hide_none() {
    let list = List::of(0..20);
    list.lock().expect("not poisoned").companies = (20..520).collect();
    let (_stub, gateway) = over(&list).await;
    let first = turn(&gateway, true, 22, None, CONTACTS).await.expect("a page");
    list.lock().expect("not poisoned").companies.splice(0..0, 1000..1300);
    let second = turn(&gateway, true, 10, Some(&first.end), CONTACTS).await.expect("a page");
    assert_eq!((second.rows, second.is_told), ((22..32).collect(), false));
    let before = turn(&gateway, false, 1, Some(&first.end), CONTACTS).await.expect("a page");
    assert_eq!((before.rows, before.is_told), (vec![20], false));
}

#[tokio::test]
async fn a_short_answer_that_ends_at_a_short_total_is_not_the_end() {
    for (cap, miscount, count) in [(100, -30, 130), (50, -1, 51), (10, -20, 30)] {
        let list = List::of(0..count);
        {
            let mut list = list.lock().expect("not poisoned");
            (list.cap, list.miscount) = (Some(cap), miscount);
        }
        let (_stub, gateway) = over(&list).await;
        let (mut found, mut after) = (Vec::new(), None);
        loop {
            let page = next(&gateway, 100, after.as_ref()).await.expect("a page");
            found.extend(page.rows);
            after = Some(page.end);
            if !page.has_more {
                break;
            }
        }
        assert_eq!(found, (0..count).collect::<Vec<_>>(), "{cap} {miscount}");
    }
}

#[tokio::test]
async fn candidates_are_read_one_at_a_time_where_didar_gives_no_more() {
    let list = List::of(0..3);
    list.lock().expect("not poisoned").cap = Some(1);
    let (_stub, gateway) = over(&list).await;
    let query =
        "{ contacts(filter: {type: PERSON, email: \"x1@x.example\"}) { totalCount nodes { id } } }";
    assert_eq!(gateway.data(query).await["contacts"]["totalCount"], 3);
    let page = next(&gateway, 3, None).await.expect("a page");
    assert_eq!(page.rows, [0, 1, 2]);
}

#[tokio::test]
async fn a_contact_that_both_searches_find_goes_out_once() {
    let list = List::of(0..3);
    list.lock().expect("not poisoned").companies = vec![2, 3];
    let (_stub, gateway) = over(&list).await;
    let page = turn(&gateway, true, 10, None, CONTACTS).await.expect("a page");
    assert_eq!((page.rows, page.is_told), (vec![0, 1, 2, 3], true));
}

#[tokio::test]
async fn a_row_that_moved_alone_hides_none() {
    let list = List::of(0..50);
    let (_stub, gateway) = over(&list).await;
    let last = previous(&gateway, 10, None).await.expect("a page");
    {
        let rows = &mut list.lock().expect("not poisoned").rows;
        let moved = rows.remove(40);
        rows.insert(0, moved);
    }
    let before = previous(&gateway, 10, Some(&last.start)).await.expect("a page");
    assert_eq!(before.rows, (30..40).collect::<Vec<_>>());
}

#[tokio::test]
async fn a_row_that_comes_twice_goes_out_once() {
    let list = List::of([0, 1, 2, 2, 3, 4, 4, 5, 6]);
    let (_stub, gateway) = over(&list).await;
    let (mut found, mut after, mut is_told) = (Vec::new(), None, false);
    loop {
        let page = next(&gateway, 3, after.as_ref()).await.expect("a page");
        found.extend(page.rows);
        after = Some(page.end);
        is_told |= page.is_told;
        if !page.has_more {
            break;
        }
    }
    assert_eq!((found, is_told), ((0..7).collect(), true));
}

#[tokio::test]
async fn a_list_that_changes_while_candidates_are_read_is_read_anew() {
    for change in [
        (|rows| rows.truncate(319)) as Change,
        |rows| {
            rows.remove(0);
        },
        |rows| rows.insert(0, 999),
        |rows| {
            rows.remove(5);
            rows.push(998);
        },
    ] {
        let list = List::of(0..320);
        list.lock().expect("not poisoned").then = Some((299, change));
        let (stub, gateway) = over(&list).await;
        let query = "{ contacts(first: 1, filter: {type: PERSON, email: \"x1@x.example\"}) { totalCount } }";
        let found = gateway.data(query).await["contacts"]["totalCount"].clone();
        let stored = list.lock().expect("not poisoned").rows.len();
        assert_eq!(found, stored);
        assert!(stub.bodies("contact/personsearch").len() >= 4, "two rounds of two calls");
    }
}

/// Changes a list while a page of it is read.
struct Meddler {
    dice: Dice,
    fresh: usize,
    gone: Vec<usize>,
}

impl Meddler {
    fn meddle(&mut self, rows: &mut Vec<usize>) {
        if self.dice.roll(8) > 0 || rows.is_empty() {
            return;
        }
        let at = self.dice.roll(rows.len());
        if self.dice.roll(2) == 0 {
            self.gone.push(rows.remove(at));
        } else {
            rows.insert(at, self.fresh);
            self.fresh += 1;
        }
    }
}

/// Inserts and removes up to 400 rows, at one place or scattered.
fn disturb(list: &Shared, dice: &mut Dice, fresh: &mut usize, gone: &mut HashSet<usize>) {
    let list = &mut *list.lock().expect("not poisoned");
    let of_companies = !list.companies.is_empty() && dice.roll(2) == 0;
    let rows = if of_companies { &mut list.companies } else { &mut list.rows };
    let most = [0, 3, 30, 400][dice.roll(4)];
    let is_block = dice.roll(2) == 0;
    let place = dice.roll(rows.len() + 1);
    for _ in 0..dice.roll(most + 1) {
        let at = if is_block { place } else { dice.roll(rows.len() + 1) };
        rows.insert(at.min(rows.len()), *fresh);
        *fresh += 1;
    }
    let most = [0, 3, 30, 400][dice.roll(4)];
    for _ in 0..dice.roll(most + 1).min(rows.len().saturating_sub(1)) {
        let at = if is_block { place } else { dice.roll(rows.len()) };
        gone.insert(rows.remove(at.min(rows.len() - 1)));
    }
}

/// One walk from end to end. Says whether the answers told of drift; panics where a row
/// that stayed was hidden or repeated and they did not.
async fn walk(gateway: &Gateway, of: &'static str, list: &Shared, seed: u64) -> bool {
    let mut dice = Dice(seed);
    let count = [0, 1, 5, 40, 200, 700][dice.roll(6)];
    let persons = [count, count, count / 2, 0][dice.roll(4)];
    // Of all others there is one list.
    let persons = if of == "contacts" { persons } else { count };
    *list.lock().expect("not poisoned") = List {
        rows: (0..persons).collect(),
        companies: (persons..count).collect(),
        cap: [None, None, Some(100), Some(40), Some(17)][dice.roll(5)],
        meddler: seed.is_multiple_of(4).then(|| Meddler {
            dice: Dice(seed + 1),
            fresh: 900_000,
            gone: Vec::new(),
        }),
        ..List::default()
    };
    let most = [5, 20, 100][dice.roll(3)];
    let (size, forward) = (1 + dice.roll(most), dice.roll(2) == 0);
    // Small pages of long lists take long, and are no other case.
    let size = size.max(count / 12).min(100);
    let (mut found, mut fresh, mut gone) = (Vec::new(), 10_000, HashSet::new());
    let (mut cursor, mut is_told) = (None, false);
    let what = match (of, persons == count) {
        ("contacts", true) => PERSONS,
        _ => (of, ""),
    };
    for round in 0.. {
        let page = turn(gateway, forward, size, cursor.as_ref(), what).await;
        let page = match page {
            Ok(page) => page,
            // A list that keeps changing while it is read may be told of like this too.
            Err(code) if code == "UPSTREAM_MALFORMED" && seed.is_multiple_of(4) => return true,
            Err(code) => panic!("{of}, seed {seed}: {code}"),
        };
        is_told |= page.is_told;
        found.extend(page.rows.iter().copied());
        if !page.has_more || page.rows.is_empty() {
            break;
        }
        cursor = Some(if forward { page.end } else { page.start });
        // Else the list grows faster than it is read.
        if round < 25 && dice.roll(3) > 0 {
            disturb(list, &mut dice, &mut fresh, &mut gone);
        }
    }
    gone.extend(
        list.lock().expect("not poisoned").meddler.take().map(|m| m.gone).unwrap_or_default(),
    );
    let unique: HashSet<usize> = found.iter().copied().collect();
    let missed: Vec<usize> =
        (0..count).filter(|row| !gone.contains(row) && !unique.contains(row)).collect();
    let is_right = unique.len() == found.len() && missed.is_empty();
    assert!(
        is_right || is_told,
        "{of}, seed {seed}, {count} rows, pages of {size}, forward {forward}: missed {missed:?}, {} \
         repeated",
        found.len() - unique.len()
    );
    is_told
}

/// `WALKS=2000` for a long run.
#[tokio::test]
async fn whatever_comes_and_goes_nothing_that_stayed_is_hidden_or_repeated_without_a_word() {
    let walks = std::env::vars().find(|(name, _)| name == "WALKS");
    let walks: u64 = walks.and_then(|(_, count)| count.parse().ok()).unwrap_or(100);
    let list = List::of([]);
    let (_stub, gateway) = over(&list).await;
    for of in ["contacts", "deals", "cases"] {
        let mut told = 0;
        for seed in 0..walks {
            told += u64::from(walk(&gateway, of, &list, seed).await);
        }
        assert!(told * 3 < walks, "{told} of {walks} walks only said that they may be wrong");
        println!("{walks} walks through {of}, {told} of them told of drift");
    }
}
