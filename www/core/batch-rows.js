// The rows of a batch as the engine's CSV, cut where they begin: what is shown is what is written, and a row is read into
// fields only when it is looked at.

/**
 * @typedef {{ header: string, body: Uint8Array, starts: Uint32Array, marks: Uint8Array }} Part some rows as UTF-8: where each begins in
 *   `body`, where the last ends, and what is to be said of each, as `SEVERITY` and `QUOTED`. Bytes move between threads without a copy
 */

/** The worst finding on a row, in the lowest two bits of its mark. */
export const SEVERITIES = /** @type {const} */ (['', 'warn', 'query', 'reject']);
const SEVERITY = 3;
/** The bit of a row that has a price. */
const QUOTED = 4;

/** @param {number} mark */
export const severityOf = mark => SEVERITIES[mark & SEVERITY] ?? '';
/** @param {number} mark */
export const isQuoted = mark => (mark & QUOTED) !== 0;

const QUOTE = 34, COMMA = 44, CR = 13, LF = 10;
const encoder = new TextEncoder(), decoder = new TextDecoder();

/**
 * Rows from a CSV with its header, whose records end with CR LF; a field in quotation marks may hold line breaks. One pass
 * over the bytes finds the rows and what is to be said of each, as a field costs more to cut out than to pass over.
 * @param {string} csv @returns {Part}
 */
export function partOf(csv) {
  const bytes = encoder.encode(csv);
  const first = bytes.indexOf(LF) + 1;
  const header = decoder.decode(bytes.subarray(0, first));
  const names = fieldsOf(header);
  const bid = names.indexOf('bid'), offer = names.indexOf('offer'), issues = names.indexOf('issues');
  const body = bytes.slice(first);
  /** @type {number[]} */
  const starts = [0], /** @type {number[]} */ marks = [];
  let quoted = false, field = 0, from = 0, mark = 0;
  for (let i = 0; i < body.length; i += 1) {
    const byte = body[i];
    if (byte === QUOTE) quoted = !quoted;
    if (quoted || (byte !== COMMA && byte !== LF)) continue;
    const end = byte === LF && body[i - 1] === CR ? i - 1 : i;
    if (end > from) {
      if (field === bid || field === offer) mark |= QUOTED;
      else if (field === issues) mark |= worstOf(fieldsOf(decoder.decode(body.subarray(from, end)))[0] ?? '');
    }
    field += 1;
    from = i + 1;
    if (byte === COMMA) continue;
    starts.push(from);
    marks.push(mark);
    field = mark = 0;
  }
  return { header, body, starts: Uint32Array.from(starts), marks: Uint8Array.from(marks) };
}

/** The worst of the findings in a field, as a mark. @param {string} field */
const worstOf = field => (field.includes(' | ') ? Math.max(0, ...issuesOf(field).map(({ severity }) => rank(severity))) : rank(field.slice(0, field.indexOf(' '))));

/** @param {string} severity */
const rank = severity => Math.max(0, SEVERITIES.findIndex(known => known === severity));

/** One record of a part. @param {Part} part @param {number} at */
const recordOf = ({ body, starts }, at) => decoder.decode(body.subarray(starts[at], starts[at + 1]));

/** The fields of one record, its line break left out. @param {string} record */
export function fieldsOf(record) {
  /** @type {string[]} */
  const fields = [];
  const end = record.endsWith('\r\n') ? record.length - 2 : record.length;
  let at = 0;
  for (;;) {
    if (record.charCodeAt(at) === QUOTE) {
      let close = record.indexOf('"', at + 1);
      while (close >= 0 && record.charCodeAt(close + 1) === QUOTE) close = record.indexOf('"', close + 2);
      if (close < 0) close = end;
      fields.push(record.slice(at + 1, close).replaceAll('""', '"'));
      at = close + 1;
    } else {
      const comma = record.indexOf(',', at);
      const close = comma < 0 ? end : comma;
      fields.push(record.slice(at, close));
      at = close;
    }
    if (at >= end) break;
    at += 1;
    if (at === end) { fields.push(''); break; }
  }
  return fields;
}

