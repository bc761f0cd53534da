import type { CustomQueryMistake } from '../../core/health/customQueries.js';
import type { Translate } from '../../core/common/translate.js';
import { presentProblem, type Problem, type ProblemKind } from '../../core/common/problem.js';
import type { Trouble, TroubleAction } from '../../../webview/health/protocol.js';
import type { NoTelemetry } from './telemetrySources.js';

// A source that is not there, or is something else, is a matter of the settings.
const ACTION: Partial<Readonly<Record<ProblemKind, TroubleAction>>> = {
  unreachable: 'retry',
  rateLimited: 'retry',
  conflict: 'retry',
  unauthorised: 'signIn',
  notFound: 'openSettings',
  unsupported: 'openSettings',
  invalid: 'openSettings',
  forbidden: 'showLog',
  internal: 'showLog',
};

/** What is wrong with the source as a whole, and what the person can do about it. */
export function problemTrouble(problem: Problem, isDirect: boolean, translate: Translate): Trouble | undefined {
  const { text } = presentProblem(problem, translate);
  if (text === undefined) return undefined;
  // A server that is asked directly has a token of its own.
  const id = problem.kind === 'unauthorised' && isDirect ? 'openSettings' : ACTION[problem.kind];
  const said = problem.kind === 'notFound' && !isDirect ? noProxy(translate) : text;
  return id === undefined ? { text: said } : { text: said, action: { id, title: actionTitle(id, translate) } };
}

/** Why there is no source at all, and what the person can do about it. */
export function absenceTrouble(absence: NoTelemetry, translate: Translate): Trouble {
  switch (absence) {
    case 'off':
      return {
        text: translate('Health is switched off: the setting goldenPath.telemetry.source is “off”.'),
        action: { id: 'openSettings', title: actionTitle('openSettings', translate) },
      };
    case 'notConnected':
      return {
        text: translate(
          'No Backstage is connected whose proxy leads to Prometheus. Connect to one, or name a Prometheus in the settings.',
        ),
        action: { id: 'openSettings', title: actionTitle('openSettings', translate) },
      };
    case 'noAddress':
      return {
        text: translate('No Prometheus is named in the settings.'),
        action: { id: 'openSettings', title: actionTitle('openSettings', translate) },
      };
  }
}

/** What is wrong with a query of the organisation: it is left out, and the built-in one is asked. */
export function queryTrouble({ kind, signal, text = '' }: CustomQueryMistake, translate: Translate): Trouble {
  const setting = signal === '' ? 'goldenPath.telemetry.queries' : `goldenPath.telemetry.queries.${signal}`;
  const said: Readonly<Record<CustomQueryMistake['kind'], string>> = {
    'not-an-object': translate('{0} is no query: it is a text, or an object with “query” and “unit”.', setting),
    'unknown-signal': translate('{0}: there is no signal of this name.', setting),
    'unknown-unit': translate('{0}: the unit “{1}” cannot be turned into that of the signal.', setting, text),
    'missing-placeholder': translate('{0}: {1} is missing in the query.', setting, text),
    'unknown-placeholder': translate('{0}: {1} stands for nothing.', setting, text),
    unbalanced: translate('{0}: brackets or quotes do not match.', setting),
    alone: translate('{0}: “requests” and “badRequests” mean something only together.', setting),
  };
  return { text: said[kind], action: { id: 'openSettings', title: actionTitle('openSettings', translate) } };
}

function noProxy(translate: Translate): string {
  return translate(
    'This Backstage has no proxy to a Prometheus at the path that is set. Ask your platform team to add one to proxy.endpoints, or name another path or address in the settings.',
  );
}

function actionTitle(id: TroubleAction, translate: Translate): string {
  switch (id) {
    case 'retry':
      return translate('Try Again');
    case 'signIn':
      return translate('Sign In');
    case 'openSettings':
      return translate('Open Settings');
    case 'showLog':
      return translate('Show Log');
  }
}
