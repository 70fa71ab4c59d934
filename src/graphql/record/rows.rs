//! Filling the places that wait for other records.

use futures_util::future::{join_all, try_join_all};

use super::{
    loaders::Loaders,
    page::Page,
    written::{Ground, Open, Wanted, Written},
};
use crate::{
    didar::{Object, Row},
    graphql::error::FieldErrors,
};

/// What a place waited for.
enum Found {
    One(Option<Row>),
    Several(Vec<Row>),
    Page(Page),
}

/// Loads the records that places wait for and writes them there, until no place is open: all
/// records of one level side by side, each once an operation. What cannot be loaded is null
/// with an error.
pub(crate) async fn fill<'p>(
    ground: Ground<'_>,
    loaders: &Loaders,
    mut written: Written<'p>,
) -> Written<'p> {
    loop {
        let open = written.take_open();
        if open.is_empty() {
            return written;
        }
        let found = join_all(open.iter().map(|open| find(loaders, &open.wanted))).await;
        let mut found = found.into_iter();
        written = written.spliced(open, |out, open| match found.next() {
            Some(Ok(found)) => write(ground, open, &found, out),
            Some(Err(failures)) => out.faults(open.place.pos(), failures.iter()),
            None => out.null(),
        });
    }
}

async fn find(loaders: &Loaders, wanted: &Wanted<'_>) -> Result<Found, FieldErrors> {
    Ok(match wanted {
        Wanted::One(id, plan) => Found::One(loaders.record(plan.entity(), *id).await?),
        Wanted::Coded(code, plan) => Found::One(loaders.coded(plan.entity(), code).await?),
        Wanted::Detail(id, part) => Found::One(loaders.detail(part.entity(), *id).await?),
        Wanted::Rich(id, to, part) => {
            Found::One(Some(loaders.rich(part.entity(), *id, *to).await?))
        }
        Wanted::Several(ids, plan) => {
            let rows = ids.iter().map(|id| loaders.record(plan.entity(), *id));
            let rows = try_join_all(rows).await?;
            Found::Several(rows.into_iter().flatten().collect())
        }
        Wanted::Page(to, plan) => Found::Page(loaders.related(plan.asked(), to).await?),
    })
}

fn write<'p>(ground: Ground<'_>, open: &Open<'p>, found: &Found, out: &mut Written<'p>) {
    match (&open.wanted, found) {
        (
            Wanted::One(_, plan)
            | Wanted::Coded(_, plan)
            | Wanted::Detail(_, plan)
            | Wanted::Rich(_, _, plan),
            Found::One(Some(row)),
        ) => {
            plan.write(ground, Object::Row(row), out);
        }
        (Wanted::Several(_, plan), Found::Several(rows)) => {
            out.list(rows, |out, row| plan.write(ground, Object::Row(row), out));
        }
        (Wanted::Page(_, plan), Found::Page(page)) => plan.write(ground, page, out),
        _ => out.null(),
    }
}
