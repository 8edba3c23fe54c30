// Latest request wins: while one runs, only the newest of those that arrive is kept, and no overtaken answer is delivered.

/**
 * @template Request, Answer
 * @param {(request: Request) => Promise<Answer>} run
 * @param {(answer: Answer, request: Request) => void} deliver called for the newest request only
 * @param {(error: unknown, request: Request) => void} fail called for the newest request only
 * @returns {(request: Request) => Promise<void>} resolves when nothing is left to do
 */
export function latest(run, deliver, fail) {
  /** @type {{ request: Request } | null} */
  let waiting = null;
  /** @type {Promise<void> | null} */
  let running = null;

  async function work() {
    while (waiting) {
      const { request } = waiting;
      waiting = null;
      try {
        const answer = await run(request);
        if (!waiting) deliver(answer, request);
      } catch (error) {
        if (!waiting) fail(error, request);
      }
    }
  }

  return request => {
    waiting = { request };
    running ??= work().finally(() => { running = null; });
    return running;
  };
}
