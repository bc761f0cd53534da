import { entryOf, isTemplated, valueAt } from '../../catalogue/language/descriptorFile.js';
import { replace } from '../../catalogue/language/findings.js';
import { editDistance, mostSlips } from '../../catalogue/language/names.js';
import type { TemplateKnowledge } from './actionSchema.js';
import { checkExpressions, checkSecrets, hasOwner } from './expressionChecks.js';
import { checkInput } from './inputChecks.js';
import type { TemplateFinding } from './templateFindings.js';
import type { TemplateModel, TemplateParameter } from './templateModel.js';

// More names than this help nobody to choose.
const MOST_FIXES = 4;

/**
 * What is wrong with a template. A document that is no good YAML is left to `parseDescriptor`, which says so.
 * @param knowledge what the server offers; where that is not known, nothing is said about it
 */
export function checkTemplate(model: TemplateModel, knowledge: TemplateKnowledge): readonly TemplateFinding[] {
  if (model.tree.broken) return [];
  const findings = [
    ...checkSteps(model, knowledge),
    ...checkExpressions(model, knowledge),
    ...checkSecrets(model),
    ...checkParameters(model),
    ...checkOwner(model),
  ];
  return knowledge.fresh ? findings : findings.map(doubted);
}

const FROM_THE_SERVER: ReadonlySet<TemplateFinding['rule']> = new Set([
  'unknown-action',
  'unknown-input',
  'missing-input',
  'wrong-input-type',
  'unknown-filter',
]);

/** What was known of the server another day makes nothing red. */
function doubted(finding: TemplateFinding): TemplateFinding {
  return FROM_THE_SERVER.has(finding.rule) && finding.severity === 'error'
    ? { ...finding, severity: 'warning' }
    : finding;
}

function checkSteps(model: TemplateModel, knowledge: TemplateKnowledge): readonly TemplateFinding[] {
  const first = new Map<string, number>();
  return model.steps.flatMap(step => {
    const findings: TemplateFinding[] = [];
    const { id, idNode, index, action, actionNode } = step;
    if (first.has(id)) {
      const free = freeId(id, model);
      findings.push({
        rule: 'duplicate-step-id',
        severity: 'error',
        span: idNode?.span ?? step.node.entries[0]?.keySpan ?? step.node.span,
        message: 'The id “{0}” has been taken by step {1}: what that one gave out would be lost.',
        values: [id, String((first.get(id) ?? 0) + 1)],
        fixes: idNode ? [replace(idNode.inner, free, 'Change to “{0}”', free)] : [],
      });
    } else first.set(id, index);
    if (action === undefined || action === '' || !actionNode) {
      const written = entryOf(step.node, 'action');
      // Of an action that comes from elsewhere nobody knows anything here.
      if (written && written.value.type !== 'scalar') return findings;
      findings.push({
        rule: 'step-without-action',
        severity: 'error',
        span: written?.keySpan ?? step.node.entries[0]?.keySpan ?? step.node.span,
        message: 'This step has no action: the server refuses the whole template.',
        values: [],
        fixes: [],
      });
      return findings;
    }
    if (isTemplated(action) || !knowledge.actions) return findings;
    const known = knowledge.action(action);
    if (!known) {
      const near = nearestNames(action, [...knowledge.actions.keys()]);
      findings.push({
        rule: 'unknown-action',
        severity: 'error',
        span: actionNode.span,
        message:
          near.length > 0 ? 'The server has no action “{0}”. Is “{1}” meant?' : 'The server has no action “{0}”.',
        values: [action, ...near.slice(0, 1)],
        fixes: near.map(name => replace(actionNode.inner, name, 'Change to “{0}”', name)),
      });
      return findings;
    }
    const input = step.input?.value;
    const isEmpty = input?.type === 'scalar' && input.value === null;
    const where = { content: model.tree.content, action, place: step.input?.keySpan ?? actionNode.span };
    findings.push(...checkInput(known.inputSchema, isEmpty ? undefined : input, where));
    return findings;
  });
}

