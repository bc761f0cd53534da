import { entryOf, textOf, valueAt } from '../../../catalogue/language/descriptorFile.js';
import { isAddress } from '../../../catalogue/targetPattern.js';
import type { TemplateModel, TemplateStepNode } from '../../../templates/language/templateModel.js';
import type { Surroundings } from '../../rule.js';
import { besideOf } from '../../surroundings/paths.js';

/** Files that a step of a template fetches from beside it. */
export interface Skeleton {
  readonly step: TemplateStepNode;
  /** Path of each file below the folder that is fetched, without the ending that only templates have. */
  readonly files: readonly SkeletonFile[];
}

export interface SkeletonFile {
  readonly path: string;
  /** Undefined where it cannot be read as text. */
  readonly text: () => string | undefined;
}

/**
 * The files that a template makes a repository of.
 * @param path of the template
 * @returns undefined where part of them comes from elsewhere, so that nobody here knows what is among them; none where nothing is
 *   fetched at all
 */
export function skeletonsOf(
  { steps, stepsOpen }: TemplateModel,
  path: string,
  surroundings: Surroundings | undefined,
): readonly Skeleton[] | undefined {
  const skeletons: Skeleton[] = [];
  if (stepsOpen || !surroundings) return undefined;
  for (const step of steps) {
    if (!step.action?.startsWith('fetch:')) continue;
    const url = textOf(valueAt(step.input?.value, 'url'));
    const folder = url === undefined || isAddress(url) || /\$\{\{|\{%/.test(url) ? undefined : besideOf(path, url);
    const all = folder === undefined ? undefined : surroundings.files(folder);
    if (folder === undefined || all === undefined || surroundings.exists(folder) !== true) return undefined;
    // A single file: what it is called in the end only the step says.
    if (all.length === 0) continue;
    const ending = textOf(valueAt(step.input?.value, 'templateFileExtension')) ?? '.njk';
    skeletons.push({
      step,
      files: all.map(file => ({
        path: withoutEnding(folder === '' ? file : file.slice(folder.length + 1), ending),
        text: () => surroundings.read(file),
      })),
    });
  }
  return skeletons;
}

function withoutEnding(path: string, ending: string): string {
  const written = ending.startsWith('.') ? ending : `.${ending}`;
  return path.endsWith(written) ? path.slice(0, -written.length) : path;
}

/** The name that a step hands a value to its files under, and what it hands over. */
export function valueOf(step: TemplateStepNode, name: string) {
  const values = valueAt(step.input?.value, 'values');
  return entryOf(values, name);
}
