import { linkButton } from '../common/button.js';
import { element } from '../common/element.js';
import type { PageContext } from './context.js';
import type { AlertRow, BurnRow, DeploymentMark, Detail } from './protocol.js';
import { deploymentText } from './serviceLine.js';
import { statusIcon, statusWord } from './statusMark.js';
import type { Text } from './texts.js';

const ALERT_STATES: Readonly<Record<AlertRow['state'], Text>> = {
  firing: 'firing',
  pending: 'pending',
  silenced: 'silenced',
  inhibited: 'inhibited',
};
const ALERT_RANKS: Readonly<Record<AlertRow['state'], number>> = { firing: 0, pending: 1, silenced: 2, inhibited: 3 };

/** Alerts, the firing ones first, with what can be done about them. */
export function alertList(alerts: readonly AlertRow[], canSilence: boolean, context: PageContext): HTMLElement[] {
  const { t } = context.words;
  if (alerts.length === 0) return [element('p', { class: 'none' }, t('No alerts'))];
  const sorted = [...alerts].sort((a, b) => ALERT_RANKS[a.state] - ALERT_RANKS[b.state]);
  return [element('ul', { class: 'alerts' }, ...sorted.map(alert => alertItem(alert, canSilence, context)))];
}

function alertItem(alert: AlertRow, canSilence: boolean, { words, formats, send }: PageContext): HTMLElement {
  const { t } = words;
  const { id, name } = alert;
  const actions: Node[] = [];
  const act = (title: string, key: string, run: () => void): void => {
    const button = linkButton(title, `${key}:${id}`, run);
    button.setAttribute('aria-label', `${title}: ${name}`);
    actions.push(button);
  };
  if (alert.hasRunbook) act(t('Runbook'), 'runbook', () => send({ type: 'openRunbook', alert: id }));
  if (canSilence && alert.silences.length > 0)
    act(t('End the silence'), 'unsilence', () => send({ type: 'unsilence', alert: id }));
  else if (canSilence && alert.state !== 'inhibited')
    act(t('Silence …'), 'silence', () => send({ type: 'silence', alert: id }));
  const since = alert.since === undefined ? '' : t('since {0}', formats.time(alert.since, 0));
  return element(
    'li',
    { class: 'alert', 'data-state': alert.state },
    element(
      'div',
      { class: 'alert-head' },
      statusIcon(alertStatus(alert)),
      element('span', { class: 'alert-name' }, name),
      element('span', { class: 'flag' }, alert.severity),
    ),
    element('p', { class: 'dim' }, [t(ALERT_STATES[alert.state]), since].filter(Boolean).join(' · ')),
    ...(alert.summary ? [element('p', {}, alert.summary)] : []),
    ...(actions.length > 0 ? [element('div', { class: 'actions' }, ...actions)] : []),
  );
}

/** What an alert of such a severity makes of a service, for its picture. */
function alertStatus({ state, severity }: AlertRow): 'critical' | 'degraded' | 'unknown' {
  if (state !== 'firing') return 'unknown';
  return /^(page|critical)$/i.test(severity) ? 'critical' : 'degraded';
}

/** How fast the budget burns in each pair of windows, against the rate that is too fast. */
export function burnTable(burn: readonly BurnRow[], { words, formats }: PageContext): HTMLElement[] {
  const { t } = words;
  if (burn.length === 0) return [element('p', { class: 'none' }, t('Without an objective there is no budget to burn'))];
  const number = (shown: BurnRow['shortRate']): HTMLElement => {
    const { text, about, missing } = formats.shown(shown, t('No value'));
    return element('td', { class: missing ? 'number missing' : 'number', title: about }, text);
  };
  const row = (one: BurnRow): HTMLElement =>
    element(
      'tr',
      { class: one.hot ? 'hot' : '' },
      element('th', { scope: 'row' }, `${one.short} / ${one.long}`),
      number(one.shortRate),
      number(one.longRate),
      element('td', { class: 'number dim' }, formats.value(one.threshold, 'burnRate')),
      element(
        'td',
        {},
        element(
          'span',
          { class: 'status' },
          statusIcon(
            one.hot ? (one.severity === 'page' ? 'critical' : 'degraded') : isKnown(one) ? 'healthy' : 'unknown',
          ),
          element('span', {}, t(one.hot ? 'too fast' : isKnown(one) ? 'calm' : 'unknown')),
        ),
      ),
    );
  const head = [t('Windows'), t('Short'), t('Long'), t('Limit'), t('State')];
  return [
    element(
      'table',
      { class: 'burn' },
      element(
        'caption',
        { class: 'sr-only' },
        t('How fast the error budget burns; 1× uses it up exactly at the end of its period'),
      ),
      element('thead', {}, element('tr', {}, ...head.map(title => element('th', { scope: 'col' }, title)))),
      element('tbody', {}, ...burn.map(row)),
    ),
  ];
}