/** Names that are near to what somebody wrote, the nearest first; those with the same beginning count as near too. */
function nearestNames(text: string, names: readonly string[]): readonly string[] {
  const [family = ''] = text.split(':');
  return names
    .map(name => ({ name, distance: editDistance(text, name, Math.max(mostSlips(text), text.length)) }))
    .filter(
      ({ name, distance }) => distance <= mostSlips(text) || (text.includes(':') && name.startsWith(`${family}:`)),
    )
    .sort((a, b) => a.distance - b.distance)
    .slice(0, MOST_FIXES)
    .map(({ name }) => name);
}

function freeId(id: string, model: TemplateModel): string {
  const taken = new Set(model.steps.map(step => step.id));
  let number = 2;
  while (taken.has(`${id}${number}`)) number += 1;
  return `${id}${number}`;
}

function checkParameters(model: TemplateModel): readonly TemplateFinding[] {
  const used = new Set<string>();
  let allUsed = false;
  for (const { root, members, expression } of model.references) {
    if (root !== 'parameters' || expression.bound.has('parameters')) continue;
    const [first] = members;
    if (first) used.add(first.key);
    // `parameters` alone hands all of them on; an index that is computed may mean any.
    else allUsed = true;
  }
  const { content } = model.tree;
  // A text that is no expression yet may still name it, and so may the options of another field.
  const isNamed = (name: string): boolean =>
    content.includes(`parameters.${name}`) ||
    content.includes(`parameters['${name}']`) ||
    content.includes(`parameters["${name}"]`);
  const seen = new Set<string>();
  return model.parameters.flatMap(parameter => {
    const again = seen.has(parameter.name);
    seen.add(parameter.name);
    const isUsed =
      allUsed ||
      model.stepsOpen ||
      used.has(parameter.name) ||
      model.conditions.has(parameter.name) ||
      model.secrets.has(parameter.name) ||
      isNamed(parameter.name);
    const unused: TemplateFinding = {
      rule: 'unused-parameter',
      severity: 'information',
      span: parameter.nameSpan,
      message: 'No step uses “{0}”: people fill it in for nothing.',
      values: [parameter.name],
      fixes: [],
      unnecessary: true,
    };
    return [...(isUsed || again ? [] : [unused]), ...(again ? [] : checkCompleteness(parameter))];
  });
}

function checkCompleteness(parameter: TemplateParameter): readonly TemplateFinding[] {
  const { schema, name, nameSpan, title, type } = parameter;
  if (schema.type !== 'map' || entryOf(schema, '$ref') || entryOf(schema, '<<') || entryOf(schema, 'const')) return [];
  if (textOfWidget(parameter) === 'hidden') return [];
  const typed = type !== undefined || ['type', 'enum', 'oneOf', 'anyOf', 'allOf'].some(key => entryOf(schema, key));
  const missing = [...(title === undefined && !entryOf(schema, 'title') ? ['title'] : []), ...(typed ? [] : ['type'])];
  return missing.map((key): TemplateFinding => ({
    rule: 'parameter-incomplete',
    severity: 'information',
    span: nameSpan,
    message:
      key === 'title'
        ? '“{0}” has no title: people read its name instead.'
        : '“{0}” has no type: the form cannot know how to ask for it.',
    values: [name],
    fixes: [],
  }));
}

function textOfWidget({ schema }: TemplateParameter): string | undefined {
  const widget = valueAt(schema, 'ui:widget');
  return widget?.type === 'scalar' ? String(widget.value) : undefined;
}

function checkOwner(model: TemplateModel): readonly TemplateFinding[] {
  const spec = entryOf(model.tree.root, 'spec');
  if (spec?.value.type !== 'map' || hasOwner(model) || entryOf(spec.value, '<<')) return [];
  const [first] = spec.value.entries;
  const column = first ? first.keySpan.start - (model.tree.content.lastIndexOf('\n', first.keySpan.start - 1) + 1) : 0;
  const written = entryOf(spec.value, 'owner');
  return [
    {
      rule: 'template-without-owner',
      severity: 'warning',
      span: written?.keySpan ?? spec.keySpan,
      message: 'This template has no owner: nobody can be asked when it fails.',
      values: [],
      fixes:
        first && !written && !spec.value.flow
          ? [
              replace(
                { start: first.keySpan.start, end: first.keySpan.start },
                `owner: \n${' '.repeat(column)}`,
                'Add “{0}”',
                'owner',
              ),
            ]
          : [],
    },
  ];
}
