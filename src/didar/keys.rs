//! Looking for a few keys in many objects.

use smallvec::SmallVec;

use super::{
    json::Json,
    object::{Values, pick_by},
    row::Row,
    text_slice::{KnownMembers, Shape, fingerprint},
};

/// A JSON object.
#[derive(Clone, Copy)]
pub enum Object<'a> {
    /// A record.
    Row(&'a Row),
    /// One inside a record.
    Inner(&'a Row, &'a str),
    /// One by itself; a text that is no object has no members.
    Text(&'a str),
}

impl<'a> Object<'a> {
    /// The object that a value of this one is.
    #[must_use]
    pub fn inner(self, value: Json<'a>) -> Self {
        match self {
            Self::Row(row) => Self::Inner(row, value.get()),
            Self::Inner(..) | Self::Text(_) => Self::Text(value.get()),
        }
    }
}

/// Keys to look for.
pub struct Keys {
    keys: Vec<Box<str>>,
    /// A bit for each fingerprint that one of them has.
    seen: u64,
}

impl Keys {
    /// The keys, in this order.
    #[must_use]
    pub fn new(keys: impl IntoIterator<Item = Box<str>>) -> Self {
        let keys: Vec<_> = keys.into_iter().collect();
        let seen = keys.iter().fold(0, |seen, key| seen | 1 << fingerprint(key));
        Self { keys, seen }
    }

    /// About how many bytes they hold in memory.
    #[must_use]
    pub fn size(&self) -> usize {
        self.keys.iter().map(|key| size_of::<Box<str>>() + key.len()).sum()
    }

    /// Their texts.
    #[must_use]
    pub fn texts(&self) -> &[Box<str>] {
        &self.keys
    }

    /// Their values in an object, in their order; `None` where a key is not there.
    #[must_use]
    pub fn pick<'a, 'k>(&'k self, object: Object<'a>, places: &mut KeyPlaces<'k>) -> Values<'a> {
        match object {
            Object::Row(row) => match row.members() {
                Some(members) => places.pick(self, members),
                None => self.pick_text(row.json()),
            },
            Object::Inner(row, text) => match row.inner(text) {
                Some(members) => self.pick_among(members),
                None => self.pick_text(text),
            },
            Object::Text(text) => self.pick_text(text),
        }
    }

    fn pick_among<'a>(&self, members: KnownMembers<'a>) -> Values<'a> {
        let value = |key: &str| members.value(members.place(key)?).map(Json::of_parsed);
        self.keys.iter().map(|key| value(key)).collect()
    }

    fn pick_text<'a>(&self, text: &'a str) -> Values<'a> {
        pick_by(text, self.keys.len(), |key| match key.raw() {
            Some(raw) => self.place(raw),
            None => self.place(&key.text()),
        })
    }

    fn place(&self, key: &str) -> Option<usize> {
        if self.may_be(fingerprint(key)) { self.place_of(key) } else { None }
    }

    fn place_of(&self, key: &str) -> Option<usize> {
        self.keys.iter().position(|wanted| **wanted == *key)
    }

    /// Whether a key with this fingerprint may be one of them. Of the sixty keys of a row few
    /// may.
    fn may_be(&self, fingerprint: u8) -> bool {
        self.seen & (1 << fingerprint) != 0
    }
}

/// Where keys stand in the rows that were looked at last: in rows that are alike they stand where
/// they stood before.
#[derive(Default)]
pub struct KeyPlaces<'k>(SmallVec<[Standing<'k>; 2]>);

/// Where keys stand in objects of a shape.
struct Standing<'k> {
    keys: &'k Keys,
    shape: Option<Shape>,
    places: SmallVec<[Option<usize>; 16]>,
}

impl<'k> KeyPlaces<'k> {
    fn pick<'a>(&mut self, keys: &'k Keys, members: KnownMembers<'a>) -> Values<'a> {
        let value = |place: &Option<usize>| Some(Json::of_parsed(members.value((*place)?)?));
        self.of(keys, members).iter().map(value).collect()
    }

    fn of(&mut self, keys: &'k Keys, members: KnownMembers<'_>) -> &[Option<usize>] {
        let known = self.0.iter().position(|known| std::ptr::eq(known.keys, keys));
        let at = known.unwrap_or(self.0.len());
        match self.0.get_mut(at) {
            Some(known) if known.shape.is_some() && known.shape == members.shape => {}
            Some(known) => *known = Standing::new(keys, members),
            None => self.0.push(Standing::new(keys, members)),
        }
        self.0.get(at).map(|known| &*known.places).unwrap_or_default()
    }
}

impl<'k> Standing<'k> {
    fn new(keys: &'k Keys, members: KnownMembers<'_>) -> Self {
        let places = keys.keys.iter().map(|key| members.place(key));
        Self { keys, shape: members.shape, places: places.collect() }
    }
}
