// The engine counts bytes of UTF-8, the page counts UTF-16 units; this is the only place that converts.

/** @param {number} codePoint */
const bytesOf = codePoint => (codePoint < 0x80 ? 1 : codePoint < 0x800 ? 2 : codePoint < 0x10000 ? 3 : 4);

/**
 * The UTF-16 range that a byte range of the text's UTF-8 form covers; a bound inside a character widens to all of it,
 * one past the end is cut to the end.
 * @param {string} text
 * @param {number} startByte
 * @param {number} endByte
 * @returns {[number, number]}
 */
export function utf16Range(text, startByte, endByte) {
  let byte = 0, unit = 0, start = -1, end = -1;
  for (const character of text) {
    const next = byte + bytesOf(/** @type {number} */ (character.codePointAt(0)));
    if (start < 0 && startByte < next) start = unit;
    if (end < 0 && endByte <= byte) end = unit;
    byte = next;
    unit += character.length;
  }
  if (start < 0) start = unit;
  if (end < 0) end = unit;
  return [start, Math.max(start, end)];
}

/**
 * The UTF-16 range named by an issue's path `text:START-END`, or null for any other path.
 * @param {string} text
 * @param {string} path
 * @returns {[number, number] | null}
 */
export function rangeOfPath(text, path) {
  const match = /^text:(\d+)-(\d+)$/.exec(path);
  return match ? utf16Range(text, Number(match[1]), Number(match[2])) : null;
}
