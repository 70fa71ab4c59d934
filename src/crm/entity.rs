//! The kinds of records that an account holds.

/// A kind of record.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Entity {
    /// A person or a company; Didar saves both through the same call.
    Contact,
    /// A user of the account.
    User,
    /// A label of deals.
    Label,
    /// A row of stages that deals move through.
    Pipeline,
    /// One of these stages.
    Stage,
    /// A row of stages that cases move through.
    CasePipeline,
    /// One of these stages.
    CaseStage,
    /// A kind of activity.
    ActivityType,
    /// A deal.
    Deal,
    /// Something that is sold with a deal.
    DealItem,
    /// Something to do or done, or a note.
    Activity,
    /// A file of an activity.
    Attachment,
    /// A product or service.
    Product,
    /// A variant of a product.
    Variant,
    /// A group of products.
    ProductCategory,
    /// A province of Iran.
    Province,
    /// A city of a province.
    City,
    /// A case.
    Case,
    /// An entity this gateway does not know.
    Other,
}

impl Entity {
    /// Name of its type in the schema. Pipelines of both kinds are of one type.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Contact => "Contact",
            Self::User => "User",
            Self::Label => "Label",
            Self::Pipeline | Self::CasePipeline => "Pipeline",
            Self::Stage | Self::CaseStage => "PipelineStage",
            Self::ActivityType => "ActivityType",
            Self::Deal => "Deal",
            Self::DealItem => "DealItem",
            Self::Activity => "Activity",
            Self::Attachment => "Attachment",
            Self::Product => "Product",
            Self::Variant => "ProductVariant",
            Self::ProductCategory => "ProductCategory",
            Self::Province => "Province",
            Self::City => "City",
            Self::Case => "Case",
            Self::Other => "Other",
        }
    }

    /// Its word in canonical texts, which must not change.
    pub(super) const fn word(self) -> &'static str {
        match self {
            Self::Contact => "contact",
            Self::User => "user",
            Self::Label => "label",
            Self::Pipeline => "pipeline",
            Self::Stage => "stage",
            Self::CasePipeline => "case-pipeline",
            Self::CaseStage => "case-stage",
            Self::ActivityType => "activity-type",
            Self::Deal => "deal",
            Self::DealItem => "deal-item",
            Self::Activity => "activity",
            Self::Attachment => "attachment",
            Self::Product => "product",
            Self::Variant => "product-variant",
            Self::ProductCategory => "product-category",
            Self::Province => "province",
            Self::City => "city",
            Self::Case => "case",
            Self::Other => "other",
        }
    }

    /// The entity that a custom field belongs to (didar-api.md F92, F98 to F100): by
    /// `FieldType`, and where it is silent the entity code in the key.
    #[must_use]
    pub fn of(field_type: Option<&str>, key: &str) -> Self {
        let named = field_type.map(str::to_ascii_lowercase);
        match (named.as_deref(), entity_code(key)) {
            (Some("contact" | "person" | "company"), _) | (None, Some(996)) => Self::Contact,
            (Some("deal"), _) | (None, Some(8783)) => Self::Deal,
            (Some("case"), _) | (None, Some(8785)) => Self::Case,
            _ => Self::Other,
        }
    }
}

/// The entity part of `Field_<entity>_<control>_<number>`.
fn entity_code(key: &str) -> Option<u32> {
    key.split('_').nth(1)?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_entity_is_read_from_the_field_type_in_any_case_and_else_from_the_key() {
        assert_eq!(Entity::of(Some("CONTACT"), "Field_1_0_8"), Entity::Contact);
        assert_eq!(Entity::of(Some("Deal"), "Field_996_0_8"), Entity::Deal);
        assert_eq!(Entity::of(None, "Field_8785_0_8"), Entity::Case);
        assert_eq!(Entity::of(Some("Galaxy"), "Field_996_0_8"), Entity::Other);
    }
}
