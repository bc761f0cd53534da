// Engine time of compliance: reading manifests as positioned trees, and reading one again after an edit.
import { build } from 'esbuild';
import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { root } from '../run/root.mjs';

const CORPORA = join(root, '..', 'shared', 'corpora');
const ROUNDS = 15;
const EDITS = 300;
const ENTRY = `
export { documentKind } from './src/core/compliance/kinds.js';
export { readDocuments } from './src/core/compliance/yaml/documents.js';
`;

/**
 * Budgets: trees of Kubernetes manifests at 15 MB/s; one value edited in a file of 1,000 lines and many documents in 3 ms at the
 * 95th percentile.
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
    return { ...measureReading(engine), ...measureEdits(engine) };
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
    editMs: { p50: milliseconds(quantile(times, 0.5)), p95: milliseconds(quantile(times, 0.95)) },
  };
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
