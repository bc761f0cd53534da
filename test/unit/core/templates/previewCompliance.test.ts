import assert from 'node:assert/strict';
import { DEFAULT_SCAN_SETTINGS } from '../../../../src/core/compliance/scan/scanSettings.js';
import { previewCompliance, type PreviewComplianceOptions } from '../../../../src/core/templates/previewCompliance.js';
import { previewOf } from '../../../../src/core/templates/previewTree.js';

const POD = `apiVersion: v1
kind: Pod
metadata: {name: shop, namespace: shop}
spec:
  containers:
    - name: shop
      image: registry.example.com/shop:1.4.2
      securityContext: {privileged: true}
`;
const WAIVERS = `waivers:
  - rule: k8s/privileged
    match: {path: k8s/pod.yaml, kind: Pod, name: shop}
    reason: The driver of the label printer needs it until March.
    owner: group:default/shop
    expires: 2027-03-31
`;
const NOW = Date.UTC(2026, 10, 28);

describe('what the rules find in a preview', () => {
  const found = async (
    files: Readonly<Record<string, string | Uint8Array>>,
    more: Partial<PreviewComplianceOptions> = {},
    signal = new AbortController().signal,
  ) => {
    const encoder = new TextEncoder();
    const preview = previewOf(
      Object.entries(files).map(([path, text]) => ({
        path,
        bytes: typeof text === 'string' ? encoder.encode(text) : text,
      })),
    );
    return previewCompliance(preview, { settings: DEFAULT_SCAN_SETTINGS, now: NOW, ...more }, signal);
  };
  const privileged = (findings: Awaited<ReturnType<typeof found>>) =>
    findings?.filter(({ rule }) => rule === 'k8s/privileged') ?? [];

  it('stands at its place in its file', async () => {
    const [first, ...others] = privileged(await found({ 'k8s/pod.yaml': POD, 'README.md': '# Shop' }));
    assert.equal(others.length, 0);
    assert.deepEqual([first?.path, first?.range.startLine, first?.severity], ['k8s/pod.yaml', 7, 'error']);
    assert.equal(first?.waiver, undefined);
  });

  it('is waived by what the template writes itself, as long as that holds', async () => {
    const files = { 'k8s/pod.yaml': POD, '.golden-path/waivers.yaml': WAIVERS };
    assert.equal(privileged(await found(files))[0]?.waiver?.expires, '2027-03-31');
    const later = await found(files, { now: Date.UTC(2027, 4, 1) });
    assert.equal(privileged(later)[0]?.waiver, undefined);
    assert.ok(later?.some(({ rule }) => rule === 'waiver/expired'));
  });

  it('knows the other files, and the catalogue where that is given', async () => {
    const descriptor =
      'apiVersion: backstage.io/v1alpha1\nkind: Component\nmetadata: {name: shop}\nspec: {type: service, lifecycle: experimental, owner: nobody}\n';
    const rules = async (more: Partial<PreviewComplianceOptions>) =>
      (await found({ 'catalog-info.yaml': descriptor, 'mkdocs.yml': '' }, more))?.map(({ rule }) => rule) ?? [];
    assert.ok((await rules({})).includes('cat/techdocs-ref'));
    assert.ok(!(await rules({})).includes('cat/owner-resolvable'));
    assert.ok((await rules({ catalogue: [] })).includes('cat/owner-resolvable'));
  });

  it('looks across the files', async () => {
    const replicas = `apiVersion: apps/v1
kind: Deployment
metadata: {name: shop, namespace: shop}
spec:
  replicas: 3
  selector: {matchLabels: {app: shop}}
  template:
    metadata: {labels: {app: shop}}
    spec: {containers: [{name: shop, image: registry.example.com/shop:1.4.2}]}
`;
    const scaler = `apiVersion: autoscaling/v2
kind: HorizontalPodAutoscaler
metadata: {name: shop, namespace: shop}
spec: {scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: shop}, minReplicas: 2, maxReplicas: 4}
`;
    const findings = await found({ 'k8s/deployment.yaml': replicas, 'k8s/scaler.yaml': scaler });
    assert.ok(findings?.some(({ rule, path }) => rule === 'k8s/replicas-with-hpa' && path === 'k8s/deployment.yaml'));
  });

  it('leaves out what is no text, and gives others their turn', async () => {
    let turns = 0;
    const pause = async () => void (turns += 1);
    const binary = { 'k8s/pod.yaml': new Uint8Array([0, 1, 2]), 'k8s/other.yaml': POD, 'k8s/more.yaml': POD };
    assert.equal(privileged(await found(binary, { pause })).length, 2);
    assert.equal(turns, 2);
  });

  it('is nothing where it was cancelled', async () => {
    assert.equal(await found({ 'k8s/pod.yaml': POD }, {}, AbortSignal.abort()), undefined);
  });
});
