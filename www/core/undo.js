// The way back and forth between states, of which one is current.

import { signal } from '@preact/signals-core';

/** Steps that can be taken back. */
export const MOST_STEPS = 100;

/**
 * @template T
 * @param {(a: T, b: T) => boolean} isSame whether going from one to the other is no step
 */
export function timeline(isSame) {
  /** @type {T[]} */
  const past = [];
  /** @type {T[]} */
  const future = [];
  /** @type {T | null} */
  let current = null;
  const canUndo = signal(false), canRedo = signal(false);
  const told = () => { canUndo.value = past.length > 0; canRedo.value = future.length > 0; };
  /** @param {T[]} from @param {T[]} to */
  const step = (from, to) => {
    const next = from.pop();
    if (next === undefined) return null;
    if (current !== null) to.push(current);
    current = next;
    told();
    return next;
  };
  return {
    canUndo, canRedo,
    /** The state that is current; null before the first. */
    get current() { return current; },
    /** Goes on to a state: a step, unless it is the current one. @param {T} state */
    visit(state) {
      if (current !== null && !isSame(current, state)) {
        if (past.push(current) > MOST_STEPS) past.shift();
        future.length = 0;
      }
      current = state;
      told();
    },
    /** Changes the current state without a step. @param {(state: T) => T} change */
    amend(change) {
      if (current !== null) current = change(current);
    },
    undo: () => step(past, future),
    redo: () => step(future, past),
  };
}
