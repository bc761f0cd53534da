import { fixOf, setAt } from '../../fixes/edits.js';
import { defineRule } from '../../rule.js';
import { calledAs, relatedTo, resourceAt, subjectOf } from '../../workspace/placed.js';
import { exampleDeployment, exampleService, together } from './examples.js';

const FIELDS: Readonly<Record<string, string>> = {
  Deployment: 'strategy',
  StatefulSet: 'updateStrategy',
  DaemonSet: 'updateStrategy',
};

export const updateStrategy = defineRule({
  id: 'k8s/update-strategy',
  title: 'What serves requests is updated pod by pod',
  severity: 'info',
  profile: 'base',
  confidence: 'medium',
  frameworks: [],
  fix: 'review',
  explanation: `With \`Recreate\` all pods of the old version are stopped before the first of the new one starts: the Service has nobody to
send requests to. With \`OnDelete\` nothing is updated until somebody deletes pods by hand.

Use \`RollingUpdate\`, which is what Kubernetes does where nothing is written. Deployments that claim a volume are left out: often only
one pod may have it at a time.`,
  bad: together(exampleDeployment({ spec: 'strategy:\n  type: Recreate' }), exampleService('8080')),
  good: together(exampleDeployment({ spec: 'strategy:\n  type: RollingUpdate' }), exampleService('8080')),
  subject: 'workspace',
  check: ({ index, each }, report) => {
    each(index.workloads(), workload => {
      const { facts, place } = workload;
      const { strategy, strategyAt, claimsVolumes } = facts.workload;
      const field = FIELDS[facts.kind];
      if (field === undefined || !strategyAt) return;
      if (strategy !== 'OnDelete' && (strategy !== 'Recreate' || claimsVolumes)) return;
      const service = index
        .selecting('Service', workload)
        .found.find(({ facts: { selector } }) => selector !== undefined && selector.labels.length > 0);
      if (!service) return;
      report({
        in: place,
        at: strategyAt,
        check: strategy === 'OnDelete' ? 'on-delete' : 'recreate',
        subject: subjectOf(workload),
        message:
          strategy === 'OnDelete'
            ? '“{0}” is only updated when somebody deletes its pods; the Service “{1}” sends them requests.'
            : 'While “{0}” is updated none of its pods run; the Service “{1}” sends them requests.',
        values: [calledAs(workload), calledAs(service)],
        related: [relatedTo(service, 'The Service is here.', [])],
        fixes: document => {
          const root = resourceAt(document, workload)?.root;
          return [
            root &&
              fixOf('review', 'Update pod by pod', [], setAt(document, root, ['spec', field, 'type'], 'RollingUpdate')),
          ];
        },
      });
    });
  },
});
