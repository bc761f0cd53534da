/** What an example of a Deployment has beside what every one needs: lines without a margin. */
export interface DeploymentExample {
  /** Of `spec`. */
  readonly spec?: string;
  /** Of the pod. */
  readonly pod?: string;
  /** Of the container. */
  readonly container?: string;
  /** Of `metadata`. */
  readonly metadata?: string;
}

/** A Deployment as an example of a rule. */
export function exampleDeployment({ spec, pod, container, metadata }: DeploymentExample = {}): string {
  return `apiVersion: apps/v1
kind: Deployment
metadata:
  name: shop
  namespace: shop
${indented(metadata, 2)}spec:
${indented(spec, 2)}  selector:
    matchLabels:
      app: shop
  template:
    metadata:
      labels:
        app: shop
    spec:
${indented(pod, 6)}      containers:
        - name: shop
          image: registry.example.com/shop:1.4.2
${indented(container, 10)}`;
}

/** A Service in front of the pods of `exampleDeployment`. */
export function exampleService(targetPort = 'http'): string {
  return `apiVersion: v1
kind: Service
metadata:
  name: shop
  namespace: shop
spec:
  selector:
    app: shop
  ports:
    - name: http
      port: 80
      targetPort: ${targetPort}
`;
}

/** A budget for the pods of `exampleDeployment`. */
export const EXAMPLE_BUDGET = `apiVersion: policy/v1
kind: PodDisruptionBudget
metadata:
  name: shop
  namespace: shop
spec:
  maxUnavailable: 1
  selector:
    matchLabels:
      app: shop
`;

/** What spreads the pods of `exampleDeployment`. */
export const EXAMPLE_SPREAD = `topologySpreadConstraints:
  - maxSkew: 1
    topologyKey: kubernetes.io/hostname
    whenUnsatisfiable: ScheduleAnyway
    labelSelector:
      matchLabels:
        app: shop`;

/** Several documents of one file. */
export function together(...documents: readonly string[]): string {
  return documents.join('---\n');
}

function indented(lines: string | undefined, by: number): string {
  if (lines === undefined) return '';
  return lines
    .trim()
    .split('\n')
    .map(line => `${' '.repeat(by)}${line}\n`)
    .join('');
}
