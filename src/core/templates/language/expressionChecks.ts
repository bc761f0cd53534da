import { entryOf, valueAt } from '../../catalogue/language/descriptorFile.js';
import { replace } from '../../catalogue/language/findings.js';
import { nearestName } from '../../catalogue/language/names.js';
import { propertiesOf, type TemplateKnowledge } from './actionSchema.js';
import { partsOf } from './expression.js';
import type { TemplateFinding } from './templateFindings.js';
import type { Reference, TemplateExpression, TemplateModel, TemplateParameter } from './templateModel.js';
import { BACKSTAGE_FILTERS, FILTERS, GLOBAL_FUNCTIONS, ROOTS } from './templateVocabulary.js';

type Make = Pick<TemplateFinding, 'rule' | 'severity' | 'span' | 'message' | 'values'> & Partial<TemplateFinding>;

function found(finding: Make): TemplateFinding {
  return { fixes: [], ...finding };
}

/** What is wrong with the expressions of a template. */
export function checkExpressions(model: TemplateModel, knowledge: TemplateKnowledge): readonly TemplateFinding[] {
  const dashed = model.expressions.flatMap(expression => checkDashes(model, expression));
  const explained = dashed.map(({ span }) => span);
  return [
    ...model.expressions.flatMap(expression => checkParsing(expression)),
    ...dashed,
    ...model.expressions.flatMap(expression => checkFilters(expression, knowledge)),
    ...model.references
      .filter(({ span }) => !explained.some(({ start, end }) => span.start < end && start < span.end))
      .flatMap(reference => checkReference(model, reference, knowledge)),
  ];
}

function checkParsing({ part, map }: TemplateExpression): readonly TemplateFinding[] {
  if (!part.problem) return [];
  const { span, message, values } = part.problem;
  return [
    found({
      rule: 'expression-unparsable',
      severity: 'error',
      span: { start: map.at(span.start), end: Math.max(map.at(span.end), map.at(span.start) + 1) },
      // The server says nothing: it leaves such a text as it is written.
      message: `${message} The server leaves the text as it stands here.`,
      values,
    }),
  ];
}

const DASHED = /\b(steps|parameters)\.([A-Za-z_]\w*(?:-\w+)+)/g;

/** `steps.my-step.output` is a subtraction. */
function checkDashes(model: TemplateModel, { part, map }: TemplateExpression): readonly TemplateFinding[] {
  if (!part.expression) return [];
  const text = map.text.slice(part.inner.start, part.inner.end);
  if (!text.includes('-')) return [];
  const members = new Set<number>();
  for (const node of partsOf(part.expression))
    if (node.type === 'member' && !node.bracket) members.add(node.keySpan.start);
  return [...text.matchAll(DASHED)].flatMap((match): readonly TemplateFinding[] => {
    const [written, root = '', name = ''] = match;
    const start = part.inner.start + match.index;
    const dot = start + root.length;
    // What stands in quotes is no expression.
    if (!members.has(dot + 1)) return [];
    const names = root === 'steps' ? model.steps.map(({ id }) => id) : model.parameters.map(known => known.name);
    // A real subtraction of a parameter has to be left alone.
    if (!names.includes(name) && (root === 'parameters' || names.includes(name.slice(0, name.indexOf('-'))))) return [];
    const span = { start: map.at(start), end: map.at(start + written.length) };
    const better = `${root}['${name}']`;
    return [
      found({
        rule: 'dash-in-name',
        severity: 'error',
        span,
        message: 'A dash is a minus here: this is no number. Write {0}.',
        values: [better],
        fixes: [replace({ start: map.at(dot), end: span.end }, `['${name}']`, 'Write {0}', better)],
      }),
    ];
  });
}

function checkFilters({ part, map }: TemplateExpression, knowledge: TemplateKnowledge): readonly TemplateFinding[] {
  // A server may have filters of its own: without its list none is wrong.
  if (!part.expression || !knowledge.extensions) return [];
  const names = [
    ...FILTERS.map(({ name }) => name),
    ...knowledge.extensions.filter(({ kind }) => kind === 'filter').map(({ name }) => name),
  ];
  const known = new Set(names);
  return [...partsOf(part.expression)].flatMap(node => {
    if (node.type !== 'filter' || known.has(node.name)) return [];
    const span = { start: map.at(node.nameSpan.start), end: map.at(node.nameSpan.end) };
    const meant = nearestName(node.name, [...names, ...BACKSTAGE_FILTERS.map(({ name }) => name)]);
    return [
      found({
        rule: 'unknown-filter',
        severity: 'error',
        span,
        message: 'The server has no filter “{0}”: it leaves the text as it stands here.',
        values: [node.name],
        fixes: meant === undefined ? [] : [replace(span, meant, 'Change to “{0}”', meant)],
      }),
    ];
  });
}

