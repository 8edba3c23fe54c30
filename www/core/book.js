// The desk's book on the loaded market: read anew when either changes, added to by “client traded”, exported as a file.

import { batch, computed, effect, signal } from '@preact/signals-core';
import { reprice } from './pricing.js';
import { latest } from './latest.js';
import { failure, session } from './session.js';
import * as deskStore from './desk-store.js';
import * as store from './store.js';

/**
 * @typedef {import('./types.js').BookReport} BookReport
 * @typedef {import('./types.js').TradeRecord} TradeRecord
 * @typedef {import('./types.js').ClientSide} ClientSide
 */

/** @type {import('@preact/signals-core').Signal<BookReport | null>} */
export const book = signal(null);
/** Why there is none; empty where there is. */
export const bookProblem = signal('');
/** What became of the last trade or undo. @type {import('@preact/signals-core').Signal<{ tone: '' | 'good' | 'bad', text: string, trade: TradeRecord | null }>} */
export const booked = signal({ tone: '', text: '', trade: null });
/** The last trade that went into the book or came out of it. @type {import('@preact/signals-core').Signal<{ trade: TradeRecord, undone: boolean } | null>} */
export const moved = signal(null);
export const booking = deskStore.booking;

// What was said of one request does not stand under the next; the same one is priced again after a trade.
const asked = computed(() => store.request.value?.draft);
effect(() => {
  void asked.value;
  booked.value = { tone: '', text: '', trade: null };
});

const readBook = latest(
  () => session.engine.call('book'),
  (/** @type {BookReport} */ report) => batch(() => { book.value = report; bookProblem.value = ''; }),
  error => { bookProblem.value = failure(error).message; },
);

/** Reads the book whenever the market or the desk is another. @returns {() => void} ends it */
export const followBook = () => effect(() => {
  if (store.market.value && deskStore.desk.value) readBook(undefined);
});

/** Words for what a client did. @param {ClientSide} side */
export const did = side => (side === 'buy' ? 'bought' : 'sold');

/** Why a side of the quote on show cannot be booked; empty where it can. @param {ClientSide} side */
export function whyNot(side) {
  const quote = deskStore.quote.value;
  if (!quote) return 'There is no quote yet.';
  if (store.staleReason.value) return store.staleReason.value;
  if (deskStore.timeLeft.value <= 0) return 'The quote has expired. Price again first.';
  if (store.openQuestion.value) return `A question is open. Answer it first: ${store.openQuestion.value}`;
  if (store.quotedRequest.value?.draft.preset) return 'The worked example has a market of its own and is not booked.';
  const price = side === 'buy' ? quote.offer : quote.bid;
  if (price === null || price === undefined) return `There is no ${side === 'buy' ? 'offer' : 'bid'}.`;
  return '';
}

/** Books that the client traded one side of the quote on show, at its price and for its size. @param {ClientSide} side */
export async function clientTraded(side) {
  const quote = deskStore.quote.value;
  const request = store.quotedRequest.value;
  if (booking.value || !quote || !request || whyNot(side)) return;
  const [price, quantity] = side === 'buy' ? [quote.offer, quote.offerSize] : [quote.bid, quote.bidSize];
  await change(() => session.engine.call('trade', [request.draft, { side, quantity, price, quoteId: quote.id, now: Date.now(), seed: request.settings.seed }]),
    trade => `Booked: the client ${did(side)} ${trade.quantity} at ${trade.price} ${trade.currency}.`);
}

/** Takes a trade back. @param {string} id */
export async function undoTrade(id) {
  if (booking.value) return;
  await change(() => session.engine.call('undoTrade', [id]), trade => `Undone: the client ${did(trade.side)} ${trade.quantity} at ${trade.price} ${trade.currency}.`);
}

/**
 * Changes the book and shows what follows from it: the desk, the report and the quote.
 * @param {() => Promise<import('./types.js').Traded>} call @param {(trade: TradeRecord) => string} words
 */
async function change(call, words) {
  booking.value = true;
  try {
    const { record, issues } = await call();
    if (!record) {
      booked.value = { tone: 'bad', text: `Not booked. ${issues[0]?.message ?? ''}`, trade: null };
      return;
    }
    /** @type {import('./types.js').DeskReport} */
    const desk = await session.engine.call('desk');
    // A worker that takes this one's place, or helps with a batch, has the same book.
    session.engine.remember('desk', 'loadDesk', [desk.config]);
    batch(() => {
      deskStore.desk.value = desk;
      moved.value = { trade: record, undone: !desk.config.trades?.some(trade => trade.id === record.id) };
      booked.value = { tone: 'good', text: words(record), trade: desk.config.trades?.some(trade => trade.id === record.id) ? record : null };
    });
  } catch (error) {
    booked.value = { tone: 'bad', text: failure(error).message, trade: null };
  } finally {
    booking.value = false;
  }
  if (!store.lineChanged.value) await reprice();
}

/** The desk as a file that loads as the same desk, trades included, and its name. @param {import('./types.js').DeskReport} desk */
export const deskFile = desk => ({
  name: `${desk.name.toLowerCase().replace(/[^a-z0-9]+/g, '-').replace(/^-|-$/g, '') || 'desk'}.json`,
  text: `${JSON.stringify(desk.config, null, 2)}\n`,
});
