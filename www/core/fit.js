/** A fit's traffic light in a word and a sign, so that it never rests on colour. */
export const FIT = { green: { word: 'good', icon: '●' }, amber: { word: 'fair', icon: '◐' }, red: { word: 'poor', icon: '▲' } };
