//! Inputs that are kept as they were written: what they mean, only an account's model tells.

use std::{borrow::Cow, marker::PhantomData};

use async_graphql::{InputType, InputValueResult, Value};

use super::Registry;

/// Names an input type that is registered elsewhere.
pub(crate) trait InputName: Send + Sync + 'static {
    fn name() -> String;
}

/// The value of an input.
pub(crate) struct RawInput<N> {
    pub(crate) value: Value,
    name: PhantomData<N>,
}

impl<N: InputName> InputType for RawInput<N> {
    type RawValueType = Self;

    fn type_name() -> Cow<'static, str> {
        Cow::Owned(N::name())
    }

    fn create_type_info(_registry: &mut Registry) -> String {
        Self::qualified_type_name()
    }

    fn parse(value: Option<Value>) -> InputValueResult<Self> {
        Ok(Self { value: value.unwrap_or_default(), name: PhantomData })
    }

    fn to_value(&self) -> Value {
        self.value.clone()
    }

    fn as_raw_value(&self) -> Option<&Self> {
        Some(self)
    }
}
