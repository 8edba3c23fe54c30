//! What requests on one market and one desk share, found once.

use std::borrow::Cow;
use std::cell::RefCell;

use crate::basics::Listing;
use crate::desk::Desk;
use crate::market::Market;

use super::book::Book;
use super::book::report::BookReport;
use super::stress::Shocks;

/// What exists to be asked for, and the desk's book valued; good until market or desk change.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Standing {
    listing: Listing,
    /// The book in each price currency that something loaded has.
    books: Vec<(String, Book)>,
    /// What contracts gain under stress, remembered from one request to the next.
    shocks: RefCell<Shocks>,
}

impl Standing {
    /// Lists the market and values the book on it.
    pub fn new(market: &Market, desk: &Desk) -> Self {
        Self::listed(market.listing(), Shocks::default(), market, desk)
    }

    /// The same after the desk has changed and the market has not.
    #[must_use]
    pub fn with_desk(self, market: &Market, desk: &Desk) -> Self {
        Self::listed(self.listing, self.shocks.into_inner(), market, desk)
    }

    /// `known` are shocks on this market, kept where the desk's grid is theirs.
    fn listed(listing: Listing, known: Shocks, market: &Market, desk: &Desk) -> Self {
        let grid = &desk.limits().stress;
        let mut shocks = if known.grid() == grid { known } else { Shocks::new(grid) };
        let mut books: Vec<(String, Book)> = Vec::new();
        for currency in market.underlyings().iter().map(|u| &u.price_currency) {
            if books.iter().all(|(known, _)| known != currency) {
                let book = Book::value_listed(desk, market, &listing, &mut shocks, currency);
                books.push((currency.clone(), book));
            }
        }
        Self { listing, books, shocks: RefCell::new(shocks) }
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

    /// Hands over the desk's shocks on this market.
    pub(super) fn with_shocks<T>(&self, desk: &Desk, work: impl FnOnce(&mut Shocks) -> T) -> T {
        match self.shocks.try_borrow_mut() {
            Ok(mut shocks) => work(&mut shocks),
            Err(_) => work(&mut Shocks::new(&desk.limits().stress)),
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
