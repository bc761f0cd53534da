import { DUPLICATE_KEY, SYNTAX } from '../engine.js';
import { RULE_FAILED } from '../ruleFinding.js';
import type { RuleInfo } from '../rule.js';

export const TOO_LARGE = 'engine/too-large';
export const UNREADABLE = 'engine/unreadable';
export const TOO_SLOW = 'engine/too-slow';

const base = {
  profile: 'base',
  confidence: 'high',
  frameworks: [],
  waivable: false,
  good: 'kind: Service\n',
} as const satisfies Partial<RuleInfo>;

/** A key that stands twice. Of workflows the rule about their form says so, which knows more of them. */
export const duplicateKey: RuleInfo = {
  ...base,
  id: DUPLICATE_KEY,
  title: 'Keys stand once in a mapping',
  severity: 'warning',
  waivable: true,
  explanation:
    'A mapping has a key twice. Some readers take the last one and pass over the first in silence, others refuse the file: Kubernetes does the one in its API, the other when `kubectl` asks it to be strict. Mostly one of them was pasted, and its author believes that it counts. Put both together, or remove one.\n\nKeys between which a template decides something can be two ways of which one is taken: nothing is said of them. `<<` may stand more than once.',
  bad: 'kind: Service\nmetadata:\n  name: shop\n  labels: { app: shop }\n  labels: { team: checkout }\n',
  good: 'kind: Service\nmetadata:\n  name: shop\n  labels: { app: shop, team: checkout }\n',
};

/** What the engine itself says of files. */
export const ENGINE_RULES: readonly RuleInfo[] = [
  {
    ...base,
    id: SYNTAX,
    title: 'Files can be parsed',
    severity: 'error',
    explanation:
      'The document is no YAML: nothing that reads it will take it. Rules say only what is sure in spite of the mistake, and their fixes wait until it is mended. The other documents of the file are checked all the same.',
    bad: 'kind: [Service\n',
  },
  duplicateKey,
  {
    ...base,
    id: UNREADABLE,
    title: 'Files are text in UTF-8',
    severity: 'warning',
    explanation:
      'The file holds bytes that are no UTF-8, or characters that YAML does not allow, such as NUL. It may be a binary file with the wrong name, or written in another encoding: save it as UTF-8.',
    bad: '(bytes that are no text)\n',
  },
  {
    ...base,
    id: TOO_LARGE,
    title: 'Files are of a size that people write',
    severity: 'info',
    explanation:
      'The file is larger than what is looked at: 2 MB in the editor, 50 MB in the command line program. Nothing is said about it. Split it, or leave it out with `.gitignore` if it is generated.',
    bad: '(a file of 60 MB)\n',
  },
  {
    ...base,
    id: TOO_SLOW,
    title: 'Files are checked in time',
    severity: 'info',
    explanation:
      'Checking the file took so long that it was ended, so that it holds up nothing else: nothing is said about it. The editor waits a few seconds and tries again with the next change; `golden-path scan` waits for twenty seconds, and longer for large files. Files that are made to be slow, or that hold ten thousands of jobs or stages, do this.',
    bad: '(a workflow with a hundred thousand jobs)\n',
  },
  {
    ...base,
    id: RULE_FAILED,
    title: 'Rules get to their end',
    severity: 'warning',
    explanation:
      'A rule has failed in this document: a defect of Golden Path, or of a rule of your organisation. What the rule would have said is missing here; all other rules went on. The log names the place.',
    bad: '(a defect of a rule)\n',
  },
];
