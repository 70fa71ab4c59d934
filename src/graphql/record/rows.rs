//! Filling the places that wait for other records.

use futures_util::future::join_all;

use super::{
    loaders::Loaders,
    written::{Ground, Written},
};
use crate::{didar::Object, graphql::error};

/// Loads the records that places wait for and writes them there, until no place is open: all
/// records of one level side by side, each once an operation. One that cannot be loaded is
/// null with an error.
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
        let found =
            join_all(open.iter().map(|open| loaders.record(open.plan.entity(), open.id))).await;
        let mut found = found.into_iter();
        written = written.spliced(open, |out, open| match found.next() {
            Some(Ok(Some(row))) => open.plan.write(ground, Object::Row(&row), out),
            Some(Err(failure)) => {
                let mark = out.mark();
                out.fault(&mark, open.place.pos(), error::of_upstream(&failure));
            }
            Some(Ok(None)) | None => out.null(),
        });
    }
}
