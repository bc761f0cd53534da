import { parentPort } from 'node:worker_threads';
import type { RuleInfo } from '../../core/compliance/rule.js';
import { loadAllRules } from '../../core/compliance/rules/families.js';
import { rulesById, rulesOfPlan } from '../../core/compliance/scan/scanPlan.js';
import { ComplianceSession, type FileReport } from './complianceSession.js';
import type { FolderNews, FromThread, SessionQuestion, SessionQuestions, ToThread } from './sessionProtocol.js';

/** A folder, and every rule that there is for it: packs bring more. */
interface OpenFolder {
  readonly session: ComplianceSession;
  readonly rules: ReadonlyMap<string, RuleInfo>;
}

const folders = new Map<string, OpenFolder>();
const running = new Map<number, AbortController>();
let builtIn: Promise<ReadonlyMap<string, RuleInfo>> | undefined;

const send = (message: FromThread): void => parentPort?.postMessage(message);
const builtInRules = (): Promise<ReadonlyMap<string, RuleInfo>> => (builtIn ??= loadAllRules().then(rulesById));

function sessionOf(folder: string): ComplianceSession {
  const session = folders.get(folder)?.session;
  if (!session) throw new Error(`The folder ${folder} is not open.`);
  return session;
}

async function newsOf(
  folder: string,
  step: (session: ComplianceSession) => Promise<readonly FileReport[]>,
): Promise<FolderNews> {
  const session = sessionOf(folder);
  const changed = await step(session);
  return { changed, services: session.services, complete: session.isComplete };
}

type Handlers = {
  readonly [Name in SessionQuestion]: (
    ask: SessionQuestions[Name]['ask'],
    id: number,
    signal: AbortSignal,
  ) => Promise<SessionQuestions[Name]['answer']>;
};

const HANDLERS: Handlers = {
  open: async ({ folder, root, plan }) => {
    const rules = await rulesOfPlan(plan);
    const options = { root, plan, rules, now: () => Date.now(), onRuleFailed: (log: string) => send({ log }) };
    folders.set(folder, { session: new ComplianceSession(options), rules });
    return null;
  },
  forget: ({ folder }) => {
    folders.delete(folder);
    return Promise.resolve(null);
  },
  update: ({ folder, path, text }) => newsOf(folder, session => session.update(path, text)),
  close: ({ folder, path }) => newsOf(folder, session => session.close(path)),
  readAgain: ({ folder, path }) => newsOf(folder, session => session.readAgain(path)),
  scanFolder: ({ folder }, id, signal) =>
    newsOf(folder, session =>
      session.scanFolder(signal, (done, total) => {
        if (done % 50 === 0 || done === total) send({ id, done, total });
      }),
    ),
  fixes: ({ folder, path, fingerprint }) => sessionOf(folder).fixes(path, fingerprint),
  rules: async () => {
    const all = [await builtInRules(), ...[...folders.values()].map(({ rules }) => rules)];
    return [...new Map(all.flatMap(rules => [...rules])).values()].map(withoutCheck);
  },
};

/** What can go to another thread: data, without the functions that are among it. */
function withoutCheck(rule: RuleInfo): RuleInfo {
  return JSON.parse(JSON.stringify(rule)) as RuleInfo;
}

async function answer<Name extends SessionQuestion>(
  question: Name,
  ask: SessionQuestions[Name]['ask'],
  id: number,
): Promise<void> {
  const controller = new AbortController();
  running.set(id, controller);
  try {
    send({ id, answer: await HANDLERS[question](ask, id, controller.signal) });
  } catch (error) {
    send({ id, failed: error instanceof Error ? (error.stack ?? error.message) : String(error) });
  } finally {
    running.delete(id);
  }
}

parentPort?.on('message', (message: ToThread) => {
  if ('cancel' in message) running.get(message.cancel)?.abort();
  else void answer(message.question, message.ask, message.id);
});
