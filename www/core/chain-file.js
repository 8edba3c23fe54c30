// A file that the user gives, as text: unpacked where it is gzip, decoded by its byte order mark, never larger than the cap.

export const MAX_BYTES = 64 * 1024 * 1024;

/** @param {number} bytes */
const megabytes = bytes => `${bytes / 1024 / 1024} MB`;

/** A file that cannot be turned into text; the message is for the user. */
export class FileProblem extends Error {}

/**
 * @param {Blob & { name?: string }} file
 * @param {number} [most] bytes, unpacked
 * @returns {Promise<string>}
 */
export async function textOfFile(file, most = MAX_BYTES) {
  const name = file.name || 'The file';
  if (file.size > most) throw new FileProblem(`${name} is larger than ${megabytes(most)}; split it or keep fewer snapshots.`);
  const head = new Uint8Array(await file.slice(0, 2).arrayBuffer());
  const zipped = head[0] === 0x1f && head[1] === 0x8b;
  if (!zipped && /\.gz$/i.test(name) && file.size > 0) throw new FileProblem(`${name} is named .gz but is not a gzip file.`);
  return decode(zipped ? await unzip(file, name, most) : new Uint8Array(await file.arrayBuffer()));
}

/**
 * @param {Blob} file
 * @param {string} name
 * @param {number} most
 */
async function unzip(file, name, most) {
  /** @type {Uint8Array[]} */
  const parts = [];
  let size = 0;
  const reader = file.stream().pipeThrough(new DecompressionStream('gzip')).getReader();
  for (;;) {
    let step;
    try {
      step = await reader.read();
    } catch {
      throw new FileProblem(`${name} could not be unpacked: it is damaged or cut off.`);
    }
    if (step.done) break;
    size += step.value.byteLength;
    if (size > most) {
      await reader.cancel().catch(() => {});
      throw new FileProblem(`${name} unpacks to more than ${megabytes(most)}; split it or keep fewer snapshots.`);
    }
    parts.push(step.value);
  }
  const whole = new Uint8Array(size);
  let at = 0;
  for (const part of parts) { whole.set(part, at); at += part.byteLength; }
  return whole;
}

/** Whether the text is a chain is the engine's judgement; bytes that are not text arrive as replacement characters. @param {Uint8Array} bytes */
function decode(bytes) {
  const encoding = bytes[0] === 0xff && bytes[1] === 0xfe ? 'utf-16le' : bytes[0] === 0xfe && bytes[1] === 0xff ? 'utf-16be' : 'utf-8';
  return new TextDecoder(encoding).decode(bytes);
}
