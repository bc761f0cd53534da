import { k8sText } from '../../kubernetes/resource.js';
import { defineRule } from '../../rule.js';
import { entryOf, itemsOf, mapOf, valueAt } from '../../yaml/navigate.js';
import { CIS } from '../frameworks.js';
import { calledAs } from './calledAs.js';

export const secretEnvRef = defineRule({
  id: 'k8s/secret-env-ref',
  title: 'Secrets are read from files',
  severity: 'info',
  profile: 'strict',
  confidence: 'high',
  frameworks: [CIS('5.4.1')],
  explanation: `Environment variables are handed on to every program that a container starts, and end up in crash reports and in
logs. They also keep their value until the container is started anew, however often the Secret changes.

Mount the Secret as a volume and have the program read the file.`,
  bad: `apiVersion: v1
kind: Pod
metadata:
  name: shop
spec:
  containers:
    - name: shop
      image: registry.example.com/shop:1.4.2
      env:
        - name: DATABASE_PASSWORD
          valueFrom:
            secretKeyRef:
              name: shop-database
              key: password
`,
  good: `apiVersion: v1
kind: Pod
metadata:
  name: shop
spec:
  containers:
    - name: shop
      image: registry.example.com/shop:1.4.2
      volumeMounts:
        - name: database
          mountPath: /run/secrets/database
          readOnly: true
  volumes:
    - name: database
      secret:
        secretName: shop-database
`,
  subject: 'container',
  check: ({ node, name: written, pod }, report) => {
    const name = written || calledAs(pod.resource);
    for (const variable of itemsOf(valueAt(node, 'env'))) {
      const entry = entryOf(valueAt(variable, 'valueFrom'), 'secretKeyRef');
      if (entry && mapOf(entry.value))
        report({
          at: entry.key,
          message: 'The container “{0}” gets a Secret as the variable “{1}”.',
          values: [name, k8sText(valueAt(variable, 'name')) ?? ''],
        });
    }
    for (const source of itemsOf(valueAt(node, 'envFrom'))) {
      const entry = entryOf(source, 'secretRef');
      if (entry && mapOf(entry.value))
        report({
          at: entry.key,
          message: 'The container “{0}” gets the whole Secret “{1}” as variables.',
          values: [name, k8sText(valueAt(entry.value, 'name')) ?? ''],
        });
    }
  },
});
