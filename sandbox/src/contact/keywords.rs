//! What a search by keywords finds a contact by.

use super::Contact;
use super::attribute::Attribute;
use crate::text::Needle;

/// The attributes that `Keywords` looks into, besides `Code` and `DisplayName` (F48).
const KEYWORD_SOURCES: [Attribute; 8] = [
    Attribute::FirstName,
    Attribute::LastName,
    Attribute::CompanyName,
    Attribute::MobilePhone,
    Attribute::WorkPhone,
    Attribute::Email,
    Attribute::CustomerCode,
    Attribute::NationalCode,
];

impl Contact {
    /// Whether a word occurs in a name, phone, code or e-mail, digits as they are stored
    /// (section 9, row 7).
    pub(crate) fn mentions(&self, word: &Needle) -> bool {
        let mut sources = KEYWORD_SOURCES.iter();
        let other_phones = self.rare.iter().flat_map(|rare| &rare.other_phones);
        sources.any(|&source| word.is_in(self.attributes.text(source)))
            || word.is_in(&self.code.to_string())
            || other_phones.map(|phone| &phone.value).any(|phone| word.is_in(phone))
    }
}
