import { stringify } from 'yaml';
import type { Translate } from '../../common/translate.js';
import type { Row, Wizard, WizardStep } from '../../common/wizard.js';
import { isReason, SHORTEST_REASON } from '../../templates/waiver.js';
import type { Severity } from '../finding.js';
import type { ReportedFinding } from '../report/reportedFinding.js';
import { readDay, daysLeft, type WaiverMatch, type WaiverPolicy } from './waiver.js';

/** What is asked for a waiver. */
export interface WaiverAnswers {
  readonly scope: 'object' | 'file';
  readonly reason: string;
  readonly owner: string;
  /** `YYYY-MM-DD`. */
  readonly expires: string;
  readonly ticket: string;
}

export interface WaiveOptions {
  readonly finding: ReportedFinding;
  /** The severity that the policy is about. */
  readonly severity: Severity;
  readonly policy: WaiverPolicy;
  /** Who probably answers for it, the likeliest first, as references. */
  readonly owners: readonly string[];
  /** Milliseconds since 1970. */
  readonly now: number;
  readonly translate: Translate;
}

const DAY_MS = 86_400_000;
const TERMS = [30, 90, 180, 365];
const OTHER = 'other';

/** Asks for a waiver of one finding: for what, why, who answers for it, until when, and the ticket if there is one. */
export function waiveWizard(options: WaiveOptions): Wizard<WaiverAnswers> {
  const { finding, policy, severity, owners, now, translate } = options;
  const { subject } = finding;
  const most = policy.maxDays[severity];
  const title = translate('Waive {0}', finding.rule);
  const step = (rest: Omit<WizardStep<WaiverAnswers>, 'title'>): WizardStep<WaiverAnswers> => ({ title, ...rest });
  const isNamed = subject !== undefined && subject.name !== '';
  const steps: readonly WizardStep<WaiverAnswers>[] = [
    step({
      id: 'scope',
      when: () => isNamed,
      ask: ({ scope }) => ({
        kind: 'pick',
        prompt: translate('What is excused?'),
        rows: () => [
          {
            label: translate('Only {0} “{1}”', subject?.kind ?? '', subject?.name ?? ''),
            detail: finding.path,
            choice: { value: 'object' },
          },
          { label: translate('All of this file'), detail: finding.path, choice: { value: 'file' } },
        ],
        isCurrent: value => value === scope,
      }),
      take: (answer, state) => ({ state: { ...state, scope: answer === 'file' ? 'file' : 'object' } }),
    }),
    step({
      id: 'reason',
      ask: ({ reason }) => ({
        kind: 'text',
        prompt: translate('Why is the rule left here? Who reads it in a year must be able to judge.'),
        placeholder: translate('The vendor’s image writes into /var/cache; it is replaced in January.'),
        value: reason,
      }),
      validate: answer =>
        isReason(String(answer))
          ? undefined
          : { text: translate('Write {0} characters at least.', SHORTEST_REASON), blocks: true },
      take: (answer, state) => ({ state: { ...state, reason: String(answer).trim() } }),
    }),
    step({
      id: 'owner',
      ask: ({ owner }) => ({
        kind: 'pick',
        prompt: translate('Who answers for it?'),
        placeholder: translate('A group or user, such as group:default/payments'),
        searches: true,
        rows: typed => ownerRows(typed, owners, translate),
        isCurrent: value => value === owner,
      }),
      validate: answer =>
        String(answer).trim() === '' ? { text: translate('Name a group or user.'), blocks: true } : undefined,
      take: (answer, state) => ({ state: { ...state, owner: String(answer).trim() } }),
    }),
    step({
      id: 'expires',
      ask: ({ expires }) => ({
        kind: 'pick',
        prompt: translate('Until when?'),
        rows: () => [
          ...TERMS.filter(days => days <= most).map(days => ({
            label: translate('{0} days', days),
            description: dayIn(now, days),
            choice: { value: dayIn(now, days) },
          })),
          { label: translate('Another day …'), choice: { value: OTHER } },
        ],
        isCurrent: value => value === expires,
      }),
      take: (answer, state) =>
        answer === OTHER ? { state: { ...state, expires: OTHER } } : { state: { ...state, expires: String(answer) } },
    }),
    step({
      id: 'day',
      when: ({ expires }) => !TERMS.some(days => dayIn(now, days) === expires),
      ask: ({ expires }) => ({
        kind: 'text',
        prompt: translate('The last day on which it holds'),
        placeholder: 'YYYY-MM-DD',
        value: expires === OTHER ? dayIn(now, Math.min(90, most)) : expires,
      }),
      validate: answer => {
        const day = readDay(String(answer));
        if (day === undefined) return { text: translate('Write a day as YYYY-MM-DD.'), blocks: true };
        const left = daysLeft(day, now);
        if (left < 0) return { text: translate('This day is over.'), blocks: true };
        if (left > most) return { text: translate('{0} days are the most for this rule.', most), blocks: true };
        return undefined;
      },
      take: (answer, state) => ({ state: { ...state, expires: readDay(String(answer)) ?? '' } }),
    }),
    step({
      id: 'ticket',
      ask: ({ ticket }) => ({
        kind: 'text',
        prompt: translate('The ticket about it, if there is one'),
        placeholder: 'PLAT-123',
        value: ticket,
      }),
      take: (answer, state) => ({ state: { ...state, ticket: String(answer).trim() } }),
    }),
  ];
  return {
    start: {
      ...{ scope: isNamed ? 'object' : 'file', reason: '', owner: owners[0] ?? '', ticket: '' },
      expires: dayIn(now, Math.min(90, most)),
    },
    steps: () => steps,
  };
}

function ownerRows(typed: string, owners: readonly string[], translate: Translate): readonly Row[] {
  const wanted = typed.trim().toLowerCase();
  const rows = owners
    .filter(owner => owner.toLowerCase().includes(wanted))
    .slice(0, 50)
    .map(owner => ({ label: owner, choice: { value: owner } }));
  if (wanted === '' || owners.includes(typed.trim())) return rows;
  return [...rows, { label: typed.trim(), description: translate('as written'), choice: { value: typed.trim() } }];
}

/** The day that is so many days from now, in UTC. */
function dayIn(now: number, days: number): string {
  return new Date(now + days * DAY_MS).toISOString().slice(0, 10);
}

/** A file of waivers with the one that was asked for. */
export function waiverText({ rule, path, subject }: ReportedFinding, answers: WaiverAnswers): string {
  const { scope, reason, owner, expires, ticket } = answers;
  const match: WaiverMatch =
    scope === 'object' && subject
      ? {
          path,
          kind: subject.kind,
          name: subject.name,
          ...(subject.namespace === undefined || subject.namespace === '' ? {} : { namespace: subject.namespace }),
        }
      : { path };
  const waiver = { rule, match, reason, owner, expires, ...(ticket === '' ? {} : { ticket }) };
  return stringify({ waivers: [waiver] }, { lineWidth: 0 });
}
