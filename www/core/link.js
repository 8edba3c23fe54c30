// A link that holds a request, in the fragment of the page's own address: browsers keep that part to themselves, no host sees it.

const NAME = 'rfq=';
/** A longer request has no link: programs that pass addresses on cut them. */
const MOST = 1500;

/**
 * The address of the page with a request in it, or null where it is too long for one.
 * @param {string} page the page's own address
 * @param {string} text
 */
export function linkOf(page, text) {
  if (!text.trim() || text.length > MOST) return null;
  // What is allowed in a fragment stays legible; a stray half of a pair has no encoding.
  const encoded = encodeURIComponent(text.trim().replace(/[\uD800-\uDFFF]/gu, '')).replace(/%(2F|2C|3A|40|3B|3D)/g, (_, hex) => String.fromCharCode(parseInt(hex, 16)));
  return `${page.split('#', 1)[0]}#${NAME}${encoded}`;
}

/**
 * The request that a fragment holds: none in another's fragment, words for the user in one that cannot be read.
 * @param {string} hash with its `#`
 * @returns {{ text: string } | { problem: string } | null}
 */
export function requestOfHash(hash) {
  if (!/^#rfq\b/i.test(hash)) return null;
  if (!hash.startsWith(`#${NAME}`)) return { problem: 'The link names a request but holds none; ask for it again.' };
  const encoded = hash.slice(NAME.length + 1);
  let text;
  try {
    text = decodeURIComponent(encoded);
  } catch {
    return { problem: 'The request in the link is damaged or cut off; ask for the link again.' };
  }
  // A request is one line; what cannot be seen in it is not passed on.
  text = text.replace(/[\p{Cc}\u2028\u2029]+/gu, ' ').trim();
  if (!text) return { problem: 'The link holds an empty request.' };
  if (text.length > MOST) return { problem: `The request in the link has ${text.length} characters; links hold at most ${MOST}.` };
  return { text };
}

/** Whether a line is short and plain enough to be passed on as it was typed; messages hold more than the request. @param {string} text */
export const isPlainLine = text => text.length <= MOST && !/\p{Cc}|[{}]|8=FIX|(^|\|)35=/u.test(text);
