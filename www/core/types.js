// The shapes that cross the worker border, as the page uses them. Every other file takes them from here.

/**
 * @typedef {{ label: string, path: string, value: string }} Answer
 * @typedef {{ code: string, path: string, severity: 'warn' | 'query' | 'reject', message: string, answers?: Answer[] }} Issue
 *
 * @typedef {'twoWay' | 'buy' | 'sell'} Asked
 * @typedef {{ price?: number, vol?: number, vega?: number }} Mark
 * @typedef {{ ratio: number, kind: 'option' | 'future' | 'spot', underlying: string, expiry?: string, strike?: number,
 *   type?: 'call' | 'put', exercise?: string, settlement?: string, multiplier?: number, mark?: Mark }} LegDraft
 * @typedef {{ id?: string, client?: string, side: Asked, quantity: number, legs: LegDraft[], structure?: string,
 *   tied?: { reference: number, delta?: number }, priceIn?: string, preset?: string }} RfqDraft
 * @typedef {{ draft?: RfqDraft | null, explanation?: string | null, issues: Issue[] }} ReadResult
 *
 * @typedef {{ expiry: string, years: number, forward: number, discount: number, quotes: number, used: number,
 *   dropped: { reason: string, count: number }[], insideBidAsk: number | null, rmsVolPoints: number | null,
 *   maxVolPoints: number | null, minButterfly: number | null, minCalendarGap: number | null, model: string,
 *   status: 'green' | 'amber' | 'red', strikes?: number[] }} ExpiryReport
 * @typedef {{ id: string, settlement: string, source: 'sample' | 'file', name?: string | null, asOf: string, spot: number | null,
 *   expiries: ExpiryReport[] }} UnderlyingReport
 * @typedef {{ asOf: string, snapshots?: string[], underlyings: UnderlyingReport[], issues: Issue[] }} MarketReport
 *
 * @typedef {{ tier: number, low: number, high: number }} Tier
 * @typedef {{ id: string, name?: string, tier: number }} Client
 * @typedef {{ metric: string, label?: string, limit: number, unit?: string }} Limit
 * @typedef {{ name: string, tiers: Tier[], clients: Client[], limits: Limit[], config?: unknown, issues: Issue[] }} DeskReport
 *
 * @typedef {{ delta?: number, deltaForward?: number, deltaPremiumAdjusted?: number, gamma?: number, gammaCashPerPercent?: number,
 *   vegaPerPoint?: number, thetaPerDay?: number, rhoPerPercent?: number, vannaPerPoint?: number, volgaPerPoint?: number }} Greeks
 * @typedef {{ name: string, value: number | string, unit?: string | null }} ChargeInput
 * @typedef {{ name: string, label?: string, bid: number | null, offer: number | null, why: string, inputs?: ChargeInput[] }} Charge
 * @typedef {{ symbol?: string, ratio: number, kind?: string, type?: 'call' | 'put' | null, underlying?: string, strike?: number | null,
 *   expiry?: string | null, price: number | null, vol?: number | null, modelPrice?: number | null, modelVol?: number | null,
 *   marked?: string[], mark?: Mark | null, greeks: Greeks, cash?: number | null, vegaPerPoint?: number | null }} QuotedLeg
 * @typedef {{ metric: string, label?: string, side?: string | null, before: number, after: number, limit: number, utilisation: number,
 *   status: string, why?: string }} LimitCheck
 * @typedef {{ id: string, bid: number | null, offer: number | null, bidSize: number, offerSize: number, theoretical: number,
 *   currency: string, tick: number, decimals?: number, multiplier?: number, validUntil: string, asOf: string, source?: string,
 *   status: 'firm' | 'indicative' | 'refer' | 'reject', statusWhy?: string, quantity: number, structure?: string, direction?: string,
 *   underlying?: string, explanation?: string, charges: Charge[], greeks: Greeks, positionGreeks?: Greeks, legs: QuotedLeg[],
 *   cash?: { net: number, currency: string, note?: string | null } | null, vegaNote?: string | null,
 *   buckets?: { tenorDays: number, moneyness: number, vegaPerPoint: number }[], checks?: LimitCheck[],
 *   client?: { id?: string | null, tier: number, percent: number, why?: string } | null,
 *   referenceForward?: number | null, referenceSpot?: number | null, chatLine?: string }} Quote
 * @typedef {{ quote?: Quote | null, issues: Issue[] }} Quoted
 *
 * @typedef {{ spots: Float64Array, atExpiry: Float64Array, today: Float64Array, strikes: ArrayLike<number> & Iterable<number>,
 *   breakevens: ArrayLike<number> & Iterable<number>, maxProfit?: number | null, maxLoss?: number | null, currency: string, view?: string,
 *   issues?: Issue[] }} Payoff
 */
// oxlint-disable-next-line unicorn/require-module-specifiers -- makes a file of types a module
export {};
