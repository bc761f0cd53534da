import { fixOf, removeEntry, removeItem, replaceKey, setAt } from '../../fixes/edits.js';
import { lacks } from '../../kubernetes/lacks.js';
import { placeOf } from '../../kubernetes/place.js';
import { containerLabel } from '../../kubernetes/pods.js';
import { k8sText, type Container, type KubernetesResource, type PodTemplate } from '../../kubernetes/resource.js';
import { isOfKind } from '../../kubernetes/workloads.js';
import { defineRule, type Reporter } from '../../rule.js';
import { entriesOf, entryOf, isUnknown, itemsOf, valueAt } from '../../yaml/navigate.js';
import type { YamlNode } from '../../yaml/node.js';
import { exampleDeployment } from './examples.js';

export const envAndFieldsHygiene = defineRule({
  id: 'k8s/env-and-fields-hygiene',
  title: 'Nothing is written twice, out of date or left behind',
  severity: 'warning',
  profile: 'base',
  confidence: 'high',
  frameworks: [],
  fix: 'safe',
  explanation: `Small things that mislead or pile up:

- An environment variable that stands twice: the last one counts, and whoever reads the first believes something else.
- \`serviceAccount\`, the old name of \`serviceAccountName\`.
- A Pod that nothing looks after: when its node goes, it is gone. Use a Deployment, or a Job.
- A Job without \`ttlSecondsAfterFinished\`: it and its pods stay until somebody clears them away.
- A CronJob without \`startingDeadlineSeconds\` or \`concurrencyPolicy\`: whether a run that was missed is made up for, and whether two
  may run at once, is left to what Kubernetes takes for granted.`,
  bad: exampleDeployment({
    container: `env:
  - name: LOG_LEVEL
    value: info
  - name: REGION
    value: eu-west-1
  - name: LOG_LEVEL
    value: debug`,
  }),
  good: exampleDeployment({
    container: `env:
  - name: LOG_LEVEL
    value: debug
  - name: REGION
    value: eu-west-1`,
  }),
  subject: 'container',
  check: checkEnvironment,
  alsoChecks: { pod: checkServiceAccount, resource: checkResource },
});

function checkEnvironment(container: Container, report: Reporter): void {
  const last = new Map<string, YamlNode>();
  const items = itemsOf(entryOf(container.node, 'env')?.value);
  for (const item of items) {
    const name = k8sText(valueAt(item, 'name'));
    if (name !== undefined) last.set(name, item);
  }
  for (const item of items) {
    const name = valueAt(item, 'name');
    const text = k8sText(name);
    const counts = text === undefined ? undefined : last.get(text);
    if (!name || text === undefined || !counts || counts === item) continue;
    report({
      at: name,
      check: 'duplicate-env',
      message: 'The variable “{0}” of “{1}” stands further down once more, and only that counts.',
      values: [text, containerLabel(container)],
      related: [{ message: 'This one counts.', values: [], span: counts }],
      fixes: () => [fixOf('safe', 'Remove what does not count', [], removeItem(container.pod.resource.document, item))],
    });
  }
}

function checkServiceAccount(pod: PodTemplate, report: Reporter): void {
  const { spec, resource } = pod;
  const old = entryOf(spec, 'serviceAccount');
  if (!old || isUnknown(old.value)) return;
  const present = entryOf(spec, 'serviceAccountName');
  const { document } = resource;
  report({
    at: old.key,
    check: 'service-account-field',
    message: present
      ? '“serviceAccount” is the old name of “serviceAccountName”, which stands there as well.'
      : '“serviceAccount” is the old name of “serviceAccountName”.',
    fixes: () => [
      present
        ? fixOf('safe', 'Remove “serviceAccount”', [], removeEntry(document, old))
        : fixOf('safe', 'Rename it to “serviceAccountName”', [], replaceKey(document, old, 'serviceAccountName')),
    ],
  });
}

/** Annotations of what is run by a deployment tool, which clears it away itself. */
const HOOKS: readonly string[] = ['helm.sh/hook', 'argocd.argoproj.io/hook'];

function isHook({ root }: KubernetesResource): boolean {
  return entriesOf(valueAt(root, 'metadata', 'annotations')).some(({ name }) => HOOKS.includes(name));
}

function checkResource(resource: KubernetesResource, report: Reporter): void {
  if (isHook(resource)) return;
  const { document, root, name } = resource;
  const missing = (path: readonly string[], check: string, message: string, value: string): void => {
    if (!lacks(resource, ...path)) return;
    const field = path.at(-1) ?? '';
    report({
      at: placeOf(resource, ...path.slice(0, -1)),
      check,
      severity: 'info',
      message,
      values: [name, field],
      fixes: () => [fixOf('placeholder', 'Set “{0}”, to be adjusted', [field], setAt(document, root, path, value))],
    });
  };
  if (isOfKind(resource, 'Pod') && !lacks(resource, 'spec'))
    report({
      at: placeOf(resource),
      check: 'naked-pod',
      severity: 'info',
      message: 'Nothing looks after the Pod “{0}”: when its node goes, it is gone.',
      values: [name],
    });
  if (resource.group !== 'batch') return;
  if (resource.kind === 'Job')
    missing(
      ['spec', 'ttlSecondsAfterFinished'],
      'job-ttl',
      'The Job “{0}” stays when it is done: it has no “{1}”.',
      '86400',
    );
  if (resource.kind !== 'CronJob') return;
  const CRON = 'The CronJob “{0}” has no “{1}”.';
  missing(['spec', 'startingDeadlineSeconds'], 'cronjob-deadline', CRON, '600');
  missing(['spec', 'concurrencyPolicy'], 'cronjob-concurrency', CRON, 'Forbid');
}
