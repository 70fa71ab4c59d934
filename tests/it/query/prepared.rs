//! Prepared operations answer as the engine does, to the byte.

use std::{fmt::Write, sync::Arc};

use didar_graphql::{
    accounts::{Account, Accounts, CacheOptions, Credential, Directory},
    didar::{self, Connector},
    graphql::{Answer, GraphQlRequest, Plans, Shared},
};
use didar_sandbox::{Fault, FaultKind, Sandbox, Settings};
use serde_json::{Map, Value, json};

use crate::support::account;

/// One account of a sandbox, answered by the engine alone, and by plans where they can be.
struct Both {
    sandbox: Sandbox,
    engine: Arc<Account>,
    plans: Arc<Account>,
}

async fn over(sandbox: &Sandbox, plans: Plans) -> Arc<Account> {
    let base = sandbox.base_url().parse().expect("a URL");
    let quick = didar::CallOptions { retries: 0, ..didar::CallOptions::default() };
    let connector = Connector::new(base, quick).expect("a connector");
    let directory = Directory::Open(account(sandbox.api_key()));
    let shared = Shared { plans, ..Shared::default() };
    let accounts = Accounts::new(connector, directory, shared, CacheOptions::default());
    accounts.open(&Credential::None).await.expect("an account").account
}

impl Both {
    async fn start() -> Self {
        let settings = Settings { contacts: 40, ..Settings::default() };
        let sandbox = Sandbox::start(settings).await.expect("a sandbox");
        let mut random = Random(7);
        for mut contact in sandbox.contacts_json() {
            make_odd(&mut contact, &mut random);
            contact["Id"] = random.guid().into();
            sandbox.insert_contact(contact);
        }
        let engine = over(&sandbox, Plans::off()).await;
        let plans = over(&sandbox, Plans::default()).await;
        Self { sandbox, engine, plans }
    }

    /// Asks both, the plans twice: once to be prepared. Returns the answer, and how many calls
    /// it took.
    async fn ask(&self, query: &str, variables: Value) -> (Value, u32) {
        let variables = variables.as_object().cloned().unwrap_or_default();
        let request =
            GraphQlRequest { query: query.to_owned(), variables, ..GraphQlRequest::default() };
        let told = format!("{query}\n{}", Value::from(request.variables.clone()));
        self.sandbox.clear_calls();
        let expected = self.engine.schema.execute(&request, &self.engine.backend).await;
        let (text, asked) = (in_order(&expected), self.asked());
        for _ in 0..2 {
            let found = self.plans.schema.execute(&request, &self.plans.backend).await;
            assert_eq!(in_order(&found), text, "{told}");
            assert_eq!(self.asked(), asked, "{told}");
            assert_eq!(found.calls, expected.calls, "{told}");
            assert_eq!(found.executed, expected.executed, "{told}");
            assert_eq!(found.operation, expected.operation, "{told}");
        }
        (serde_json::from_str(&text).expect("JSON"), expected.calls)
    }

    /// What Didar was asked since it was last looked at, in order.
    fn asked(&self) -> Vec<String> {
        let calls = self.sandbox.calls().into_iter();
        let mut asked: Vec<_> =
            calls.map(|call| format!("{} {}", call.action, call.body)).collect();
        self.sandbox.clear_calls();
        asked.sort();
        asked
    }
}

/// The text of an answer, its errors in order: the engine adds them as it finds them.
fn in_order(answer: &Answer) -> String {
    let mut answer: Value = serde_json::from_slice(&answer.json()).expect("JSON");
    if let Some(errors) = answer.get_mut("errors").and_then(Value::as_array_mut) {
        errors.sort_by_cached_key(Value::to_string);
    }
    answer.to_string()
}

/// Numbers without a pattern, the same in every run (xorshift).
struct Random(u64);

