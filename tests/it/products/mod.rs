//! Products: how they are found and saved.

mod reads;
mod saves;
