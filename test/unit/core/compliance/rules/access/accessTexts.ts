/** Manifests for tests, each with the part that matters put in. */

export function podWith(container: string, spec = ''): string {
  return `apiVersion: v1
kind: Pod
metadata:
  name: shop
spec:
${spec}  containers:
    - name: shop
${container}
`;
}

export function objectWith(apiVersion: string, kind: string, rest: string): string {
  return `apiVersion: ${apiVersion}
kind: ${kind}
metadata:
  name: shop
${rest}
`;
}

export function roleWith(rule: string): string {
  return objectWith('rbac.authorization.k8s.io/v1', 'ClusterRole', `rules:\n  - ${rule}`);
}

export const variable = (name: string, value: string): string =>
  podWith(`      env:\n        - name: ${name}\n          value: ${value}`);
