//! The members of rows, found by those of the row before: the rows of a page are written alike,
//! and much of what they say is the same.
//!
//! This takes less than the scanner does, never more: objects without spaces, whose keys have no
//! escapes. What is written as before was read before, as strictly as all else.

use std::ops::Range;

use super::{
    ends,
    scan::Scanner,
    text_slice::{Found, InnerAt, Member, MembersAt, RowAt, Shape},
};

/// Key of the custom fields (F72).
pub(super) const FIELDS: &str = "Fields";

/// About how many bytes of the text a member takes.
const BYTES_A_MEMBER: usize = 32;
/// And a row; most take more.
pub(super) const BYTES_A_ROW: usize = 1024;

/// As how many members a row counts besides its own, about.
const MEMBERS_A_ROW: usize = size_of::<MembersAt>().div_ceil(size_of::<Member>());

/// The members of the rows of a text, as far as they are kept.
pub(super) struct RowMembers {
    found: Found,
    /// How many are kept at most: no more memory than the text takes.
    most: usize,
    /// Those of the row before.
    before: MembersAt,
    /// Those of the custom fields of the row that is being taken.
    inner: Option<InnerAt>,
}

impl RowMembers {
    /// Of a text of so many bytes.
    pub(super) fn of_text(bytes: usize) -> Self {
        // Places in a longer text are not told.
        let is_told = u32::try_from(bytes).is_ok();
        let most = if is_told { bytes / size_of::<Member>() } else { 0 };
        Self { found: Found::default(), most, before: MembersAt::NONE, inner: None }
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
        let (start, inner) = (self.found.members.len(), self.found.inner.len());
        let mut is_alike = false;
        let leapt = scanner.leap(|text, at| {
            let (end, alike) = self.take(text, at)?;
            is_alike = alike;
            Some(end)
        });
        let span = match leapt {
            Some(span) => span,
            None => {
                self.found.members.truncate(start);
                self.found.inner.truncate(inner);
                self.inner = None;
                self.scanned(scanner)?
            }
        };
        Some((span, self.kept(start, is_alike)))
    }

    /// Makes room for as many as there usually are.
    fn reserve(&mut self) {
        let bytes = self.most * size_of::<Member>();
        self.found.members.reserve_exact(bytes / BYTES_A_MEMBER);
        self.found.inner.reserve_exact(bytes / BYTES_A_MEMBER / 8);
        self.found.rows.reserve_exact(bytes / BYTES_A_ROW + 1);
    }

    /// Keeps what was added of a row.
    fn kept(&mut self, start: usize, is_alike: bool) -> RowAt {
        let shape = if is_alike { self.before.shape } else { Shape::next() };
        let places = start..self.found.members.len();
        let row = u32::try_from(self.found.rows.len()).ok();
        let row = row.filter(|_| !places.is_empty() && self.has_room(MEMBERS_A_ROW).is_some());
        self.before = MembersAt { places, shape, inner: self.inner.take() };
        self.found.rows.extend(row.map(|_| self.before.clone()));
        row
    }

    /// Takes it member by member.
    fn scanned(&mut self, scanner: &mut Scanner<'_>) -> Option<Range<usize>> {
        let start = self.found.members.len();
        let mut is_whole = true;
        let span = scanner.passed(|scanner| {
            scanner.members(|key, scanner| {
                let value = scanner.span()?;
                let member = key.raw().and_then(|raw| Member::new(raw, key.at(), value));
                is_whole &= member.is_some_and(|member| self.push(member).is_some());
                Some(())
            })
        })?;
        if !is_whole {
            self.found.members.truncate(start);
        }
        Some(span)
    }

    /// Takes the object that begins at a place. The place behind it, and whether its members
    /// have the keys of those before; `None` where it is for the scanner, and what was added is
    /// void.
    fn take(&mut self, text: &str, start: usize) -> Option<(usize, bool)> {
        let bytes = text.as_bytes();
        let (mut at, mut before, mut is_alike) = (start + 1, self.before.places.clone(), true);
        if bytes.get(at) == Some(&b'}') {
            return Some((at + 1, before.is_empty()));
        }
        loop {
            let same = self.agreement(bytes, at, &before);
            let mut end = self.repeat(at, same, &mut before)?;
            if end == at {
                // The first differs, at least in its value.
                let other = self.found.members.get(before.clone()).and_then(<[Member]>::first);
                let other = other.copied().filter(|other| other.lead().len() <= same);
                is_alike &= other.is_some();
                before.start = before.end.min(before.start + 1);
                end = self.one(text, at, other)?;
            }
            match next(bytes, end)? {
                Next::End(end) => return Some((end, is_alike && before.is_empty())),
                Next::Member(there) => at = there,
            }
        }
    }

