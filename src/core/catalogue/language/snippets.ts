import type { Suggestion } from './completion.js';

const entity = (label: string, documentation: string, ...lines: readonly string[]): Suggestion => ({
  label,
  kind: 'snippet',
  description: 'Backstage',
  documentation,
  insert: lines.join('\n'),
  snippet: true,
  filter: `${label} entity apiVersion kind`,
});
const head = (kind: string): readonly string[] => [
  'apiVersion: backstage.io/v1alpha1',
  `kind: ${kind}`,
  'metadata:',
  '  name: ${1:name}',
  '  description: ${2:What it is for.}',
  'spec:',
];

/** Whole entities for an empty document. */
export const ENTITY_SNIPPETS: readonly Suggestion[] = [
  entity(
    'New Component',
    'A piece of software: a service, a website, a library.',
    ...head('Component'),
    '  type: ${3|service,website,library|}',
    '  lifecycle: ${4|experimental,production,deprecated|}',
    '  owner: $0',
  ),
  entity(
    'New API',
    'An interface that components provide and consume.',
    ...head('API'),
    '  type: ${3|openapi,asyncapi,graphql,grpc|}',
    '  lifecycle: ${4|experimental,production,deprecated|}',
    '  owner: $0',
    '  definition:',
    '    \\$text: ${5:./openapi.yaml}',
  ),
  entity(
    'New Resource',
    'Infrastructure that a component needs: a database, a bucket, a cluster.',
    ...head('Resource'),
    '  type: ${3|database,s3-bucket,cluster|}',
    '  owner: $0',
  ),
  entity('New System', 'Components, APIs and resources that together do one thing.', ...head('System'), '  owner: $0'),
  entity('New Domain', 'Systems of one field of business.', ...head('Domain'), '  owner: $0'),
  entity(
    'New Group',
    'A team, a department, or any other group of people.',
    ...head('Group'),
    '  type: ${3:team}',
    '  children: [$0]',
  ),
  entity(
    'New Location',
    'Points to other descriptors.',
    'apiVersion: backstage.io/v1alpha1',
    'kind: Location',
    'metadata:',
    '  name: ${1:name}',
    'spec:',
    '  targets:',
    '    - ${2:./*/catalog-info.yaml}',
  ),
];
