import type { TemplateAction } from '../scaffolder.js';

/** Inputs by name: a type of JSON Schema, `!` behind it for one that is needed. */
type Properties = Readonly<Record<string, string>>;

/**
 * The actions that every Backstage brings along, for when no server has said which it has: they are offered and explained, and no
 * template is judged by them. Source: Backstage 1.55, the scaffolder's list of actions without further modules.
 */
export const BUILT_IN_ACTIONS: ReadonlyMap<string, TemplateAction> = new Map(
  [
    action(
      'catalog:fetch',
      'Reads one entity of the catalogue, or several.',
      {
        entityRef: 'string',
        entityRefs: 'array',
        optional: 'boolean',
        defaultKind: 'string',
        defaultNamespace: 'string',
      },
      { entity: 'object', entities: 'array' },
    ),
    action(
      'catalog:register',
      'Registers the entities of a descriptor in the catalogue.',
      { repoContentsUrl: 'string', catalogInfoPath: 'string', catalogInfoUrl: 'string', optional: 'boolean' },
      { entityRef: 'string', catalogInfoUrl: 'string' },
    ),
    action('catalog:write', 'Writes a descriptor into the folder of the run.', {
      filePath: 'string',
      entity: 'object!',
    }),
    action('debug:log', 'Writes a message into the log of the run, or the names of its files.', {
      message: 'string',
      listWorkspace: 'boolean',
    }),
    action('debug:wait', 'Waits.', { minutes: 'number', seconds: 'number', milliseconds: 'number' }),
    action('fetch:plain', 'Fetches a folder as it is.', { url: 'string!', targetPath: 'string', token: 'string' }),
    action('fetch:plain:file', 'Fetches one file as it is.', {
      url: 'string!',
      targetPath: 'string!',
      token: 'string',
    }),
    action('fetch:template', 'Fetches a folder and fills the values into its files and their names.', {
      url: 'string!',
      targetPath: 'string',
      values: 'object',
      copyWithoutTemplating: 'array',
      cookiecutterCompat: 'boolean',
      templateFileExtension: 'string',
      replace: 'boolean',
      trimBlocks: 'boolean',
      lstripBlocks: 'boolean',
      token: 'string',
    }),
    action('fetch:template:file', 'Fetches one file and fills the values in.', {
      url: 'string!',
      targetPath: 'string!',
      values: 'object',
      cookiecutterCompat: 'boolean',
      replace: 'boolean',
      trimBlocks: 'boolean',
      lstripBlocks: 'boolean',
      token: 'string',
    }),
    action('fs:delete', 'Deletes files of the run’s folder.', { files: 'array!' }),
    action(
      'fs:readdir',
      'Lists the files and folders in some folders of the run.',
      { paths: 'array!', recursive: 'boolean' },
      { files: 'array', folders: 'array' },
    ),
    action('fs:rename', 'Renames or moves files within the run’s folder.', { files: 'array!' }),
  ].map(known => [known.id, known]),
);

function action(id: string, description: string, input: Properties, output?: Properties): TemplateAction {
  return {
    id,
    description,
    inputSchema: schemaOf(input),
    ...(output ? { outputSchema: schemaOf(output) } : {}),
    examples: [],
  };
}

function schemaOf(properties: Properties): unknown {
  const entries = Object.entries(properties);
  return {
    type: 'object',
    properties: Object.fromEntries(entries.map(([name, type]) => [name, { type: type.replace('!', '') }])),
    required: entries.filter(([, type]) => type.endsWith('!')).map(([name]) => name),
  };
}
