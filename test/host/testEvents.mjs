// What the extension host tells the runner: one JSON object a line in a file. A file outlives a host that is killed, so
// that a run with no `end` is never taken for a good one.
import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { StringDecoder } from 'node:string_decoder';

/**
 * @typedef {object} TestInfo
 * @property {string} title
 * @property {string[]} path titles of the suites and of the test itself
 * @property {string} [file]
 * @property {number} [ms] duration
 */

/**
 * @typedef {TestInfo & { type: 'fail', message: string, stack?: string, actual?: string, expected?: string }} FailEvent
 */

/**
 * @typedef {{ type: 'begin', total: number, node: string, pid: number }
 *   | { type: 'suite', title: string, depth: number }
 *   | TestInfo & { type: 'start' | 'pass' | 'skip' }
 *   | TestInfo & { type: 'retry', message: string }
 *   | FailEvent
 *   | { type: 'console', level: string, text: string }
 *   | { type: 'unhandled' | 'crash', text: string }
 *   | { type: 'end', failures: number }} TestEvent
 */

/** Reads a growing file of events. */
export class TestEventReader {
  #file;
  #offset = 0;
  #rest = '';
  // The file may be read in the middle of a character.
  #decoder = new StringDecoder('utf8');

  /** @param {string} file it must exist */
  constructor(file) {
    this.#file = file;
  }

  /** @returns {TestEvent[]} the events that have come since the last call */
  read() {
    const lines = (this.#rest + this.#newText()).split('\n');
    this.#rest = lines.pop() ?? '';
    return lines.map(line => JSON.parse(line));
  }

  #newText() {
    const file = openSync(this.#file, 'r');
    try {
      const bytes = Buffer.alloc(Math.max(0, fstatSync(file).size - this.#offset));
      const count = readSync(file, bytes, 0, bytes.length, this.#offset);
      this.#offset += count;
      return this.#decoder.write(bytes.subarray(0, count));
    } finally {
      closeSync(file);
    }
  }
}
