//! The words of async-graphql's registry, said once.
//!
//! `async_graphql::registry` is hidden from its documentation although the type
//! traits demand it, so this file is the only one that spells its structs out: a
//! new major version is a change here.

use async_graphql::{
    indexmap::IndexMap,
    registry::{
        Deprecation, MetaEnumValue, MetaField, MetaInputValue, MetaType, MetaTypeName, Registry,
    },
};

/// A field of an object or an interface.
pub(crate) struct FieldInfo {
    pub(crate) name: String,
    /// In SDL notation, for example `[String!]`.
    pub(crate) ty: String,
    pub(crate) doc: String,
    pub(crate) arguments: Vec<InputInfo>,
    /// Why it is not to be used any more.
    pub(crate) deprecated: Option<String>,
}

impl FieldInfo {
    pub(crate) fn new(
        name: impl Into<String>,
        ty: impl Into<String>,
        doc: impl Into<String>,
    ) -> Self {
        let (arguments, deprecated) = (Vec::new(), None);
        Self { name: name.into(), ty: ty.into(), doc: doc.into(), arguments, deprecated }
    }
}

/// A field of an input object, or an argument.
#[derive(Clone)]
pub(crate) struct InputInfo {
    pub(crate) name: String,
    pub(crate) ty: String,
    pub(crate) doc: String,
}

impl InputInfo {
    pub(crate) fn new(
        name: impl Into<String>,
        ty: impl Into<String>,
        doc: impl Into<String>,
    ) -> Self {
        Self { name: name.into(), ty: ty.into(), doc: doc.into() }
    }
}

/// A value of an enumeration.
pub(crate) struct ValueInfo {
    pub(crate) name: String,
    pub(crate) doc: String,
    /// Why it is not to be used any more.
    pub(crate) deprecated: Option<String>,
}

impl ValueInfo {
    pub(crate) fn new(name: impl Into<String>, doc: impl Into<String>) -> Self {
        Self { name: name.into(), doc: doc.into(), deprecated: None }
    }
}

/// Whether an input object takes all of its fields or exactly one of them.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Shape {
    All,
    OneOf,
}

/// Adds an object type; a name that is there already stays as it is.
pub(crate) fn add_object(registry: &mut Registry, name: &str, doc: &str, fields: Vec<FieldInfo>) {
    add(
        registry,
        MetaType::Object {
            name: name.to_owned(),
            description: Some(doc.to_owned()),
            fields: meta_fields(fields),
            cache_control: Default::default(),
            extends: false,
            shareable: false,
            resolvable: true,
            keys: None,
            visible: None,
            inaccessible: false,
            interface_object: false,
            tags: Vec::new(),
            is_subscription: false,
            rust_typename: None,
            directive_invocations: Vec::new(),
            requires_scopes: Vec::new(),
        },
    );
}

/// Adds an interface and says which objects implement it.
pub(crate) fn add_interface(
    registry: &mut Registry,
    name: &str,
    doc: &str,
    fields: Vec<FieldInfo>,
    objects: &[&str],
) {
    for object in objects {
        registry.add_implements(object, name);
    }
    add(
        registry,
        MetaType::Interface {
            name: name.to_owned(),
            description: Some(doc.to_owned()),
            fields: meta_fields(fields),
            possible_types: objects.iter().map(|&object| object.to_owned()).collect(),
            extends: false,
            keys: None,
            visible: None,
            inaccessible: false,
            tags: Vec::new(),
            rust_typename: None,
            directive_invocations: Vec::new(),
            requires_scopes: Vec::new(),
        },
    );
}

/// Adds a union of object types.
pub(crate) fn add_union(registry: &mut Registry, name: &str, doc: &str, objects: &[&str]) {
    add(
        registry,
        MetaType::Union {
            name: name.to_owned(),
            description: Some(doc.to_owned()),
            possible_types: objects.iter().map(|&object| object.to_owned()).collect(),
            visible: None,
            inaccessible: false,
            tags: Vec::new(),
            rust_typename: None,
            directive_invocations: Vec::new(),
        },
    );
}

/// Adds an input object type.
pub(crate) fn add_input(
    registry: &mut Registry,
    name: &str,
    doc: &str,
    shape: Shape,
    fields: Vec<InputInfo>,
) {
    add(
        registry,
        MetaType::InputObject {
            name: name.to_owned(),
            description: Some(doc.to_owned()),
            input_fields: meta_inputs(fields),
            visible: None,
            inaccessible: false,
            tags: Vec::new(),
            rust_typename: None,
            oneof: shape == Shape::OneOf,
            directive_invocations: Vec::new(),
        },
    );
}

