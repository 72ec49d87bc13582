//! From features to a probability: every weight of the extraction stands here.
//!
//! A candidate's score is the logistic function of a weighted sum of its features, one set of
//! weights for each target. The weights were chosen by hand; a trained model has the same shape and
//! replaces the tables only.

/// What a candidate may be the value of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Target {
    InvoiceNumber,
    IssueDate,
    DueDate,
    SupplierName,
    CustomerName,
    SupplierTaxId,
    SupplierIban,
    Net,
    Tax,
    Gross,
    AmountDue,
}

/// What is known about a candidate. Values are 0 or 1 unless said otherwise.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Feature {
    /// The label beside it names the target exactly.
    OwnLabelLeft,
    OwnLabelAbove,
    /// The label beside it is general ("total", "date", "no.").
    GeneralLabelLeft,
    GeneralLabelAbove,
    /// The label beside it names something near the target (a subtotal for the net).
    NearLabelLeft,
    NearLabelAbove,
    /// The label beside it names something else.
    OtherLabel,
    /// The label was misread.
    FuzzyLabel,
    /// The label ends with a colon or says that a number follows.
    FirmLabel,
    /// Words between label and value, 0 to 5.
    WordsBetween,
    /// Distance from the label in tens of ems, 0 to 5.
    Distance,
    /// Printed with two decimals.
    TwoDecimals,
    HasCurrency,
    IsPercent,
    /// Part of a line item.
    InTable,
    /// The largest amount of the document.
    Largest,
    /// Printed at least twice.
    Repeated,
    /// Position from the top of the document, 0 to 1.
    Depth,
    /// Character height against the page's median, minus one, 0 to 3.
    Large,
    FirstOfKind,
    OnFirstPage,
    /// Letters and digits mixed, or long digits.
    LooksLikeNumber,
    LooksLikePhone,
    Short,
    HasStrongForm,
    HasCompanyForm,
    IsTitle,
    IsAddress,
    HasDigits,
    MatchesDomain,
    NearTaxId,
    BesideCustomerLabel,
    /// A person to talk to, not a party.
    BesideContact,
    BelowCustomerLabel,
    BelowSupplierLabel,
    AddressFollows,
    TopOfPage,
    InFooter,
    CheckHolds,
    CheckFails,
    CustomerContext,
    SupplierContext,
    Words,
    RepeatedName,
    /// Doubt of the reader about the words, 0 to 1.
    Doubt,
    LowerCaseStart,
    /// Two or more words that only sentences have.
    Prose,
    IsLabel,
    InAddressWindow,
    FirstOfBlock,
    SameAsSupplier,
}

/// The features of one candidate.
#[derive(Clone, Debug, Default)]
pub struct Features(pub Vec<(Feature, f32)>);

impl Features {
    pub fn add(&mut self, feature: Feature, value: f32) {
        self.0.push((feature, value));
    }

    pub fn flag(&mut self, feature: Feature, holds: bool) {
        if holds {
            self.add(feature, 1.0);
        }
    }
}

