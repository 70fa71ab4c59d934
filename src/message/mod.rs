//! What the gateway says to people: in English, and in Persian where that is preferred.
//!
//! A message is its English template with values for the places in it. The template stands where
//! the message is made, and is its id in the catalogue of the other language, as in gettext. That
//! every template is in the catalogue is checked when the gateway is compiled.

mod language;
mod persian;

use std::{borrow::Cow, fmt};

use serde::{Deserialize, Serialize};

pub use self::language::Language;

/// A sentence for people.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(from = "Kept", into = "Kept")]
pub struct Message {
    template: Cow<'static, str>,
    values: Values,
}

/// What stands in the places of a template, by their names.
type Values = Vec<(Cow<'static, str>, Value)>;

/// What stands in a place of a template.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Value {
    /// The same in every language.
    Text(String),
    /// A word of the gateway's own, in another language as far as the catalogue has it.
    Word(Cow<'static, str>),
    /// A sentence in a sentence.
    Message(Message),
}

/// A message that is kept: in English for versions that know no other form, and as it was made.
#[derive(Serialize, Deserialize)]
struct Kept {
    message: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    made: Option<(Cow<'static, str>, Values)>,
}

impl From<Kept> for Message {
    fn from(Kept { message, made }: Kept) -> Self {
        let (template, values) =
            made.unwrap_or_else(|| ("{text}".into(), vec![("text".into(), Value::Text(message))]));
        Self { template, values }
    }
}

impl From<Message> for Kept {
    fn from(message: Message) -> Self {
        Self { message: message.to_string(), made: Some((message.template, message.values)) }
    }
}

/// Makes a [`Message`] from its English template and the values for its places:
/// `message!("at most {most} at once", most = 50)`. A value that is called as its place need not be
/// repeated. Does not compile where the catalogue lacks the template.
macro_rules! message {
    ($template:literal $(, $name:ident $(= $value:expr)?)* $(,)?) => {{
        const {
            $crate::message::check($template, &[$(stringify!($name)),*]);
        }
        $crate::message::Message::new(
            $template,
            vec![$((
                ::std::borrow::Cow::Borrowed(stringify!($name)),
                $crate::message::Value::from($crate::message::message!(@value $name $($value)?)),
            )),*],
        )
    }};
    (@value $name:ident) => { $name };
    (@value $name:ident $value:expr) => { $value };
}
pub(crate) use message;

/// Makes an error of a type that has a message: its text is the English one.
macro_rules! error_of_message {
    ($error:ty) => {
        impl ::std::fmt::Display for $error {
            fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                $crate::message::Message::from(self).fmt(f)
            }
        }

        impl ::std::error::Error for $error {}
    };
}
pub(crate) use error_of_message;

/// Compiles where the catalogue has a template, and it has a place for each of these names alone.
pub const fn check(template: &str, names: &[&str]) {
    assert!(persian::has(template), "no Persian for this message: see src/message/persian.rs");
    let (text, mut places, mut at) = (template.as_bytes(), 0, 0);
    while at < text.len() {
        if text[at] == b'{' {
            places += 1;
            let (mut name, mut is_named) = (0, false);
            while name < names.len() {
                is_named |= begins(text, at + 1, names[name].as_bytes());
                name += 1;
            }
            assert!(is_named, "a place without a value");
        }
        at += 1;
    }
    assert!(places == names.len(), "a value without a place");
}

/// Whether a name and its closing brace stand at a place.
const fn begins(text: &[u8], from: usize, name: &[u8]) -> bool {
    let mut at = 0;
    while at < name.len() && from + at < text.len() && text[from + at] == name[at] {
        at += 1;
    }
    at == name.len() && from + at < text.len() && text[from + at] == b'}'
}

impl Message {
    /// Made by the macro, which checks the template.
    #[doc(hidden)]
    #[must_use]
    pub fn new(template: &'static str, values: Values) -> Self {
        Self { template: template.into(), values }
    }

    /// The same with nothing in the places of this name.
    #[must_use]
    pub fn without(&self, name: &str) -> Self {
        let values = self.values.iter().map(|(known, value)| {
            let value = match value {
                _ if known == name => Value::Text(String::new()),
                Value::Message(inner) => Value::Message(inner.without(name)),
                value => value.clone(),
            };
            (known.clone(), value)
        });
        Self { template: self.template.clone(), values: values.collect() }
    }

    /// About how many bytes it has in any language, from above.
    #[must_use]
    pub fn size(&self) -> usize {
        2 * self.text(Language::Persian).len()
    }

    /// The sentence in a language.
    #[must_use]
    pub fn text(&self, language: Language) -> String {
        let template = translated(&self.template, language);
        let mut text = String::with_capacity(template.len());
        let mut rest = template;
        while let Some((before, (name, behind))) =
            rest.split_once('{').and_then(|(before, rest)| Some((before, rest.split_once('}')?)))
        {
            text.push_str(before);
            let value = self.values.iter().find(|(known, _)| known == name);
            text.push_str(&value.map_or(Cow::Borrowed(name), |(_, value)| value.text(language)));
            rest = behind;
        }
        text.push_str(rest);
        text
    }
}

impl Value {
    fn text(&self, language: Language) -> Cow<'_, str> {
        match self {
            Self::Text(text) => text.into(),
            Self::Word(word) => translated(word, language).into(),
            Self::Message(message) => message.text(language).into(),
        }
    }
}

fn translated(english: &str, language: Language) -> &str {
    match language {
        Language::English => english,
        Language::Persian => persian::of(english).unwrap_or(english),
    }
}

impl fmt::Display for Message {
    /// In English.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text(Language::English))
    }
}

impl From<&'static str> for Value {
    fn from(word: &'static str) -> Self {
        Self::Word(word.into())
    }
}

impl From<Message> for Value {
    fn from(message: Message) -> Self {
        Self::Message(message)
    }
}

impl From<Option<Message>> for Value {
    fn from(message: Option<Message>) -> Self {
        message.map_or_else(|| Self::Text(String::new()), Self::Message)
    }
}

impl From<String> for Value {
    fn from(text: String) -> Self {
        Self::Text(text)
    }
}

impl From<&String> for Value {
    fn from(text: &String) -> Self {
        Self::Text(text.clone())
    }
}

macro_rules! numbers {
    ($($number:ty),*) => {
        $(impl From<$number> for Value {
            fn from(number: $number) -> Self {
                Self::Text(number.to_string())
            }
        })*
    };
}
numbers!(u8, u16, u32, u64, usize, i8, i16, i32);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_message_is_said_in_either_language() {
        let inner = message!("the account has no such {noun}", noun = "deal");
        let whole = message!("{path}: {message}", path = "a.{b}".to_owned(), message = inner);
        assert_eq!(whole.to_string(), "a.{b}: the account has no such deal");
        assert_eq!(whole.text(Language::Persian), "a.{b}: این معامله در حساب نیست");
    }

    #[test]
    fn a_message_outlives_a_process_and_so_does_one_of_an_earlier_version() {
        let message = message!("the account has no such {noun}", noun = "deal");
        let text = serde_json::to_string(&message).expect("JSON");
        assert_eq!(serde_json::from_str::<Message>(&text).expect("a message"), message);
        let english = serde_json::from_str::<serde_json::Value>(&text).expect("JSON");
        assert_eq!(english["message"], "the account has no such deal", "for an earlier version");
        let old = r#"{ "message": "at most {5} at once" }"#;
        let old: Message = serde_json::from_str(old).expect("a message");
        assert_eq!(old.text(Language::Persian), "at most {5} at once");
    }
}