/** The engine leads a text that a spreadsheet would take for a formula with an apostrophe; this is the text itself. @param {string} field */
export const asWritten = field => (/^'[=+\-@\t\r]/.test(field) ? field.slice(1) : field);

/** A row's findings from the one field that holds them. @param {string} field @returns {{ severity: 'warn' | 'query' | 'reject', code: string, message: string }[]} */
export function issuesOf(field) {
  const found = [...field.matchAll(/(?:^| \| )(warn|query|reject) ([A-Z]+-[A-Z0-9-]+): /g)];
  return found.map((match, i) => ({
    severity: /** @type {'warn' | 'query' | 'reject'} */ (match[1]), code: match[2] ?? '',
    message: field.slice(match.index + match[0].length, found[i + 1]?.index ?? field.length),
  }));
}

/** One part of several, in their order. @param {Part[]} parts @returns {Part} */
export function joined(parts) {
  const body = new Uint8Array(parts.reduce((size, part) => size + part.body.length, 0));
  const starts = [0], marks = [];
  let size = 0;
  for (const part of parts) {
    body.set(part.body, size);
    for (const start of part.starts.subarray(1)) starts.push(size + start);
    for (const mark of part.marks) marks.push(mark);
    size += part.body.length;
  }
  return { header: parts.find(part => part.header)?.header ?? '', body, starts: Uint32Array.from(starts), marks: Uint8Array.from(marks) };
}

/** The row of a request at which the engine itself stopped. @param {string} header @param {number} place of the request, from 1 @param {string} why @returns {Part} */
export function stoppedRow(header, place, why) {
  const issue = `reject E-ENGINE: Request ${place} of the batch: ${why}`;
  const row = fieldsOf(header).map(name => (name === 'issues' ? `"${issue.replaceAll('"', '""')}"` : '')).join(',');
  return partOf(`${header}${row}\r\n`);
}

/** Parts of a number of requests, in order. @param {number} count @param {number} size @returns {{ from: number, to: number }[]} */
export const chunksOf = (count, size) => Array.from({ length: Math.ceil(count / size) }, (_, i) => ({ from: i * size, to: Math.min(count, (i + 1) * size) }));

/** Rows as their parts come in, in any order; they count from the first on, as far as there is no gap. */
export class BatchTable {
  /** @type {(Part | undefined)[]} */ #parts = [];
  #size;
  /** Parts without a gap. */
  #whole = 0;
  /** Rows without a gap. */
  length = 0;
  /** The names of the columns. @type {string[]} */
  columns = [];
  /** Places of the rows with findings. @type {number[]} */
  withIssues = [];
  /** Places of the rows without any price. @type {number[]} */
  notQuoted = [];

  /** @param {number} size rows of every part but the last */
  constructor(size) {
    this.#size = size;
  }

  /** @param {number} index of the part @param {Part} part */
  add(index, part) {
    this.#parts[index] = part;
    if (!this.columns.length) this.columns = fieldsOf(part.header);
    for (let next = this.#parts[this.#whole]; next; next = this.#parts[this.#whole]) {
      for (const mark of next.marks) {
        if (severityOf(mark)) this.withIssues.push(this.length);
        if (!isQuoted(mark)) this.notQuoted.push(this.length);
        this.length += 1;
      }
      this.#whole += 1;
    }
  }

  /** What is to be said of a row. @param {number} row */
  mark(row) {
    return this.#parts[Math.floor(row / this.#size)]?.marks[row % this.#size] ?? 0;
  }

  /** A row's fields by their columns' names. @param {number} row @returns {Record<string, string>} */
  row(row) {
    const part = this.#parts[Math.floor(row / this.#size)];
    const at = row % this.#size;
    const fields = part ? fieldsOf(recordOf(part, at)) : [];
    return Object.fromEntries(this.columns.map((name, i) => [name, fields[i] ?? '']));
  }

  /** The pieces of one file: the header once, then the rows as far as there is no gap. @returns {(string | Uint8Array<ArrayBuffer>)[]} */
  csv() {
    const whole = /** @type {Part[]} */ (this.#parts.slice(0, this.#whole));
    return whole.length ? [whole[0]?.header ?? '', ...whole.map(part => /** @type {Uint8Array<ArrayBuffer>} */ (part.body))] : [];
  }
}
