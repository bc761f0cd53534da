import assert from 'node:assert/strict';
import { placeOf } from '../../../../../src/core/compliance/kubernetes/place.js';
import { podTemplateOf, resourcesOf } from '../../../../../src/core/compliance/kubernetes/resource.js';
import { readDocuments } from '../../../../../src/core/compliance/yaml/documents.js';

/** What is marked in a text, with the line that it is in. */
function placesIn(text: string) {
  const [placed] = readDocuments(text);
  assert.ok(placed);
  const [resource] = resourcesOf(placed.document);
  const pod = resource && podTemplateOf(resource);
  const container = pod?.containers[0];
  assert.ok(resource && pod && container);
  const place = (owner: Parameters<typeof placeOf>[0], ...path: readonly string[]): string => {
    const { start, end } = placeOf(owner, ...path);
    return `${String(text.slice(0, start).split('\n').length)} ${text.slice(start, end)}`;
  };
  return { place, resource, pod, container };
}

const DEPLOYMENT = `apiVersion: apps/v1
kind: Deployment
metadata:
  name: shop
spec:
  template:
    spec:
      containers:
        - image: registry.example.com/shop:1.4.2
          name: front
          securityContext:
            capabilities:
`;

describe('The place of something that is missing', () => {
  const { place, resource, pod, container } = placesIn(DEPLOYMENT);

  it('is the deepest key on the way to it that is written', () => {
    assert.equal(place(container, 'securityContext', 'privileged'), '11 securityContext');
    assert.equal(place(container, 'securityContext', 'capabilities', 'drop'), '12 capabilities');
    assert.equal(place(resource, 'spec', 'replicas'), '5 spec');
    assert.equal(place(pod, 'containers', 'name'), '8 containers');
  });

  it('is the name of a container or an object, and the spec of a pod, where nothing of the way is written', () => {
    assert.equal(place(container, 'resources', 'limits'), '10 front');
    assert.equal(place(container), '10 front');
    assert.equal(place(resource), '4 shop');
    assert.equal(place(pod, 'securityContext'), '7 spec');
  });

  it('is the first key of what has no name', () => {
    const nameless = placesIn('apiVersion: v1\nkind: Pod\nspec:\n  containers:\n    - image: a\n      name:\n');
    assert.equal(nameless.place(nameless.container), '5 image');
    assert.equal(nameless.place(nameless.resource), '1 apiVersion');
  });

  it('is somewhere in the text whatever is written there', () => {
    const odd = placesIn('{apiVersion: v1, kind: Pod, metadata: 7, spec: &s {containers: [{}], again: *s}}');
    assert.equal(odd.place(odd.container), '1 {}');
    assert.equal(odd.place(odd.resource, 'metadata', 'labels'), '1 metadata');
    assert.equal(odd.place(odd.pod, 'again', 'again', 'again', 'missing'), '1 again');
  });
});
