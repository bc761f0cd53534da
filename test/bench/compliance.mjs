// Engine time of compliance: reading manifests as positioned trees, reading one again after an edit, and what rules across files cost.
import { build } from 'esbuild';
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { root } from '../run/root.mjs';

const CORPORA = join(root, '..', 'shared', 'corpora');
const ROUNDS = 15;
const EDITS = 300;
const WARM_AFTER = 100;
const ENTRY = `
export { documentKind } from './src/core/compliance/kinds.js';
export { readDocuments } from './src/core/compliance/yaml/documents.js';
export { ComplianceEngine } from './src/core/compliance/engine.js';
export { LATEST_KUBERNETES } from './src/core/compliance/kubernetes/version.js';
export { loadAllRules } from './src/core/compliance/rules/families.js';
export { factsOf } from './src/core/compliance/workspace/documentFacts.js';
export { WorkspaceIndex } from './src/core/compliance/workspace/workspaceIndex.js';
export { ComplianceSession } from './src/adapters/compliance/complianceSession.js';
export { planOf, rulesOfPlan } from './src/core/compliance/scan/scanPlan.js';
export { DEFAULT_SCAN_SETTINGS } from './src/core/compliance/scan/scanSettings.js';
`;
const APPS = 1_572;

/**
 * Budgets: trees of Kubernetes manifests at 15 MB/s; one value edited in a file of 1,000 lines and many documents, from its text to
 * what is found in the folder, in 3 ms at the 95th percentile; after an edit all rules across files on a folder of 11,000 documents in 25 ms at the 95th percentile.
 */
