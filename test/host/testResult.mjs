// Counts the events of a run and judges how it ended.

/**
 * @typedef {import('./testEvents.mjs').TestEvent} TestEvent
 * @typedef {import('./testEvents.mjs').FailEvent} FailEvent
 */

/**
 * How the extension host ended: with an exit code, or not as it should (`lost`: crashed, hung, or the editor went away).
 * @typedef {{ kind: 'exit', code: number } | { kind: 'lost', reason: string }} Ending
 */

/** The result of a run, filled event by event. */
export class TestResult {
  /** 0: all passed; 1: a test failed, or none ran; 2: the host broke, hung or ended without a result. @type {0 | 1 | 2} */
  exitCode = 2;
  /** Why the exit code is not 0. @type {string | undefined} */
  reason;
  passed = 0;
  skipped = 0;
  /** @type {FailEvent[]} */
  failures = [];
  /** Rejections in our own files that nothing handled. @type {string[]} */
  unhandled = [];
  /** Milliseconds from the start of the run to each step. @type {Record<string, number>} */
  timings = {};

  #started = Date.now();
  #ownFiles;
  /** @type {string | undefined} */
  #crash;
  #ended = false;
  /** @type {string | undefined} */
  #running;

  /** @param {readonly string[]} ownFiles paths that mark a stack as ours: other extensions share the host */
  constructor(ownFiles) {
    this.#ownFiles = ownFiles;
  }

  get failed() {
    return this.failures.length;
  }

  /** Notes the time of a step that has just been reached; the first call counts. @param {string} step */
  mark(step) {
    this.timings[step] ??= Date.now() - this.#started;
  }

  /** @param {TestEvent} event */
  add(event) {
    if (event.type === 'begin') this.mark('first test');
    if (event.type === 'crash') this.#crash = event.text;
    if (event.type === 'end') this.#ended = true;
    if (event.type === 'unhandled') this.#addUnhandled(event.text);
    if (event.type === 'pass') this.passed++;
    if (event.type === 'skip') this.skipped++;
    if (event.type === 'fail') this.failures.push(event);
    if (event.type === 'start') this.#running = event.path.join(' > ');
    if (['pass', 'fail', 'skip', 'end'].includes(event.type)) this.#running = undefined;
  }

  /** @param {string} text */
  #addUnhandled(text) {
    // The editor itself, with the extensions that it brings, may be installed below our folder.
    const lines = text.split('\n').filter(line => !/[/\\]node_modules[/\\]code-server[/\\]/.test(line));
    const ours = this.#ownFiles.some(file => lines.some(line => line.includes(file)));
    if (ours && !this.unhandled.includes(text)) this.unhandled.push(text);
  }

  /**
   * Sets exit code and reason.
   * @param {Ending} ending
   */
  judge(ending) {
    [this.exitCode, this.reason] = this.#verdict(ending);
  }

  /**
   * @param {Ending} ending
   * @returns {[0 | 1 | 2, string | undefined]}
   */
  #verdict(ending) {
    if (this.#crash) return [1, this.#crash];
    const during = this.#running ? ` (in: ${this.#running})` : '';
    if (ending.kind === 'lost') return [2, ending.reason + during];
    // A host that was killed, or that a test ended by process.exit(0), reports code 0 as well.
    if (!this.#ended) return [2, `the extension host ended with code ${ending.code} before the tests did${during}`];
    if (this.passed + this.failed === 0) return [1, 'no test was run'];
    if (this.failed > 0) return [1, `${this.failed} failed`];
    if (this.unhandled.length > 0) return [1, `${this.unhandled.length} rejections were not handled`];
    if (ending.code !== 0) return [1, `the extension host ended with code ${ending.code}`];
    return [0, undefined];
  }
}
