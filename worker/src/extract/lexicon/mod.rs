//! The words that documents use: labels, titles, company forms, languages.
//!
//! Data stands in tables ([`labels`], [`vocabulary`], [`language`]); matching is by folded text and forgives what
//! OCR does to letters.

pub mod fold;
pub mod labels;
pub mod language;
pub mod matching;
pub mod vocabulary;
