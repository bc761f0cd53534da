import { EntityIndex } from '../../../../../src/core/catalogue/entityIndex.js';
import type { Entity } from '../../../../../src/core/catalogue/entity.js';
import { CatalogueKnowledge } from '../../../../../src/core/catalogue/language/knowledge.js';
import { entity } from '../entities.js';

/** A text with the cursor at `|`, which is taken out. */
export function atCursor(marked: string): { readonly text: string; readonly offset: number } {
  const offset = marked.indexOf('|');
  if (offset < 0) throw new Error('there is no | in the text');
  return { text: marked.slice(0, offset) + marked.slice(offset + 1), offset };
}

/** A small organisation. */
export const organisation: readonly Entity[] = [
  entity('Group:tracking', { title: 'Parcel Tracking' }),
  entity('Group:payments'),
  entity('User:ada', { title: 'Ada', relations: ['memberOf group:default/tracking'] }),
  entity('System:delivery', { spec: { owner: 'tracking' } }),
  entity('Domain:logistics', { spec: { owner: 'tracking' } }),
  entity('Component:tracking-api', {
    spec: { type: 'service', lifecycle: 'production', owner: 'tracking', system: 'delivery' },
    tags: ['nodejs', 'http'],
  }),
  entity('Component:tracking-web', {
    spec: { type: 'website', lifecycle: 'production', owner: 'tracking' },
    tags: ['nodejs'],
  }),
  entity('Component:checkout', {
    spec: { type: 'service', lifecycle: 'beta', owner: 'payments' },
    relations: ['dependsOn component:default/orders'],
  }),
  entity('Component:old-ledger', { spec: { type: 'service', lifecycle: 'deprecated', owner: 'payments' } }),
  entity('API:tracking-rest-api', {
    spec: { type: 'openapi', lifecycle: 'production', owner: 'tracking', system: 'delivery' },
  }),
  entity('API:payments-api', { spec: { type: 'openapi', lifecycle: 'production', owner: 'payments' } }),
  entity('API:billing/invoices-api', { spec: { type: 'grpc', lifecycle: 'production', owner: 'payments' } }),
  entity('Resource:tracking-db', {
    spec: { type: 'database', owner: 'tracking', system: 'delivery' },
    annotations: { 'acme.com/tier': 'gold' },
  }),
];

/** What is known of some entities. @param complete whether there are no others */
export function knowledgeOf(entities: readonly Entity[] = organisation, complete = true): CatalogueKnowledge {
  return new CatalogueKnowledge(EntityIndex.of(entities, []), complete);
}

/** A component that nothing is wrong with, and lines of its spec after owner. */
export function component(...lines: readonly string[]): string {
  return [
    'apiVersion: backstage.io/v1alpha1',
    'kind: Component',
    'metadata:',
    '  name: orders',
    'spec:',
    '  type: service',
    '  lifecycle: production',
    '  owner: tracking',
    ...lines.map(line => `  ${line}`),
    '',
  ].join('\n');
}