type Weights = (f32, &'static [(Feature, f32)]);

use Feature as F;

const INVOICE_NUMBER: Weights = (
    -3.0,
    &[
        (F::OwnLabelLeft, 4.0),
        (F::OwnLabelAbove, 3.0),
        (F::GeneralLabelLeft, 2.0),
        (F::GeneralLabelAbove, 0.6),
        (F::OtherLabel, -3.0),
        (F::FuzzyLabel, -0.5),
        (F::FirmLabel, 1.2),
        (F::WordsBetween, -1.2),
        (F::Distance, -0.6),
        (F::LooksLikeNumber, 0.8),
        (F::LooksLikePhone, -2.0),
        (F::Short, -0.8),
        (F::OnFirstPage, 0.3),
        (F::Depth, -1.5),
        (F::InTable, -1.5),
        (F::Repeated, 0.5),
        (F::Large, 0.3),
        (F::IsAddress, -1.0),
    ],
);

const ISSUE_DATE: Weights = (
    -2.5,
    &[
        (F::OwnLabelLeft, 4.5),
        (F::OwnLabelAbove, 4.0),
        (F::GeneralLabelLeft, 3.0),
        (F::GeneralLabelAbove, 2.2),
        (F::OtherLabel, -2.5),
        (F::FuzzyLabel, -0.3),
        (F::WordsBetween, -0.5),
        (F::Distance, -0.3),
        (F::FirstOfKind, 1.4),
        (F::OnFirstPage, 0.5),
        (F::Depth, -1.2),
        (F::InTable, -1.5),
        (F::Repeated, 0.5),
        (F::NearLabelLeft, 2.8),
        (F::NearLabelAbove, 1.0),
    ],
);

const DUE_DATE: Weights = (
    -4.0,
    &[
        (F::OwnLabelLeft, 5.0),
        (F::OwnLabelAbove, 4.5),
        (F::OtherLabel, -2.0),
        (F::NearLabelLeft, 2.0),
        (F::NearLabelAbove, 1.0),
        (F::FuzzyLabel, -0.3),
        (F::WordsBetween, -0.5),
        (F::Distance, -0.3),
        (F::OnFirstPage, 0.3),
    ],
);

const GROSS: Weights = (
    -3.5,
    &[
        (F::OwnLabelLeft, 4.3),
        (F::OwnLabelAbove, 3.3),
        (F::GeneralLabelLeft, 3.4),
        (F::GeneralLabelAbove, 1.6),
        (F::NearLabelLeft, 2.3),
        (F::NearLabelAbove, 1.2),
        (F::OtherLabel, -2.5),
        (F::FuzzyLabel, -0.3),
        (F::WordsBetween, -0.25),
        (F::TwoDecimals, 0.8),
        (F::HasCurrency, 0.4),
        (F::IsPercent, -6.0),
        (F::InTable, -2.0),
        (F::Largest, 1.0),
        (F::Repeated, 0.4),
        (F::Depth, 0.8),
        (F::Large, 0.8),
    ],
);

const NET: Weights = (
    -3.7,
    &[
        (F::OwnLabelLeft, 4.3),
        (F::OwnLabelAbove, 3.2),
        (F::NearLabelLeft, 3.4),
        (F::NearLabelAbove, 1.5),
        (F::GeneralLabelLeft, 1.0),
        (F::GeneralLabelAbove, 0.3),
        (F::OtherLabel, -2.5),
        (F::FuzzyLabel, -0.3),
        (F::WordsBetween, -0.25),
        (F::TwoDecimals, 0.8),
        (F::HasCurrency, 0.2),
        (F::IsPercent, -6.0),
        (F::InTable, -2.0),
        (F::Repeated, 0.3),
        (F::Depth, 0.5),
    ],
);

const TAX: Weights = (
    -3.7,
    &[
        (F::OwnLabelLeft, 4.0),
        (F::OwnLabelAbove, 3.0),
        (F::OtherLabel, -2.5),
        (F::FuzzyLabel, -0.3),
        (F::WordsBetween, -0.2),
        (F::TwoDecimals, 1.0),
        (F::HasCurrency, 0.2),
        (F::IsPercent, -6.0),
        (F::InTable, -2.0),
        (F::Depth, 0.5),
        (F::Largest, -2.0),
    ],
);

const AMOUNT_DUE: Weights = (
    -3.7,
    &[
        (F::OwnLabelLeft, 4.5),
        (F::OwnLabelAbove, 3.3),
        (F::OtherLabel, -2.5),
        (F::FuzzyLabel, -0.3),
        (F::WordsBetween, -0.25),
        (F::TwoDecimals, 0.8),
        (F::HasCurrency, 0.3),
        (F::IsPercent, -6.0),
        (F::InTable, -2.0),
        (F::Depth, 0.5),
    ],
);

const SUPPLIER_NAME: Weights = (
    -3.2,
    &[
        (F::Doubt, -3.0),
        (F::LowerCaseStart, -2.5),
        (F::Prose, -2.5),
        (F::BelowSupplierLabel, 3.0),
        (F::HasStrongForm, 2.2),
        (F::HasCompanyForm, 0.8),
        (F::MatchesDomain, 2.2),
        (F::NearTaxId, 0.6),
        (F::TopOfPage, 1.8),
        (F::FirstOfKind, 1.6),
        (F::InFooter, 0.3),
        (F::Large, 0.9),
        (F::AddressFollows, 0.9),
        (F::RepeatedName, 0.8),
        (F::IsTitle, -4.0),
        (F::IsAddress, -2.0),
        (F::HasDigits, -1.2),
        (F::BelowCustomerLabel, -3.5),
        (F::BesideCustomerLabel, -3.5),
        (F::BesideContact, -3.0),
        (F::InAddressWindow, -0.8),
        (F::Words, -0.25),
        (F::IsLabel, -3.0),
        (F::InTable, -2.5),
        (F::OnFirstPage, 0.4),
        (F::Short, -1.5),
        (F::LooksLikePhone, -6.0),
        (F::FirstOfBlock, 0.4),
    ],
);

const CUSTOMER_NAME: Weights = (
    -3.4,
    &[
        (F::Doubt, -3.0),
        (F::LowerCaseStart, -2.5),
        (F::Prose, -2.5),
        (F::BelowCustomerLabel, 4.2),
        (F::BesideCustomerLabel, 3.6),
        (F::BesideContact, -4.0),
        (F::InAddressWindow, 2.2),
        (F::HasStrongForm, 0.8),
        (F::HasCompanyForm, 0.3),
        (F::AddressFollows, 1.2),
        (F::IsTitle, -4.0),
        (F::IsAddress, -2.5),
        (F::HasDigits, -1.5),
        (F::MatchesDomain, -2.5),
        (F::BelowSupplierLabel, -3.5),
        (F::InTable, -2.5),
        (F::Words, -0.25),
        (F::IsLabel, -3.0),
        (F::SameAsSupplier, -4.0),
        (F::OnFirstPage, 0.4),
        (F::Short, -1.0),
        (F::LooksLikePhone, -6.0),
        (F::FirstOfBlock, 1.0),
        (F::Distance, -0.8),
        (F::InFooter, -1.0),
        (F::TopOfPage, -0.5),
    ],
);

const SUPPLIER_TAX_ID: Weights = (
    -0.5,
    &[
        (F::OwnLabelLeft, 1.5),
        (F::OwnLabelAbove, 1.0),
        (F::NearLabelLeft, -0.2),
        (F::CheckHolds, 1.0),
        (F::CheckFails, -0.5),
        (F::CustomerContext, -3.5),
        (F::SupplierContext, 1.0),
        (F::InFooter, 0.8),
        (F::TopOfPage, 0.5),
        (F::FirstOfKind, 0.4),
        (F::Repeated, 0.3),
    ],
);

const SUPPLIER_IBAN: Weights = (
    0.0,
    &[
        (F::OwnLabelLeft, 1.2),
        (F::CheckHolds, 2.0),
        (F::CheckFails, -1.0),
        (F::CustomerContext, -2.5),
        (F::FirstOfKind, 0.6),
    ],
);

fn weights(target: Target) -> Weights {
    match target {
        Target::InvoiceNumber => INVOICE_NUMBER,
        Target::IssueDate => ISSUE_DATE,
        Target::DueDate => DUE_DATE,
        Target::SupplierName => SUPPLIER_NAME,
        Target::CustomerName => CUSTOMER_NAME,
        Target::SupplierTaxId => SUPPLIER_TAX_ID,
        Target::SupplierIban => SUPPLIER_IBAN,
        Target::Net => NET,
        Target::Tax => TAX,
        Target::Gross => GROSS,
        Target::AmountDue => AMOUNT_DUE,
    }
}

/// The weighted sum of the features: the log-odds that the candidate is the target.
#[must_use]
pub fn log_odds(target: Target, features: &Features) -> f32 {
    let (bias, table) = weights(target);
    let weight_of = |feature: Feature| table.iter().find(|(known, _)| *known == feature);
    let sum: f32 =
        features.0.iter().filter_map(|(feature, value)| Some(weight_of(*feature)?.1 * value)).sum();
    bias + sum
}

/// Log-odds to a probability.
#[must_use]
pub fn logistic(log_odds: f32) -> f32 {
    1.0 / (1.0 + (-log_odds).exp())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_own_label_outweighs_a_general_one() {
        let score = |feature| {
            let mut features = Features::default();
            features.add(feature, 1.0);
            logistic(log_odds(Target::Gross, &features))
        };
        assert!(score(F::OwnLabelLeft) > score(F::GeneralLabelLeft));
        assert!(score(F::OtherLabel) < 0.05);
    }

    #[test]
    fn features_a_target_does_not_use_change_nothing() {
        let mut features = Features::default();
        let before = log_odds(Target::IssueDate, &features);
        features.flag(F::HasStrongForm, true);
        assert!((log_odds(Target::IssueDate, &features) - before).abs() < f32::EPSILON);
    }
}
