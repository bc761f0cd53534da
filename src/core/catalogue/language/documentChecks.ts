import { formatEntityRef, parseEntityRef } from '../entityRef.js';
import { annotationModel } from './annotations.js';
import { checkInlineYaml } from './definitionChecks.js';
import {
  entryOf,
  isSubstituted,
  isTemplated,
  textOf,
  valueAt,
  type DocumentTree,
  type Span,
  type YamlEntry,
  type YamlNode,
  type YamlScalar,
} from './descriptorFile.js';
import {
  ENVELOPE_FIELDS,
  isRequired,
  kindModel,
  METADATA_FIELDS,
  WRITTEN_BY_THE_CATALOGUE,
  type FieldModel,
} from './entityModel.js';
import { columnOf, endOfEntry } from './insertion.js';
import { replace, sure, type Finding, type Fix } from './findings.js';
import {
  isValidAnnotationKey,
  isValidEntityName,
  isValidLabelValue,
  isValidNamespace,
  isValidTag,
  nearestName,
  validNameFor,
  validTagFor,
} from './names.js';
import { scalarsOf } from './references.js';
import { writtenReference } from './writtenReference.js';

/**
 * What can be said of a document without any catalogue. A document that is no good YAML, or no entity, is left to
 * `parseDescriptor`, which says so.
 */
export function checkDocument(tree: DocumentTree): readonly Finding[] {
  const { root, kind, name } = tree;
  if (tree.broken || root?.type !== 'map' || !kind || !name) return [];
  const metadata = valueAt(root, 'metadata');
  const spec = valueAt(root, 'spec');
  const model = kindModel(kind);
  return [
    ...missingFields(tree, root, ENVELOPE_FIELDS, ''),
    ...foreignFields(root),
    ...unknownFields(metadata, METADATA_FIELDS, WRITTEN_BY_THE_CATALOGUE),
    ...checkNames(metadata),
    ...checkAnnotations(metadata),
    ...(model ? missingFields(tree, spec, model.spec, 'spec') : []),
    ...(model && !model.openSpec ? unknownFields(spec, model.spec) : []),
    ...(model ? compoundReferences(tree, spec, model.spec) : []),
    ...(kind.toLowerCase() === 'api' ? checkInlineYaml(spec, tree.content) : []),
  ];
}

function missingFields(
  tree: DocumentTree,
  map: YamlNode | undefined,
  fields: readonly FieldModel[],
  parent: string,
): readonly Finding[] {
  if (isSubstituted(map) || map?.type === 'opaque') return [];
  const kind = tree.kind ?? '';
  const type = textOf(entryOf(map, 'type')?.value);
  const missing = fields.filter(field => {
    const value = entryOf(map, field.name)?.value;
    const absent = value === undefined || (value.type === 'scalar' && (value.value === null || value.value === ''));
    return isRequired(field, kind, type) && absent;
  });
  const place = entryOf(tree.root, parent === '' ? 'kind' : parent) ?? entryOf(tree.root, 'kind');
  if (!place) return [];
  return missing.map(field => {
    const empty = entryOf(map, field.name);
    const path = parent === '' ? field.name : `${parent}.${field.name}`;
    return {
      rule: 'missing-required-field',
      severity: 'error',
      span: empty ? empty.keySpan : place.keySpan,
      message: empty ? '“{0}” is empty, and every {1} needs it. {2}' : '“{0}” is missing, and every {1} needs it. {2}',
      values: [path, kind, plain(field.description)],
      field: path,
      fixes: empty ? [] : addField(tree, map, parent, field),
    };
  });
}

/**
 * References that are written as mappings with kind, namespace and name: such are read elsewhere in Backstage, and refused in a
 * descriptor. Source: the JSON schemas of catalog-model 1.10, in which every reference is a text.
 */
function compoundReferences(
  tree: DocumentTree,
  spec: YamlNode | undefined,
  fields: readonly FieldModel[],
): readonly Finding[] {
  return fields.flatMap(field => {
    if (field.type !== 'reference' && field.type !== 'references') return [];
    const value = valueAt(spec, field.name);
    return (value?.type === 'list' ? value.items : [value]).flatMap((node): readonly Finding[] => {
      const name = textOf(valueAt(node, 'name'));
      if (node?.type !== 'map' || name === undefined || isTemplated(name)) return [];
      const ref = formatEntityRef({
        kind: textOf(valueAt(node, 'kind')) ?? field.defaultKind ?? '',
        namespace: textOf(valueAt(node, 'namespace')) ?? tree.namespace,
        name,
      });
      const isWhole = parseEntityRef(ref) !== undefined && node.entries.every(({ key }) => REFERENCE_PARTS.has(key));
      const written = writtenReference(ref, field.defaultKind, tree.namespace);
      return [
        {
          rule: 'entity-reference-format',
          severity: 'error',
          span: node.span,
          message: 'A reference is a text: [kind:][namespace/]name. This is a mapping.',
          values: [],
          field: `spec.${field.name}`,
          fixes: isWhole ? [sure(replace(trimmed(tree.content, node.span), written, 'Write “{0}”', written))] : [],
        },
      ];
    });
  });
}

