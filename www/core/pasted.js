// What was pasted into the request line: a request of one line, whatever form it has, or several requests.

/** The longest request; a FIX message of many legs has some thousand characters. */
export const MAX_LINE = 65_536;

/** Fields of FIX, one a line. */
const FIX_FIELD = /^\s*\d{1,5}=/;

/**
 * @param {string} text
 * @returns {{ kind: 'line', text: string } | { kind: 'several', text: string, count: number } | { kind: 'long', length: number }}
 */
export function pasted(text) {
  const lines = text.split(/\r\n|[\r\n\u2028\u2029]/).filter(line => line.trim());
  const one = lines.length < 2 || isJson(lines) || lines.every(line => FIX_FIELD.test(line) && !/[\p{Cc}|]\d+=/u.test(line));
  if (!one) return { kind: 'several', text, count: isTable(lines[0] ?? '') ? lines.length - 1 : lines.length };
  const line = oneLine(text);
  return line.length > MAX_LINE ? { kind: 'long', length: line.length } : { kind: 'line', text: line };
}

/** A request on one line, which is all that the field holds: field ends that cannot be seen are written as they are in logs. @param {string} text */
export function oneLine(text) {
  const lines = text.trim().split(/\s*[\r\n\u2028\u2029]+\s*/);
  const isFix = lines.length > 1 && lines.every(line => FIX_FIELD.test(line));
  const line = lines.join(isFix ? '|' : ' ');
  return line.includes('|') ? line : line.replaceAll('\u0001', '|');
}

/** Whether lines are one object or list, even where it is cut off; lines that are an object each are several. @param {string[]} lines */
function isJson(lines) {
  const text = lines.join('\n');
  if (!/^\s*(\[\s*)?\{/.test(text)) return false;
  return !lines.every(line => /^\s*\{.*\}\s*$/.test(line));
}

/** @param {string} header */
const isTable = header => /(^|[,;\t])\s*"?request"?\s*($|[,;\t])/i.test(header);
