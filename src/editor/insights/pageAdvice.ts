import type { Translate } from '../../core/common/translate.js';
import { presentProblem, type Problem, type ProblemAction } from '../../core/common/problem.js';
import type { DoraReport } from '../../core/insights/dora/doraReport.js';
import type { Advice, PageAction } from '../../../webview/insights/protocol.js';

const ACTIONS: Readonly<Record<ProblemAction, PageAction>> = {
  retry: 'retry',
  signIn: 'signIn',
  changeServer: 'openSettings',
  showLog: 'showLog',
};

const TITLES: Readonly<Record<PageAction, string>> = {
  retry: 'Try Again',
  connect: 'Connect',
  signIn: 'Sign In',
  openFolder: 'Open Folder',
  openSettings: 'Open Settings',
  showLog: 'Show Log',
  openConfiguration: 'Open insights.yaml',
};

/** What went wrong, and what the person can do about it. */
export function problemAdvice(problem: Problem, translate: Translate): Advice {
  const { text, actions } = presentProblem(problem, translate);
  const ids: readonly PageAction[] = ['retry', ...actions.map(action => ACTIONS[action])];
  return advice(translate('This could not be read'), text ?? problem.message, ids, translate);
}

export function noFolderAdvice(translate: Translate): Advice {
  return advice(
    translate('There is no folder to read'),
    translate('Open the folder of a git repository: its tags count as deployments until you say otherwise.'),
    ['openFolder'],
    translate,
  );
}

/** What to do where a history holds nothing that counts; undefined where it holds something. */
export function emptyAdvice(report: DoraReport, translate: Translate): Advice | undefined {
  const { measures, deployments, quality } = report;
  if (deployments > 0 || measures.some(({ value, count }) => value !== null || count > 0)) return undefined;
  const said = quality.map(({ text, count }) => translate(text, count));
  return advice(
    translate('No deployments were found in this window'),
    [
      ...said,
      translate(
        'Choose a longer window, tag what you deploy, or say in .golden-path/insights.yaml which tags, branch or events stand for deployments.',
      ),
    ].join(' '),
    ['openConfiguration', 'retry'],
    translate,
  );
}

export function noAnswersAdvice(translate: Translate): Advice {
  return advice(
    translate('No answers are collected here'),
    translate(
      'Name the folder with the answers that were handed in to your platform team: the setting goldenPath.insights.answers.',
    ),
    ['openSettings'],
    translate,
  );
}

function advice(title: string, text: string, actions: readonly PageAction[], translate: Translate): Advice {
  return { title, text, actions: [...new Set(actions)].map(id => ({ id, title: translate(TITLES[id]) })) };
}