impl Random {
    fn below(&mut self, end: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 % end as u64).expect("small")
    }

    fn once_in(&mut self, times: usize) -> bool {
        self.below(times) == 0
    }

    fn pick<'a, T: ?Sized>(&mut self, of: &[&'a T]) -> &'a T {
        of[self.below(of.len())]
    }

    fn guid(&mut self) -> String {
        let mut part = |size| (0..size).map(|_| self.below(10).to_string()).collect::<String>();
        format!("{}-{}-4{}-8{}-{}", part(8), part(4), part(3), part(3), part(12))
    }
}

/// Puts values of all kinds where others are expected.
fn make_odd(contact: &mut Value, random: &mut Random) {
    fn odd(value: &mut Value, random: &mut Random) {
        if !random.once_in(4) {
            return;
        }
        *value = match random.below(12) {
            0 => Value::Null,
            1 => json!(true),
            2 => json!(1.50),
            3 => json!("quote \" slash / back \\ line \n tab \t \u{1} \u{7f} سلام ۱۲ \u{1f600}"),
            4 => json!(""),
            5 => json!("  "),
            6 => json!([]),
            7 => json!(["a", null, 3, "b\""]),
            8 => json!({ "a": [1, { "b": "}" }] }),
            9 => json!("2024-03-20T10:00:00Z"),
            10 => json!("00000000-0000-0000-0000-000000000000"),
            _ => json!("12"),
        };
    }
    let members = contact.as_object_mut().expect("an object");
    if let Some(fields) = members.get_mut("Fields").and_then(Value::as_object_mut) {
        fields.values_mut().for_each(|value| odd(value, random));
    }
    for (key, value) in members {
        // The list is told apart by the type, and rows by their ids.
        if !["Id", "Type", "Fields"].contains(&key.as_str()) {
            odd(value, random);
        }
    }
}

/// Random documents over the fields of a schema.
struct Documents<'a> {
    account: &'a Account,
    random: Random,
    fragments: String,
    count: usize,
    /// Declarations of variables, and their values.
    declared: Vec<&'static str>,
    given: Map<String, Value>,
}

const ATTRIBUTES: [&str; 14] = [
    "id",
    "__typename",
    "type",
    "displayName",
    "firstName",
    "lastName",
    "mobilePhone",
    "mobilePhoneE164",
    "email",
    "code",
    "registeredAt",
    "birthDate",
    "zipCode",
    "otherPhones { key value __typename }",
];

impl<'a> Documents<'a> {
    fn new(account: &'a Account) -> Self {
        let (random, fragments) = (Random(42), String::new());
        Self { account, random, fragments, count: 0, declared: vec![], given: Map::new() }
    }

    /// A document and its variables.
    fn next(&mut self) -> (String, Value) {
        self.fragments.clear();
        self.declared.clear();
        self.given.clear();
        let mut roots = String::new();
        for at in 0..=self.random.below(3) {
            match self.random.below(9) {
                0 => roots.push_str("__typename "),
                1 if at > 0 => roots.push_str("account { name } "),
                _ => {
                    let (arguments, directive) = (self.arguments(), self.directive());
                    let connection = self.connection();
                    let _ =
                        write!(roots, "r{at}: contacts{arguments}{directive} {{ {connection} }} ");
                }
            }
        }
        let declared = self.declared.join(", ");
        let declared = if declared.is_empty() { String::new() } else { format!("({declared})") };
        let variables = Value::from(self.given.clone());
        (format!("query Q{declared} {{ __typename {roots} }} {}", self.fragments), variables)
    }

    fn declare(&mut self, declaration: &'static str, value: Option<Value>) {
        if self.declared.contains(&declaration) {
            return;
        }
        self.declared.push(declaration);
        let name = declaration.trim_start_matches('$').split(':').next().expect("a name");
        if let Some(value) = value {
            self.given.insert(name.to_owned(), value);
        }
    }