    /// How many bytes at a place are as those of these members of the row before, up to its end.
    #[inline(always)]
    fn agreement(&self, bytes: &[u8], at: usize, before: &Range<usize>) -> usize {
        let others = self.found.members.get(before.clone()).unwrap_or_default();
        let (Some(first), Some(last)) = (others.first(), others.last()) else { return 0 };
        let others = bytes.get(first.lead().start..=last.value().end);
        agreement(bytes.get(at..).unwrap_or_default(), others.unwrap_or_default())
    }

    /// Adds members as those before are, as far as they are within so many bytes, with the byte
    /// behind each; they are no longer before. The place behind the last one.
    #[inline(always)]
    fn repeat(&mut self, at: usize, same: usize, before: &mut Range<usize>) -> Option<usize> {
        let members = &mut self.found.members;
        let first = members.get(before.clone()).and_then(<[Member]>::first);
        let Some(from) = first.map(|first| first.lead().start) else { return Some(at) };
        let (by, start, added) =
            ((at as u32).wrapping_sub(from as u32), before.start, members.len());
        let mut end = at;
        while before.start < before.end
            && let Some(other) = members.get(before.start)
            && other.value().end < from + same
        {
            let member = other.shifted(by);
            end = member.value().end;
            members.push(member);
            before.start += 1;
        }
        if let Some(InnerAt { of, places }) = &self.before.inner
            && (start..before.start).contains(of)
        {
            let places = repeat(&mut self.found.inner, places.clone(), by);
            self.inner = Some(InnerAt { of: added + of - start, places });
        }
        self.has_room(0)?;
        Some(end)
    }

    /// Adds the member at a place, which may have the key of another one. The place behind it.
    #[inline(always)]
    fn one(&mut self, text: &str, at: usize, other: Option<Member>) -> Option<usize> {
        let lead = match other {
            Some(other) => other.lead_at(at)?,
            None => lead(text, at)?,
        };
        let (start, bytes) = (lead.value().start, text.as_bytes());
        let end = if bytes.get(start) == Some(&b'{') && lead.key(text) == FIELDS {
            self.object(text, start)?
        } else {
            value(bytes, start, 0)?
        };
        self.push(lead.until(end)?)?;
        Some(end)
    }

    /// Adds the members of an object inside the row, the value of the next member. The place
    /// behind it.
    fn object(&mut self, text: &str, start: usize) -> Option<usize> {
        let (bytes, added) = (text.as_bytes(), self.found.inner.len());
        let mut at = start + 1;
        let is_empty = bytes.get(at) == Some(&b'}');
        let mut others = self.before.inner.as_ref().map_or(0..0, |inner| inner.places.clone());
        let end = loop {
            if is_empty {
                break at + 1;
            }
            let other = others.next().and_then(|other| self.found.inner.get(other));
            let lead = match other.filter(|other| is_led_alike(bytes, at, other.lead())) {
                Some(other) => other.lead_at(at)?,
                None => lead(text, at)?,
            };
            let end = value(bytes, lead.value().start, 1)?;
            self.has_room(1)?;
            self.found.inner.push(lead.until(end)?);
            match next(bytes, end)? {
                Next::Member(there) => at = there,
                Next::End(end) => break end,
            }
        };
        let places = added..self.found.inner.len();
        self.inner = Some(InnerAt { of: self.found.members.len(), places });
        Some(end)
    }

    #[inline(always)]
    fn push(&mut self, member: Member) -> Option<()> {
        self.has_room(1)?;
        self.found.members.push(member);
        Some(())
    }

    /// Whether there may be so many members more.
    #[inline(always)]
    fn has_room(&self, more: usize) -> Option<()> {
        let Found { members, inner, rows } = &self.found;
        let held = members.len() + inner.len() + MEMBERS_A_ROW * rows.len();
        (held + more <= self.most).then_some(())
    }
}

/// Gives back what it does not use, where that is much: it may be kept for long.
fn fit<T>(list: &mut Vec<T>) {
    if list.capacity() > list.len() + list.len() / 2 {
        list.shrink_to_fit();
    }
}

/// Adds members as others among them are, so many bytes further on, and says where.
#[inline(always)]
fn repeat(members: &mut Vec<Member>, others: Range<usize>, by: u32) -> Range<usize> {
    let start = members.len();
    members.extend_from_within(others);
    members.iter_mut().skip(start).for_each(|member| *member = member.shifted(by));
    start..members.len()
}

