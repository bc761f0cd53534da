import { createHash } from 'node:crypto';
import * as vscode from 'vscode';
import { readDefaultBranch, textAtCommit } from '../../adapters/git/checkout.js';
import { displayNameOf } from '../../core/catalogue/card.js';
import type { CatalogueModel } from '../../core/catalogue/model.js';
import type { Clock } from '../../core/common/clock.js';
import { CANCELLED, failure, success, type Result } from '../../core/common/problem.js';
import type { Environment } from '../../core/environments/environment.js';
import {
  comparisonText,
  configurationOf,
  sideOf,
  type ComparedSide,
} from '../../core/environments/environmentComparison.js';
import type { EnvironmentsModel } from '../../core/environments/environmentsModel.js';
import { ENVIRONMENT_ANNOTATIONS } from '../../core/environments/readEnvironment.js';
import { readAnswers } from '../../core/templates/answersFile.js';
import { ANSWERS_PATH } from '../../core/templates/recordPaths.js';
import type { Values } from '../../core/templates/scaffolder.js';
import type { BranchInFront } from './branchInFront.js';
import type { EnvironmentDocuments } from './environmentDocuments.js';
import { environmentChoice } from './environmentRows.js';

export interface CompareEnvironmentsOptions {
  readonly catalogue: CatalogueModel;
  readonly environments: EnvironmentsModel;
  readonly documents: EnvironmentDocuments;
  readonly clock: Clock;
  readonly branch: () => Promise<BranchInFront | undefined>;
  /** The answers that an environment was made with, where a run that is known has them. */
  readonly answersOf: (environment: Environment) => Values | undefined;
}

/** Shows what an environment has otherwise than another one, or than the default branch. */
export async function compareEnvironment(
  environment: Environment,
  options: CompareEnvironmentsOptions,
  signal: AbortSignal,
): Promise<Result<unknown>> {
  const { environments, clock, documents } = options;
  const byDefault = { label: `$(git-branch) ${vscode.l10n.t('The Default Branch')}`, other: undefined };
  const [component] = environment.components;
  const isAkin = ({ components }: Environment): boolean =>
    components.some(({ entityRef }) => entityRef === component?.entityRef);
  const others = environments.environments
    .filter(({ id }) => id !== environment.id)
    .toSorted((a, b) => Number(isAkin(b)) - Number(isAkin(a)))
    .map(other => ({ ...environmentChoice(other, clock.now()), other }));
  const title = vscode.l10n.t('Compare {0} with …', environment.name);
  const chosen = await vscode.window.showQuickPick([byDefault, ...others], { title });
  if (!chosen) return failure(CANCELLED);
  const inFront = await options.branch();
  const left = chosen.other
    ? success(await environmentSide(chosen.other, inFront, options, signal))
    : await defaultSide(environment, inFront, options, signal);
  if (!left.ok) return left;
  const right = await environmentSide(environment, inFront, options, signal);
  const [one, two] = [left.value, right].map(side => ({ title: side.title, text: comparisonText(side, shortHash) }));
  if (one && two) await documents.openComparison(one, two);
  return success(undefined);
}

/** What an environment is: its annotations and the answers that are known. */
async function environmentSide(
  environment: Environment,
  inFront: BranchInFront | undefined,
  { catalogue, answersOf }: CompareEnvironmentsOptions,
  signal: AbortSignal,
): Promise<ComparedSide> {
  const entity = catalogue.state.index.get(environment.id);
  const [component] = environment.components;
  const at = component?.commit ?? component?.branch;
  const isInFront = component !== undefined && component.entityRef === inFront?.component?.ref;
  const recorded = isInFront && at !== undefined ? await recordedAnswers(inFront, at, signal) : {};
  return sideOf(environment, {
    ...(entity ? configurationOf(entity.annotations) : {}),
    ...recorded,
    ...answersOf(environment),
  });
}

/** What the environment would be, made from the default branch now. */
async function defaultSide(
  environment: Environment,
  inFront: BranchInFront | undefined,
  { catalogue }: CompareEnvironmentsOptions,
  signal: AbortSignal,
): Promise<Result<ComparedSide>> {
  const { index } = catalogue.state;
  const [component] = environment.components;
  if (!component || !inFront || (inFront.component && inFront.component.ref !== component.entityRef))
    return failure({
      kind: 'unsupported',
      message: vscode.l10n.t(
        'Open the repository of {0} to compare with its default branch.',
        component ? displayNameOf(component.entityRef, index) : environment.name,
      ),
    });
  const branch = await readDefaultBranch(inFront.checkout.root, signal);
  if (!branch.ok) return branch;
  const version = index.get(component.entityRef)?.annotations.get(ENVIRONMENT_ANNOTATIONS.version);
  return success({
    title: vscode.l10n.t('{0} on {1}', displayNameOf(component.entityRef, index), branch.value.branch),
    components: [{ entityRef: component.entityRef, ...branch.value, ...(version === undefined ? {} : { version }) }],
    configuration: await recordedAnswers(inFront, branch.value.commit, signal),
  });
}

/** What a repository records of how it was made, as of a commit. */
async function recordedAnswers({ checkout }: BranchInFront, commit: string, signal: AbortSignal): Promise<Values> {
  const text = await textAtCommit(checkout.root, commit, ANSWERS_PATH, signal);
  const read = text === undefined ? undefined : readAnswers(text);
  return read?.ok ? read.value.values : {};
}

function shortHash(text: string): string {
  return `sha256:${createHash('sha256').update(text).digest('hex').slice(0, 12)}`;
}
