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
 * @typedef {{ expiry: string, code?: string, years: number, forward: number, discount: number, quotes: number, used: number,
 *   dropped: { reason: string, count: number }[], insideBidAsk: number | null, rmsVolPoints: number | null,
 *   maxVolPoints: number | null, minButterfly: number | null, minCalendarGap: number | null, model: string,
 *   status: 'green' | 'amber' | 'red', strikes?: number[] }} ExpiryReport
 * @typedef {{ id: string, settlement: string, source: string, name?: string | null, asOf: string, spot: number | null,
 *   priceCurrency?: string, premiumCurrency?: string, expiries: ExpiryReport[] }} UnderlyingReport
 * @typedef {{ asOf: string, snapshots?: number, underlyings: UnderlyingReport[], issues: Issue[] }} MarketReport underlyings: the one loaded last first
 *
 * @typedef {{ tier: number, low: number, high: number }} Tier
 * @typedef {{ id: string, name: string, tier: number, enabled?: boolean }} Client
 * @typedef {{ metric: string, scope?: string, label: string, limit: number, unit: string }} Limit
 * @typedef {{ name: string, tiers: Tier[], clients: Client[], limits: Limit[], config?: unknown, issues: Issue[] }} DeskReport
 *
 * @typedef {{ delta?: number, deltaForward?: number, deltaPremiumAdjusted?: number, gamma?: number, gammaCashPerPercent?: number,
 *   vegaPerPoint?: number, thetaPerDay?: number, rhoPerPercent?: number, vannaPerPoint?: number, volgaPerPoint?: number }} Greeks
 * @typedef {{ name: string, value: number, unit: string }} ChargeInput
 * @typedef {{ name: string, label: string, bid: number | null, offer: number | null, why: string, inputs: ChargeInput[] }} Charge
 * @typedef {{ symbol: string, ratio: number, kind: 'option' | 'future' | 'spot', underlying: string, type: 'call' | 'put' | null,
 *   strike: number | null, expiry: string | null, price: number, vol: number | null, modelPrice: number, modelVol: number | null,
 *   marked: string[], greeks: Greeks, reportedVega: number, cash: number, listed?: boolean, screenHalfSpread?: number | null }} QuotedLeg
 * @typedef {{ metric: string, scope?: string, label: string, side: 'bid' | 'offer', before: number, after: number, limit: number,
 *   utilisation: number, status: 'ok' | 'warn' | 'reduceOnly' | 'breach', headroom?: number, why: string }} LimitCheck
 * @typedef {{ id: string, bid: number | null, offer: number | null, bidSize: number, offerSize: number, theoretical: number,
 *   currency: string, priceCurrency: string, tick: number, decimals: number, validUntil: string, asOf: string, source: string, dataAge?: string,
 *   status: 'firm' | 'indicative' | 'refer' | 'reject', statusWhy: string, quantity: number, asked?: Asked, structureName?: string,
 *   underlying: string, request: string, charges: Charge[], greeks: Greeks, positionGreeks: Greeks,
 *   greeksCoin: { vegaPerPoint: number, thetaPerDay: number, rhoPerPercent: number } | null, legs: QuotedLeg[],
 *   cash: { net: number, currency: string, multiplier: number, notional?: number, note: string | null },
 *   checks: LimitCheck[], unvalued?: string[], client: { id: string | null, name: string, tier: number, percent: number, why: string },
 *   referenceForward: number, referenceSpot: number, screenHalfWidth?: number | null, chatLine: string }} Quote
 *   prices and charges in `currency`, Greeks in `priceCurrency`
 * @typedef {{ quote?: Quote | null, issues: Issue[] }} Quoted
 *
 * @typedef {{ expiry: string, currency: string, paid: number, spot: number, forward: number, strikes: number[], breakevens: number[],
 *   maxProfit: number | null, maxLoss: number | null, modelDependent: boolean }} PayoffFacts null means unlimited; a loss is not positive
 * @typedef {{ facts: PayoffFacts | null, issues: Issue[], spots: Float64Array, atExpiry: Float64Array, today: Float64Array }} PayoffResult
 * @typedef {PayoffFacts & { spots: Float64Array, atExpiry: Float64Array, today: Float64Array }} Payoff
 */
// oxlint-disable-next-line unicorn/require-module-specifiers -- makes a file of types a module
export {};
