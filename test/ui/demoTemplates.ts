import type { FormScript } from './formScript.js';

/** One golden path of the demo, and what a person who takes it does and gets. */
export interface DemoTemplate {
  readonly title: string;
  /** What the person is told before the form, where the template is not recommended. */
  readonly warning?: string;
  /** The first question. */
  readonly first: string;
  readonly answers: (name: string) => FormScript;
  /** Whether the files are looked at before they are made. */
  readonly previews: boolean;
  /** What is made: the name to answer, the title in the catalogue, the name of the repository. */
  readonly makes: (attempt: number) => { readonly name: string; readonly entity: string; readonly repository: string };
  /** What must stand in files of the repository. */
  readonly files: Readonly<Record<string, RegExp>>;
}

const OWNER = { search: 'tracking', pick: /^Parcel tracking$/i };
const SYSTEM = { search: 'tracking', pick: 'Tracking' };
const REASON = 'The partner sends one file a day, and nobody asks for anything.';

const named =
  (name: string) =>
  (attempt: number): ReturnType<DemoTemplate['makes']> => {
    const numbered = attempt === 1 ? name : `${name}-${String(attempt)}`;
    return { name: numbered, entity: numbered, repository: numbered };
  };

/** All templates of the demo. */
export const DEMO_TEMPLATES: readonly DemoTemplate[] = [
  {
    title: 'Web service',
    first: 'Name',
    answers: name => ({
      Name: name,
      Description: 'Says what it costs.',
      Owner: OWNER,
      System: SYSTEM,
      Repository: name,
    }),
    previews: true,
    makes: named('palette-quotes'),
    files: { 'catalog-info.yaml': /source-template: template:default\/web-service/, 'package.json': /palette-quotes/ },
  },
  {
    title: 'Event worker',
    first: 'Name',
    answers: name => ({
      Name: name,
      Description: 'Takes scans in.',
      Owner: OWNER,
      System: SYSTEM,
      Source: { pick: 'Posted to the worker over HTTP' },
      'Types of events': [{ pick: 'Add…' }, { pick: 'Done' }],
      'Type 1': 'com.parcelwise.parcel.scanned',
      'Signing secret': 'sixteen letters and more',
      Repository: name,
    }),
    previews: false,
    makes: named('palette-importer'),
    files: { '.golden-path/answers.yaml': /com\.parcelwise\.parcel\.scanned/ },
  },
  {
    title: 'Library',
    first: 'Name',
    answers: name => ({
      Name: name,
      Description: 'Reads numbers of parcels.',
      Owner: OWNER,
      'It has a command, too': { pick: 'Yes' },
      'Name of the command': 'numbers',
      Repository: name,
    }),
    previews: true,
    makes: named('palette-numbers'),
    files: { 'package.json': /"numbers"/ },
  },
  {
    title: 'Data pipeline',
    first: 'Name',
    answers: name => ({
      Name: name,
      Description: 'Keeps the scans of a year.',
      Owner: OWNER,
      Reason: REASON,
      'Look at it again by': '2027-05-01',
      'My team carries what the platform does not support here': { pick: 'Yes' },
      Sources: [{ pick: 'Add…' }, { pick: 'Done' }],
      'Source 1 › Name': 'scans',
      Columns: [{ pick: 'Add…' }, { pick: 'Done' }],
      'Column 1 › Name': 'parcel',
      Repository: name,
    }),
    previews: true,
    makes: named('palette-history'),
    files: { '.golden-path/waivers.yaml': new RegExp(REASON.slice(0, 40)) },
  },
  {
    title: 'Environment',
    first: 'Component',
    answers: name => ({
      Component: { search: 'tracking api', pick: 'Tracking API' },
      Branch: 'main',
      Name: name,
    }),
    previews: true,
    makes: attempt => {
      const name = `pr-4${String(attempt)}`;
      return { name, entity: `Tracking API, ${name}`, repository: `environment-tracking-api-${name}` };
    },
    files: { 'catalog-info.yaml': /type: environment/ },
  },
  {
    title: 'Node service (classic)',
    warning: '“Node service (classic)” is deprecated.',
    first: 'Name',
    answers: name => ({ Name: name, Description: 'Says what it costs.', Owner: OWNER, Repository: name }),
    previews: true,
    makes: named('palette-classic'),
    files: { '.golden-path/waivers.yaml': /expires/ },
  },
];
