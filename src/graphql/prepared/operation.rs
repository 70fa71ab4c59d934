//! An operation and its answer.

use std::pin::pin;

use async_graphql::{
    Variables,
    parser::types::{ExecutableDocument, OperationDefinition},
};
use futures_util::future::join_all;

use super::page::{Done, Means, PageField};
use crate::graphql::{
    engine::selection::{Operation, Selected, collect},
    model::Model,
    record::{page::PageArguments, parts::Parts},
    request::document::skipped,
};

/// How many bytes its arguments hold for each byte of the document, about, from above.
const BYTES_PER_BYTE: usize = 30;

/// What an answer begins with.
const BEGINNING: &str = "{\"data\":";

/// Name of the type at the root of queries.
const QUERY: &str = "Query";

/// An operation whose root fields are all pages of records.
pub(crate) struct Prepared {
    roots: Parts<Root>,
    /// About how many bytes it holds.
    pub(super) weight: u32,
    /// How many calls it takes at most, whatever its variables are.
    most_calls: u64,
}

enum Root {
    TypeName,
    Page(Box<PageField>),
}

impl Prepared {
    /// Compiles a query for these variables; `None` where it is the engine's. `size` is that of
    /// the document's text.
    pub(crate) fn compile(
        document: &ExecutableDocument,
        operation: &OperationDefinition,
        variables: &Variables,
        model: &Model,
        size: usize,
    ) -> Option<Self> {
        if !operation.directives.is_empty() {
            return None;
        }
        let (mut fragments, mut set) =
            (document.fragments.clone(), operation.selection_set.clone());
        for fragment in fragments.values_mut() {
            skipped::remove(&mut fragment.node.selection_set.node, variables);
        }
        skipped::remove(&mut set.node, variables);
        let operation = Operation { fragments: &fragments, variables };
        let selected = collect(operation, QUERY.into(), &[&set]);
        if !selected.iter().all(|field| Root::is_known(field, model)) {
            return None;
        }
        let roots = Parts::new(selected, |field| Root::new(operation, &field, model));
        let plans = roots.iter().map(|root| match root {
            Root::TypeName => 0,
            Root::Page(page) => page.size(),
        });
        // Arguments are a part of the document.
        let weight = size * BYTES_PER_BYTE + plans.sum::<usize>();
        let weight = u32::try_from(weight).unwrap_or(u32::MAX);
        let calls = roots.iter().map(|root| match root {
            Root::TypeName => 0,
            Root::Page(page) => page.most_calls,
        });
        let most_calls = calls.fold(0, u64::saturating_add);
        Some(Self { roots, weight, most_calls })
    }

    /// How many calls it takes at most, whatever its variables are.
    pub(crate) fn most_calls(&self) -> u64 {
        self.most_calls
    }

    /// Answers it. `None` where an argument is not what it should be: the engine says why.
    pub(crate) async fn run(&self, variables: &Variables, means: Means<'_>) -> Option<Done> {
        let given: Option<Vec<_>> = self.roots.iter().map(|root| root.given(variables)).collect();
        let given = given?;
        let mut beginning = BEGINNING;
        let fields = self.roots.leads().zip(&given).map(|((lead, root), given)| {
            // The first text is the one that the others are added to.
            root.answer(given, means, [std::mem::take(&mut beginning), lead])
        });
        let mut answers = all(fields).await.into_iter();
        let mut done = answers.next().unwrap_or_else(|| Done::of(&[BEGINNING, "{"]));
        for Done { text, errors } in answers {
            done.text.extend_from_slice(&text);
            done.errors.extend(errors);
        }
        done.text.push(b'}');
        Some(done)
    }
}

impl Root {
    fn is_known(field: &Selected<'_>, model: &Model) -> bool {
        field.name() == "__typename" || PageField::entity(field.name(), model).is_some()
    }

    fn new(operation: Operation<'_>, field: &Selected<'_>, model: &Model) -> Self {
        match PageField::entity(field.name(), model) {
            Some(of) => Self::Page(Box::new(PageField::new(operation, of, field, model))),
            None => Self::TypeName,
        }
    }

    fn given(&self, variables: &Variables) -> Option<PageArguments> {
        match self {
            Self::TypeName => Some(PageArguments::default()),
            Self::Page(page) => page.given(variables),
        }
    }

    /// Its text, behind what leads to it.
    async fn answer(&self, given: &PageArguments, means: Means<'_>, lead: [&str; 2]) -> Done {
        match self {
            Self::TypeName => Done::of(&[lead[0], lead[1], "\"", QUERY, "\""]),
            Self::Page(page) => page.answer(given, means, lead).await,
        }
    }
}

/// What becomes of all of these at once. One alone, as most are, is not put anywhere else.
async fn all<F: Future>(mut futures: impl ExactSizeIterator<Item = F>) -> Vec<F::Output> {
    if futures.len() > 1 {
        return join_all(futures).await;
    }
    // Pinned where it is made: moved it would be there twice.
    match pin!(futures.next()).as_pin_mut() {
        Some(only) => vec![only.await],
        None => Vec::new(),
    }
}
