//! Object types that are the same in every account: custom fields by key, with their
//! definitions, and labelled values (F71).

use crate::graphql::engine::{
    Registry,
    registry::{self, FieldInfo, InputInfo, Shape, ValueInfo},
};

pub(crate) const CUSTOM_FIELD_VALUE: &str = "CustomFieldValue";
pub(crate) const DEFINITION: &str = "CustomFieldDefinition";
pub(crate) const OPTION: &str = "CustomFieldOption";
pub(crate) const KEY_VALUE: &str = "KeyValue";

/// Adds the object type of a custom field's value, and those it leads to.
pub(crate) fn register_values(registry: &mut Registry) {
    register_definitions(registry);
    let field = FieldInfo::new;
    let doc = "A record's value of one custom field. What cannot be read as the field's kind \
               is null there and still in `raw`.";
    registry::add_object(
        registry,
        CUSTOM_FIELD_VALUE,
        doc,
        vec![
            field("key", "String!", "The field's key."),
            field(
                "definition",
                "CustomFieldDefinition",
                "Null where the account has no such live field.",
            ),
            field("raw", "String", "The stored value as text."),
            field("text", "String", "The value as text; null for a multiple choice."),
            field("number", "Float", "The value of a number field."),
            field("boolean", "Boolean", "The value of a yes/no field."),
            field("dateTime", "DateTime", "The value of a date field."),
            field("day", "JalaliDate", "The day of a date field, in Tehran."),
            field("options", "[CustomFieldOption!]", "The values of a choice field."),
        ],
    );
}

/// Adds the object type of a definition, and those it leads to.
pub(crate) fn register_definitions(registry: &mut Registry) {
    let field = FieldInfo::new;
    registry::add_object(
        registry,
        DEFINITION,
        "A custom field, as the account defines it.",
        vec![
            field("id", "ID!", "Didar's GUID of the definition; its search wants this one."),
            field(
                "key",
                "String!",
                "Code under which values are stored, for example `Field_996_12_8`.",
            ),
            field(
                "name",
                "String",
                "Name in this schema, for example `field_996_12_8`; null where the field is not typed.",
            ),
            field("title", "String!", "Persian title, as Didar shows it."),
            field("kind", "CustomFieldKind!", "What its values are."),
            field("filterable", "Boolean!", "Whether Didar's search accepts it."),
            field("required", "Boolean!", "Whether Didar's own form insists on a value."),
            field("isDeleted", "Boolean!", "Whether it was deleted in Didar."),
            field("options", "[CustomFieldOption!]!", "What a choice field lets one choose."),
            field(
                "excludedPipelineIds",
                "[ID!]!",
                "Pipelines whose records do not have the field.",
            ),
            field(
                "requiredStageIds",
                "[ID!]!",
                "Stages in which Didar's own form insists on a value.",
            ),
        ],
    );
    registry::add_object(
        registry,
        OPTION,
        "An option of a choice field.",
        vec![
            field("name", "String!", "Enumeration value in this schema."),
            field("value", "String!", "Text that Didar stores."),
            field("label", "String!", "Text that Didar shows."),
        ],
    );
    let value = |name: &str, doc: &str| ValueInfo::new(name, doc);
    registry::add_enum(
        registry,
        "CustomFieldKind",
        "What the values of a custom field are.",
        vec![
            value("TEXT", "Text, short or long."),
            value("NUMBER", "A number."),
            value("DATE_TIME", "An instant."),
            value("CHOICE", "One of the options."),
            value("MULTI_CHOICE", "Any of the options."),
            value("BOOLEAN", "Yes or no."),
            value("OTHER", "A kind the gateway does not know; values pass through as text."),
        ],
    );
}

/// Adds the types of a labelled value.
pub(crate) fn register_key_values(registry: &mut Registry) {
    let fields = vec![
        FieldInfo::new("key", "String", "The label."),
        FieldInfo::new("value", "String", "The value."),
    ];
    registry::add_object(
        registry,
        KEY_VALUE,
        "A value with a label, such as a second phone.",
        fields,
    );
    registry::add_input(
        registry,
        "KeyValueInput",
        "A value with a label. A list of these replaces the stored list.",
        Shape::All,
        vec![
            InputInfo::new("key", "String", "The label."),
            InputInfo::new("value", "String!", "The value."),
        ],
    );
}
