import type { Translate } from '../common/translate.js';
import type { Wizard, WizardStep } from '../common/wizard.js';
import type { Binding } from './serviceHealth.js';
import type { Alert, SilenceMatcher, SilenceRequest } from './source.js';

/** What is asked before alerts are silenced. */
export interface SilenceAnswers {
  /** This alert alone, or all of its name that are of the service. */
  readonly scope: 'alert' | 'name';
  /** For how long, in seconds. */
  readonly lengthS: number;
  readonly reason: string;
}

export interface SilenceOptions {
  readonly alert: Alert;
  /** Which series are the service's, where that is known. */
  readonly binding: Binding | undefined;
  /** Milliseconds since 1970. */
  readonly now: number;
  /** BCP 47 language for times. */
  readonly language: string;
  readonly translate: Translate;
}

const HOUR_S = 3_600;
const LENGTHS = [1, 4, 24, 72].map(hours => hours * HOUR_S);
const SHORTEST_REASON = 5;

/** Asks what is to be silenced, until when, and why. There is no silence without an end or a reason. */
export function silenceWizard({ alert, binding, now, language, translate }: SilenceOptions): Wizard<SilenceAnswers> {
  const title = translate('Silence {0}', alert.name);
  const step = (rest: Omit<WizardStep<SilenceAnswers>, 'title'>): WizardStep<SilenceAnswers> => ({ title, ...rest });
  const wide = matchersOf(alert, 'name', binding);
  const end = new Intl.DateTimeFormat(language, { dateStyle: 'medium', timeStyle: 'short' });
  const steps: readonly WizardStep<SilenceAnswers>[] = [
    step({
      id: 'scope',
      when: () => wide !== undefined,
      ask: ({ scope }) => ({
        kind: 'pick',
        prompt: translate('What is to be silenced?'),
        rows: () => [
          {
            label: translate('Only this alert'),
            detail: matchersText(matchersOf(alert, 'alert', binding) ?? []),
            choice: { value: 'alert' },
          },
          {
            label: translate('Every {0} of this service', alert.name),
            detail: matchersText(wide ?? []),
            choice: { value: 'name' },
          },
        ],
        isCurrent: value => value === scope,
      }),
      take: (answer, state) => ({ state: { ...state, scope: answer === 'name' ? 'name' : 'alert' } }),
    }),
    step({
      id: 'length',
      ask: ({ lengthS }) => ({
        kind: 'pick',
        prompt: translate('Until when? It can be ended earlier.'),
        rows: () =>
          LENGTHS.map(seconds => ({
            label: lengthText(seconds, translate),
            description: translate('until {0}', end.format(now + seconds * 1000)),
            choice: { value: seconds },
          })),
        isCurrent: value => value === lengthS,
      }),
      take: (answer, state) => ({ state: { ...state, lengthS: Number(answer) } }),
    }),
    step({
      id: 'reason',
      ask: ({ reason }) => ({
        kind: 'text',
        prompt: translate('Why? Everybody who sees the silence reads it.'),
        placeholder: translate('Known: the supplier is down until noon, INC-123.'),
        value: reason,
      }),
      validate: answer =>
        String(answer).trim().length < SHORTEST_REASON
          ? { text: translate('Write {0} characters at least.', SHORTEST_REASON), blocks: true }
          : undefined,
      take: (answer, state) => ({ state: { ...state, reason: String(answer).trim() } }),
    }),
  ];
  return { start: { scope: 'alert', lengthS: HOUR_S, reason: '' }, steps: () => steps };
}

/**
 * What is sent to the keeper of alerts.
 * @param by who silences, as others know them
 */
export function silenceRequest(
  { alert, binding, now }: Pick<SilenceOptions, 'alert' | 'binding' | 'now'>,
  { scope, lengthS, reason }: SilenceAnswers,
  by: string,
): SilenceRequest {
  const startsAt = Math.floor(now / 1000);
  const matchers = matchersOf(alert, scope, binding) ?? matchersOf(alert, 'alert', binding) ?? [];
  return { matchers, startsAt, endsAt: startsAt + lengthS, createdBy: by, comment: reason };
}

/** Matchers as Alertmanager shows them: `alertname="HighErrors", service="checkout"`. */
export function matchersText(matchers: readonly SilenceMatcher[]): string {
  return matchers.map(({ name, value }) => `${name}=${JSON.stringify(value)}`).join(', ');
}

/** @returns undefined where there is no label by which the alerts of the service are told from others' */
function matchersOf(
  alert: Alert,
  scope: SilenceAnswers['scope'],
  binding: Binding | undefined,
): readonly SilenceMatcher[] | undefined {
  const equal = (name: string, value: string): SilenceMatcher => ({ name, value, isRegex: false, isEqual: true });
  const own = Object.entries(alert.labels).filter(([, value]) => value !== '');
  if (scope === 'alert') {
    const named = own.some(([name]) => name === 'alertname') ? own : [['alertname', alert.name] as const, ...own];
    return named.map(([name, value]) => equal(name, value));
  }
  const label = binding?.key?.label;
  const value = own.find(([name]) => name === label)?.[1];
  return label === undefined || value === undefined ? undefined : [equal('alertname', alert.name), equal(label, value)];
}

function lengthText(seconds: number, translate: Translate): string {
  const hours = seconds / HOUR_S;
  if (hours === 1) return translate('1 hour');
  return hours < 48 ? translate('{0} hours', hours) : translate('{0} days', hours / 24);
}
