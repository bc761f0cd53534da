import { isRecord, ownProperty } from '../catalogue/entity.js';
import { failure, success, type Problem, type Result } from '../common/problem.js';
import { plainTranslate, type Translate } from '../common/translate.js';
import type { Answers } from './formFill.js';
import type { DryRunRequest, FormPage, TemplateFile, TemplateForm } from './scaffolder.js';
import { withFullAddresses } from './templateUrls.js';

/**
 * How much a dry run may carry: the server takes 10 MB of JSON, in which the files stand as Base64. The rest is for the template.
 * Source: `@backstage/plugin-scaffolder-backend`, its router's body limit.
 */
export const MOST_UPLOAD_CHARACTERS = 9.5 * 1024 * 1024;

/** Where a server has a template from. */
export type TemplateOrigin =
  { readonly kind: 'url'; readonly address: string } | { readonly kind: 'file' } | { readonly kind: 'unknown' };

/**
 * Where a template of the catalogue comes from, by the annotations that the scaffolder itself goes by: the location of the source, else
 * that of the descriptor.
 * @param template entity in Backstage's JSON form
 */
export function templateOrigin(template: unknown): TemplateOrigin {
  const annotations = ownProperty(ownProperty(template, 'metadata'), 'annotations');
  const location =
    ownProperty(annotations, 'backstage.io/source-location') ??
    ownProperty(annotations, 'backstage.io/managed-by-location');
  if (typeof location !== 'string') return { kind: 'unknown' };
  if (/^url:https?:\/\//i.test(location)) return { kind: 'url', address: location.slice('url:'.length) };
  return { kind: location.startsWith('file:') ? 'file' : 'unknown' };
}

/**
 * The dry run of a template that the catalogue has from an address: the server fetches what the template needs by itself, with its own
 * access to the host.
 * @param template the whole entity in Backstage's JSON form
 * @returns `unsupported` where the template does not come from an address
 */
export function catalogueDryRun(
  template: unknown,
  { values, secrets }: Answers,
  translate: Translate = plainTranslate,
): Result<DryRunRequest> {
  const origin = templateOrigin(template);
  if (origin.kind === 'url')
    return success({ template: withFullAddresses(template, origin.address), values, secrets, files: [] });
  const message =
    origin.kind === 'file'
      ? translate(
          'This template stands in a file of the server, which cannot be read from here. Open the folder of the template to preview it, or ask your platform team to register it from its repository.',
        )
      : translate(
          'The catalogue does not say where this template comes from. Open the folder of the template to preview it.',
        );
  return failure({ kind: 'unsupported', message });
}

/**
 * The dry run of a template whose files are at hand: they go with it.
 * @param files by their paths below the folder of the template's own file
 * @returns `unsupported` where they are more than a server takes
 */
export function uploadedDryRun(
  template: unknown,
  { values, secrets }: Answers,
  files: readonly TemplateFile[],
  translate: Translate = plainTranslate,
): Result<DryRunRequest> {
  const problem = tooMuchToUpload(
    files.map(({ path, bytes }) => ({ path, size: bytes.length })),
    translate,
  );
  return problem ? failure(problem) : success({ template, values, secrets, files });
}

/**
 * Why files are more than a server takes; undefined where they are not. The message names the largest.
 * @param files with their sizes in bytes
 */
export function tooMuchToUpload(
  files: readonly { readonly path: string; readonly size: number }[],
  translate: Translate = plainTranslate,
): Problem | undefined {
  const sent = files.map(({ path, size }) => ({ path, size: Math.ceil(size / 3) * 4 + path.length + 40 }));
  const all = sent.reduce((sum, { size }) => sum + size, 0);
  if (all <= MOST_UPLOAD_CHARACTERS) return undefined;
  const largest = sent.sort((a, b) => b.size - a.size).slice(0, 3);
  const message = translate(
    'The folder of this template is too large for a dry run: its files have {0} MB as they are sent, and the server takes {1} MB. The largest are: {2}',
    megabytes(all),
    megabytes(MOST_UPLOAD_CHARACTERS),
    largest.map(({ path, size }) => `${path} (${megabytes(size)} MB)`).join(', '),
  );
  return { kind: 'unsupported', message };
}

function megabytes(count: number): string {
  return (count / 1024 / 1024).toFixed(1);
}

/**
 * The form of a template as the server would give it.
 * Source: `@backstage/plugin-scaffolder-backend`, `parameter-schema`.
 * @param template in Backstage's JSON form
 */
export function formOfTemplate(template: unknown): TemplateForm {
  const metadata = ownProperty(template, 'metadata');
  const parameters = ownProperty(ownProperty(template, 'spec'), 'parameters') ?? [];
  const schemas: readonly unknown[] = Array.isArray(parameters) ? (parameters as unknown[]) : [parameters];
  return {
    title: textOf(metadata, 'title') ?? textOf(metadata, 'name') ?? '',
    ...described(metadata),
    pages: schemas.filter(isRecord).map((schema): FormPage => {
      const title = textOf(schema, 'title');
      return { ...(title === undefined ? {} : { title }), ...described(schema), schema };
    }),
  };
}

function described(value: unknown): { readonly description?: string } {
  const description = textOf(value, 'description');
  return description === undefined ? {} : { description };
}

function textOf(value: unknown, key: string): string | undefined {
  const text = ownProperty(value, key);
  return typeof text === 'string' ? text : undefined;
}
