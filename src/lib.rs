//! Two-way dealer quotes for multi-leg option packages, with the reason for every cent.
//!
//! One request, one market and one desk go in; one quote with its explanation and issues comes
//! out. There is no clock, no global state and no I/O below [`bindings`](crate): time, seed and
//! configuration are arguments, so that a quote can be replayed bit for bit.
//!
//! The folders are floors: each imports only from the floors below it.
//!
//! | floor | modules | what lives there |
//! |---|---|---|
//! | 9 | `bindings` | the JavaScript border, only on wasm32 |
//! | 8 | [`quote`] | the pipeline: base row, assembly, checks, explanation |
//! | 7 | [`overlays`] | hedging cost, liquidity, adverse selection, inventory |
//! | 6 | [`scenarios`] | payoff, breakevens, bounds |
//! | 5 | [`pricing`] | theoretical value and Greeks of legs on a market |
//! | 4 | [`market`], [`desk`] | cleaned chains, forwards, surface · tiers, clients, book, limits |
//! | 3 | [`rfq`] | the request: draft, checked shape, taxonomy, shorthand |
//! | 2 | [`models`] | formulas on plain numbers |
//! | 1 | [`math`], [`basics`] | numerics · ids, time, ticks, legs, listing, issues |

pub mod basics;
pub mod market;
pub mod math;
pub mod models;
pub mod pricing;
pub mod rfq;
pub mod scenarios;

#[cfg(feature = "desk")]
pub mod desk;
#[cfg(feature = "desk")]
pub mod overlays;
#[cfg(feature = "desk")]
pub mod quote;

#[cfg(target_arch = "wasm32")]
pub mod bindings;

/// The README's Rust is compiled with the documentation tests, so that it cannot rot.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
pub struct Readme;