    fn arguments(&mut self) -> String {
        let mut arguments = Vec::new();
        match self.random.below(8) {
            0 => {}
            1 => {
                let wrong =
                    [json!("x"), json!(1.5), json!(4_000_000_000_u64), json!(-1), json!(301)];
                let value = match self.random.below(4) {
                    0 => wrong[self.random.below(wrong.len())].clone(),
                    _ => json!(7),
                };
                self.declare("$first: Int", Some(value));
                arguments.push("first: $first");
            }
            2 => {
                let none = [None, Some(Value::Null)][self.random.below(2)].clone();
                self.declare("$none: Int", none);
                arguments.push("first: $none");
            }
            3 => arguments.push("last: 3"),
            4 => arguments.push("first: 0"),
            5 => {
                self.declare("$after: String", Some(json!("no cursor")));
                arguments.push("first: 3, after: $after");
            }
            _ => arguments.push("first: 40"),
        }
        match self.random.below(8) {
            0 => arguments.push("filter: { type: COMPANY }"),
            1 => {
                let filter =
                    [json!({ "type": "PERSON" }), json!({}), json!(null), json!({ "no": 1 })];
                let filter = filter[self.random.below(4)].clone();
                self.declare("$filter: ContactFilter", Some(filter));
                arguments.push("filter: $filter");
            }
            2 => {
                self.declare("$text: String!", Some(json!("a")));
                arguments.push("filter: { custom: { field_996_12_8: [{ isSet: true }, { containsAny: [$text] }] } }");
            }
            3 => {
                self.declare("$email: String", None);
                arguments.push("filter: { email: $email, type: PERSON }");
            }
            _ => {}
        }
        if arguments.is_empty() { String::new() } else { format!("({})", arguments.join(", ")) }
    }

    fn directive(&mut self) -> &'static str {
        match self.random.below(12) {
            0 => {
                self.declare("$yes: Boolean!", Some(json!(true)));
                "@include(if: $yes)"
            }
            1 => {
                self.declare("$no: Boolean = false", None);
                "@include(if: $no)"
            }
            2 => "@skip(if: true)",
            _ => "",
        }
    }

    fn connection(&mut self) -> String {
        let mut parts = String::new();
        for _ in 0..=self.random.below(3) {
            let directive = self.directive();
            let _ = match self.random.below(6) {
                0 => write!(parts, "totalCount {directive} "),
                1 => write!(
                    parts,
                    "pageInfo {directive} {{ hasNextPage endCursor __typename p: hasPreviousPage }} "
                ),
                2 => {
                    let node = self.contact(2);
                    write!(parts, "edges {directive} {{ cursor node {{ {node} }} __typename }} ")
                }
                3 => write!(parts, "__typename "),
                _ => {
                    let node = self.contact(2);
                    write!(parts, "nodes {directive} {{ {node} }} ")
                }
            };
        }
        parts
    }

    /// Fields of a contact, with others so many levels below.
    fn contact(&mut self, levels: usize) -> String {
        let mut parts = String::new();
        for _ in 0..=self.random.below(7) {
            let part = match self.random.below(12) {
                0 if levels > 0 => {
                    let inner = self.contact(levels - 1);
                    format!("company {{ {inner} }}")
                }
                1 if levels > 0 => "owner { id displayName } owner { __typename }".to_owned(),
                2 => format!("custom {{ {} }}", self.custom()),
                3 => {
                    self.declare("$keys: [String!]", Some(json!(["Field_996_12_9", "nobody"])));
                    let keys =
                        self.random.pick(&["", "(keys: $keys)", "(keys: \"Field_996_0_8\")"]);
                    format!(
                        "customFields{keys} {{ key raw text number boolean dateTime \
                         definition {{ title kind options {{ name }} }} options {{ value label }} }}"
                    )
                }
                4 if levels > 0 => {
                    let (inner, name) = (self.contact(levels - 1), self.count);
                    self.count += 1;
                    let _ = write!(self.fragments, "fragment F{name} on Contact {{ {inner} }} ");
                    format!("...F{name} ")
                }
                5 => "... on Node { node: id }".to_owned(),
                6 => {
                    let (directive, field) = (self.directive(), self.random.below(5));
                    format!("... on Contact {directive} {{ {} }}", ATTRIBUTES[field])
                }
                _ => {
                    let (field, directive) = (self.random.pick(&ATTRIBUTES), self.directive());
                    let has_parts = field.contains('{');
                    if has_parts { field.to_owned() } else { format!("{field} {directive}") }
                }
            };
            let _ = write!(parts, "{part} ");
        }
        parts
    }

    fn custom(&mut self) -> String {
        let fields: Vec<_> = self
            .account
            .schema
            .fields()
            .filter(|field| field.name.is_some())
            .filter(|field| field.definition.key.starts_with("Field_996_"))
            .collect();
        let mut parts = String::new();
        for _ in 0..=self.random.below(5) {
            let field = &fields[self.random.below(fields.len())];
            let below = if field.options.is_empty() { "" } else { "{ option label __typename }" };
            let name = field.name.expect("named");
            let _ = write!(parts, "f_{name}: {name} {below} ");
        }
        parts
    }
}