function checkReference(
  model: TemplateModel,
  reference: Reference,
  knowledge: TemplateKnowledge,
): readonly TemplateFinding[] {
  if (reference.expression.bound.has(reference.root)) return [];
  switch (reference.root) {
    case 'parameters':
      return checkParameter(model, reference);
    case 'steps':
      return checkStep(model, reference, knowledge);
    default:
      return checkRoot(reference, knowledge);
  }
}

function checkRoot({ root, rootSpan }: Reference, knowledge: TemplateKnowledge): readonly TemplateFinding[] {
  const roots = ROOTS.map(({ name }) => name);
  const globals = (knowledge.extensions ?? []).filter(({ kind }) => kind !== 'filter').map(({ name }) => name);
  const names = [...roots, ...GLOBAL_FUNCTIONS.map(({ name }) => name), ...globals];
  if (names.includes(root)) return [];
  const meant = nearestName(root, names);
  // A server may have values of its own: without its list only a slip is worth a word.
  if (!knowledge.extensions && meant === undefined) return [];
  return [
    found({
      rule: 'unknown-variable',
      severity: 'warning',
      span: rootSpan,
      message:
        meant === undefined
          ? 'There is no “{0}” in a template: nothing will stand here.'
          : 'There is no “{0}” in a template. Is “{1}” meant?',
      values: meant === undefined ? [root] : [root, meant],
      fixes: meant === undefined ? [] : [replace(rootSpan, meant, 'Change to “{0}”', meant)],
    }),
  ];
}

function checkParameter(model: TemplateModel, { members, expression }: Reference): readonly TemplateFinding[] {
  const [first] = members;
  if (!first) return [];
  const parameter = model.parameters.find(({ name }) => name === first.key);
  if (parameter?.field === 'Secret') {
    // Whether a secret was given is known by the asterisks, too.
    const { place } = expression;
    if (place.type !== 'other' && place.path.at(-1) === 'if') return [];
    return [
      found({
        rule: 'secret-as-parameter',
        severity: 'warning',
        span: first.span,
        message: 'The form keeps only asterisks in parameters.{0}. The secret itself is secrets.{0}.',
        values: [first.key],
      }),
    ];
  }
  if (parameter || model.parametersOpen) return [];
  const meant = nearestName(
    first.key,
    model.parameters.map(({ name }) => name),
  );
  return [
    found({
      rule: 'unknown-parameter',
      severity: 'error',
      span: first.span,
      message:
        meant === undefined
          ? 'The form has no “{0}”: nothing will stand here.'
          : 'The form has no “{0}”. Is “{1}” meant?',
      values: meant === undefined ? [first.key] : [first.key, meant],
      fixes: meant === undefined ? [] : [replace(first.span, meant, 'Change to “{0}”', meant)],
    }),
  ];
}

function checkStep(
  model: TemplateModel,
  { members, expression }: Reference,
  knowledge: TemplateKnowledge,
): readonly TemplateFinding[] {
  const [first, second, third] = members;
  if (!first || model.stepsOpen) return [];
  const step = model.steps.find(({ id }) => id === first.key);
  const user = expression.place.type === 'step' ? expression.place.step : undefined;
  if (!step) {
    const meant = nearestName(
      first.key,
      model.steps.filter(({ index }) => user === undefined || index < user.index).map(({ id }) => id),
    );
    return [
      found({
        rule: 'unknown-step',
        severity: 'error',
        span: first.span,
        message:
          meant === undefined
            ? 'There is no step “{0}”: nothing will stand here.'
            : 'There is no step “{0}”. Is “{1}” meant?',
        values: meant === undefined ? [first.key] : [first.key, meant],
        fixes: meant === undefined || meant.includes('-') ? [] : [replace(first.span, meant, 'Change to “{0}”', meant)],
      }),
    ];
  }
  if (user && step.index >= user.index)
    return [
      found({
        rule: 'step-not-run-yet',
        severity: 'error',
        span: first.span,
        message:
          step.index === user.index
            ? 'This is the step “{0}” itself: it has given out nothing yet.'
            : 'The step “{0}” comes later: it has given out nothing yet.',
        values: [step.id],
      }),
    ];
  if (second && second.key !== 'output')
    return [
      found({
        rule: 'unknown-step-output',
        severity: 'warning',
        span: second.span,
        message: 'A step has nothing but “output”.',
        values: [],
        fixes: [replace(second.span, 'output', 'Change to “{0}”', 'output')],
      }),
    ];
  const schema = knowledge.action(step.action)?.outputSchema;
  const outputs = propertiesOf(schema).map(({ name }) => name);
  const isClosed =
    typeof schema === 'object' && (schema as { additionalProperties?: unknown }).additionalProperties === false;
  if (!third || step.each || outputs.length === 0 || outputs.includes(third.key)) return [];
  const meant = nearestName(third.key, outputs);
  if (!isClosed && meant === undefined) return [];
  return [
    found({
      rule: 'unknown-step-output',
      severity: 'warning',
      span: third.span,
      message: '“{0}” names no output “{1}”, only: {2}.',
      values: [step.action ?? '', third.key, outputs.join(', ')],
      fixes: meant === undefined ? [] : [replace(third.span, meant, 'Change to “{0}”', meant)],
    }),
  ];
}

