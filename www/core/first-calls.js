// What a page asks its engine on a first visit until its first price and payoff are there, in that order. The engine is cut by it: these
// calls are answered by its first piece, whatever else is asked waits for the rest. The desk's and the clients' page each take their own.

export const DESK_CALLS = ['market', 'desk', 'read', 'quote', 'payoff'];
export const CLIENT_CALLS = ['market', 'read', 'indicate', 'payoff'];
