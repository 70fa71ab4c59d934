//! Where JSON values end, as strictly as `serde_json` takes them (RFC 8259).
//!
//! Each function takes a place in a text and gives the place behind what it is named for, or
//! `None` where the text is no JSON there.

/// How deep values nest at most; Didar's do not nest deeper than ten levels.
const MAX_DEPTH: u32 = u128::BITS;

/// The containers around a place, the innermost last.
struct Around {
    /// A bit for each: whether it is an object.
    objects: u128,
    depth: u32,
    most: u32,
}

impl Around {
    fn enter(&mut self, is_object: bool) -> Option<()> {
        self.depth += 1;
        self.objects = self.objects << 1 | u128::from(is_object);
        (self.depth <= self.most).then_some(())
    }

    fn is_object(&self) -> bool {
        self.objects & 1 == 1
    }

    fn leave(&mut self) {
        self.depth -= 1;
        self.objects >>= 1;
    }
}

/// Behind a value and any space before it.
pub(super) fn value(bytes: &[u8], from: usize) -> Option<usize> {
    value_within(bytes, from, 0)
}

/// The same, inside so many containers.
pub(super) fn value_within(bytes: &[u8], from: usize, containers: u32) -> Option<usize> {
    let most = MAX_DEPTH.saturating_sub(containers);
    let (mut at, mut around) = (from, Around { objects: 0, depth: 0, most });
    loop {
        at = space(bytes, at);
        match bytes.get(at)? {
            b'"' => at = string(bytes, at + 1)?,
            open @ (b'{' | b'[') => {
                let is_object = *open == b'{';
                let inside = space(bytes, at + 1);
                at = inside;
                // In ASCII a closing bracket comes two behind its opening one.
                if *bytes.get(inside)? != open + 2 {
                    around.enter(is_object)?;
                    at = if is_object { key(bytes, inside)? } else { inside };
                    continue;
                }
                at += 1;
            }
            b'n' => at = word(bytes, at, b"null")?,
            b't' => at = word(bytes, at, b"true")?,
            b'f' => at = word(bytes, at, b"false")?,
            _ => at = number(bytes, at)?,
        }
        match next(bytes, at, &mut around)? {
            Next::Value(there) => at = there,
            Next::End(there) => return Some(there),
        }
    }
}

enum Next {
    Value(usize),
    End(usize),
}

/// What comes behind a value: another one, or the end of all around it.
#[inline(always)]
fn next(bytes: &[u8], from: usize, around: &mut Around) -> Option<Next> {
    let mut at = from;
    while around.depth > 0 {
        at = space(bytes, at);
        match bytes.get(at)? {
            b',' if around.is_object() => return key(bytes, at + 1).map(Next::Value),
            b',' => return Some(Next::Value(at + 1)),
            b'}' if around.is_object() => around.leave(),
            b']' if !around.is_object() => around.leave(),
            _ => return None,
        }
        at += 1;
    }
    Some(Next::End(at))
}

/// Behind any space.
#[inline(always)]
pub(super) fn space(bytes: &[u8], mut at: usize) -> usize {
    while let Some(b' ' | b'\n' | b'\r' | b'\t') = bytes.get(at) {
        at += 1;
    }
    at
}

/// Behind a key and its colon, with any space around them.
#[inline(always)]
fn key(bytes: &[u8], from: usize) -> Option<usize> {
    let at = space(bytes, from);
    (bytes.get(at) == Some(&b'"')).then_some(())?;
    let at = space(bytes, string(bytes, at + 1)?);
    (bytes.get(at) == Some(&b':')).then_some(at + 1)
}

/// Behind the closing quote of a string, from behind its opening one.
#[inline(always)]
fn string(bytes: &[u8], from: usize) -> Option<usize> {
    text(bytes, from).map(|(end, _)| end)
}

/// The same, with whether there are escapes in the string.
#[inline(always)]
pub(super) fn text(bytes: &[u8], from: usize) -> Option<(usize, bool)> {
    let at = mark(bytes, from)?;
    if bytes.get(at) == Some(&b'"') {
        return Some((at + 1, false));
    }
    Some((escaped(bytes, at)?, true))
}

/// The same, from the first escape on. Whether four digits make a character is for those to
/// find who decode it.
#[cold]
fn escaped(bytes: &[u8], mut at: usize) -> Option<usize> {
    loop {
        match bytes.get(at)? {
            b'"' => return Some(at + 1),
            b'\\' => {}
            _ => return None,
        }
        let digits = match bytes.get(at + 1)? {
            b'u' => 4,
            b'"' | b'\\' | b'/' | b'b' | b'f' | b'n' | b'r' | b't' => 0,
            _ => return None,
        };
        at += 2;
        bytes.get(at..at + digits)?.iter().all(u8::is_ascii_hexdigit).then_some(())?;
        at = mark(bytes, at + digits)?;
    }
}

/// At the next quote, backslash or control character, sixteen bytes at a time: most strings
/// are shorter.
#[inline(always)]
fn mark(bytes: &[u8], mut at: usize) -> Option<usize> {
    while let Some((first, rest)) = bytes.get(at..)?.split_first_chunk::<8>()
        && let Some(second) = rest.first_chunk::<8>()
    {
        let (first, second) = (marks(*first), marks(*second));
        if first | second != 0 {
            let is_first = first != 0;
            let bits = if is_first { first } else { second }.trailing_zeros() as usize;
            return Some(at + bits / 8 + if is_first { 0 } else { 8 });
        }
        at += 16;
    }
    let is_mark = |byte: &u8| matches!(byte, b'"' | b'\\' | 0..0x20);
    Some(at + bytes.get(at..)?.iter().position(is_mark)?)
}

/// The high bit of each of eight bytes that is a mark. Bytes behind the first one may have it
/// wrongly: a subtraction borrows from them.
#[inline(always)]
fn marks(eight: [u8; 8]) -> u64 {
    const ONES: u64 = 0x0101_0101_0101_0101;
    let word = u64::from_le_bytes(eight);
    let below = |word: u64, least: u64| word.wrapping_sub(ONES * least) & !word;
    let is = |byte: u8| below(word ^ (ONES * u64::from(byte)), 1);
    (is(b'"') | is(b'\\') | below(word, 0x20)) & (ONES << 7)
}

#[inline(always)]
pub(super) fn word(bytes: &[u8], at: usize, word: &[u8]) -> Option<usize> {
    let end = at + word.len();
    (bytes.get(at..end)? == word).then_some(end)
}

fn number(bytes: &[u8], from: usize) -> Option<usize> {
    let is = |at: usize, letters: &[u8]| bytes.get(at).is_some_and(|byte| letters.contains(byte));
    let mut at = from + usize::from(is(from, b"-"));
    at = if is(at, b"0") { at + 1 } else { digits(bytes, at)? };
    if is(at, b".") {
        at = digits(bytes, at + 1)?;
    }
    if is(at, b"eE") {
        at = digits(bytes, at + 1 + usize::from(is(at + 1, b"+-")))?;
    }
    Some(at)
}

/// Behind one digit, and those that follow it.
fn digits(bytes: &[u8], from: usize) -> Option<usize> {
    let count = bytes.get(from..)?.iter().take_while(|byte| byte.is_ascii_digit()).count();
    (count > 0).then_some(from + count)
}
