import assert from 'node:assert/strict';
import { setImmediate as turn } from 'node:timers/promises';
import { CANCELLED, failure, presentProblem, success, type Problem } from '../../../../src/core/common/problem.js';
import {
  COMMANDS,
  logProblem,
  registerCommands,
  type CommandHandler,
  type CommandId,
} from '../../../../src/editor/common/commands.js';
import { recordingLog } from '../../recordingLog.js';

const ID: CommandId = 'goldenPath.catalogue.refresh';
const UNREACHABLE: Problem = { kind: 'unreachable', message: 'Nobody there.' };

/** All commands, one of which does what is handed in. */
function rig(handler: CommandHandler) {
  const registered = new Map<string, (...args: unknown[]) => Promise<void>>();
  const gone: string[] = [];
  const reports: { readonly problem: Problem; readonly retry: () => Promise<void> }[] = [];
  const log = recordingLog();
  const nothing: CommandHandler = () => Promise.resolve();
  const handlers = Object.fromEntries(Object.keys(COMMANDS).map(id => [id, nothing])) as Record<
    CommandId,
    CommandHandler
  >;
  const commands = registerCommands(
    { ...handlers, [ID]: handler },
    {
      register: (id, callback) => {
        registered.set(id, callback);
        return { dispose: () => void gone.push(id) };
      },
      log,
      report: (problem, retry) => void reports.push({ problem, retry }),
    },
  );
  const run = (...args: unknown[]): Promise<unknown> => registered.get(ID)!(...args);
  return { commands, registered, gone, reports, log, run };
}

describe('the wrapper around every command', () => {
  it('is around all of them, until they are put away', () => {
    const { commands, registered, gone } = rig(() => Promise.resolve());
    assert.deepEqual([...registered.keys()].sort(), Object.keys(COMMANDS).sort());
    commands.dispose();
    assert.deepEqual(gone.sort(), Object.keys(COMMANDS).sort());
  });

  it('hands on the arguments, and lets no result out', async () => {
    const seen: unknown[] = [];
    const { run, reports } = rig(async (_, ...args) => {
      seen.push(...args);
      return success('secret');
    });
    assert.equal(await run('a', 7), undefined);
    assert.deepEqual(seen, ['a', 7]);
    assert.deepEqual(reports, []);
  });

  it('writes what ran and how it went', async () => {
    const outcomes: Awaited<ReturnType<CommandHandler>>[] = [undefined, success(1), failure(UNREACHABLE)];
    const { run, log } = rig(async () => outcomes.shift());
    for (let round = 0; round < 3; round++) await run();
    assert.deepEqual(
      log.lines.map(line => line.replace(/\d+ ms/, 'n ms')),
      ['done', 'done', 'unreachable'].map(outcome => `debug: ${ID}: ${outcome} after n ms`),
    );
  });

  it('reports a problem, with a way to try the very same again', async () => {
    const seen: (readonly unknown[])[] = [];
    const { run, reports } = rig(async (_, ...args) => {
      seen.push(args);
      return seen.length === 1 ? failure(UNREACHABLE) : undefined;
    });
    await run('node');
    assert.equal(reports.length, 1);
    assert.equal(reports[0]?.problem, UNREACHABLE);
    await reports[0].retry();
    assert.deepEqual(seen, [['node'], ['node']]);
    assert.equal(reports.length, 1);
  });

  for (const [what, handler] of [
    ['in a promise', () => Promise.reject(new TypeError('broken'))],
    [
      'at once',
      () => {
        throw new TypeError('broken');
      },
    ],
  ] as const satisfies readonly (readonly [string, CommandHandler])[])
    it(`reports an exception as a defect: thrown ${what}`, async () => {
      const { run, reports } = rig(handler);
      await run();
      assert.equal(reports[0]?.problem.kind, 'internal');
      assert.match(reports[0].problem.message, /broken/);
    });

  for (const [what, handler] of [
    ['answered', async () => failure(CANCELLED)],
    ['thrown', () => Promise.reject(new DOMException('', 'AbortError'))],
  ] as const satisfies readonly (readonly [string, CommandHandler])[])
    it(`shows nothing of what was cancelled: ${what}`, async () => {
      const { run, reports } = rig(handler);
      await run();
      assert.ok(reports.every(({ problem }) => presentProblem(problem).text === undefined));
    });

  it('cancels what runs when it is put away, and reports nothing any more', async () => {
    const signals: AbortSignal[] = [];
    const { commands, run, reports } = rig(async signal => {
      signals.push(signal);
      await new Promise(resolve => signal.addEventListener('abort', resolve));
      return failure(UNREACHABLE);
    });
    const running = run();
    await turn();
    assert.equal(signals[0]?.aborted, false);
    commands.dispose();
    await running;
    assert.equal(signals[0]?.aborted, true);
    assert.deepEqual(reports, []);
  });
});

describe('a problem in the log', () => {
  for (const [problem, lines] of [
    [{ kind: 'unreachable', message: 'Nobody.', detail: 'ECONNRESET' }, ['warn: unreachable: Nobody. | ECONNRESET']],
    [{ kind: 'internal', message: 'Broken.' }, ['error: internal: Broken.']],
    [{ kind: 'unauthorised', message: 'Who?' }, ['info: unauthorised: Who?']],
    [CANCELLED, []],
    [{ kind: 'cancelled', message: 'Stopped by a newer one.' }, []],
  ] as const satisfies readonly (readonly [Problem, readonly string[]])[])
    it(`has the level of its kind: ${problem.kind}, “${problem.message}”`, () => {
      const log = recordingLog();
      logProblem(problem, log);
      assert.deepEqual(log.lines, lines);
    });
});
