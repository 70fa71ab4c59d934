//! The calls to Didar that an operation may take, counted before the first.

use async_graphql::{
    ErrorExtensions, ServerError, Value, Variables,
    parser::types::{ExecutableDocument, OperationDefinition, OperationType},
};

use crate::{
    graphql::{
        code::Code,
        engine::selection::{Operation, Selected, collect},
        error::coded,
        model::{Model, entity::Description},
        record::cost::{Cost, Counter, From},
        request::document::skipped,
        root::search,
    },
    message::message,
};

/// How many calls a look-up by phone takes: one for each usual spelling.
const BY_PHONE: u64 = 9;
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
    } else if let Some(of) = named(|of, name| of.by_code() == name || of.by_text() == name) {
        Cost::of(1).and(counter.record(of.entity, &field.sets, From::Search))
    } else if let Some(of) = named(|of, name| of.groups() == name) {
        Cost::of(of.endpoint.most_calls())
    } else if field.name() == "search" {
        let hit = entities().filter(|of| of.is_node && of.endpoint.has_detail());
        // Each is of one kind: the dearest counts.
        let dearest = hit.map(|of| counter.hit(of, field)).max_by_key(|cost| cost.calls);
        let most = counter.rows(field).min(u64::from(search::MOST.unsigned_abs()));
        Cost::of(1).and(dearest.unwrap_or_default().times(most))
    } else if ["node", "nodes"].contains(&field.name()) {
        let details = entities().filter(|of| of.is_node && of.endpoint.has_detail());
        let ids = match counter.operation.argument(&field.field.node, "ids") {
            Value::List(ids) => ids.len() as u64,
            _ => 1,
        };
        let each = details.map(|of| Cost::of(1).and(one(of))).fold(Cost::default(), Cost::and);
        each.times(ids)
    } else {
        Cost::default()
    };
    cost.below(field.key)
}

/// Saves are not counted, what is read of the saved records is: of each of a list, and of the
/// record in the way.
fn of_payload<'a>(counter: Counter<'a>, field: &Selected<'a>) -> Cost {
    let list = counter.operation.argument(&field.field.node, "inputs");
    let saves = if let Value::List(inputs) = list { inputs.len() as u64 } else { 1 };
    let mut cost = Cost::default();
    for of in counter.model.entities().map(|entity| entity.description) {
        let is_its = field.name().ends_with(of.name())
            || field.name().strip_suffix('s').is_some_and(|name| name.ends_with(of.name()));
        if !is_its {
            continue;
        }
        let payload = format!("{}Payload", of.name());
        for part in collect(counter.operation, (&*payload).into(), &field.sets) {
            let read = if part.name() == of.noun() {
                // The answer to a save shows no more than a row.
                counter.record(of.entity, &part.sets, From::Search).and(counter.alone(of, &part))
            } else if part.name() == "userErrors" {
                in_the_way(counter, &part)
            } else {
                continue;
            };
            cost = cost.and(read.below(part.key));
        }
    }
    cost.times(saves).below(field.key)
}

/// What is read of the record that is in the way of another.
fn in_the_way<'a>(counter: Counter<'a>, errors: &Selected<'a>) -> Cost {
    let Some(of) = counter.model.told_apart() else { return Cost::default() };
    let parts = collect(counter.operation, "UserError".into(), &errors.sets).into_iter();
    let existing = parts.filter(|part| part.name() == "existing");
    let costs =
        existing.map(|part| counter.record(of.entity, &part.sets, From::Detail).below(part.key));
    costs.fold(Cost::default(), Cost::and)
}

/// How many calls an operation may take in the end, where so many may be planned: the second
/// pages of candidates cannot be known before.
pub(super) fn in_the_end(planned: u64) -> u32 {
    /// Those of a few searches whose rows are all compared.
    const LEAST: u64 = 50;
    u32::try_from(planned.saturating_mul(2).max(LEAST)).unwrap_or(u32::MAX)
}

/// The refusal of an operation that takes too many.
pub(super) fn refusal(cost: &Cost, most: u64) -> ServerError {
    let path: Vec<&str> = cost.dearest.1.iter().rev().map(String::as_str).collect();
    let message = message!(
        "this may take {calls} calls to Didar, and {most} are allowed; {part} alone takes {of_part}. \
         Ask for fewer rows, or for this part in a request of its own",
        calls = cost.calls,
        most,
        part = path.join("."),
        of_part = cost.dearest.0
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
