// What the forms of the demo's templates are answered with in the tests: once with as much, and once with as little as they take.
import type { Answers } from './templateRun';

/** The signing secret of the event worker in these answers; it must turn up nowhere. */
export const webhookSecret = 'a signing secret of the tests alone';

/** The password for the old registry in these answers; it must reach no file and no log. */
export const registryPassword = 'a-password-of-the-tests-alone';

const awkward = `It's "quoted": yes # no, {{ x }} {% raw %} & <b>bold</b>, \${{ 7 * 7 }}, Größe 🚚`;
const team = 'group:default/parcel-tracking';

interface Samples {
  /** Everything that can be answered. */
  readonly full: Answers;
  /** Nothing but what is required. */
  readonly least: Answers;
  /** What goes wrong, as changes to `full`; an answer that is undefined is not given. */
  readonly refused: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
}

/**
 * The answers, by template.
 * @param repositoryUrl gives the answer for a repository of that name
 */
export function sampleAnswers(repositoryUrl: (name: string) => string): Readonly<Record<string, Samples>> {
  return {
    'web-service': {
      full: {
        values: {
          name: 'sample-quotes',
          title: awkward.slice(0, 60),
          description: `${awkward}\n---\n- second line`,
          owner: team,
          system: 'system:default/tracking',
          lifecycle: 'production',
          port: 3000,
          repoUrl: repositoryUrl('sample-quotes'),
        },
      },
      least: {
        values: {
          name: 'least-quotes',
          description: 'Plain words.',
          owner: 'parcel-tracking',
          lifecycle: 'experimental',
          repoUrl: repositoryUrl('least-quotes'),
        },
      },
      refused: { 'an unknown lifecycle': { lifecycle: 'eternal' } },
    },
    'event-worker': {
      full: {
        values: {
          name: 'sample-importer',
          title: awkward.slice(0, 60),
          description: `${awkward}\n---\n- second line`,
          owner: team,
          system: 'system:default/tracking',
          lifecycle: 'production',
          tags: ['kafka', 'scans'],
          source: 'webhook',
          consumes: ['api:default/depot-scan-events'],
          eventTypes: ['com.parcelwise.parcel.scanned', 'com.parcelwise.parcel.lost'],
          concurrency: 3,
          retries: { attempts: 4, firstDelaySeconds: 1.5, doubling: false },
          path: '/hooks/events',
          // What Backstage's form sends in place of a secret.
          webhookSecret: '*'.repeat(webhookSecret.length),
          port: 3000,
          repoUrl: repositoryUrl('sample-importer'),
        },
        secrets: { webhookSecret },
      },
      least: {
        values: {
          name: 'least-importer',
          description: 'Plain words.',
          owner: 'parcel-tracking',
          lifecycle: 'experimental',
          source: 'folder',
          eventTypes: ['a.b'],
          repoUrl: repositoryUrl('least-importer'),
        },
      },
      refused: {
        'no type of event': { eventTypes: [] },
        'the same type twice': { eventTypes: ['a.b', 'a.b'] },
        'a type with a space': { eventTypes: ['a b'] },
        'a number of attempts with a fraction': { retries: { attempts: 1.5 } },
        'retries without attempts': { retries: { doubling: true } },
        'a delay that is no half second': { retries: { attempts: 2, firstDelaySeconds: 0.7 } },
        'a path that the platform asks itself': { path: '/metrics' },
        'a source that does not exist': { source: 'pigeon' },
      },
    },
    library: {
      full: {
        values: {
          name: 'sample-numbers',
          title: awkward.slice(0, 60),
          description: awkward,
          owner: team,
          maintainers: ['user:default/guest'],
          system: 'system:default/tracking',
          lifecycle: 'production',
          scope: '@parcelwise',
          firstVersion: '1.0.0',
          types: 'declarations',
          nodeVersions: [24, 20],
          keywords: ['parcel', 'numbers'],
          licence: 'MIT',
          homepage: 'https://handbook.parcelwise.example/sample-numbers',
          publishing: { registry: 'https://npm.parcelwise.example', access: 'public' },
          commandLine: true,
          command: 'again',
          repoUrl: repositoryUrl('sample-numbers'),
        },
      },
      least: {
        values: {
          name: 'least-numbers',
          description: 'Plain words.',
          owner: 'parcel-tracking',
          lifecycle: 'experimental',
          repoUrl: repositoryUrl('least-numbers'),
        },
      },
      refused: {
        'a version with two parts': { firstVersion: '1.0' },
        'no version of Node.js': { nodeVersions: [] },
        'a version of Node.js that is not offered': { nodeVersions: [18] },
        'a home page that is no address': { homepage: 'not an address' },
        'another scope': { scope: '@elsewhere' },
        'a command without a name': { command: undefined },
      },
    },
    environment: {
      full: {
        values: {
          component: 'component:default/checkout-api',
          branch: 'feature/quotes-2',
          commit: 'a1b2c3d4e5f60718293a4b5c6d7e8f9012345678',
          name: 'pr-42',
          requestedFrom: 'editor',
          class: 'preview',
          timeToLive: 'PT4H',
          data: 'samples',
          size: { replicas: 2, memoryMi: 512 },
          variables: [{ name: 'LOG_LEVEL', value: awkward }],
          region: 'eu-central',
          notify: true,
        },
      },
      least: {
        values: {
          component: 'tracking-api',
          branch: 'main',
          name: 'main',
          class: 'development',
          timeToLive: 'P7D',
        },
      },
      refused: {
        'a time that is not offered': { timeToLive: 'P900D' },
        'a commit that is none': { commit: 'main' },
        'a branch that begins with a dash': { branch: '--all' },
        'a variable without a value': { variables: [{ name: 'LOG_LEVEL' }] },
        'memory that is no multiple of 64': { size: { memoryMi: 300 } },
        'another region': { region: 'moon' },
      },
    },
    'data-pipeline': {
      full: {
        values: {
          name: 'sample-history',
          title: awkward.slice(0, 60),
          description: `${awkward}\n---\n- second line`,
          owner: 'group:default/data-platform',
          system: 'system:default/tracking',
          lifecycle: 'production',
          reason: `One file a day, and nobody who asks for anything. ${awkward}`,
          approver: 'user:default/guest',
          reviewOn: '2027-05-01',
          ticket: 'DATA-12',
          understood: true,
          sources: [
            { name: 'scans', format: 'csv', required: true },
            { name: 'rounds', format: 'jsonl' },
          ],
          columns: [
            { name: 'parcel', type: 'text', required: true },
            { name: 'weight', type: 'number' },
            { name: 'recipient', type: 'text', personal: true },
          ],
          checks: ['unique', 'notEmpty'],
          destination: 'resource:default/tracking-db',
          personalData: true,
          legalBasis: 'contract',
          dataProtectionContact: 'privacy@parcelwise.example',
          mode: 'daily',
          timeZone: 'UTC',
          timeOfDay: '02:30',
          freshnessHours: 26.5,
          retentionDays: 400,
          port: 3001,
          repoUrl: repositoryUrl('sample-history'),
        },
      },
      least: {
        values: {
          name: 'least-history',
          description: 'Plain words.',
          owner: 'data-platform',
          lifecycle: 'experimental',
          reason: 'One file a day, and no requests.',
          reviewOn: '2027-05-01',
          understood: true,
          sources: [{ name: 'scans', format: 'csv' }],
          columns: [{ name: 'parcel', type: 'text' }],
          mode: 'interval',
          freshnessHours: 2,
          repoUrl: repositoryUrl('least-history'),
        },
      },
      refused: {
        'no reason': { reason: undefined },
        'a reason of two words': { reason: 'Just because' },
        'a day that is none': { reviewOn: 'next spring' },
        'a team that does not carry it': { understood: false },
        'a source without a format': { sources: [{ name: 'scans' }] },
        'a column of an unknown type': { columns: [{ name: 'parcel', type: 'colour' }] },
        'personal data without a ground': { legalBasis: undefined },
        'a contact without an address': { dataProtectionContact: 'the office' },
        'a daily run without a time of day': { timeOfDay: undefined },
        'an hour that does not exist': { timeOfDay: '24:00' },
        'a check twice': { checks: ['unique', 'unique'] },
      },
    },
    'node-service-classic': {
      full: {
        values: {
          name: 'sample-classic',
          description: awkward,
          owner: team,
          port: 3002,
          registryPassword,
          repoUrl: repositoryUrl('sample-classic'),
        },
      },
      least: {
        values: {
          name: 'least-classic',
          description: 'Plain words.',
          owner: 'parcel-tracking',
          repoUrl: repositoryUrl('least-classic'),
        },
      },
      refused: { 'a port that needs privileges': { port: 80 } },
    },
  };
}
