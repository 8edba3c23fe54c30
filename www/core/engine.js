// The page's end of the worker: calls with promises, and a crashed or stuck worker replaced with its state restored.

/**
 * @typedef {{ postMessage(message: any): void, terminate(): void,
 *   addEventListener(type: 'message' | 'error', listener: (event: any) => void): void }} WorkerLike
 * @typedef {'starting' | 'ready' | 'restarting' | 'failed'} EngineStatus
 */

/**
 * @typedef {{ resolve: (value: any) => void, reject: (error: Error) => void, replay: boolean, stuck: string, limit: number }} Pending
 *   `stuck`: what to say where the answer takes longer than `limit` milliseconds
 */

const MOST_STOPS = 3;
/** Milliseconds for a replayed call, which may be the load of a large file. */
const REPLAY_LIMIT = 120_000;

/** The engine stopped during a call; the call's answer is lost, the engine's state is not. */
export class EngineStopped extends Error {}

export class Engine {
  /** @type {() => WorkerLike} */ #spawn;
  /** @type {(status: EngineStatus, detail: string) => void} */ #report;
  /** @type {WorkerLike | null} */ #worker = null;
  /** Calls without an answer, oldest first; the worker serves them in this order. @type {Map<number, Pending>} */
  #pending = new Map();
  /** Runs for the oldest of them only: waiting behind others is no fault of a call. @type {ReturnType<typeof setTimeout> | undefined} */
  #timer;
  /** What a replaced worker must be told again, newest last. @type {Map<string, { method: string, args: any[] }>} */
  #memory = new Map();
  #nextId = 1;
  /** Why there is no worker, if there was one. */
  #why = '';
  /** Stops since the last answer to the page; the third gives up. */
  #stops = 0;
  /** Hears of every call that is kept or forgotten. @type {(key: string, call: { method: string, args: any[] } | null) => void} */
  #hear = () => {};

  /**
   * @param {() => WorkerLike} spawn
   * @param {(status: EngineStatus, detail: string) => void} report
   */
  constructor(spawn, report) {
    this.#spawn = spawn;
    this.#report = report;
  }

  start() {
    this.#report('starting', '');
    this.#open();
  }

  /**
   * Calls a method of the `Pricer` in the worker.
   * @param {string} method
   * @param {any[]} args
   * @param {number} [limit] milliseconds that the worker may take over it before it counts as stuck
   * @returns {Promise<any>}
   */
  call(method, args = [], limit = 30_000) {
    const worker = this.#worker;
    if (!worker) return Promise.reject(new EngineStopped(`The pricing engine ${this.#why ? `stopped (${this.#why})` : 'is not running'}; reload the page.`));
    return this.#send(worker, method, args, limit, false);
  }

  /**
   * @param {WorkerLike} worker @param {string} method @param {any[]} args @param {number} limit @param {boolean} replay
   * @returns {Promise<any>}
   */
  #send(worker, method, args, limit, replay) {
    return new Promise((resolve, reject) => {
      const id = this.#nextId++;
      this.#pending.set(id, { resolve, reject, replay, stuck: `“${method}” took longer than ${Math.round(limit / 1000)} s`, limit });
      if (this.#pending.size === 1) this.#watch();
      worker.postMessage({ id, method, args });
    });
  }

  /** Starts the time limit of the oldest call. */
  #watch() {
    clearTimeout(this.#timer);
    const [oldest] = this.#pending.values();
    if (oldest) this.#timer = setTimeout(() => this.#stopped(oldest.stuck), oldest.limit);
  }

  /**
   * Keeps a successful call, to be made again on a replaced worker. The same key replaces the earlier call.
   * @param {string} key
   * @param {string} method
   * @param {any[]} args
   */
  remember(key, method, args) {
    this.#memory.delete(key);
    this.#memory.set(key, { method, args });
    this.#hear(key, { method, args });
  }

  /** @param {string} key */
  forget(key) {
    this.#memory.delete(key);
    this.#hear(key, null);
  }

  /** Tells what is kept from now on, and what is forgotten. @param {(key: string, call: { method: string, args: any[] } | null) => void} hear */
  follow(hear) {
    this.#hear = hear;
  }

  /** What was kept, in the order of the calls. @returns {[string, { method: string, args: any[] }][]} */
  memory() {
    return [...this.#memory];
  }

  /** Calls without an answer. */
  get waiting() {
    return this.#pending.size;
  }

  /** Puts a worker that was told nothing in place of this one; calls without an answer fail. */
  renew() {
    this.#memory.clear();
    this.#close('it begins anew', '.', () => this.start());
  }

  /** Ends the worker, for good; calls without an answer fail. */
  end() {
    this.#close('it is no longer needed', '.');
  }

  #open() {
    const worker = this.#spawn();
    this.#worker = worker;
    worker.addEventListener('message', ({ data }) => { if (worker === this.#worker) this.#receive(data); });
    worker.addEventListener('error', event => { if (worker === this.#worker) this.#stopped(event.message || 'the worker could not run'); });
    for (const [key, { method, args }] of this.#memory) this.#replay(worker, key, method, args);
  }

  /** @param {WorkerLike} worker @param {string} key @param {string} method @param {any[]} args */
  async #replay(worker, key, method, args) {
    try {
      const report = await this.#send(worker, method, args, REPLAY_LIMIT, true);
      if (report?.issues?.some((/** @type {{ severity: string }} */ issue) => issue.severity === 'reject')) this.#notRestored(key, 'it is refused now');
    } catch (error) {
      // Where the worker itself stopped, the next one is told again.
      if (!(error instanceof EngineStopped)) this.#notRestored(key, /** @type {Error} */ (error).message);
    }
  }

  /**
   * Gives up: the page shows a state that the worker does not have, and a price from another would be wrong.
   * @param {string} key @param {string} reason
   */
  #notRestored(key, reason) {
    // Of this page's memory only: what is stored of it may load again on another day.
    this.#memory.delete(key);
    this.#stops = MOST_STOPS;
    this.#stopped(`“${key}” could not be restored: ${reason}`);
  }

  /** @param {any} message */
  #receive(message) {
    if (message.ready) return this.#report('ready', '');
    if (message.failed) return this.#stopped(message.failed);
    if (message.fatal) return this.#stopped(message.error);
    const call = this.#pending.get(message.id);
    if (!call) return;
    // A worker that only repeats what it is told has not shown that it works.
    if (!call.replay) this.#stops = 0;
    this.#pending.delete(message.id);
    this.#watch();
    if ('error' in message) call.reject(new Error(message.error));
    else call.resolve(message.value);
  }

  /** @param {string} reason */
  #stopped(reason) {
    this.#stops += 1;
    const givesUp = this.#stops >= MOST_STOPS;
    this.#close(reason, givesUp ? '; reload the page.' : ' and was started again.', () => {
      this.#report(givesUp ? 'failed' : 'restarting', reason);
      if (!givesUp) this.#open();
    });
  }

  /** Ends the worker and fails its calls, after whatever is to follow at once. @param {string} reason @param {string} outcome @param {() => void} [follow] */
  #close(reason, outcome, follow) {
    this.#worker?.terminate();
    this.#worker = null;
    this.#why = reason;
    clearTimeout(this.#timer);
    const lost = [...this.#pending.values()];
    this.#pending.clear();
    follow?.();
    for (const { reject } of lost) reject(new EngineStopped(`The pricing engine stopped (${reason})${outcome}`));
  }
}