function isKnown({ shortRate, longRate }: BurnRow): boolean {
  return shortRate.value !== null && longRate.value !== null;
}

/**
 * What was deployed, the latest first.
 * @param pointAt shows an instant in all charts, or none
 */
export function deploymentList(
  deployments: readonly DeploymentMark[],
  context: PageContext,
  pointAt: (time: number | undefined) => void,
): HTMLElement[] {
  const { words, formats } = context;
  if (deployments.length === 0) return [element('p', { class: 'none' }, words.t('Nothing was deployed in this time'))];
  const item = (mark: DeploymentMark): HTMLElement => {
    const button = element(
      'button',
      {
        type: 'button',
        class: 'item',
        'data-key': `deployment:${mark.at}`,
        'aria-label': deploymentText(mark, context),
      },
      element('span', { class: 'item-name' }, mark.version ?? mark.commit?.slice(0, 10) ?? words.t('a version')),
      ...(mark.failed ? [element('span', { class: 'flag' }, words.t('failed'))] : []),
      ...(mark.version !== undefined && mark.commit !== undefined
        ? [element('code', { class: 'dim' }, mark.commit.slice(0, 7))]
        : []),
      element('span', { class: 'dim item-end' }, formats.time(mark.at, 0)),
    );
    for (const event of ['focus', 'pointerenter']) button.addEventListener(event, () => pointAt(mark.at));
    for (const event of ['blur', 'pointerleave']) button.addEventListener(event, () => pointAt(undefined));
    return element('li', {}, button);
  };
  const latestFirst = [...deployments].sort((a, b) => b.at - a.at);
  return [element('ul', { class: 'items' }, ...latestFirst.map(item))];
}

/** What the service depends on, with the status of each. */
export function dependencyList(
  dependencies: Detail['dependencies'],
  { words }: PageContext,
  open: (ref: string, name: string) => void,
): HTMLElement[] {
  if (dependencies.length === 0) return [element('p', { class: 'none' }, words.t('The catalogue names none'))];
  const item = ({ ref, name, status }: Detail['dependencies'][number]): HTMLElement => {
    const button = element(
      'button',
      { type: 'button', class: 'item', 'data-key': `dependency:${ref}`, title: ref },
      statusIcon(status),
      element('span', { class: 'item-name' }, name),
      element('span', { class: 'dim item-end' }, statusWord(status, words)),
    );
    button.addEventListener('click', () => open(ref, name));
    return element('li', {}, button);
  };
  return [element('ul', { class: 'items' }, ...dependencies.map(item))];
}

/** What runs of the service. */
export function workloadFacts(
  workload: NonNullable<Detail['workload']>,
  { words, formats }: PageContext,
): HTMLElement[] {
  const { t } = words;
  const { desired, available, restarts, images } = workload;
  return [
    element(
      'dl',
      { class: 'facts' },
      element('dt', {}, t('Replicas')),
      element('dd', { class: available < desired ? 'bad' : '' }, t('{0} of {1} available', available, desired)),
      element('dt', {}, t('Restarts')),
      element('dd', {}, formats.value(restarts, 'count')),
      ...(images.length > 0 ? [element('dt', {}, t('Images'))] : []),
      ...images.map(image => element('dd', { title: image }, element('code', {}, image))),
    ),
  ];
}
