import { defineRule } from '../../rule.js';
import { calledAs, subjectOf } from '../../workspace/placed.js';
import { textsOption } from '../options.js';

export const serviceAccountExists = defineRule({
  id: 'k8s/service-account-exists',
  title: 'The service account of a workload exists',
  severity: 'info',
  profile: 'base',
  confidence: 'medium',
  frameworks: [],
  explanation: `Kubernetes starts no pod whose service account is not there: the Deployment stays without pods, and only its events say
why.

Write the ServiceAccount beside the workload, or mend the name. This is looked at where the folder has service accounts at all, and
everything in it was understood: no charts, no generators. Accounts that something else makes can be named in the option
\`elsewhere\`.`,
  options: {
    /** Names of accounts that are made elsewhere. */
    elsewhere: [],
  },
  bad: `apiVersion: v1
kind: ServiceAccount
metadata:
  name: shop
---
apiVersion: apps/v1
kind: Deployment
metadata:
  name: shop
spec:
  template:
    spec:
      serviceAccountName: shopp
      containers:
        - name: shop
          image: registry.example.com/shop:1.4.2
`,
  good: `apiVersion: v1
kind: ServiceAccount
metadata:
  name: shop
---
apiVersion: apps/v1
kind: Deployment
metadata:
  name: shop
spec:
  template:
    spec:
      serviceAccountName: shop
      containers:
        - name: shop
          image: registry.example.com/shop:1.4.2
`,
  subject: 'workspace',
  check: ({ index }, report, { options }) => {
    const [some] = index.ofKind('', 'ServiceAccount');
    if (!index.complete || !some) return;
    const elsewhere = ['default', ...textsOption(options, 'elsewhere')];
    for (const workload of index.workloads()) {
      const { place, facts } = workload;
      const { serviceAccount, serviceAccountAt } = facts.workload;
      if (serviceAccount === undefined || elsewhere.includes(serviceAccount) || !index.isUnderstood(place.path))
        continue;
      const { found, maybe } = index.named('', 'ServiceAccount', serviceAccount, workload);
      if (found.length > 0 || maybe) continue;
      report({
        in: place,
        at: serviceAccountAt ?? facts.at,
        subject: subjectOf(workload),
        message: '{0} “{1}” uses the service account “{2}”, which is in no file of this folder.',
        values: [facts.kind, calledAs(workload), serviceAccount],
      });
    }
  },
});
