import * as vscode from 'vscode';
import { ownProperty, type Entity } from '../../core/catalogue/entity.js';
import { shortEntityRef } from '../../core/catalogue/entityRef.js';
import type { CatalogueModel } from '../../core/catalogue/model.js';
import { failure, success, type Problem, type Result } from '../../core/common/problem.js';
import { readAnswers } from '../../core/templates/answersFile.js';
import { provenanceOf } from '../../core/templates/provenance.js';
import { ANSWERS_PATH } from '../../core/templates/recordPaths.js';
import { answersOfRun, templateRefOf } from '../../core/templates/recordedAnswers.js';
import type { Scaffolder } from '../../core/templates/scaffolder.js';
import { isTemplate, rankTemplate } from '../../core/templates/templateRank.js';
import { textOf } from '../common/guardedWrite.js';
import type { CompareRequest } from './compareWithToday.js';

const MOST_RUNS = 200;

/**
 * Finds out which folder is to be compared, with which template, and what was answered when it was made: as the folder records it, else
 * as the run that made it does.
 * @param argument a folder or a file of the explorer, an entity of the catalogue, or nothing for the file in front
 */
export async function comparedFolder(
  argument: unknown,
  model: CatalogueModel,
  scaffolder: Scaffolder,
  signal: AbortSignal,
): Promise<Result<CompareRequest>> {
  const entity = entityOf(argument, model);
  const start = argument instanceof vscode.Uri ? argument : placeOf(entity);
  if (!start) return failure(noFolder(entity));
  const recorded = await recordOf(start);
  if (recorded) {
    const read = readAnswers(recorded.text);
    if (!read.ok) return failure(unreadableRecord(recorded.folder, read.problem));
    const templateRef = templateRefOf(read.value.template);
    if (templateRef !== undefined)
      return withTemplate(templateRef, model, recorded.folder, { values: read.value.values, secrets: {} });
  }
  const made = entity ?? entityIn(start, model);
  const provenance = made && provenanceOf(made, model.state.index);
  if (!made || !provenance) return failure(noRecord());
  const folder = vscode.Uri.joinPath(
    vscode.Uri.parse(made.local?.uri ?? start.toString(), true),
    made.local ? '..' : '',
  );
  const tasks = await scaffolder.tasks({ limit: MOST_RUNS }, signal);
  const found = tasks.ok ? answersOfRun(made, provenance.templateRef, tasks.value.items) : undefined;
  return withTemplate(provenance.templateRef, model, folder, found && { values: found.values, secrets: {} });
}

function withTemplate(
  templateRef: string,
  model: CatalogueModel,
  folder: vscode.Uri,
  answers: CompareRequest['answers'],
): Result<CompareRequest> {
  const entity = model.state.index.get(templateRef);
  if (!entity || !isTemplate(entity)) {
    const message = vscode.l10n.t(
      'The catalogue does not have {0}, which this was made from.',
      shortEntityRef(templateRef),
    );
    return failure({ kind: 'notFound', message });
  }
  return success({ template: rankTemplate(entity), folder, answers });
}

/** Looks for the record in a folder and in those above it, up to the open one. */
async function recordOf(
  start: vscode.Uri,
): Promise<{ readonly folder: vscode.Uri; readonly text: string } | undefined> {
  const top = vscode.workspace.getWorkspaceFolder(start)?.uri;
  if (!top) return undefined;
  for (let folder = start; folder.path.startsWith(top.path); folder = vscode.Uri.joinPath(folder, '..')) {
    const text = await textOf(vscode.Uri.joinPath(folder, ANSWERS_PATH));
    if (text.ok && text.value !== undefined) return { folder, text: text.value };
    if (folder.path === top.path) break;
  }
  return undefined;
}

function entityOf(argument: unknown, model: CatalogueModel): Entity | undefined {
  const ref = ownProperty(ownProperty(argument, 'entity'), 'ref');
  return typeof ref === 'string' ? model.state.index.get(ref) : undefined;
}

/** The entity of the folder: the first that a descriptor right in it names. */
function entityIn(folder: vscode.Uri, model: CatalogueModel): Entity | undefined {
  const inside = `${folder.toString().replace(/\/+$/, '')}/catalog-info.`;
  return model.state.index.local.find(({ local }) => local.uri.startsWith(inside));
}

/** Where to begin to look: beside the entity's descriptor, at the file in front, or in the open folder. */
function placeOf(entity: Entity | undefined): vscode.Uri | undefined {
  if (entity) return entity.local && vscode.Uri.joinPath(vscode.Uri.parse(entity.local.uri, true), '..');
  const inFront = vscode.window.activeTextEditor?.document.uri;
  const folder = inFront && vscode.workspace.getWorkspaceFolder(inFront)?.uri;
  return folder ?? vscode.workspace.workspaceFolders?.[0]?.uri;
}

function noFolder(entity: Entity | undefined): Problem {
  const message = entity
    ? vscode.l10n.t('Open the folder of {0} to compare it with its template.', shortEntityRef(entity.ref))
    : vscode.l10n.t('Open a folder that was made from a template first.');
  return { kind: 'unsupported', message };
}

function noRecord(): Problem {
  const message = vscode.l10n.t(
    'Nothing says which template this folder was made from: there is neither “{0}” nor the annotation “{1}”.',
    ANSWERS_PATH,
    'backstage.io/source-template',
  );
  return { kind: 'notFound', message };
}

function unreadableRecord(folder: vscode.Uri, problem: Problem): Problem {
  const path = vscode.workspace.asRelativePath(vscode.Uri.joinPath(folder, ANSWERS_PATH));
  return { ...problem, message: `${path}: ${problem.message}` };
}
