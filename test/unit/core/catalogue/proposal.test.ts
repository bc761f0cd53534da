import assert from 'node:assert/strict';
import fc from 'fast-check';
import { parseAllDocuments } from 'yaml';
import { parseDescriptor } from '../../../../src/core/catalogue/descriptor.js';
import { EntityIndex } from '../../../../src/core/catalogue/entityIndex.js';
import type { ProjectFacts } from '../../../../src/core/catalogue/projectFacts.js';
import { ownerText, placeInCatalogue, proposeDescriptor } from '../../../../src/core/catalogue/proposal.js';
import { hostileText } from '../hostileText.js';
import { entity } from './entities.js';

const BARE: ProjectFacts = {
  name: 'sorter',
  type: 'service',
  tags: [],
  owners: [],
  apis: [],
  docs: false,
  packages: [],
};
const TEXTS = { ownerComment: 'Put the owner here.' };
const NOWHERE = { dependsOn: [] };

describe('the proposal of a descriptor', () => {
  it('is written as a person would', () => {
    const facts: ProjectFacts = {
      ...BARE,
      description: 'Sorts parcels: quickly',
      tags: ['nodejs'],
      docs: true,
      kubernetesId: 'sorter',
      apis: [{ name: 'sorter-api', type: 'openapi', path: 'api/openapi.yaml' }],
    };
    const placement = { owner: 'depot', system: 'parcels', dependsOn: ['component:labels'] };
    assert.equal(
      proposeDescriptor(facts, placement, { 'github.com/project-slug': 'parcels/sorter' }, TEXTS),
      `apiVersion: backstage.io/v1alpha1
kind: Component
metadata:
  name: sorter
  description: "Sorts parcels: quickly"
  tags:
    - nodejs
  annotations:
    github.com/project-slug: parcels/sorter
    backstage.io/techdocs-ref: dir:.
    backstage.io/kubernetes-id: sorter
spec:
  type: service
  lifecycle: experimental
  owner: depot
  system: parcels
  providesApis:
    - sorter-api
  dependsOn:
    - component:labels
---
apiVersion: backstage.io/v1alpha1
kind: API
metadata:
  name: sorter-api
spec:
  type: openapi
  lifecycle: experimental
  owner: depot
  system: parcels
  definition:
    $text: ./api/openapi.yaml
`,
    );
  });

  it('says where the owner is missing', () => {
    assert.match(proposeDescriptor(BARE, NOWHERE, {}, TEXTS) ?? '', /^ {2}owner: unknown # Put the owner here\.$/m);
  });

  it('keeps what is there to the letter and adds what is missing', () => {
    const text = '# ours\nkind: Component\nmetadata: { name: other }\n';
    const present = { text, entities: parseDescriptor(text, '').entities };
    const apis = [{ name: 'sorter-api', type: 'openapi' as const, path: 'openapi.yaml' }];
    assert.equal(proposeDescriptor(BARE, NOWHERE, {}, TEXTS, present), undefined);
    const added = proposeDescriptor({ ...BARE, apis }, NOWHERE, {}, TEXTS, present) ?? '';
    assert.ok(added.startsWith(`${text}---\n`));
    assert.deepEqual(
      parseDescriptor(added, '').entities.map(({ ref }) => ref),
      ['component:default/other', 'api:default/sorter-api'],
    );
    const again = { text: added, entities: parseDescriptor(added, '').entities };
    assert.equal(proposeDescriptor({ ...BARE, apis }, NOWHERE, {}, TEXTS, again), undefined);
  });

  it('fills an empty file', () => {
    assert.match(proposeDescriptor(BARE, NOWHERE, {}, TEXTS, { text: ' \n', entities: [] }) ?? '', /^apiVersion/);
  });

  it('holds every text as it is', () => {
    fc.assert(
      fc.property(hostileText(80), description => {
        const text = proposeDescriptor({ ...BARE, description }, NOWHERE, {}, TEXTS) ?? '';
        const documents = parseAllDocuments(text);
        assert.ok(Array.isArray(documents) && documents.length === 1);
        assert.equal(documents[0]?.getIn(['metadata', 'description']) ?? '', description);
      }),
    );
  });
});

describe('the place of a folder in the catalogue', () => {
  const index = EntityIndex.of(
    [
      entity('Group:depot'),
      entity('Group:renamed', { annotations: { 'github.com/team-slug': 'Parcels/old-name' } }),
      entity('User:ada'),
      entity('System:parcels'),
      entity('Component:labels', { spec: { type: 'library' } }),
      entity('Component:pg', { spec: { type: 'service' } }),
    ],
    [],
  );
  const owner = (...owners: string[]) => placeInCatalogue({ ...BARE, owners }, index).owner;

  it('is with the group that the code owners name', () => {
    assert.equal(owner('@parcels/depot'), 'depot');
    assert.equal(owner('@parcels/nobody', '@parcels/DEPOT'), 'depot');
    assert.equal(owner('@parcels/old-name'), 'renamed');
  });

  it('is open where they name nobody that the catalogue has as a group', () => {
    assert.equal(owner('@ada'), undefined);
    assert.equal(owner('ada@parcels.example'), undefined);
    assert.equal(owner(), undefined);
  });

  it('has a system and dependencies only as far as the catalogue has them', () => {
    assert.deepEqual(
      placeInCatalogue({ ...BARE, partOf: 'parcels', packages: ['@x/labels', 'pg', 'left-pad'] }, index),
      {
        system: 'parcels',
        dependsOn: ['component:labels'],
      },
    );
    assert.deepEqual(placeInCatalogue({ ...BARE, partOf: 'letters' }, EntityIndex.EMPTY), { dependsOn: [] });
  });

  it('writes a group as short as can be', () => {
    assert.equal(ownerText(entity('Group:depot')), 'depot');
    assert.equal(ownerText(entity('Group:north/depot')), 'north/depot');
    assert.equal(ownerText(entity('User:ada')), 'user:ada');
  });
});
