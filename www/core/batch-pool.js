// The workers that quote a batch: started at the first one, or when someone turns to it, told what the desk's own engine was told, given parts of the
// text until none is left, and ended when nothing has been asked of them for a while.

import { chunksOf, joined, stoppedRow } from './batch-rows.js';
import { Engine, EngineStopped } from './engine.js';

/**
 * @typedef {import('./batch-rows.js').Part} Part
 * @typedef {[string, { method: string, args: any[] }][]} Memory
 * @typedef {{ engine: Engine, failed: boolean, told: Map<string, any[]>, busy: Promise<unknown> }} Member `busy`: ends when what it is being told is through
 * @typedef {{ memory: Memory, fitted: any[] }} Desk
 * @typedef {{ source: Blob, now: number, size: number, workers: number, memory: Memory, fitted: any[],
 *   counted: (count: number) => number, done: (index: number, part: Part) => void }} Job `counted` is told how many requests there are
 *   and answers how many of them to quote
 * @typedef {{ cancelled: boolean }} Run
 * @typedef {{ index: number, from: number, to: number, tries: number }} Task
 */

/** Parts that a worker holds at once, so that it does not wait for the page. */
const AHEAD = 2;
/** How often a part is tried as a whole before each of its requests is by itself. */
const TRIES = 2;
/** Requests that are quoted for practice in one go: a run that begins waits for no more. */
const PRACTICE = 20;
/** Requests at which the engine may stop before the rest of their part is given up. */
const MOST_STOPPED = 20;
/** Milliseconds after which idle workers end. */
export const IDLE = 60_000;
/** Milliseconds that a worker may finish its part in after a cancelled batch. */
const GRACE = 300;
/** Milliseconds for a load, which may be of a large file. */
const LOAD_LIMIT = 120_000;

export class BatchPool {
  /** @type {() => import('./engine.js').WorkerLike} */ #spawn;
  /** @type {Member[]} */ #members = [];
  /** @type {Run | null} */ #run = null;
  /** @type {ReturnType<typeof setTimeout> | undefined} */ #idle;

  /** @param {() => import('./engine.js').WorkerLike} spawn */
  constructor(spawn) {
    this.#spawn = spawn;
  }

  /** Workers that are running. */
  get size() {
    return this.#members.length;
  }

