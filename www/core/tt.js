// The page's one Trusted Types policy: scripts may come from this origin only.

/** @param {string} url */
function ownOrigin(url) {
  const resolved = new URL(url, location.href);
  if (resolved.origin !== location.origin) throw new TypeError(`blocked ${resolved}`);
  return resolved.href;
}

const factory = /** @type {any} */ (globalThis).trustedTypes;
const policy = factory ? factory.createPolicy('app-url', { createScriptURL: ownOrigin }) : null;

/** A URL that `new Worker` accepts under Trusted Types. @param {string} url @returns {any} */
export const scriptURL = url => (policy ? policy.createScriptURL(url) : ownOrigin(url));
