// The shapes that cross the worker border, by the names the page uses. They are the engine's own declarations.

/**
 * @typedef {import('../../pkg/spread_pricer.js').Answer} Answer
 * @typedef {import('../../pkg/spread_pricer.js').IssueCode | 'E-ENGINE' | 'E-LINK' | 'E-FILE'} IssueCode the page adds three: the engine itself failed, the page's address holds no request, a file of its own is not whole
 * @typedef {Omit<import('../../pkg/spread_pricer.js').Issue, 'code'> & { code: IssueCode }} Issue
 * @typedef {import('../../pkg/spread_pricer.js').Asked} Asked
 * @typedef {import('../../pkg/spread_pricer.js').LegDraft} LegDraft
 * @typedef {import('../../pkg/spread_pricer.js').RfqDraft} RfqDraft
 * @typedef {import('../../pkg/spread_pricer.js').Settlement} Settlement
 * @typedef {Omit<import('../../pkg/spread_pricer.js').Read, 'issues'> & { issues: Issue[] }} ReadResult
 * @typedef {import('../../pkg/spread_pricer.js').ExpiryReport} ExpiryReport
 * @typedef {import('../../pkg/spread_pricer.js').UnderlyingReport} UnderlyingReport
 * @typedef {import('../../pkg/spread_pricer.js').MarketReport} MarketReport
 * @typedef {import('../../pkg/spread_pricer.js').FitStatus} FitStatus
 * @typedef {import('../../pkg/spread_pricer.js').SmilesReport} SmilesReport
 * @typedef {import('../../pkg/spread_pricer.js').ExpirySmile} ExpirySmile
 * @typedef {import('../../pkg/spread_pricer.js').SmileQuote} SmileQuote
 * @typedef {import('../../pkg/spread_pricer.js').FittedUnderlying} FittedUnderlying
 * @typedef {import('../../pkg/spread_pricer.js').FittedSlice & { correction?: { knots: number[] } }} FittedSlice `correction`: a spline added to the SVI, where the fit has one
 * @typedef {import('../../pkg/spread_pricer.js').DeskReport} DeskReport
 * @typedef {import('../../pkg/spread_pricer.js').BookReport} BookReport
 * @typedef {import('../../pkg/spread_pricer.js').BookLimit} BookLimit
 * @typedef {import('../../pkg/spread_pricer.js').PositionSums} PositionSums
 * @typedef {import('../../pkg/spread_pricer.js').StressStateReport} StressState
 * @typedef {import('../../pkg/spread_pricer.js').TradeRecord} TradeRecord
 * @typedef {import('../../pkg/spread_pricer.js').Traded} Traded
 * @typedef {import('../../pkg/spread_pricer.js').ClientSide} ClientSide
 * @typedef {import('../../pkg/spread_pricer.js').LimitUnit} LimitUnit
 * @typedef {import('../../pkg/spread_pricer.js').Greeks} Greeks
 * @typedef {import('../../pkg/spread_pricer.js').ChargeRow} Charge
 * @typedef {import('../../pkg/spread_pricer.js').QuotedLeg} QuotedLeg
 * @typedef {import('../../pkg/spread_pricer.js').LimitCheck} LimitCheck
 * @typedef {import('../../pkg/spread_pricer.js').Quote} Quote
 * @typedef {import('../../pkg/spread_pricer.js').Indication} Indication
 * @typedef {Pick<Quote, 'theoretical' | 'currency' | 'priceCurrency' | 'per' | 'decimals' | 'quantity' | 'underlying' | 'request' | 'asOf' | 'referenceForward' | 'referenceSpot' |
 *   'greeks' | 'positionGreeks' | 'greeksCoin' | 'bid' | 'offer' | 'tied'> & { legs: import('../../pkg/spread_pricer.js').LegReport[], cash: Pick<Quote['cash'], 'multiplier'> }} Priced
 *   what every page shows of a priced request: a quote, or an indication, whose `bid` and `offer` are the ends of its range
 * @typedef {import('../../pkg/spread_pricer.js').HedgeMode} HedgeMode
 * @typedef {import('../../pkg/spread_pricer.js').HedgeReport} HedgeReport
 * @typedef {import('../../pkg/spread_pricer.js').HedgePlanReport} HedgePlan
 * @typedef {import('../../pkg/spread_pricer.js').HedgeOrderReport} HedgeOrder
 * @typedef {import('../../pkg/spread_pricer.js').Quoted} Quoted
 * @typedef {import('../../pkg/spread_pricer.js').PayoffFacts} PayoffFacts
 * @typedef {import('../../pkg/spread_pricer.js').PriceSlice} PriceSlice
 * @typedef {import('../../pkg/spread_pricer.js').Band} Band
 * @typedef {import('../../pkg/spread_pricer.js').ScenarioDraft} ScenarioDraft
 * @typedef {import('../../pkg/spread_pricer.js').GridQuantity} GridQuantity
 * @typedef {import('../../pkg/spread_pricer.js').GridReport & import('../../pkg/spread_pricer.js').GridArrays} GridResult
 * @typedef {import('../../pkg/spread_pricer.js').PayoffReport & import('../../pkg/spread_pricer.js').PayoffArrays} PayoffResult
 * @typedef {PayoffFacts & import('../../pkg/spread_pricer.js').PayoffArrays} Payoff
 */
// oxlint-disable-next-line unicorn/require-module-specifiers -- makes a file of types a module
export {};
