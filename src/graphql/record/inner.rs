//! What stands in lists of its own at a record: records inside it, and pages of those that point
//! to it.

use async_graphql::Pos;

use super::{
    connection,
    page::{Page, RelatedPage},
    written::{Ground, OfPage, OfRow, Written},
};
use crate::{
    crm::entity::Entity,
    didar::{Json, Keys, Object, value::Odd},
    graphql::error,
};

/// Records inside a record, as a list under a key.
pub(super) struct Inner<P> {
    /// Of the record around them.
    pub(super) entity: Entity,
    pub(super) keys: Keys,
    pub(super) pos: Pos,
    pub(super) plan: P,
}

/// A page of the records that point to a record.
pub(super) struct Related<P> {
    pub(super) page: RelatedPage,
    pub(super) plan: connection::Plan<P>,
}

impl<P: OfRow> OfRow for Inner<P> {
    fn entity(&self) -> Entity {
        self.entity
    }

    fn write<'p>(&'p self, ground: Ground<'_>, object: Object<'_>, out: &mut Written<'p>) {
        let raw = self.keys.pick(object, &mut out.places).into_iter().flatten().next();
        let mark = out.mark();
        if let Err(odd) = self.write_list(ground, raw, out) {
            out.fault(&mark, self.pos, error::of_odd(odd));
        }
    }

    fn size(&self) -> usize {
        size_of::<Self>() + self.keys.size() + self.plan.size()
    }

    fn is_rich(&self) -> bool {
        false
    }
}

impl<P: OfRow> Inner<P> {
    /// Null is no list.
    pub(super) fn write_list<'p>(
        &'p self,
        ground: Ground<'_>,
        raw: Option<Json<'_>>,
        out: &mut Written<'p>,
    ) -> Result<(), Odd> {
        let Some(raw) = raw.filter(|raw| !raw.is_null()) else {
            out.null();
            return Ok(());
        };
        let items = raw.items().ok_or(Odd("a list"))?;
        out.list(items, |out, item| self.plan.write(ground, Object::Text(item.get()), out));
        Ok(())
    }
}

impl<P: OfRow> OfPage for Related<P> {
    fn asked(&self) -> &RelatedPage {
        &self.page
    }

    fn write<'p>(&'p self, ground: Ground<'_>, page: &Page, out: &mut Written<'p>) {
        self.plan.write(ground, page, out);
    }
}
