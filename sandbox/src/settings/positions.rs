//! The positions that the switches have.

/// The time the window of a deal search is compared with.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum DealWindow {
    /// The last of registration, win, loss and update.
    #[default]
    LastChange,
    /// The registration alone.
    RegisterTime,
}

/// Who honours `ContactIds`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ContactIds {
    /// Both searches.
    #[default]
    Honoured,
    /// `deal/search_v2` alone.
    IgnoredByOldSearch,
}

/// What several `ContactIds` mean.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum SeveralContactIds {
    /// Deals of any of them.
    #[default]
    AnyOfThem,
    /// Deals of the first one.
    FirstOnly,
}

/// What an unproven criterion does.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Criterion {
    /// Nothing.
    #[default]
    Ignored,
    /// It narrows the search.
    Honoured,
}

/// What becomes of a deal that names an unknown stage.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum UnknownStage {
    /// It goes to the first stage of its own pipeline, or of the default one.
    #[default]
    FirstStage,
    /// 400.
    Refused,
}

/// What an update does to the keys it does not send.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum DealUpdate {
    /// They keep their values.
    #[default]
    KeepsAbsentKeys,
    /// They fall back to what a create gives them, but for `Fields` and the items.
    ReplacesAll,
}

/// What a save without `DealItems` does.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ItemsWithoutKey {
    /// The items stay.
    #[default]
    Kept,
    /// The items go.
    Emptied,
}

/// What a save with `DealItems` does.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ItemsWithKey {
    /// They replace the items there were.
    #[default]
    ReplaceAll,
    /// They join them.
    Appended,
}

/// What `TaxPercent` of an item does.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ItemTax {
    /// Nothing.
    #[default]
    Ignored,
    /// It counts in what is paid for the item.
    Counted,
}

/// Which records the key's user sees.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum KeySees {
    /// All of them.
    #[default]
    Everything,
    /// Those that the user owns.
    OwnRecords,
}

/// What a create does with `Fields`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum CreateFields {
    /// They are stored.
    #[default]
    Stored,
    /// They are ignored; only an update writes them.
    Ignored,
}

/// Whether a part of an answer is there.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Presence {
    /// It is not.
    #[default]
    Absent,
    /// It is.
    Present,
}

/// Whether a part of an answer is there that nobody has proven.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Unproven {
    /// It is.
    #[default]
    Present,
    /// It is not.
    Absent,
}

/// What a save of a product does to the variants it does not send.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum VariantsOnSave {
    /// They go.
    #[default]
    ReplaceAll,
    /// They stay; those with a known `Id` are changed.
    MergeById,
}

/// Where the answer of a save has the record.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum SaveAnswer {
    /// Directly under `Response`.
    #[default]
    Directly,
    /// Under a name: `Response.Deal`, `Response.Product`, for cases `Response.List[0]`.
    UnderName,
}

/// How an amount is spelled.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Amounts {
    /// `150000`
    #[default]
    Numbers,
    /// `"150000"`
    NumericStrings,
}

/// How a moment is spelled.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum RegisterTime {
    /// `2026-07-16T09:17:49Z`
    #[default]
    WholeSeconds,
    /// `2026-07-16T09:17:49.1234567Z`
    SevenDigits,
}