export async function run() {
  const folder = mkdtempSync(join(root, 'out-bench-'));
  try {
    const file = join(folder, 'compliance.cjs');
    await build({
      stdin: { contents: ENTRY, resolveDir: root, loader: 'ts' },
      outfile: file,
      bundle: true,
      minify: true,
      platform: 'node',
      format: 'cjs',
      logLevel: 'warning',
    });
    const engine = await import(pathToFileURL(file).href);
    return {
      loadAverage: loadavg().map(round),
      ...measureReading(engine),
      ...measureEdits(engine),
      ...(await measureSession(engine, folder)),
      ...(await measureAcross(engine)),
    };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/**
 * Reads all Kubernetes manifests of the corpora, or as many generated ones, several times.
 * @param {any} engine
 */
function measureReading({ readDocuments, documentKind }) {
  const manifests = (existsSync(CORPORA) ? corpusTexts() : generatedTexts()).filter(
    text => !text.includes('{{') && readDocuments(text).some(isKubernetes),
  );
  /** @param {any} placed */
  function isKubernetes({ document }) {
    return documentKind(document, '') === 'kubernetes';
  }
  const bytes = manifests.reduce((sum, text) => sum + Buffer.byteLength(text), 0);
  /** @type {number[]} */
  const speeds = [];
  let documents = 0;
  for (let round = 0; round < ROUNDS; round++) {
    documents = 0;
    const started = processorMs();
    for (const text of manifests) documents += readDocuments(text).length;
    speeds.push(bytes / 1_000 / (processorMs() - started));
  }
  const [first] = speeds;
  return {
    corpora: existsSync(CORPORA),
    files: manifests.length,
    documents,
    megabytes: round(bytes / 1_000_000),
    firstPassMegabytesPerSecond: round(first ?? 0),
    megabytesPerSecond: round(quantile(speeds, 0.5)),
  };
}

/**
 * Types into a value in the middle of a file, one key after the other.
 * @param {any} engine
 */
function measureEdits({ readDocuments }) {
  const text = generatedTexts(25).join('---\n');
  const at = text.indexOf('replicas: 2', text.length / 2) + 'replicas: 2'.length;
  let documents = readDocuments(text);
  /** @type {number[]} */
  const times = [];
  let changed = 0;
  for (let edit = 0; edit < EDITS; edit++) {
    const version = text.slice(0, at) + String(edit) + text.slice(at);
    const started = processorMs();
    const now = readDocuments(version, documents);
    times.push(processorMs() - started);
    const known = new Set(documents.map((/** @type {any} */ { document }) => document));
    changed += now.filter((/** @type {any} */ { document }) => !known.has(document)).length;
    documents = now;
  }
  return {
    editedLines: text.split('\n').length,
    editedDocuments: documents.length,
    readAgainPerEdit: changed / EDITS,
    editMs: p50And95(times),
  };
}

/**
 * Types into a value in the middle of a file of 1,000 lines and many documents, in a folder that was scanned, with every rule on:
 * from the text to what is found in the folder, waivers among it.
 * @param {any} engine
 * @param {string} folder to make the scanned one in
 */
async function measureSession({ ComplianceSession, planOf, rulesOfPlan, DEFAULT_SCAN_SETTINGS }, folder) {
  const scanned = join(folder, 'scanned');
  const path = 'deploy/services.yaml';
  const text = generatedTexts(25).join('---\n');
  mkdirSync(join(scanned, '.golden-path'), { recursive: true });
  mkdirSync(join(scanned, 'deploy'));
  writeFileSync(join(scanned, path), text);
  writeFileSync(
    join(scanned, '.golden-path', 'waivers.yaml'),
    `waivers:\n  - rule: k8s/read-only-root-fs\n    match: { path: deploy/** }\n    reason: The file system is written to until the summer.\n    owner: group:default/shop\n    expires: ${new Date(Date.now() + 30 * 86_400_000).toISOString().slice(0, 10)}\n`,
  );
  const plan = planOf({ ...DEFAULT_SCAN_SETTINGS, profile: 'all' }, []);
  const session = new ComplianceSession({
    ...{ rules: await rulesOfPlan(plan), root: scanned, plan, now: Date.now },
    onRuleFailed: (/** @type {string} */ words) => process.stderr.write(`${words}\n`),
  });
  await session.scanFolder(new AbortController().signal, () => undefined);
  await session.update(path, text);
  const at = text.indexOf('replicas: 2', text.length / 2) + 'replicas: 2'.length;
  /** @type {number[]} */
  const times = [];
  /** @type {number[]} */
  const walls = [];
  for (let edit = 0; edit < EDITS; edit++) {
    // In one piece, as it comes from the editor's thread.
    const version = Buffer.from(text.slice(0, at) + String(edit) + text.slice(at)).toString();
    const started = processorMs();
    const began = performance.now();
    await session.update(path, version);
    walls.push(performance.now() - began);
    times.push(processorMs() - started);
  }
  return {
    sessionFindings: session.findings.length,
    sessionWaived: session.findings.filter((/** @type {any} */ { waiver }) => waiver).length,
    sessionMs: p50And95(times),
    sessionWallMs: p50And95(walls),
    // Until then the engine of JavaScript is still compiling.
    sessionWarmMs: p50And95(times.slice(WARM_AFTER)),
    sessionWarmWallMs: p50And95(walls.slice(WARM_AFTER)),
  };
}

/**
 * Changes one file of a folder with 11,000 documents, one edit after the other, and runs all rules that look across files.
 * @param {any} engine
 */
async function measureAcross(engine) {
  const { ComplianceEngine, LATEST_KUBERNETES, loadAllRules, WorkspaceIndex } = engine;
  const rules = await loadAllRules();
  const checks = new ComplianceEngine({
    rules,
    kubernetesVersion: LATEST_KUBERNETES,
    options: new Map(),
    severities: new Map(),
  });
  const before = heapMegabytes();
  const index = new WorkspaceIndex();
  let documents = 0;
  for (let app = 0; app < APPS; app++)
    for (const [path, text] of appFiles(app)) {
      const facts = factsInFile(engine, path, text);
      documents += facts.length;
      index.replaceFile(path, facts);
    }
  index.complete = true;
  const indexMegabytes = heapMegabytes() - before;
  const host = { documentAt: () => undefined, surroundings: undefined };
  /** @type {number[]} */
  const times = [];
  /** @type {number[]} */
  const updates = [];
  let findings = 0;
  const [[editedPath, editedText]] = appFiles(7);
  for (let edit = 0; edit < EDITS; edit++) {
    const facts = factsInFile(engine, editedPath, editedText.replace('replicas: 3', `replicas: ${(edit % 5) + 1}`));
    const started = processorMs();
    index.replaceFile(editedPath, facts);
    const updated = processorMs();
    findings = checks.checkWorkspace(index, host).length;
    updates.push(updated - started);
    times.push(processorMs() - updated);
  }
  return {
    acrossDocuments: documents,
    acrossFindings: findings,
    acrossIndexMegabytes: round(indexMegabytes),
    acrossUpdateMs: p50And95(updates),
    acrossMs: p50And95(times),
  };
}

function heapMegabytes() {
  /** @type {any} */ (globalThis).gc?.();
  return process.memoryUsage().heapUsed / 1_000_000;
}

/** @param {any} engine @param {string} path @param {string} text */
function factsInFile({ readDocuments, documentKind, factsOf }, path, text) {
  return readDocuments(text).map((/** @type {any} */ { document, offset }) => ({
    offset,
    line: text.slice(0, offset).split('\n').length - 1,
    facts: factsOf(document, documentKind(document, path)),
  }));
}

/**
 * The files of one service: seven documents.
 * @param {number} app
 * @returns {[[path: string, text: string], ...[path: string, text: string][]]}
 */
function appFiles(app) {
  const name = `service-${app}`;
  const folder = `apps/${name}`;
  /** @param {string} apiVersion @param {string} kind @param {string} spec */
  const object = (apiVersion, kind, spec) =>
    `apiVersion: ${apiVersion}\nkind: ${kind}\nmetadata:\n  name: ${name}\n  namespace: team-${app % 40}\n  labels:\n    app.kubernetes.io/name: ${name}\nspec:\n${spec}`;
  const labels = `matchLabels:\n      app.kubernetes.io/name: ${name}`;
  return [
    [`${folder}/k8s/deployment.yaml`, deployment(app)],
    [
      `${folder}/k8s/network.yaml`,
      [
        object(
          'v1',
          'Service',
          `  selector:\n    app.kubernetes.io/name: ${name}\n  ports:\n    - name: http\n      port: 80\n      targetPort: 8080\n`,
        ),
        object('networking.k8s.io/v1', 'NetworkPolicy', `  podSelector:\n    ${labels}\n  policyTypes: [Ingress]\n`),
        object(
          'monitoring.coreos.com/v1',
          'ServiceMonitor',
          `  selector:\n    ${labels}\n  endpoints:\n    - port: http\n`,
        ),
      ].join('---\n'),
    ],
    [
      `${folder}/k8s/scaling.yaml`,
      [
        object('policy/v1', 'PodDisruptionBudget', `  minAvailable: 2\n  selector:\n    ${labels}\n`),
        object(
          'autoscaling/v2',
          'HorizontalPodAutoscaler',
          `  minReplicas: 2\n  maxReplicas: 5\n  scaleTargetRef: { apiVersion: apps/v1, kind: Deployment, name: ${app % 10 === 0 ? 'another' : name} }\n`,
        ),
      ].join('---\n'),
    ],
    [
      `${folder}/catalog-info.yaml`,
      `apiVersion: backstage.io/v1alpha1\nkind: Component\nmetadata:\n  name: ${name}\n${app % 10 === 0 ? '' : '  links:\n    - { url: https://example.com/slo, title: SLO }\n    - { url: https://example.com/d, title: Dashboard }\n    - { url: https://example.com/a, title: Alerts }\n'}spec:\n  type: service\n  lifecycle: production\n  owner: group:default/team-${app % 40}\n  system: shop\n`,
    ],
  ];
}

/**
 * Of ten services one lacks what the rules ask for.
 * @param {number} app
 */
function deployment(app) {
  const name = `service-${app}`;
  const text = manifest(app).replace(`  name: ${name}\n`, `  name: ${name}\n  namespace: team-${app % 40}\n`);
  if (app % 10 === 0) return text.replace('replicas: 2', 'replicas: 3');
  return text
    .replace('  replicas: 2\n', app === 7 ? '  replicas: 3\n' : '')
    .replace('"shop" # the whole', `shop\n    app.kubernetes.io/version: 1.${app}.0\n    owner: team-${app % 40}`)
    .replace(
      '      containers:',
      `      serviceAccountName: ${name}
      topologySpreadConstraints:
        - maxSkew: 1
          topologyKey: kubernetes.io/hostname
          whenUnsatisfiable: ScheduleAnyway
          labelSelector: { matchLabels: { app.kubernetes.io/name: ${name} } }
      containers:`,
    )
    .replace(
      '          env:',
      `          readinessProbe:
            httpGet: { path: /ready, port: 8080 }
          env:
            - name: OTEL_SERVICE_NAME
              value: ${name}
            - name: OTEL_EXPORTER_OTLP_ENDPOINT
              value: http://otel-collector.observability.svc:4318`,
    );
}

/** Processor time of this process: what other programs take does not count. */
function processorMs() {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1_000;
}

/** @param {readonly number[]} samples @param {number} share */
function quantile(samples, share) {
  const sorted = [...samples].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? NaN;
}

/** @param {readonly number[]} times */
function p50And95(times) {
  return { p50: milliseconds(quantile(times, 0.5)), p95: milliseconds(quantile(times, 0.95)) };
}

/** @param {number} value */
function milliseconds(value) {
  return Number(value.toFixed(3));
}

/** @param {number} value */
function round(value) {
  return Number(value.toFixed(1));
}

function corpusTexts() {
  const folder = mkdtempSync(join(tmpdir(), 'golden-path-corpora-'));
  try {
    for (const name of readdirSync(CORPORA).filter(each => each.endsWith('.tar.gz')))
      execFileSync('tar', ['xzf', join(CORPORA, name), '-C', folder]);
    return readdirSync(folder, { recursive: true, encoding: 'utf8' })
      .filter(path => /\.ya?ml$/.test(path))
      .map(path => readFileSync(join(folder, path), 'utf8'));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function generatedTexts(count = 500) {
  return Array.from({ length: count }, (_, index) => manifest(index));
}

/** @param {number} index */
function manifest(index) {
  return `apiVersion: apps/v1
kind: Deployment
metadata:
  name: service-${index}
  labels:
    app.kubernetes.io/name: service-${index}
    app.kubernetes.io/part-of: "shop" # the whole
spec:
  replicas: 2
  selector:
    matchLabels:
      app.kubernetes.io/name: service-${index}
  template:
    metadata:
      labels:
        app.kubernetes.io/name: service-${index}
    spec:
      securityContext:
        runAsNonRoot: true
      containers:
        - name: service
          image: registry.example.com/shop/service-${index}:1.${index}.0
          args: [--port, '8080', --verbose]
          env:
            - name: LOG_LEVEL
              value: info
            - name: GREETING
              value: |
                Hello,
                ${index}.
          ports:
            - containerPort: 8080
          resources:
            requests:
              cpu: 100m
              memory: 128Mi
            limits:
              memory: 256Mi
`;
}
