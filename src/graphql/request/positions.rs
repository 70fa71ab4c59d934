//! Input values stand where they may: all variable usages are allowed (specification,
//! 5.8.5), a `@oneOf` object has one entry also where its values are variables, an
//! `Int` has 32 bits, an enumeration value is no string, a list is not too long.
//!
//! async-graphql 7.2 has the first rule, but never tells it of an input value. It
//! checks the second only where every variable has a value, the third too late and
//! the fourth not at all, in the defaults of variables neither. It proposes names for fields
//! of objects, but not for those of input objects.

use std::{cell::RefCell, collections::HashSet};

use async_graphql::{
    Error, Name, Pos, Positioned, ServerError, Value as ConstValue, Variables,
    parser::types::{
        Directive, ExecutableDocument, OperationDefinition, OperationType, Selection, SelectionSet,
        VariableDefinition,
    },
};
use async_graphql_value::Value;

use super::{limits::MOST_ITEMS, suggestion, variables::fits_int};
use crate::{
    graphql::{
        engine::{
            Registry,
            registry::{
                Location, argument, directive_argument, field_type, input_field, input_names,
                is_enum, is_one_of,
            },
        },
        error::InputError,
    },
    message::{Message, message},
};

/// Finds the first variable that stands where its type is not allowed.
pub(crate) fn check(
    registry: &Registry,
    document: &ExecutableDocument,
    variables: &Variables,
) -> Result<(), ServerError> {
    for (_, operation) in document.operations.iter() {
        let root = match operation.node.ty {
            OperationType::Query => Some(registry.query_type.as_str()),
            OperationType::Mutation => registry.mutation_type.as_deref(),
            OperationType::Subscription => registry.subscription_type.as_deref(),
        };
        let Some(root) = root else { continue };
        let (operation, seen) = (&operation.node, RefCell::default());
        let checker = Checker { registry, document, operation, variables, seen };
        checker.defaults()?;
        checker.directives(&operation.directives)?;
        checker.set(&operation.selection_set.node, root, &mut HashSet::new())?;
    }
    Ok(())
}

struct Checker<'d> {
    registry: &'d Registry,
    document: &'d ExecutableDocument,
    operation: &'d OperationDefinition,
    variables: &'d Variables,
    /// The variables whose values were looked at, with the types of their places.
    seen: RefCell<HashSet<(Name, String)>>,
}

type Checked = Result<(), ServerError>;

impl<'d> Checker<'d> {
    /// A default is a literal like any other.
    fn defaults(&self) -> Checked {
        for definition in &self.operation.variable_definitions {
            let definition = &definition.node;
            let Some(default) = &definition.default_value else { continue };
            let place =
                Place { pos: default.pos, path: vec![format!("${}", definition.name.node)] };
            let ty = definition.var_type.node.to_string();
            let location = Location { ty: &ty, has_default: false };
            self.value(&default.node.clone().into_value(), &place, location)?;
        }
        Ok(())
    }

    fn set(&self, set: &'d SelectionSet, on: &'d str, spread: &mut HashSet<&'d Name>) -> Checked {
        for selection in &set.items {
            self.directives(selection.node.directives())?;
            match &selection.node {
                Selection::Field(field) => {
                    let name = field.node.name.node.as_str();
                    for (key, value) in &field.node.arguments {
                        if let Some(location) = argument(self.registry, on, name, &key.node) {
                            let place = Place { pos: value.pos, path: vec![key.node.to_string()] };
                            self.value(&value.node, &place, location)?;
                        }
                    }
                    if let Some(below) = field_type(self.registry, on, name) {
                        self.set(&field.node.selection_set.node, below, spread)?;
                    }
                }
                Selection::InlineFragment(fragment) => {
                    let condition = fragment.node.type_condition.as_ref();
                    let on = condition.map_or(on, |condition| condition.node.on.node.as_str());
                    self.set(&fragment.node.selection_set.node, on, spread)?;
                }
                Selection::FragmentSpread(fragment) => {
                    let name = &fragment.node.fragment_name.node;
                    if let Some(fragment) = self.document.fragments.get(name)
                        && spread.insert(name)
                    {
                        let on = fragment.node.type_condition.node.on.node.as_str();
                        self.set(&fragment.node.selection_set.node, on, spread)?;
                    }
                }
            }
        }
        Ok(())
    }

    fn directives(&self, directives: &[Positioned<Directive>]) -> Checked {
        for directive in directives {
            for (key, value) in &directive.node.arguments {
                let name = directive.node.name.node.as_str();
                if let Some(location) = directive_argument(self.registry, name, &key.node) {
                    let place = Place { pos: value.pos, path: vec![key.node.to_string()] };
                    self.value(&value.node, &place, location)?;
                }
            }
        }
        Ok(())
    }

    fn value(&self, value: &Value, place: &Place, location: Location<'_>) -> Checked {
        match value {
            Value::Variable(name) => self.variable(name, place, location),
            Value::List(items) => {
                if items.len() > MOST_ITEMS {
                    return Err(place.refuse(message!("at most {most} items", most = MOST_ITEMS)));
                }
                let location = Location { ty: item_type(location.ty), has_default: false };
                let mut items = items.iter().enumerate();
                items.try_for_each(|(at, item)| {
                    self.value(item, &place.below(at.to_string()), location)
                })
            }
            Value::Object(fields) => {
                if fields.len() != 1 && is_one_of(self.registry, location.ty) {
                    return Err(place.refuse(message!("exactly one entry must be given")));
                }
                fields.iter().try_for_each(|(name, value)| {
                    match input_field(self.registry, location.ty, name) {
                        Some(at) => self.value(value, &place.below(name.as_str()), at),
                        None => self.unknown(name, place, location.ty),
                    }
                })
            }
            Value::Number(number) if named(location.ty) == "Int" => {
                let fits = fits_int(&ConstValue::Number(number.clone()));
                if fits { Ok(()) } else { Err(place.refuse(message!("must fit into 32 bits"))) }
            }
            Value::String(_) if is_enum(self.registry, location.ty) => {
                Err(place.refuse(message!("an enumeration value is written without quotes")))
            }
            _ => Ok(()),
        }
    }

