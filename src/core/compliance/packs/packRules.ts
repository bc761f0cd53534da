import type { RuleInfo } from '../rule.js';

const GOOD = `apiVersion: rules.golden-path.dev/v1
kind: RulePack
metadata: { name: acme }
rules:
  - id: acme/two-replicas
    title: Deployments have two replicas
    severity: warning
    target: { files: kubernetes, kinds: [apps/Deployment] }
    assert: object.spec.?replicas.orValue(1) >= 2
    at: spec.replicas
    message: There are {{ object.spec.?replicas.orValue(1) }} replicas.
    tests: []
`;

const rule = (
  id: string,
  title: string,
  severity: RuleInfo['severity'],
  explanation: string,
  bad: string,
): RuleInfo => ({
  id: `pack/${id}`,
  title,
  severity,
  profile: 'base',
  confidence: 'high',
  frameworks: [],
  waivable: false,
  explanation,
  bad,
  good: GOOD,
});

/** What can be wrong with a pack of rules. These rules are always on, and nothing excuses from them. */
export const PACK_RULES = {
  unreadable: rule(
    'unreadable',
    'Packs of rules can be read',
    'error',
    'A pack is a YAML file with `apiVersion: rules.golden-path.dev/v1`, `kind: RulePack`, a name and a list of rules. None of its rules runs as long as it cannot be read, or as long as it is not the file that was pinned.',
    'kind: RulePack\n',
  ),
  field: rule(
    'field',
    'Packs of rules say only what there is to say',
    'error',
    'A field is not known, is missing or holds something else than it can hold. The rule that it belongs to does not run, so that a slip of a key does not switch it off unseen.',
    'rules:\n  - id: acme/x\n    asert: "true"\n',
  ),
  expression: rule(
    'expression',
    'Expressions in packs can be evaluated',
    'error',
    'The expression is no CEL (Common Expression Language), or names a variable or a function that there is not. The mark shows where.',
    'assert: object.spec.replicas => 2\n',
  ),
  pattern: rule(
    'pattern',
    'Patterns in packs are regular expressions of RE2',
    'error',
    'Regular expressions are those of RE2: they have no look-around and no back references, and in return need no more time than the text is long.',
    "assert: object.metadata.name.matches('a(?=b)')\n",
  ),
  duplicate: rule(
    'duplicate',
    'Rules have ids of their own',
    'error',
    'A rule with this id is there already. The first one counts: the one of your organisation, or the built-in one, is not replaced.',
    'rules:\n  - id: k8s/privileged\n',
  ),
  tests: rule(
    'tests',
    'Rules of packs have tests',
    'warning',
    'Every rule needs at least one file in which it finds something, with the line, and one in which it does not. `golden-path test-rules` runs them.',
    'rules:\n  - id: acme/x\n    tests: []\n',
  ),
  loosens: rule(
    'loosens',
    'Packs of a repository only add and tighten',
    'error',
    'A pack in `.golden-path/rules/` holds for its repository. It can add rules and make others graver; it cannot switch rules off, make them less grave, widen waivers or take the place of a rule of your organisation. Such a request is left out.',
    'overrides:\n  - rule: k8s/privileged\n    severity: info\n',
  ),
  unsupported: rule(
    'unsupported',
    'Admission policies use what can be known outside of a cluster',
    'info',
    'The policy asks for something that only a cluster knows: parameters, who asks, labels of a namespace. What hangs on it is left out.',
    'kind: ValidatingAdmissionPolicy\n',
  ),
} as const satisfies Record<string, RuleInfo>;

/** Whether a path is that of a pack of its repository. */
export function isPackFile(path: string): boolean {
  return /^\.golden-path\/rules\/[^/]+\.ya?ml$/.test(path);
}
