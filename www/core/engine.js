// The page's end of the worker: calls with promises, and a crashed or stuck worker replaced with its state restored.

/**
 * @typedef {{ postMessage(message: any): void, terminate(): void,
 *   addEventListener(type: 'message' | 'error', listener: (event: any) => void): void }} WorkerLike
 * @typedef {'starting' | 'ready' | 'restarting' | 'failed'} EngineStatus
 */

/** The engine stopped during a call; the call's answer is lost, the engine's state is not. */
export class EngineStopped extends Error {}

export class Engine {
  /** @type {() => WorkerLike} */ #spawn;
  /** @type {(status: EngineStatus, detail: string) => void} */ #report;
  /** @type {WorkerLike | null} */ #worker = null;
  /** @type {Map<number, { resolve: (value: any) => void, reject: (error: Error) => void, timer: ReturnType<typeof setTimeout> }>} */
  #pending = new Map();
  /** What a replaced worker must be told again, newest last. @type {Map<string, { method: string, args: any[] }>} */
  #memory = new Map();
  #nextId = 1;
  /** Stops since the last answer; the third gives up. */
  #stops = 0;

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
   * @param {number} [limit] milliseconds after which the worker counts as stuck
   * @returns {Promise<any>}
   */
  call(method, args = [], limit = 30_000) {
    const worker = this.#worker;
    if (!worker) return Promise.reject(new EngineStopped('The pricing engine is not running; reload the page.'));
    return new Promise((resolve, reject) => {
      const id = this.#nextId++;
      const timer = setTimeout(() => this.#stopped(`“${method}” took longer than ${Math.round(limit / 1000)} s`), limit);
      this.#pending.set(id, { resolve, reject, timer });
      worker.postMessage({ id, method, args });
    });
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
  }

  /** @param {string} key */
  forget(key) {
    this.#memory.delete(key);
  }

  #open() {
    const worker = this.#spawn();
    this.#worker = worker;
    worker.addEventListener('message', ({ data }) => { if (worker === this.#worker) this.#receive(data); });
    worker.addEventListener('error', event => { if (worker === this.#worker) this.#stopped(event.message || 'the worker could not run'); });
    for (const { method, args } of this.#memory.values()) worker.postMessage({ id: 0, method, args });
  }

  /** @param {any} message */
  #receive(message) {
    if (message.ready) return this.#report('ready', '');
    if (message.failed) return this.#stopped(message.failed);
    if (message.fatal) return this.#stopped(message.error);
    this.#stops = 0;
    const call = this.#pending.get(message.id);
    if (!call) return;
    this.#pending.delete(message.id);
    clearTimeout(call.timer);
    if ('error' in message) call.reject(new Error(message.error));
    else call.resolve(message.value);
  }

  /** @param {string} reason */
  #stopped(reason) {
    this.#worker?.terminate();
    this.#worker = null;
    const lost = [...this.#pending.values()];
    this.#pending.clear();
    this.#stops += 1;
    const givesUp = this.#stops >= 3;
    this.#report(givesUp ? 'failed' : 'restarting', reason);
    if (!givesUp) this.#open();
    for (const { reject, timer } of lost) {
      clearTimeout(timer);
      reject(new EngineStopped(`The pricing engine stopped (${reason})${givesUp ? '; reload the page.' : ' and was started again.'}`));
    }
  }
}