/** Whether a secret can be read in a place, and who can; and whether one is asked for as if it were none. */
export function checkSecrets(model: TemplateModel): readonly TemplateFinding[] {
  const exposed = model.references.flatMap(
    ({ root, span, members, expression: { place } }): readonly TemplateFinding[] => {
      if (root !== 'secrets') return [];
      const name = members[0]?.key ?? '';
      const warn = (message: string): readonly TemplateFinding[] => [
        found({ rule: 'secret-exposed', severity: 'warning', span, message, values: [name] }),
      ];
      if (place.type === 'output') return warn('The output is shown and kept: the secret “{0}” has no place in it.');
      if (place.type !== 'step') return [];
      const { step, path } = place;
      if (path[0] !== 'input') return warn('Only the input of a step sees secrets: nothing will stand here for “{0}”.');
      if (step.action === 'debug:log')
        return warn('The log is kept for everybody: the secret “{0}” has no place in it.');
      const fetches = step.action === 'fetch:template' || step.action === 'fetch:template:file';
      if (fetches && path[1] === 'values')
        return warn('The secret “{0}” would stand in the files of the new repository.');
      return [];
    },
  );
  return [...exposed, ...model.parameters.flatMap(parameter => checkPlainSecret(model, parameter))];
}

// The name ends in it: a `secretName` or a `tokenUrl` is none.
const SECRET_NAME =
  /(?:^|[a-z\d_-])(?:password|passwd|passphrase|secret|token|credentials?|(?:api|private|access)[-_]?key)$/i;

/** A parameter that by its name is a secret, in a field that shows and keeps what is typed. */
function checkPlainSecret(model: TemplateModel, parameter: TemplateParameter): readonly TemplateFinding[] {
  const { name, nameSpan, schema, type, field, conditional } = parameter;
  if (schema.type !== 'map' || schema.flow || field !== undefined || conditional) return [];
  if (!SECRET_NAME.test(name) || (type !== undefined && type !== 'string')) return [];
  // What is chosen from a list, fixed or proposed to everybody is no secret; what comes from elsewhere nobody knows.
  if (['enum', 'const', 'oneOf', 'anyOf', 'default', '$ref', '<<'].some(key => entryOf(schema, key))) return [];
  const [first] = schema.entries;
  if (!first) return [];
  const at = first.keySpan.start;
  const column = at - (model.tree.content.lastIndexOf('\n', at - 1) + 1);
  const uses = model.references.filter(
    ({ root, members, expression }) =>
      root === 'parameters' && members[0]?.key === name && !expression.bound.has('parameters'),
  );
  return [
    found({
      rule: 'secret-in-plain-field',
      severity: 'warning',
      span: nameSpan,
      message:
        '“{0}” looks like a secret, and the form shows it and the task keeps it. “ui:field: Secret” does neither.',
      values: [name],
      fixes: [
        {
          title: 'Ask for “{0}” as a secret',
          values: [name],
          edits: [
            { span: { start: at, end: at }, text: `ui:field: Secret\n${' '.repeat(column)}` },
            ...uses.map(({ rootSpan }) => ({ span: rootSpan, text: 'secrets' })),
          ],
        },
      ],
    }),
  ];
}

/** Whether the template has somebody to turn to. */
export function hasOwner(model: TemplateModel): boolean {
  const owner = valueAt(model.tree.root, 'spec', 'owner');
  return owner !== undefined && !(owner.type === 'scalar' && (owner.value === null || owner.value === ''));
}