enum Next {
    Member(usize),
    End(usize),
}

/// What comes behind a value.
#[inline(always)]
fn next(bytes: &[u8], at: usize) -> Option<Next> {
    match bytes.get(at)? {
        b',' => Some(Next::Member(at + 1)),
        b'}' => Some(Next::End(at + 1)),
        _ => None,
    }
}

/// How many bytes two texts have in common at their beginning.
#[inline(always)]
fn agreement(one: &[u8], other: &[u8]) -> usize {
    let (ones, others) = (one.as_chunks::<16>().0, other.as_chunks::<16>().0);
    let mut same = 0;
    for (one, other) in ones.iter().zip(others) {
        let differing = u128::from_le_bytes(*one) ^ u128::from_le_bytes(*other);
        if differing != 0 {
            return same + differing.trailing_zeros() as usize / 8;
        }
        same += 16;
    }
    let rest = one.iter().zip(other).skip(same);
    same + rest.take_while(|(one, other)| one == other).count()
}

/// Whether what leads to a value, at a place in this text, leads to the one that begins here.
#[inline(always)]
fn is_led_alike(bytes: &[u8], at: usize, lead: Range<usize>) -> bool {
    let here = bytes.get(at..at + lead.len());
    here.is_some() && here == bytes.get(lead)
}

/// The member that begins at a place, whatever its key is, up to its value.
fn lead(text: &str, at: usize) -> Option<Member> {
    let bytes = text.as_bytes();
    (bytes.get(at) == Some(&b'"')).then_some(())?;
    let (end, is_escaped) = ends::text(bytes, at + 1)?;
    let key = text.get(at + 1..end - 1).filter(|_| !is_escaped)?;
    (bytes.get(end) == Some(&b':')).then_some(())?;
    Member::new(key, at + 1, end + 1..end + 1)
}

/// Behind the value at a place, inside so many containers of the row: most are texts, or words.
#[inline(always)]
fn value(bytes: &[u8], at: usize, containers: u32) -> Option<usize> {
    match bytes.get(at)? {
        b'"' => ends::text(bytes, at + 1).map(|(end, _)| end),
        // A space would be of the value otherwise.
        b' ' | b'\n' | b'\r' | b'\t' => None,
        b'n' => ends::word(bytes, at, b"null"),
        b't' => ends::word(bytes, at, b"true"),
        b'f' => ends::word(bytes, at, b"false"),
        _ => ends::value_within(bytes, at, containers),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::{Value, json};

    use super::{super::scan, *};

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
        RowMembers { found: Found::default(), most: 100, before: MembersAt::NONE, inner: None }
    }

    /// The rows of a list one after the other, each by the one before; `None` where one is for the
    /// scanner.
    fn found(text: &str, rows: usize) -> Option<Vec<Told>> {
        let (mut all, mut at, mut reader) = (Vec::new(), 1, reader());
        for _ in 0..rows {
            let start = reader.found.members.len();
            let (end, is_alike) = reader.take(text, at)?;
            reader.kept(start, is_alike);
            let of_row = reader.before.clone();
            let told = |member: &Member| {
                let value = text.get(member.value()).expect("in the text");
                (member.key(text).to_owned(), value.to_owned())
            };
            let members = reader.found.members[of_row.places].iter().map(told).collect();
            let inner = of_row.inner.map(|InnerAt { of, places }| {
                (of - start, reader.found.inner[places].iter().map(told).collect())
            });
            all.push((members, of_row.shape, inner));
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
                let start = reader.found.members.len();
                if text.as_bytes().get(at) != Some(&b'{') {
                    break;
                }
                let Some((end, is_alike)) = reader.take(&text, at) else { break };
                reader.kept(start, is_alike);
                let row = &text[at..end];
                prop_assert!(serde_json::from_str::<serde::de::IgnoredAny>(row).is_ok(), "{}", row);
                at = end + 1;
            }
        }
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
        for odd in [
            "{ \"a\":1}",
            "{\"a\": 1}",
            "{\"a\" :1}",
            "{\"a\":1 }",
            "{\"\\u0061\":1}",
            "{\"a\":1,}",
        ] {
            assert_eq!(reader().take(odd, 0), None, "{odd}");
        }
        let mut small = RowMembers { most: 1, ..reader() };
        assert_eq!(small.take("{\"a\":1,\"b\":2}", 0), None, "too many");
        assert_eq!(reader().take("{}", 0), Some((2, true)));
    }
}
