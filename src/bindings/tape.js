// The other end of `tape.rs`: what a report holds comes as codes, numbers and one text, and becomes objects here.

const CONSTANT = 0, NUMBER = 1, TEXT = 2, WORD = 3, LIST = 4, RECORD = 5, MAP = 6;

/** @type {string[]} */
let words;
/** @type {Uint32Array} */
let codes;
/** @type {Float64Array} */
let numbers;
/** @type {string} */
let text;
/** Places in the three, of what comes next. */
let code = 0, number = 0, character = 0;

/**
 * The value that was written.
 * @param {string[]} allWords names of fields and variants, by their numbers
 * @param {Uint32Array} newCodes a kind in the lowest three bits, and how many or which above them
 * @param {Float64Array} newNumbers
 * @param {string} newText
 */
export function play(allWords, newCodes, newNumbers, newText) {
  words = allWords;
  codes = newCodes;
  numbers = newNumbers;
  text = newText;
  code = number = character = 0;
  return value();
}

/** @returns {any} */
function value() {
  const next = /** @type {number} */ (codes[code++]), count = next >>> 3;
  switch (next & 7) {
    case CONSTANT: return count === 0 ? null : count === 2;
    case NUMBER: return numbers[number++];
    case TEXT: return text.slice(character, character += count);
    case WORD: return words[count];
    case LIST: {
      const list = [];
      for (let i = 0; i < count; i += 1) list.push(value());
      return list;
    }
    case RECORD: {
      /** @type {Record<string, any>} */
      const record = {};
      for (let i = 0; i < count; i += 1) {
        const name = /** @type {string} */ (words[/** @type {number} */ (codes[code++])]);
        record[name] = value();
      }
      return record;
    }
    case MAP: {
      const map = {};
      for (let i = 0; i < count; i += 1) {
        // A key that a user chose is one like any other, whatever it is called.
        const key = value();
        Object.defineProperty(map, key, { value: value(), enumerable: true, configurable: true, writable: true });
      }
      return map;
    }
    default: throw new Error(`No kind of value has the code ${next}.`);
  }
}
