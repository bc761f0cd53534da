import type { RuleInfo } from '../rule.js';

const BAD = (waiver: string): string => `waivers:\n${waiver}`;
const GOOD = `waivers:
  - rule: k8s/read-only-root-fs
    match: { path: deploy/legacy/**, kind: Deployment, name: legacy-api }
    reason: The vendor's image writes into /var/cache; it is replaced in January.
    owner: group:default/legacy
    expires: 2027-01-31
    ticket: PLAT-123
`;

const rule = (
  id: string,
  title: string,
  severity: RuleInfo['severity'],
  explanation: string,
  bad: string,
  fix?: RuleInfo['fix'],
): RuleInfo => ({
  id: `waiver/${id}`,
  title,
  severity,
  profile: 'base',
  confidence: 'high',
  frameworks: [],
  waivable: false,
  explanation,
  bad: BAD(bad),
  good: GOOD,
  ...(fix ? { fix } : {}),
});

/** The rules for waivers themselves. They are always on, and nothing excuses from them. */
export const WAIVER_RULES = {
  unparsable: rule(
    'unparsable',
    'Waivers can be read',
    'error',
    'What cannot be read excuses from nothing. A file of waivers is a mapping with the list `waivers`; each waiver has `rule`, `match`, `reason`, `owner` and `expires`.',
    '  rule: k8s/privileged\n',
  ),
  reasonMissing: rule(
    'reason-missing',
    'Every waiver says why',
    'error',
    'Who reads the waiver in a year must be able to judge whether its reason still holds. A few words that only name the rule again are no reason: 15 characters are the least.',
    '  - rule: k8s/privileged\n    match: { path: deploy/agent.yaml }\n    owner: group:default/platform\n    expires: 2027-01-31\n',
  ),
  ownerMissing: rule(
    'owner-missing',
    'Every waiver has an owner',
    'error',
    'Somebody must be able to answer for the deviation, and is asked before it ends. The owner is a group or a user of the catalogue, such as `group:default/payments`.',
    '  - rule: k8s/privileged\n    match: { path: deploy/agent.yaml }\n    reason: The agent loads a kernel module until the new driver is there.\n    expires: 2027-01-31\n',
  ),
  expired: rule(
    'expired',
    'Waivers have not expired',
    'error',
    'The time that was agreed on is over: what the waiver excused counts again. Mend it, or agree on a new date with a reason that still holds.',
    '  - rule: k8s/privileged\n    match: { path: deploy/agent.yaml }\n    reason: The agent loads a kernel module until the new driver is there.\n    owner: group:default/platform\n    expires: 2020-01-31\n',
  ),
  expiring: rule(
    'expiring',
    'Waivers that end soon are looked at',
    'info',
    'The waiver ends within a few days. Mend what it excuses, or agree on a new date before it holds up a release.',
    '  - rule: k8s/privileged\n    match: { path: deploy/agent.yaml }\n    reason: The agent loads a kernel module until the new driver is there.\n    owner: group:default/platform\n    expires: (a day of next week)\n',
  ),
  expiresTooFar: rule(
    'expires-too-far',
    'Waivers end within the time that is allowed',
    'warning',
    'A waiver without an end is a rule that nobody decided to drop. How far ahead one may reach depends on the severity of the rule: 180 days for errors, 365 for warnings, 730 for hints, unless your organisation says otherwise.',
    '  - rule: k8s/privileged\n    match: { path: deploy/agent.yaml }\n    reason: The agent loads a kernel module until the new driver is there.\n    owner: group:default/platform\n    expires: 9999-12-31\n',
  ),
  invalidDate: rule(
    'invalid-date',
    'Waivers say on which day they end',
    'error',
    'The day is written as `YYYY-MM-DD`. A waiver whose day is missing or cannot be read counts as expired, so that no slip of a key makes it last for ever.',
    '  - rule: k8s/privileged\n    match: { path: deploy/agent.yaml }\n    reason: The agent loads a kernel module until the new driver is there.\n    owner: group:default/platform\n    expires: tomorrow\n',
  ),
  unknownRule: rule(
    'unknown-rule',
    'Waivers name rules that exist',
    'error',
    'A rule of this name does not exist. It may have been renamed or misspelt; as it stands the waiver excuses from nothing. `golden-path rules` lists them all.',
    '  - rule: k8s/priviledged\n    match: { path: deploy/agent.yaml }\n    reason: The agent loads a kernel module until the new driver is there.\n    owner: group:default/platform\n    expires: 2027-01-31\n',
    'review',
  ),
  unused: rule(
    'unused',
    'Waivers excuse from something',
    'warning',
    'Nothing that the waiver names is found any more: it was mended, moved or renamed. A waiver that is left standing would excuse from the next mistake unseen. Delete it.',
    '  - rule: k8s/privileged\n    match: { path: deploy/gone.yaml }\n    reason: The agent loads a kernel module until the new driver is there.\n    owner: group:default/platform\n    expires: 2027-01-31\n',
    'safe',
  ),
  tooBroad: rule(
    'too-broad',
    'Waivers are narrow',
    'error',
    'A waiver for everything is no exception but another rule. Name the file, or the kind and the name of the object. `**` and `*` alone are not enough, nor is a kind alone. A waiver that is too broad excuses from nothing.',
    '  - rule: k8s/privileged\n    match: { path: "**" }\n    reason: The agent loads a kernel module until the new driver is there.\n    owner: group:default/platform\n    expires: 2027-01-31\n',
  ),
  notWaivable: rule(
    'not-waivable',
    'Waivers keep to rules that can be waived',
    'error',
    'Your organisation, or the rule itself, allows no exception here.',
    '  - rule: waiver/expired\n    match: { path: .golden-path/waivers.yaml }\n    reason: We would like to keep it a little longer.\n    owner: group:default/platform\n    expires: 2027-01-31\n',
  ),
  commentForbidden: rule(
    'comment-forbidden',
    'Waivers stand where the organisation wants them',
    'error',
    'Your organisation allows no waivers in comments. Write it into `.golden-path/waivers.yaml`, where it is seen and reviewed.',
    '  # golden-path: waive k8s/privileged …\n',
  ),
} as const satisfies Record<string, RuleInfo>;
