// Which rows of a long table to draw: those that can be seen, a few around them, and the one in use wherever it is.

/**
 * @typedef {{ from: number, to: number, before: number }} Stretch rows from `from` to before `to`, after a gap of `before` rows
 * @typedef {{ stretches: Stretch[], after: number }} Drawn `after`: rows left out at the end
 */

/** Rows drawn above and below what is seen, so that a quick scroll finds them there. */
const AROUND = 5;

/**
 * @param {number} total rows
 * @param {{ top: number, height: number, row: number }} view pixels scrolled, pixels seen, pixels a row
 * @param {number} kept a row that is drawn in any case; negative for none
 * @param {number} most rows beside it, from the first that is seen or close above; the rest waits
 * @returns {Drawn}
 */
export function drawnRows(total, { top, height, row }, kept = -1, most = Infinity) {
  const seen = Math.ceil(height / row);
  const first = Math.max(0, Math.min(Math.floor(top / row), total - seen));
  const from = Math.max(0, first - AROUND), to = Math.min(total, first + seen + 1 + AROUND, from + most);
  const ranges = [{ from, to }];
  if (kept >= 0 && kept < from) ranges.unshift({ from: kept, to: kept + 1 });
  if (kept >= to && kept < total) ranges.push({ from: kept, to: kept + 1 });
  let last = 0;
  const stretches = ranges.map(range => {
    const before = range.from - last;
    last = range.to;
    return { ...range, before };
  });
  return { stretches, after: total - last };
}

/**
 * How far to scroll so that a row is seen whole, and no further.
 * @param {number} index
 * @param {{ top: number, height: number, row: number }} view `height`: what rows have of it, the head left out
 */
export function scrolledTo(index, { top, height, row }) {
  const above = index * row;
  return Math.max(0, above < top ? above : above + row > top + height ? above + row - height : top);
}

/** The row that a key leads to from another, or null for a key that leads nowhere. @param {string} key @param {number} from @param {number} total @param {number} page rows */
export function rowByKey(key, from, total, page) {
  /** @type {Record<string, number>} */
  const to = { ArrowUp: from - 1, ArrowDown: from + 1, PageUp: from - page, PageDown: from + page, Home: 0, End: total - 1 };
  const wanted = to[key];
  return wanted === undefined || !total ? null : Math.max(0, Math.min(total - 1, wanted));
}
