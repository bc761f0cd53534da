import { withoutEscapes } from './plainLine.js';
import type { DryRun } from './scaffolder.js';
import type { RefusedFile } from './previewTree.js';
import { plainTranslate, type Translate } from '../common/translate.js';

/**
 * What happened in a dry run, as a plain text: its log step by step, what it gives out at its end, and what was left out.
 * @param title of the template
 */
export function previewLog(
  title: string,
  { log, output, steps }: DryRun,
  refused: readonly RefusedFile[],
  translate: Translate = plainTranslate,
): string {
  const names = new Map(steps.map(({ id, name, action }) => [id, `${name} (${action})`]));
  const lines: string[] = [translate('Dry run of {0}', title), ''];
  let current: string | undefined;
  for (const { message, stepId, error } of log) {
    if (stepId !== current && stepId !== undefined) lines.push('', `── ${names.get(stepId) ?? stepId}`);
    current = stepId;
    lines.push(...plain(message).split(/\r?\n/));
    if (error !== undefined) lines.push(plain(error));
  }
  if (refused.length > 0) {
    lines.push('', `── ${translate('Left out')}`);
    for (const { path, reason } of refused) lines.push(`${JSON.stringify(path)}: ${reason}`);
  }
  if (output.links.length + output.text.length > 0) lines.push('', `── ${translate('Output')}`);
  for (const { title: name, url, entityRef } of output.links)
    lines.push(`${plain(name ?? '')}: ${plain(url ?? entityRef ?? '')}`);
  for (const { title: name, content } of output.text)
    lines.push('', plain(name ?? ''), ...plain(content).split(/\r?\n/));
  return `${lines.join('\n')}\n`;
}

function plain(text: string): string {
  return withoutEscapes(text).trimEnd();
}
