import { relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { DiskFiles } from '../adapters/files/diskFiles.js';
import { WorkspaceCatalogue, type Descriptors } from '../adapters/workspace/workspaceCatalogue.js';
import type { DescriptorProblem } from '../core/catalogue/descriptor.js';
import { displayName, type Entity } from '../core/catalogue/entity.js';
import { compareEntities } from '../core/catalogue/entityIndex.js';
import { readAll } from '../core/catalogue/source.js';
import { alignedRows } from '../core/common/alignedRows.js';
import { plainTranslate } from '../core/common/translate.js';

interface PlacedProblem extends DescriptorProblem {
  /** Path of the file below the folder. */
  readonly file: string;
}

/**
 * `golden-path catalogue`: lists the entities of a folder and the problems of its descriptors.
 * @returns the exit code: 0 clean, 1 with errors in descriptors, 2 where the folder cannot be read
 */
export async function listCatalogue(
  folder: string,
  format: 'text' | 'json',
  output: (text: string) => void,
  errors: (text: string) => void,
): Promise<number> {
  const root = resolve(folder);
  const catalogue = new WorkspaceCatalogue(new DiskFiles(root));
  let descriptors: Descriptors = new Map();
  catalogue.onDidRead(read => (descriptors = read));
  const read = await readAll(catalogue, new AbortController().signal);
  catalogue.dispose();
  if (!read.ok) {
    errors(`${root} cannot be read: ${read.problem.message}\n`);
    return 2;
  }
  const entities = [...read.value].sort(compareEntities);
  const problems = [...descriptors].flatMap(([uri, descriptor]) =>
    descriptor.problems.map((problem): PlacedProblem => ({ ...problem, file: relative(root, fileURLToPath(uri)) })),
  );
  output(format === 'json' ? asJson(entities, problems, root) : asText(entities, problems));
  return problems.some(problem => problem.severity === 'error') ? 1 : 0;
}

function asText(entities: readonly Entity[], problems: readonly PlacedProblem[]): string {
  const rows = entities.map(entity => [
    entity.ref,
    displayName(entity),
    entity.type ?? '',
    entity.lifecycle ?? '',
    entity.owner ?? '',
  ]);
  const findings = problems.map(
    ({ file, range, severity, code, ...problem }) =>
      `${file}:${range.startLine + 1}:${range.startColumn + 1} ${severity} ${code}: ${plainTranslate(problem.message, ...problem.values)}`,
  );
  const count = entities.length === 1 ? '1 entity' : `${entities.length} entities`;
  return [
    ...alignedRows(rows),
    ...findings,
    `${count}, ${problems.length} ${problems.length === 1 ? 'problem' : 'problems'}`,
    '',
  ].join('\n');
}

function asJson(entities: readonly Entity[], problems: readonly PlacedProblem[], root: string): string {
  const json = {
    entities: entities.map(({ annotations, local, ...entity }) => ({
      ...entity,
      annotations: Object.fromEntries(annotations),
      ...(local ? { file: relative(root, fileURLToPath(local.uri)), line: local.line + 1 } : {}),
    })),
    problems: problems.map(({ file, range, severity, code, message, values }) => ({
      file,
      line: range.startLine + 1,
      column: range.startColumn + 1,
      severity,
      code,
      message: plainTranslate(message, ...values),
    })),
  };
  return `${JSON.stringify(json, null, 2)}\n`;
}
