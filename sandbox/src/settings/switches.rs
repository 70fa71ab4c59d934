//! The switches: what the contract leaves open about all but contacts, each with two positions.

use uuid::Uuid;

use super::positions::{
    Amounts, ContactIds, CreateFields, Criterion, DealUpdate, DealWindow, ItemTax, ItemsWithKey,
    ItemsWithoutKey, KeySees, Presence, RegisterTime, SaveAnswer, SeveralContactIds, UnknownStage,
    Unproven, VariantsOnSave,
};
use crate::user::USERS;

/// How deals, activities and saves behave. The first position of each switch is the default.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Switches {
    /// Which time the window of a deal search is compared with (F130, F217).
    pub deal_window: DealWindow,
    /// Whether `deal/search` honours `ContactIds` (F216; section 12, question 26).
    pub contact_ids: ContactIds,
    /// What several `ContactIds` mean.
    pub several_contact_ids: SeveralContactIds,
    /// Whether searches of persons and deals honour `CompanyId` (section 9, row 14).
    pub company_criterion: Criterion,
    /// Whether searches of cases honour `PersonId` (section 9, row 14).
    pub person_criterion: Criterion,
    /// Whether searches of deals honour `OwnerId` (section 9, row 14).
    pub owner_criterion: Criterion,
    /// What a save with an unknown stage does (F189, F210).
    pub unknown_stage: UnknownStage,
    /// What an update of a deal does to the keys it does not send (F126, F221).
    pub deal_update: DealUpdate,
    /// What a save of a deal without `DealItems` does (section 12, question 28).
    pub items_without_key: ItemsWithoutKey,
    /// What a save of a deal with `DealItems` does (section 12, question 29).
    pub items_with_key: ItemsWithKey,
    /// Whether `TaxPercent` counts in an item (F120).
    pub item_tax: ItemTax,
    /// Which contacts, deals and cases searches and look-ups show (F203).
    pub key_sees: KeySees,
    /// Whether a create of a deal takes `Fields` (F125).
    pub deal_create_fields: CreateFields,
    /// Whether the detail of a deal has its items (F136).
    pub items_in_detail: Presence,
    /// Whether the answer of a save has `Fields` (F88, F113).
    pub fields_in_save_answer: Presence,
    /// Whether rows of cases name their person, deal, owner and stage (section 13, Case).
    pub case_row_ids: Unproven,
    /// Whether a search of cases answers `TotalCount` (F171).
    pub case_total_count: Unproven,
    /// Whether the locations have cities (F206).
    pub cities: Unproven,
    /// What a save of a product does to the variants it does not send.
    pub variants_on_save: VariantsOnSave,
    /// Where the answer of a save has the record (F123, F124, F166, F171).
    pub save_answer: SaveAnswer,
    /// How amounts are spelled (F25).
    pub amounts: Amounts,
    /// How the moments of deals and activities are spelled (F201).
    pub register_time: RegisterTime,
}

impl Switches {
    /// Whether the key's user sees what this user owns.
    pub(crate) fn show(&self, owner: Uuid) -> bool {
        self.key_sees == KeySees::Everything || owner == USERS[0].user_id
    }
}
