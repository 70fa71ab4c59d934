//! The members of the rows of an answer, as far as they are kept.

use std::ops::Range;

use super::{
    alike::Taken,
    scan::Scanner,
    text_slice::{Found, InnerAt, Member, MembersAt, RowAt, Shape},
};

/// About how many bytes of the text a member takes.
const BYTES_A_MEMBER: usize = 24;
/// And a row; most take more.
pub(super) const BYTES_A_ROW: usize = 1024;

/// About how many members a row has of itself.
const MEMBERS: usize = 64;

/// As how many members a row counts besides its own, about.
const MEMBERS_A_ROW: usize = size_of::<MembersAt>().div_ceil(size_of::<Member>());

/// The members of the rows of a text.
pub(super) struct RowMembers {
    found: Found,
    /// How many are kept at most: no more memory than the text takes.
    most: usize,
    /// The row that is being taken.
    row: Taken,
    /// The one before.
    before: Taken,
    shape: Shape,
}

impl RowMembers {
    /// Of a text of so many bytes.
    pub(super) fn of_text(bytes: usize) -> Self {
        // Places in a longer text are not told.
        let is_told = u32::try_from(bytes).is_ok();
        let most = if is_told { bytes / size_of::<Member>() } else { 0 };
        let (row, before) = (Taken::default(), Taken::default());
        Self { found: Found::default(), most, row, before, shape: Shape::NONE }
    }

    /// What was found, which is kept for as long as one of the rows.
    pub(super) fn into_found(mut self) -> Found {
        fit(&mut self.found.members);
        fit(&mut self.found.inner);
        fit(&mut self.found.rows);
        self.found
    }

    /// Takes the next value, a row, and says where it is, and which row if its members are known.
    pub(super) fn row(&mut self, scanner: &mut Scanner<'_>) -> Option<(Range<usize>, RowAt)> {
        if scanner.peek() != Some(b'{') {
            return Some((scanner.span()?, None));
        }
        if self.found.members.capacity() == 0 {
            self.reserve();
        }
        let (most, before) = (self.room(), &self.before);
        let span = match scanner.leap(|text, at| self.row.take(text, at, before, most)) {
            Some(span) => span,
            None => scanned(&mut self.row, scanner, most)?,
        };
        Some((span, self.keep()))
    }

    /// Makes room for as many as there usually are.
    fn reserve(&mut self) {
        let bytes = self.most * size_of::<Member>();
        let members = bytes / BYTES_A_MEMBER;
        self.found.members.reserve_exact(members);
        for row in [&mut self.row, &mut self.before] {
            row.members.reserve_exact(members.min(MEMBERS));
        }
        self.found.inner.reserve_exact(members / 8);
        self.found.rows.reserve_exact(bytes / BYTES_A_ROW + 1);
    }

    /// Keeps the row that was taken, where there is room. It is the one before from now on.
    fn keep(&mut self) -> RowAt {
        if !self.row.is_alike {
            self.shape = Shape::next();
        }
        let at = u32::try_from(self.found.rows.len()).ok();
        let at = at.filter(|_| !self.row.members.is_empty() && self.has_room_for(&self.row));
        if at.is_some() {
            let Self { found, row, .. } = self;
            let (start, inner) = (found.members.len(), found.inner.len());
            found.members.extend_from_slice(&row.members);
            found.inner.extend_from_slice(&row.inner);
            let inner =
                row.fields.map(|of| InnerAt { of: start + of, places: inner..found.inner.len() });
            let places = start..found.members.len();
            found.rows.push(MembersAt { places, shape: self.shape, inner });
        }
        std::mem::swap(&mut self.row, &mut self.before);
        at
    }

    fn has_room_for(&self, row: &Taken) -> bool {
        row.members.len() + row.inner.len() + MEMBERS_A_ROW <= self.room()
    }

    /// How many members more there may be.
    fn room(&self) -> usize {
        let Found { members, inner, rows } = &self.found;
        self.most.saturating_sub(members.len() + inner.len() + MEMBERS_A_ROW * rows.len())
    }
}

/// Takes the next value, a row, member by member. It has none where there are more than there may
/// be, or one is not told.
fn scanned(row: &mut Taken, scanner: &mut Scanner<'_>, most: usize) -> Option<Range<usize>> {
    row.clear();
    let mut is_whole = true;
    let span = scanner.passed(|scanner| {
        scanner.members(|key, scanner| {
            let value = scanner.span()?;
            let member = key.raw().and_then(|raw| Member::new(raw, key.at(), value));
            is_whole &= member.is_some_and(|member| row.push(member, most).is_some());
            Some(())
        })
    })?;
    if !is_whole {
        row.clear();
    }
    Some(span)
}

