import assert from 'node:assert/strict';
import { lacks } from '../../../../../src/core/compliance/kubernetes/lacks.js';
import { fieldAt, podTemplateOf, resourcesOf } from '../../../../../src/core/compliance/kubernetes/resource.js';
import { readDocuments } from '../../../../../src/core/compliance/yaml/documents.js';

/** The first container of a Pod. */
function containerIn(lines: string) {
  const [placed] = readDocuments(`apiVersion: v1
kind: Pod
metadata: { name: shop }
spec:
  containers:
    - image: registry.example.com/shop:1.4.2
      name: front
${lines}`);
  assert.ok(placed);
  const [resource] = resourcesOf(placed.document);
  const container = resource && podTemplateOf(resource)?.containers[0];
  assert.ok(container);
  return container;
}

const lacksNonRoot = (lines: string): boolean => lacks(containerIn(lines), 'securityContext', 'runAsNonRoot');

describe('What an object lacks', () => {
  it('is what nobody wrote, or what is null', () => {
    assert.equal(lacksNonRoot(''), true);
    assert.equal(lacksNonRoot('      securityContext:'), true);
    assert.equal(lacksNonRoot('      securityContext: {}'), true);
    assert.equal(lacksNonRoot('      securityContext: { runAsNonRoot: ~ }'), true);
    assert.equal(lacksNonRoot('      securityContext: { runAsUser: 7 }'), true);
  });

  it('is not what is written, whatever it is', () => {
    assert.equal(lacksNonRoot('      securityContext: { runAsNonRoot: false }'), false);
    assert.equal(lacksNonRoot('      securityContext: { runAsNonRoot: [] }'), false);
  });

  it('is nothing in a value of a wrong kind', () => {
    assert.equal(lacksNonRoot('      securityContext: yes'), false);
    assert.equal(lacksNonRoot('      securityContext: []'), false);
  });

  it('is nothing that a template may write', () => {
    assert.equal(lacksNonRoot('      securityContext:\n        {{- toYaml .Values.context | nindent 8 }}'), false);
    assert.equal(lacksNonRoot('      {{- toYaml .Values.extra | nindent 6 }}\n      stdin: true'), false);
    assert.equal(lacksNonRoot('      stdin: true\n\n      {{- include "shop.more" . }}'), false);
    assert.equal(lacksNonRoot('      {% include "more.yaml" %}\n      stdin: true'), false);
  });

  it('is what a template surely does not write', () => {
    assert.equal(lacksNonRoot('      {{- if .Values.pinned }}\n      stdin: true\n      {{- end }}'), true);
    assert.equal(lacksNonRoot('      {% if values.pinned %}\n      stdin: true\n      {% endif %}'), true);
    assert.equal(
      lacksNonRoot('      resources:\n        {{- toYaml .Values.resources | nindent 8 }}\n      stdin: true'),
      true,
    );
    assert.equal(lacksNonRoot('      stdin: true\n  {{- include "shop.pod" . | nindent 2 }}'), true);
  });
});

describe('A scalar field', () => {
  const state = (lines: string) => fieldAt(containerIn(lines).node, 'securityContext', 'runAsUser').state;

  it('is absent, known or not known', () => {
    assert.equal(state(''), 'absent');
    assert.equal(state('      securityContext: null'), 'absent');
    assert.equal(state('      securityContext: { runAsUser: 0x0 }'), 'known');
    assert.equal(state('      securityContext: { runAsUser: {} }'), 'unknown');
    assert.equal(state('      securityContext: 7'), 'unknown');
    assert.equal(state('      securityContext: [7]'), 'unknown');
  });
});