/// Adds an enumeration.
pub(crate) fn add_enum(registry: &mut Registry, name: &str, doc: &str, values: Vec<ValueInfo>) {
    let values = values.into_iter().map(|value| {
        let meta = MetaEnumValue {
            name: value.name.clone(),
            description: Some(value.doc),
            deprecation: deprecation(value.deprecated),
            visible: None,
            inaccessible: false,
            tags: Vec::new(),
            directive_invocations: Vec::new(),
        };
        (value.name, meta)
    });
    add(
        registry,
        MetaType::Enum {
            name: name.to_owned(),
            description: Some(doc.to_owned()),
            enum_values: values.collect(),
            visible: None,
            inaccessible: false,
            tags: Vec::new(),
            rust_typename: None,
            directive_invocations: Vec::new(),
            requires_scopes: Vec::new(),
        },
    );
}

fn add(registry: &mut Registry, meta: MetaType) {
    registry.types.entry(meta.name().to_owned()).or_insert(meta);
}

fn deprecation(reason: Option<String>) -> Deprecation {
    reason.map_or(Deprecation::NoDeprecated, |reason| Deprecation::Deprecated {
        reason: Some(reason),
    })
}

fn meta_fields(fields: Vec<FieldInfo>) -> IndexMap<String, MetaField> {
    let meta = fields.into_iter().map(|field| {
        let meta = MetaField {
            name: field.name.clone(),
            description: Some(field.doc),
            args: meta_inputs(field.arguments),
            ty: field.ty,
            deprecation: deprecation(field.deprecated),
            cache_control: Default::default(),
            external: false,
            requires: None,
            provides: None,
            visible: None,
            shareable: false,
            inaccessible: false,
            tags: Vec::new(),
            override_from: None,
            compute_complexity: None,
            directive_invocations: Vec::new(),
            requires_scopes: Vec::new(),
        };
        (field.name, meta)
    });
    meta.collect()
}

fn meta_inputs(inputs: Vec<InputInfo>) -> IndexMap<String, MetaInputValue> {
    let meta = inputs.into_iter().map(|input| {
        let meta = MetaInputValue {
            name: input.name.clone(),
            description: Some(input.doc),
            ty: input.ty,
            deprecation: Deprecation::NoDeprecated,
            default_value: None,
            visible: None,
            inaccessible: false,
            tags: Vec::new(),
            is_secret: false,
            directive_invocations: Vec::new(),
        };
        (input.name, meta)
    });
    meta.collect()
}

/// A place for an input value.
#[derive(Clone, Copy)]
pub(crate) struct Location<'r> {
    /// In SDL notation.
    pub(crate) ty: &'r str,
    pub(crate) has_default: bool,
}

impl<'r> From<&'r MetaInputValue> for Location<'r> {
    fn from(input: &'r MetaInputValue) -> Self {
        Self { ty: &input.ty, has_default: input.default_value.is_some() }
    }
}

/// An argument of a field of a type.
pub(crate) fn argument<'r>(
    registry: &'r Registry,
    ty: &str,
    field: &str,
    argument: &str,
) -> Option<Location<'r>> {
    let field = registry.types.get(ty)?.field_by_name(field)?;
    field.args.get(argument).map(Into::into)
}

/// An argument of a directive.
pub(crate) fn directive_argument<'r>(
    registry: &'r Registry,
    directive: &str,
    argument: &str,
) -> Option<Location<'r>> {
    registry.directives.get(directive)?.args.get(argument).map(Into::into)
}

/// The named type that a field of a type answers with.
pub(crate) fn field_type<'r>(registry: &'r Registry, ty: &str, field: &str) -> Option<&'r str> {
    let field = registry.types.get(ty)?.field_by_name(field)?;
    Some(MetaTypeName::concrete_typename(&field.ty))
}

/// A field of an input object; the type may be wrapped.
pub(crate) fn input_field<'r>(
    registry: &'r Registry,
    ty: &str,
    field: &str,
) -> Option<Location<'r>> {
    match registry.concrete_type_by_name(ty)? {
        MetaType::InputObject { input_fields, .. } => input_fields.get(field).map(Into::into),
        _ => None,
    }
}

/// The names of an input object's fields; none where the type, which may be wrapped, is no
/// input object.
pub(crate) fn input_names<'r>(registry: &'r Registry, ty: &str) -> Vec<&'r str> {
    match registry.concrete_type_by_name(ty) {
        Some(MetaType::InputObject { input_fields, .. }) => {
            input_fields.keys().map(String::as_str).collect()
        }
        _ => Vec::new(),
    }
}

/// Whether a type, which may be wrapped, is a `@oneOf` input object.
pub(crate) fn is_one_of(registry: &Registry, ty: &str) -> bool {
    matches!(registry.concrete_type_by_name(ty), Some(MetaType::InputObject { oneof: true, .. }))
}

/// Whether a type, which may be wrapped, is an enumeration.
pub(crate) fn is_enum(registry: &Registry, ty: &str) -> bool {
    matches!(registry.concrete_type_by_name(ty), Some(MetaType::Enum { .. }))
}