/// How many random documents are compared.
const DOCUMENTS: usize = 400;

#[tokio::test]
async fn random_documents_are_answered_to_the_byte() {
    let mut both = Both::start().await;
    let plans = Arc::clone(&both.plans);
    let mut documents = Documents::new(&plans);
    let (mut with_data, mut with_errors, mut refused) = (0, 0, 0);
    for at in 0..DOCUMENTS {
        if at % 50 == 0 {
            // Lists that an account keeps are fetched again after five minutes.
            both = Both::start().await;
        }
        let (query, variables) = documents.next();
        let (answer, _) = both.ask(&query, variables).await;
        match (answer.get("data"), answer.get("errors")) {
            (Some(_), None) => with_data += 1,
            (Some(_), Some(_)) => with_errors += 1,
            (None, _) => refused += 1,
        }
    }
    // Else the documents would show little.
    assert!(
        with_data > 100 && with_errors > 30 && refused > 50,
        "{with_data} {with_errors} {refused}"
    );
}

#[tokio::test]
async fn failures_of_didar_are_told_alike() {
    let both = Both::start().await;
    let query = "{ a: contacts(first: 2) { nodes { id } } contacts(first: 80) { nodes { owner { id displayName } company { email } birthDate custom { field_996_12_9 } } } }";
    for action in
        ["contact/personSearch", "contact/companySearch", "user/List", "contact/GetContactDetail"]
    {
        let kind = FaultKind::Html { status: 500 };
        both.sandbox.add_fault(Fault { action: Some(action.to_owned()), times: None, kind });
        both.ask(query, json!({})).await;
        both.sandbox.clear_faults();
    }
    let (answer, _) = both.ask(query, json!({})).await;
    assert!(answer["errors"].is_array(), "odd rows are told of {answer}");
}

#[tokio::test]
async fn variables_that_change_nothing_but_arguments_keep_an_operation_prepared() {
    let both = Both::start().await;
    let query = "query ($first: Int, $after: String, $with: Boolean!) {
        contacts(first: $first, after: $after) { pageInfo { endCursor } nodes { id email @include(if: $with) } }
    }";
    let mut after = Value::Null;
    for (first, with) in [(3, true), (5, false), (4, true), (6, false)] {
        let variables = json!({ "first": first, "after": after, "with": with });
        let (answer, _) = both.ask(query, variables).await;
        let page = &answer["data"]["contacts"];
        assert_eq!(page["nodes"].as_array().map(Vec::len), Some(first), "{answer}");
        assert_eq!(page["nodes"][0].get("email").is_some(), with);
        after = page["pageInfo"]["endCursor"].clone();
    }
}