const REFERENCE_PARTS: ReadonlySet<string> = new Set(['kind', 'namespace', 'name']);

/** Without the white space at its end: that of a block reaches to the next line. */
function trimmed(content: string, { start, end }: Span): Span {
  return { start, end: start + content.slice(start, end).trimEnd().length };
}

/** Puts a field behind the last one of a mapping, with a value that stands for what is to be written. */
function addField(tree: DocumentTree, map: YamlNode | undefined, parent: string, field: FieldModel): readonly Fix[] {
  const list = field.type === 'references' || field.type === 'texts' || field.type === 'maps';
  const value = field.name === 'apiVersion' ? (kindModel(tree.kind)?.apiVersions[0] ?? '') : (field.values?.[0] ?? '');
  const written = list ? '[]' : value;
  const line = `${field.name}:${written === '' ? '' : ` ${written}`}`;
  const title = 'Add “{0}”';
  if (map?.type === 'map' && !map.flow) {
    const last = map.entries.at(-1);
    if (!last) return [];
    const column = columnOf(tree.content, last.keySpan.start);
    if (field.name === 'apiVersion') {
      const first = map.entries[0]?.keySpan.start ?? 0;
      return [replace({ start: first, end: first }, `${line}\n`, title, field.name)];
    }
    return [replace(endOfEntry(tree.content, last), `\n${' '.repeat(column)}${line}`, title, field.name)];
  }
  const above = entryOf(tree.root, parent);
  if (parent === '' || map?.type === 'map' || map?.type === 'list') return [];
  if (above)
    return [
      replace(
        above.keySpan.end === above.value.span.end ? above.value.span : afterColon(tree.content, above.keySpan),
        `\n  ${line}`,
        title,
        field.name,
      ),
    ];
  const last = tree.root?.type === 'map' ? tree.root.entries.at(-1) : undefined;
  return last ? [replace(endOfEntry(tree.content, last), `\n${parent}:\n  ${line}`, title, field.name)] : [];
}

function afterColon(content: string, key: Span): Span {
  const colon = content.indexOf(':', key.end);
  return { start: colon + 1, end: colon + 1 };
}

function unknownFields(
  map: YamlNode | undefined,
  fields: readonly FieldModel[],
  others: ReadonlySet<string> = new Set(),
): readonly Finding[] {
  if (map?.type !== 'map' || isSubstituted(map)) return [];
  const known = new Set(fields.map(({ name }) => name));
  return map.entries.flatMap(({ key, keySpan, value }): readonly Finding[] => {
    const field = fields.find(({ name }) => name === key);
    if (field) return field.fields ? entriesOf(value).flatMap(item => unknownFields(item, field.fields ?? [])) : [];
    if (others.has(key) || key === '<<' || isTemplated(key)) return [];
    const meant = nearestName(
      key,
      [...known].filter(name => !entryOf(map, name)),
    );
    // The catalogue takes fields that it does not know, and plugins do have their own: only a slip is worth a word.
    if (meant === undefined) return [];
    return [
      {
        rule: 'unknown-field',
        severity: 'information',
        span: keySpan,
        message: 'Backstage has no field “{0}” here. Is “{1}” meant?',
        values: [key, meant],
        fixes: [replace(keySpan, meant, 'Change to “{0}”', meant)],
      },
    ];
  });
}

/** Fields at the top that Backstage refuses. Source: `NoForeignRootFieldsEntityPolicy` of catalog-model 1.10. */
function foreignFields(root: YamlNode): readonly Finding[] {
  if (root.type !== 'map' || isSubstituted(root)) return [];
  const known = ENVELOPE_FIELDS.map(({ name }) => name);
  return root.entries.flatMap(({ key, keySpan }): readonly Finding[] => {
    if (known.includes(key) || WRITTEN_BY_THE_CATALOGUE.has(key) || key === '<<' || isTemplated(key)) return [];
    const meant = nearestName(
      key,
      known.filter(name => !entryOf(root, name)),
    );
    return [
      {
        rule: 'unknown-field',
        severity: 'error',
        span: keySpan,
        message:
          meant === undefined
            ? 'Backstage refuses an entity with a field “{0}” at its top. Does it belong under “metadata” or “spec”?'
            : 'Backstage refuses an entity with a field “{0}” at its top. Is “{1}” meant?',
        values: meant === undefined ? [key] : [key, meant],
        fixes: meant === undefined ? [] : [replace(keySpan, meant, 'Change to “{0}”', meant)],
      },
    ];
  });
}