  /**
   * Starts workers ahead of a run, tells them the market and the desk and has them quote some requests for practice, until a
   * run begins. What goes wrong here goes wrong again in the run, which says so.
   * @param {number} workers @param {Desk} desk @param {Blob} practice
   */
  async warm(workers, desk, practice) {
    if (this.#run) return;
    clearTimeout(this.#idle);
    this.#staff(workers);
    let from = 0;
    await Promise.allSettled(this.#members.map(async member => {
      await tell(member, desk);
      const count = await member.engine.call('openBatch', [practice]);
      while (from < count && !this.#run) await member.engine.call('quotePart', [from, from += PRACTICE, Date.now()]);
    }));
    if (!this.#run) this.#rest();
  }

  /**
   * Quotes a text; a run under way is cancelled. Resolves when every part is done or the run is cancelled, and rejects
   * where no worker could go on.
   * @param {Job} job
   */
  async run(job) {
    this.cancel();
    clearTimeout(this.#idle);
    /** @type {Run} */
    const run = { cancelled: false };
    this.#run = run;
    this.#staff(job.workers);
    /** @type {Task[] | null} */
    let tasks = null;
    /** @type {unknown} */
    let failure;
    const work = async (/** @type {Member} */ member) => {
      try {
        const count = await prepare(member, job);
        tasks ??= chunksOf(job.counted(count), job.size).map((chunk, index) => ({ ...chunk, index, tries: 0 }));
        const line = tasks;
        const serve = async () => {
          while (!run.cancelled) {
            const task = line.shift();
            if (!task) return;
            const part = await this.#part(member, job, task, run).catch(error => {
              // Another worker, or this one started again, takes it.
              if (!run.cancelled) line.unshift({ ...task, tries: task.tries + 1 });
              if (!(error instanceof EngineStopped) || member.failed) throw error;
              return null;
            });
            if (part && !run.cancelled) job.done(task.index, part);
          }
        };
        await Promise.all(Array.from({ length: AHEAD }, serve));
      } catch (error) {
        failure = error;
        this.#drop(member);
      }
    };
    const left = () => !tasks || /** @type {Task[]} */ (tasks).length > 0;
    let team = this.#members.slice(0, job.workers);
    // What a worker that failed gives back may come when the others are through.
    while (team.length && left() && !run.cancelled) {
      await Promise.all(team.map(work));
      team = team.filter(member => this.#members.includes(member));
    }
    if (this.#run === run) this.#run = null;
    this.#rest();
    if (left() && !run.cancelled) throw failure;
  }

  /** Ends the run under way: nothing more is started and nothing more is delivered. */
  cancel() {
    const run = this.#run;
    if (!run) return;
    run.cancelled = true;
    this.#run = null;
    // A worker that does not come back soon holds a request that takes too long.
    setTimeout(() => {
      if (this.#run) return;
      for (const member of this.#members) if (member.engine.waiting) this.#drop(member);
    }, GRACE);
  }

  /** Ends all workers. */
  end() {
    this.cancel();
    clearTimeout(this.#idle);
    for (const member of this.#members) member.engine.end();
    this.#members = [];
  }

  #rest() {
    clearTimeout(this.#idle);
    this.#idle = setTimeout(() => { if (!this.#run) this.end(); }, IDLE);
  }

  /** Starts workers until there are as many that work. @param {number} count */
  #staff(count) {
    this.#members = this.#members.filter(member => !member.failed);
    while (this.#members.length < count) this.#members.push(this.#member());
  }

  /** @returns {Member} */
  #member() {
    /** @type {Member} */
    const member = { engine: new Engine(this.#spawn, status => { member.failed = status === 'failed'; }), failed: false, told: new Map(), busy: Promise.resolve() };
    member.engine.start();
    return member;
  }

  /** @param {Member} member */
  #drop(member) {
    member.engine.end();
    this.#members = this.#members.filter(other => other !== member);
  }

  /** @param {Member} member @param {Job} job @param {Task} task @param {Run} run @returns {Promise<Part>} */
  async #part(member, job, { from, to, tries }, run) {
    const quote = (/** @type {number} */ from, /** @type {number} */ to) => member.engine.call('quotePart', [from, to, job.now]);
    if (tries < TRIES) return quote(from, to);
    // One of these requests stops the engine; the others are not lost for it.
    const parts = [];
    let stopped = 0;
    for (let place = from; place < to && !run.cancelled; place += 1) {
      const row = stopped < MOST_STOPPED ? quote(place, place + 1) : Promise.reject(new EngineStopped('too many requests beside it stopped the pricing engine.'));
      parts.push(await row.catch(error => {
        if (!(error instanceof EngineStopped) || member.failed) throw error;
        stopped += 1;
        return { place, error };
      }));
    }
    const header = parts.find(part => 'header' in part)?.header ?? (await quote(0, 0)).header;
    return joined(parts.map(part => ('error' in part ? stoppedRow(header, part.place + 1, part.error.message) : part)));
  }
}

/**
 * Tells a worker what it does not know of the desk yet, after what it is being told already; it is told again where it has to
 * be started again.
 * @param {Member} member @param {Desk} desk
 */
function tell(member, desk) {
  const told = member.busy.then(() => tellNow(member, desk));
  member.busy = told.catch(() => {});
  return told;
}

/** @param {Member} member @param {Desk} desk */
async function tellNow({ engine, told }, { memory, fitted }) {
  const wanted = new Map(memory);
  // A market cannot be taken back from an engine.
  if ([...told.keys()].some(key => key !== 'desk' && !wanted.has(key))) {
    engine.renew();
    told.clear();
  }
  if (told.has('desk') && !wanted.has('desk')) {
    await engine.call('resetDesk');
    engine.forget('desk');
    told.delete('desk');
  }
  for (const [key, { method, args }] of memory) {
    if (told.get(key) === args) continue;
    // A fit may have begun from the one before it; its parameters are those of the desk's engine, bit for bit.
    const sent = method === 'loadChain' ? [args[0], { ...args[1], fitted }] : args;
    const report = await engine.call(method, sent, LOAD_LIMIT);
    const refused = report?.issues?.find((/** @type {{ severity: string }} */ issue) => issue.severity === 'reject');
    if (refused) throw new Error(`A worker of the batch could not load “${key}”: ${refused.message}`);
    engine.remember(key, method, sent);
    told.set(key, args);
  }
}

/**
 * Tells a worker the desk, then the text.
 * @param {Member} member @param {Job} job @returns {Promise<number>} how many requests the text holds
 */
async function prepare(member, { source, memory, fitted }) {
  await tell(member, { memory, fitted });
  const count = await member.engine.call('openBatch', [source], LOAD_LIMIT);
  member.engine.remember('batch', 'openBatch', [source]);
  return count;
}
