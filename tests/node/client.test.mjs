// The clients' engine of the npm package: the same numbers as the desk's, and nothing of the desk.
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';
import * as clients from '../../pkg/client/spread_pricer.js';
import * as desk from '../../pkg/spread_pricer.js';
import { said, toldHere } from '../../www/client/words.js';

const bytes = (/** @type {string} */ path) => readFile(new URL(`../../pkg/${path}`, import.meta.url));
clients.initSync({ module: await bytes('client/spread_pricer_bg.wasm') });
desk.initSync({ module: await bytes('spread_pricer_bg.wasm') });

const FLY = 'ETH 25DEC26 3300/3400/3500 call fly x100';

test('an indication is theoretical value and the legs’ half-spreads around it', () => {
  const pricer = new clients.Pricer();
  const { draft } = pricer.read(FLY);
  assert.ok(draft);
  const found = pricer.indicate(draft);
  const half = found.legs.reduce((sum, leg) => sum + Math.abs(leg.ratio) * (leg.screenHalfSpread ?? NaN), 0);
  assert.ok(found.theoretical !== null && found.halfWidth !== null && found.greeks);
  assert.ok(Math.abs(found.halfWidth - half) < 1e-12 && half > 0);
  assert.deepEqual([found.low, found.high], [found.theoretical - found.halfWidth, found.theoretical + found.halfWidth]);
  assert.deepEqual([found.currency, found.quantity, found.source, found.issues.length], ['ETH', 100, 'sample', 0]);
});

test('both engines give the same bits', () => {
  const [one, other] = [new clients.Pricer(), new desk.Pricer()];
  const { draft } = one.read(FLY);
  assert.ok(draft);
  assert.deepEqual(one.indicate(draft), other.indicate(draft));
  assert.deepEqual(one.payoff(draft, { points: 51 }), other.payoff(draft, { points: 51 }));
  const { quote } = other.quote(draft, { now: 0, seed: 1 });
  assert.equal(one.indicate(draft).theoretical, quote?.theoretical);
  assert.equal(one.indicate(draft).halfWidth, quote?.screenHalfWidth);
});

test('what is wrong with a draft comes back as issues, without a number', () => {
  const found = new clients.Pricer().indicate({ side: 'twoWay', quantity: 1, legs: [] });
  assert.deepEqual([found.theoretical, found.low, found.high, found.greeks], [null, null, null, null]);
  assert.ok(found.issues.length > 0);
  assert.throws(() => new clients.Pricer().indicate(/** @type {any} */ ({ side: 'twoWay', quantity: 'many', legs: [] })), /quantity/);
});

/** The methods of a class. @param {Function} type */
const own = type => Object.getOwnPropertyNames(type.prototype);

test('the clients’ class has no call that the desk alone has', () => {
  const onlyDesk = ['quote', 'loadDesk', 'book', 'trade', 'batch', 'hedgePlan', 'writeFix'];
  for (const name of onlyDesk) {
    assert.ok(own(desk.Pricer).includes(name), name);
    assert.ok(!own(clients.Pricer).includes(name), name);
  }
});

test('the clients’ page knows the words in which the engine speaks of clients', () => {
  const pricer = new clients.Pricer();
  const echo = (/** @type {string} */ line) => said(pricer.read(line).explanation ?? '');
  for (const name of ['', ', Acme']) {
    assert.match(echo(`${FLY}${name}`), /^100 ETH butterflies/);
    assert.match(echo(`buy ${FLY}${name}`), /^You buy 100 ETH butterflies/);
    assert.match(echo(`sell ${FLY}${name}`), /^You sell 100 ETH butterflies/);
  }
  const found = (/** @type {string} */ line) => {
    const { draft, issues } = pricer.read(line);
    return [...issues, ...(draft ? pricer.indicate(draft).issues : [])];
  };
  const told = (/** @type {string} */ line) => toldHere(found(line)).flatMap(({ message, answers }) => [message, ...(answers ?? []).map(({ label }) => label)]);
  for (const line of ['whatever ETH 25DEC26 3400 call x10', 'XRP 25DEC26 3 call x10', 'SPX inverse 18DEC26 6000 call x1', 'ETH linear 25DEC26 3400 call x1', '{"preset":"source_fly","quantity":100}']) {
    assert.ok(told(line).length > 0, line);
    assert.doesNotMatch(told(line).join('\n'), /client|desk|\bwe\b/i, line);
  }
});
