import { fixOf, insertItem, setAt } from '../../fixes/edits.js';
import { lacks } from '../../kubernetes/lacks.js';
import { placeOf } from '../../kubernetes/place.js';
import { containerLabel } from '../../kubernetes/pods.js';
import { fieldAt, k8sText } from '../../kubernetes/resource.js';
import { isServing } from '../../kubernetes/workloads.js';
import { defineRule, type RuleOptions } from '../../rule.js';
import { entryOf, itemsOf, seqOf, valueAt } from '../../yaml/navigate.js';
import { exampleDeployment } from '../reliability/examples.js';

export const logFormat = defineRule({
  id: 'obs/log-format',
  title: 'Containers write their log in the format of the platform',
  severity: 'info',
  profile: 'golden',
  confidence: 'low',
  frameworks: [],
  fix: 'placeholder',
  options: {
    /** The variable by which containers are told the format. */
    variable: 'LOG_FORMAT',
    /** What it must say. */
    value: 'json',
  },
  explanation: `A log whose lines are JSON can be searched by what they say: by status, by customer, by the trace that a line belongs to.
Lines of free text can only be searched for words.

What tells a program to do so differs from platform to platform: the options \`variable\` and \`value\` say which environment variable
yours has agreed on. Only the first container of a pod is asked; those beside it are mostly not yours.`,
  bad: exampleDeployment({ container: 'env:\n  - name: REGION\n    value: eu-west-1' }),
  good: exampleDeployment({
    container: 'env:\n  - name: REGION\n    value: eu-west-1\n  - name: LOG_FORMAT\n    value: json',
  }),
  subject: 'container',
  check: (container, report, { options }) => {
    const { variable, value } = contractOf(options);
    if (variable === '' || !isServing(container) || container.pod.mainContainers[0]?.node !== container.node) return;
    const { document } = container.pod.resource;
    const items = itemsOf(entryOf(container.node, 'env')?.value);
    const item = items.findLast(each => k8sText(valueAt(each, 'name')) === variable);
    if (item) {
      const written = fieldAt(item, 'value');
      if (written.state !== 'known' || String(written.value) === value) return;
      report({
        at: written.node,
        check: 'differs',
        message: '“{0}” says that “{1}” writes its log as {2}; the platform wants {3}.',
        values: [variable, containerLabel(container), String(written.value), value],
      });
      return;
    }
    // Variables can come from elsewhere as a whole.
    if (!lacks(container, 'envFrom')) return;
    report({
      at: placeOf(container, 'env'),
      check: 'missing',
      message: 'Nothing says in which format “{0}” writes its log: the platform wants “{1}” to be {2}.',
      values: [containerLabel(container), variable, value],
      fixes: () => {
        const list = seqOf(entryOf(container.node, 'env')?.value);
        const entry = { name: variable, value };
        return [
          fixOf(
            'placeholder',
            'Set “{0}” to {1}',
            [variable, value],
            list ? insertItem(document, list, entry) : setAt(document, container.node, ['env'], [entry]),
          ),
        ];
      },
    });
  },
});

function contractOf({ variable, value }: RuleOptions): { readonly variable: string; readonly value: string } {
  return { variable: typeof variable === 'string' ? variable : '', value: typeof value === 'string' ? value : 'json' };
}