/// Gives back what it does not use, where that is much: it may be kept for long.
fn fit<T>(list: &mut Vec<T>) {
    if list.capacity() > list.len() + list.len() / 2 {
        list.shrink_to_fit();
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::{Value, json};

    use super::{
        super::{alike::FIELDS, scan},
        *,
    };

    type Members = Vec<(String, String)>;

    /// A row: its members, its shape, and which member has its custom fields, with theirs.
    type Told = (Members, Shape, Option<(usize, Members)>);

    /// The members of an object as the scanner finds them.
    fn scanned(text: &str) -> Members {
        let mut members = Vec::new();
        scan::visit(text, |key, scanner| {
            members.push((key.text().into_owned(), scanner.value()?.to_owned()));
            Some(())
        });
        members
    }

    /// The rows of a text.
    fn reader() -> RowMembers {
        RowMembers { most: 100, ..RowMembers::of_text(0) }
    }

    /// The rows of a list one after the other, each by the one before; `None` where one is for the
    /// scanner.
    fn found(text: &str, rows: usize) -> Option<Vec<Told>> {
        let (mut all, mut at, mut reader) = (Vec::new(), 1, reader());
        for _ in 0..rows {
            let end = reader.row.take(text, at, &reader.before, reader.room())?;
            reader.keep();
            let (row, shape) = (&reader.before, reader.shape);
            let told = |member: &Member| {
                let value = text.get(member.value()).expect("in the text");
                (member.key(text).to_owned(), value.to_owned())
            };
            let members = row.members.iter().map(told).collect();
            let inner = row.fields.map(|of| (of, row.inner.iter().map(told).collect()));
            all.push((members, shape, inner));
            at = end + 1;
        }
        Some(all)
    }

    fn value() -> impl Strategy<Value = Value> {
        prop_oneof![
            3 => Just(Value::Null),
            2 => any::<bool>().prop_map(Value::from),
            1 => (-9..12_i64).prop_map(Value::from),
            1 => Just(json!(1.5e-7)),
            2 => "[a\"\\\\ی{},:]{0,9}".prop_map(Value::from),
            1 => Just(json!("a text that is longer than sixteen bytes")),
            1 => Just(json!({"KeyValues": [], "x": {"y": [1, null]}})),
            1 => Just(json!([])),
            2 => fields(),
        ]
    }

    /// Custom fields, or what stands in their place.
    fn fields() -> impl Strategy<Value = Value> {
        let members = prop::collection::btree_map("[xy]{1,2}", any::<Option<i8>>(), 0..4);
        members.prop_map(|members| json!(members))
    }

    fn rows() -> impl Strategy<Value = Vec<Value>> {
        let row = prop::collection::vec(
            (prop::sample::select(vec!["a", "bb", "Cde", FIELDS]), value()),
            0..6,
        );
        let row = row.prop_map(|members| {
            Value::Object(members.into_iter().map(|(key, value)| (key.to_owned(), value)).collect())
        });
        prop::collection::vec(row, 1..6)
    }

    /// Rows that say nearly the same.
    fn alike() -> impl Strategy<Value = Vec<Value>> {
        let changes = prop::collection::vec((any::<prop::sample::Index>(), value()), 0..6);
        (rows(), changes).prop_map(|(mut rows, changes)| {
            for (place, value) in changes {
                let mut row = rows.last().cloned().unwrap_or_default();
                if let Some(members) = row.as_object_mut().filter(|members| !members.is_empty()) {
                    let at = place.index(members.len());
                    let changed = members.values_mut().nth(at);
                    *changed.expect("within") = value;
                }
                rows.push(row);
            }
            rows
        })
    }

    /// The rows as a list, with so many spaces behind the commas of a row, in turn.
    fn spaced(rows: &[Value], spaces: &[usize]) -> String {
        let mut spaces = spaces.iter().cycle();
        let rows = rows.iter().map(|row| {
            let mut text = "{".to_owned();
            for (at, (key, value)) in row.as_object().into_iter().flatten().enumerate() {
                if at > 0 {
                    text.push(',');
                    text.push_str(&" ".repeat(*spaces.next().expect("endless")));
                }
                text.push_str(&format!("\"{key}\":{value}"));
            }
            text + "}"
        });
        format!("[{}]", rows.collect::<Vec<_>>().join(","))
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn what_is_found_is_what_the_scanner_finds(rows in alike()) {
            let text = serde_json::to_string(&rows).expect("JSON");
            let found = found(&text, rows.len()).expect("rows without spaces");
            for ((found, _, inner), row) in found.iter().zip(&rows) {
                prop_assert_eq!(found, &scanned(&serde_json::to_string(row).expect("JSON")));
                let fields = found.iter().position(|(key, value)| key == FIELDS && value.starts_with('{'));
                let expected = fields.map(|at| (at, scanned(&found[at].1)));
                prop_assert_eq!(inner, &expected);
            }
            let keys = |members: &Members| members.iter().map(|(key, _)| key.clone()).collect::<Vec<_>>();
            for pair in found.windows(2) {
                let [(one, shape, _), (other, other_shape, _)] = pair else { unreachable!("of two") };
                prop_assert_eq!(shape == other_shape, keys(one) == keys(other));
            }
        }

        #[test]
        fn rows_with_space_in_them_are_read_as_the_scanner_reads_them(
            rows in alike(), spaces in prop::collection::vec(0_usize..3, 1..40),
        ) {
            let text = spaced(&rows, &spaces);
            let (mut reader, mut found) = (reader(), Vec::new());
            let read = Scanner::of(&text).items(|scanner| {
                found.push(reader.row(scanner)?);
                Some(())
            });
            prop_assert!(read.is_some(), "{}", text);
            for (span, row) in found {
                let Some(row) = row else { continue };
                let of_row = reader.found.rows[row as usize].places.clone();
                let members: Members = reader.found.members[of_row].iter().map(|member| {
                    (member.key(&text).to_owned(), text[member.value()].to_owned())
                }).collect();
                prop_assert_eq!(members, scanned(&text[span]), "{}", text);
            }
        }

        #[test]
        fn what_is_no_json_is_not_taken(
            rows in alike(), at: prop::sample::Index, odd in "[{}\\[\\]\",:\\\\a1eE+.nu0\n\u{1} -]{0,3}",
            is_cut: bool,
        ) {
            let mut text = serde_json::to_string(&rows).expect("JSON");
            let places: Vec<_> = text.char_indices().map(|(at, _)| at).skip(1).collect();
            let place = *at.get(&places);
            if is_cut {
                text.truncate(place);
            }
            text.insert_str(place, &odd);
            let (mut at, mut reader) = (1, reader());
            for _ in 0..rows.len() {
                if text.as_bytes().get(at) != Some(&b'{') {
                    break;
                }
                let taken = reader.row.take(&text, at, &reader.before, reader.room());
                let Some(end) = taken else { break };
                reader.keep();
                let row = &text[at..end];
                prop_assert!(serde_json::from_str::<serde::de::IgnoredAny>(row).is_ok(), "{}", row);
                at = end + 1;
            }
        }
    }

    #[test]
    fn rows_that_repeat_take_no_more_memory_than_their_text() {
        let text = format!("[{}]", ["{\"a\":1}"; 1000].join(","));
        let mut rows = RowMembers::of_text(text.len());
        let read = Scanner::of(&text).items(|scanner| rows.row(scanner).map(|_| ()));
        let Found { members, inner, rows } = rows.into_found();
        let held = size_of_val(&*members) + size_of_val(&*inner) + size_of_val(&*rows);
        assert!(read.is_some() && !rows.is_empty() && held <= text.len(), "{held}");
    }

    #[test]
    fn a_row_after_one_with_space_in_it_is_read() {
        let text = r#"[{"a":null,  "b":"p"},{"a":null,  "b":"}"}]"#;
        let mut reader = reader();
        let read = Scanner::of(text).items(|scanner| reader.row(scanner).map(|_| ()));
        assert!(read.is_some());
    }

    #[test]
    fn custom_fields_nest_no_deeper_than_other_values() {
        let read = |levels: usize, space: &str| {
            let (open, close) = ("[".repeat(levels), "]".repeat(levels));
            let text = format!(r#"{{"Fields":{{{space}"x":{open}{close}}}}}"#);
            reader().row(&mut Scanner::of(&text)).is_some()
        };
        for levels in [127, 128, 129] {
            assert_eq!(read(levels, ""), read(levels, " "), "{levels}");
        }
        assert!(read(128, "") && !read(129, ""));
    }

    #[test]
    fn spaces_and_escaped_keys_are_for_the_scanner() {
        let taken = |text: &str, most| Taken::default().take(text, 0, &Taken::default(), most);
        for odd in [
            "{ \"a\":1}",
            "{\"a\": 1}",
            "{\"a\" :1}",
            "{\"a\":1 }",
            "{\"\\u0061\":1}",
            "{\"a\":1,}",
        ] {
            assert_eq!(taken(odd, 9), None, "{odd}");
        }
        assert_eq!(taken("{\"a\":1,\"b\":2}", 1), None, "too many");
        assert_eq!(taken("{}", 1), Some(2));
    }
}