    fn variable(&self, name: &Name, place: &Place, location: Location<'_>) -> Checked {
        let definitions = &self.operation.variable_definitions;
        let known = definitions.iter().find(|known| known.node.name.node == *name);
        match known {
            Some(definition) if !is_allowed(&definition.node, location) => {
                let (ours, theirs) = (&definition.node.var_type.node, location.ty);
                Err(place.refuse(message!(
                    "variable \"${name}\" of type \"{ours}\" used in position expecting type \
                     \"{theirs}\"",
                    name = name.to_string(),
                    ours = ours.to_string(),
                    theirs = theirs.to_owned()
                )))
            }
            // The engine's own rules say more of a variable that nobody defined.
            _ => match self.variables.get(name) {
                // Its names are the same wherever it is used.
                Some(value) if self.is_first_use(name, location.ty) => {
                    self.names(value, place, location.ty)
                }
                _ => Ok(()),
            },
        }
    }

    fn is_first_use(&self, name: &Name, ty: &str) -> bool {
        self.seen.borrow_mut().insert((name.clone(), named(ty).to_owned()))
    }

    /// The names of input fields in the value of a variable.
    fn names(&self, value: &ConstValue, place: &Place, ty: &str) -> Checked {
        match value {
            ConstValue::List(items) => {
                let mut items = items.iter().enumerate();
                items.try_for_each(|(at, item)| {
                    self.names(item, &place.below(at.to_string()), item_type(ty))
                })
            }
            ConstValue::Object(fields) => fields.iter().try_for_each(|(name, value)| {
                match input_field(self.registry, ty, name) {
                    Some(at) => self.names(value, &place.below(name.as_str()), at.ty),
                    None => self.unknown(name, place, ty),
                }
            }),
            _ => Ok(()),
        }
    }

    /// Refuses a field that an input object does not have. What is no input object is the
    /// engine's to refuse.
    fn unknown(&self, name: &Name, place: &Place, ty: &str) -> Checked {
        let named = named(ty);
        let known = input_names(self.registry, named);
        if known.is_empty() {
            return Ok(());
        }
        let proposal = suggestion::of(name, &known);
        let name: String = name.chars().take(suggestion::LONGEST).collect();
        Err(place.refuse(message!(
            "unknown field \"{name}\" of type \"{named}\".{proposal}",
            name,
            named = named.to_owned(),
            proposal
        )))
    }
}

/// Where a value stands: in the document, and below which argument.
struct Place {
    pos: Pos,
    path: Vec<String>,
}

impl Place {
    fn below(&self, segment: impl Into<String>) -> Self {
        let path = self.path.iter().cloned().chain([segment.into()]);
        Self { pos: self.pos, path: path.collect() }
    }

    fn refuse(&self, why: Message) -> ServerError {
        let segments: Vec<&str> = self.path.iter().map(String::as_str).collect();
        Error::from(InputError::new(&segments, why)).into_server_error(self.pos)
    }
}

/// IsVariableUsageAllowed.
fn is_allowed(definition: &VariableDefinition, location: Location<'_>) -> bool {
    let ours = definition.var_type.node.to_string();
    let default = definition.default_value.as_ref().map(|default| &default.node);
    let filled = location.has_default || default.is_some_and(|value| *value != ConstValue::Null);
    match location.ty.strip_suffix('!') {
        Some(nullable) if filled && !ours.ends_with('!') => is_compatible(&ours, nullable),
        _ => is_compatible(&ours, location.ty),
    }
}

/// AreTypesCompatible, of types in SDL notation.
fn is_compatible(ours: &str, theirs: &str) -> bool {
    match (ours.strip_suffix('!'), theirs.strip_suffix('!')) {
        (Some(ours), Some(theirs)) => is_compatible(ours, theirs),
        (None, Some(_)) => false,
        (Some(ours), None) => is_compatible(ours, theirs),
        (None, None) => match (item_of(ours), item_of(theirs)) {
            (Some(ours), Some(theirs)) => is_compatible(ours, theirs),
            (None, None) => ours == theirs,
            _ => false,
        },
    }
}

fn item_of(ty: &str) -> Option<&str> {
    ty.strip_prefix('[')?.strip_suffix(']')
}

/// The type inside all wrappers.
fn named(ty: &str) -> &str {
    ty.trim_matches(['[', ']', '!'])
}

/// The type of a list's items.
fn item_type(ty: &str) -> &str {
    let nullable = ty.strip_suffix('!').unwrap_or(ty);
    item_of(nullable).unwrap_or(nullable)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_type_is_compatible_with_what_takes_all_of_its_values() {
        for (ours, theirs) in
            [("Int", "Int"), ("Int!", "Int"), ("[Int!]!", "[Int]"), ("[Int!]!", "[Int!]!")]
        {
            assert!(is_compatible(ours, theirs), "{ours} in {theirs}");
        }
        for (ours, theirs) in [
            ("Int", "Int!"),
            ("Int", "Float"),
            ("Int", "[Int]"),
            ("[Int]", "Int"),
            ("[Int]", "[Int!]"),
            ("[[Int]]", "[Int]"),
        ] {
            assert!(!is_compatible(ours, theirs), "{ours} in {theirs}");
        }
    }
}
