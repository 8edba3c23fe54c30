// Vega by bucket as a table: tenors down, moneyness across, sums in the margins.

/**
 * @typedef {import('./types.js').Quote['buckets'][number]} Bucket
 * @typedef {{ underlying: string, tenors: number[], moneyness: number[], cells: (number | null)[][], rows: number[], columns: number[], total: number }} BucketTable a cell
 *   is null where the package has no vega
 */

/** @param {Iterable<number>} values */
const sum = values => { let all = 0; for (const value of values) all += value; return all; };

/** One table for each underlying, in the order of the quote. @param {Bucket[]} buckets @returns {BucketTable[]} */
export function bucketTables(buckets) {
  return [...new Set(buckets.map(({ underlying }) => underlying))].map(underlying => {
    const own = buckets.filter(bucket => bucket.underlying === underlying);
    const axis = (/** @type {(bucket: Bucket) => number} */ of) => [...new Set(own.map(of))].toSorted((a, b) => a - b);
    const tenors = axis(bucket => bucket.tenorDays), moneyness = axis(bucket => bucket.moneyness);
    const cells = tenors.map(tenor => moneyness.map(place => own.find(one => one.tenorDays === tenor && one.moneyness === place)?.vegaPerPoint ?? null));
    return {
      underlying, tenors, moneyness, cells,
      rows: cells.map(row => sum(row.map(cell => cell ?? 0))), columns: moneyness.map((_, i) => sum(cells.map(row => row[i] ?? 0))), total: sum(own.map(bucket => bucket.vegaPerPoint)),
    };
  });
}
