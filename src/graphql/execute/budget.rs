//! The calls to Didar that an operation may take, counted before the first.

use async_graphql::{
    ErrorExtensions, ServerError, Variables,
    parser::types::{ExecutableDocument, OperationDefinition, OperationType},
};

use crate::graphql::{
    code::Code,
    engine::selection::{Operation, Selected, collect},
    error::coded,
    model::{Model, entity::Description},
    record::cost::{Cost, Counter, From},
    request::document::skipped,
};

/// How many calls a look-up by phone takes: one for each usual spelling.
const BY_PHONE: u64 = 6;
/// How many records such a look-up is taken to find.
const OF_ONE_PHONE: u64 = 5;

/// The calls that an operation takes.
pub(super) fn planned(
    document: &ExecutableDocument,
    operation: &OperationDefinition,
    variables: &Variables,
    model: &Model,
) -> Cost {
    let (mut fragments, mut set) = (document.fragments.clone(), operation.selection_set.clone());
    for fragment in fragments.values_mut() {
        skipped::remove(&mut fragment.node.selection_set.node, variables);
    }
    skipped::remove(&mut set.node, variables);
    let counter = Counter { operation: Operation { fragments: &fragments, variables }, model };
    let root = match operation.ty {
        OperationType::Mutation => "Mutation",
        _ => "Query",
    };
    let fields = collect(counter.operation, root.into(), &[&set]);
    let costs = fields.iter().map(|field| match operation.ty {
        OperationType::Mutation => of_payload(counter, field),
        _ => of_root(counter, field),
    });
    costs.fold(Cost::default(), Cost::and)
}

fn of_root<'a>(counter: Counter<'a>, field: &Selected<'a>) -> Cost {
    let entities = || counter.model.entities().map(|entity| entity.description);
    let named =
        |is_it: fn(&Description, &str) -> bool| entities().find(|of| is_it(of, field.name()));
    let one = |of: &Description| counter.record(of.entity, &field.sets, From::Detail);
    let cost = if let Some(of) = named(|of, name| of.pages() == Some(name)) {
        counter.pages(of.entity, &field.sets, counter.rows(field))
    } else if let Some(of) = named(|of, name| of.endpoint.has_detail() && of.noun() == name) {
        Cost::of(1).and(one(of))
    } else if let Some(of) = named(|of, name| of.by_phone() == name) {
        Cost::of(BY_PHONE).and(one(of).times(OF_ONE_PHONE))
    } else if field.name() == "node" {
        let details = entities().filter(|of| of.is_node && of.endpoint.has_detail());
        details.map(|of| Cost::of(1).and(one(of))).fold(Cost::default(), Cost::and)
    } else {
        Cost::default()
    };
    cost.below(field.key)
}

/// Saves are not counted, what is read of the saved records is.
fn of_payload<'a>(counter: Counter<'a>, field: &Selected<'a>) -> Cost {
    let mut cost = Cost::default();
    for of in counter.model.entities().map(|entity| entity.description) {
        let payload = format!("{}Payload", of.name());
        for part in collect(counter.operation, (&*payload).into(), &field.sets) {
            if part.name() == of.noun() && field.name().ends_with(of.name()) {
                let record = counter.record(of.entity, &part.sets, From::Detail);
                cost = cost.and(record.below(part.key));
            }
        }
    }
    cost.below(field.key)
}

/// The refusal of an operation that takes too many.
pub(super) fn refusal(cost: &Cost, most: u64) -> ServerError {
    let path: Vec<&str> = cost.dearest.1.iter().rev().map(String::as_str).collect();
    let message = format!(
        "this may take {} calls to Didar, and {most} are allowed; {} alone takes {}. Ask for fewer \
         rows, or for this part in a request of its own",
        cost.calls,
        path.join("."),
        cost.dearest.0
    );
    let error = coded(message, Code::QueryTooExpensive).extend_with(|_, extensions| {
        extensions.set("calls", cost.calls);
        extensions.set("allowed", most);
        extensions.set("dearest", path.clone());
    });
    let mut error = error.into_server_error(Default::default());
    error.locations.clear();
    error
}
