//! What requests on one market and one desk share, found once.

use std::borrow::Cow;

use crate::basics::Listing;
use crate::desk::Desk;
use crate::market::Market;

use super::book::Book;
use super::book::report::BookReport;

/// What exists to be asked for, and the desk's book valued; good until market or desk change.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Standing {
    listing: Listing,
    /// The book in each price currency that something loaded has.
    books: Vec<(String, Book)>,
}

impl Standing {
    /// Lists the market and values the book on it.
    pub fn new(market: &Market, desk: &Desk) -> Self {
        Self::listed(market.listing(), market, desk)
    }

    /// The same after the desk has changed and the market has not.
    #[must_use]
    pub fn with_desk(self, market: &Market, desk: &Desk) -> Self {
        Self::listed(self.listing, market, desk)
    }

    fn listed(listing: Listing, market: &Market, desk: &Desk) -> Self {
        let mut books: Vec<(String, Book)> = Vec::new();
        for currency in market.underlyings().iter().map(|u| &u.price_currency) {
            if books.iter().all(|(known, _)| known != currency) {
                let book = Book::value_listed(desk, market, &listing, currency);
                books.push((currency.clone(), book));
            }
        }
        Self { listing, books }
    }

    /// What exists to be asked for.
    pub fn listing(&self) -> &Listing {
        &self.listing
    }

    /// The report of the book in a price currency; absent takes that of the market loaded last.
    pub fn report(&self, desk: &Desk, market: &Market, currency: Option<&str>) -> BookReport {
        let last = market.underlyings().first().map(|u| u.price_currency.as_str());
        match currency.or(last) {
            Some(currency) => {
                BookReport::new(&self.book(desk, market, currency), desk, market, currency)
            }
            None => BookReport::default(),
        }
    }

    /// The book in this currency.
    pub(super) fn book(&self, desk: &Desk, market: &Market, currency: &str) -> Cow<'_, Book> {
        match self.books.iter().find(|(known, _)| known == currency) {
            Some((_, book)) => Cow::Borrowed(book),
            None => Cow::Owned(Book::value(desk, market, currency)),
        }
    }
}