function entriesOf(node: YamlNode): readonly YamlNode[] {
  return node.type === 'list' ? node.items : [node];
}

function checkNames(metadata: YamlNode | undefined): readonly Finding[] {
  const named = (
    what: readonly YamlScalar[],
    isValid: (text: string) => boolean,
    repair: (text: string) => string | undefined,
    message: string,
  ): readonly Finding[] =>
    what.flatMap((node): readonly Finding[] => {
      const text = textOf(node) ?? (node.value === null ? undefined : String(node.value));
      if (text === undefined || isTemplated(text)) return [];
      const isText = typeof node.value === 'string';
      if (isText && isValid(text)) return [];
      // A number or a date is no text for the catalogue, however good a name it would be.
      const better = isText ? repair(text) : undefined;
      return [
        {
          rule: 'name-format',
          severity: 'error',
          span: node.span,
          message: isText ? message : '“{0}” is no text for YAML: it needs quotes.',
          values: [text],
          fixes: isText
            ? better === undefined
              ? []
              : [replace(node.inner, better, 'Change to “{0}”', better)]
            : [sure(replace(node.span, `'${text}'`, 'Put “{0}” in quotes', text))],
        },
      ];
    });
  return [
    ...named(
      scalarsOf(valueAt(metadata, 'name')),
      isValidEntityName,
      validNameFor,
      '“{0}” is no name for an entity: letters and digits with “-”, “_” or “.” between them, 63 at most.',
    ),
    ...named(
      scalarsOf(valueAt(metadata, 'namespace')),
      isValidNamespace,
      text => validTagFor(text.replace(/[:+#]/g, '-')),
      '“{0}” is no namespace: lower case letters and digits with “-” between them, 63 at most.',
    ),
    ...named(
      scalarsOf(valueAt(metadata, 'tags')),
      isValidTag,
      validTagFor,
      '“{0}” is no tag: lower case letters, digits, “:”, “+” and “#” with “-” between them, 63 at most.',
    ),
  ];
}

function checkAnnotations(metadata: YamlNode | undefined): readonly Finding[] {
  return (['annotations', 'labels'] as const).flatMap(field => {
    const map = valueAt(metadata, field);
    if (map?.type !== 'map' || isSubstituted(map)) return [];
    return map.entries.flatMap(entry => (entry.key === '<<' ? [] : checkAnnotation(entry, field)));
  });
}

function checkAnnotation({ key, keySpan, value }: YamlEntry, field: 'annotations' | 'labels'): readonly Finding[] {
  const found = (span: Span, message: string, values: readonly string[], fixes: readonly Fix[] = []): Finding => ({
    rule: 'annotation-format',
    severity: 'error',
    span,
    message,
    values,
    fixes,
  });
  if (isTemplated(key)) return [];
  if (!isValidAnnotationKey(key))
    return [found(keySpan, '“{0}” is no key: a name, or a domain in lower case, a “/” and a name.', [key])];
  if (value.type === 'opaque') return [];
  const text = textOf(value);
  if (text === undefined) {
    const written = value.type === 'scalar' && value.value !== null ? String(value.value) : undefined;
    const fixes =
      written === undefined ? [] : [sure(replace(value.span, `'${written}'`, 'Put “{0}” in quotes', written))];
    const span = value.span.end > value.span.start ? value.span : keySpan;
    return [found(span, 'The value of “{0}” must be a text.', [key], fixes)];
  }
  if (isTemplated(text)) return [];
  if (field === 'labels')
    return isValidLabelValue(text)
      ? []
      : [
          found(value.span, '“{0}” is no value for a label: letters and digits with “-”, “_” or “.” between them.', [
            text,
          ]),
        ];
  const { format, example = '' } = annotationModel(key) ?? {};
  if (!format || format.test(text)) return [];
  return [
    { ...found(value.span, 'The value of “{0}” looks different: like “{1}”.', [key, example]), severity: 'warning' },
  ];
}

/** A description without its marks of Markdown. */
function plain(text: string): string {
  return text.replace(/`/g, '');
}
