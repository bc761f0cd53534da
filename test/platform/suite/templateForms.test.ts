import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { timedPatterns } from '../../../src/adapters/patterns/timedPatterns';
import { EntityIndex } from '../../../src/core/catalogue/entityIndex';
import { plainTranslate } from '../../../src/core/common/translate';
import { runWizard, type Answer, type Asker, type Question } from '../../../src/core/common/wizard';
import type { Answers } from '../../../src/core/templates/formFill';
import { formOfTemplateFile } from '../../../src/core/templates/formFile';
import { readForm } from '../../../src/core/templates/formSchema';
import { FormWizard } from '../../../src/core/templates/formSteps';
import type { Platform } from '../platform.mjs';
import { guestToken } from './requests';
import { sharedPlatform } from './sharedPlatform';
import { dryRun, templateFolder } from './templateRun';

type Said = Readonly<Record<string, unknown>>;

/** What is answered to the steps whose title ends so; to all others, what stands in the box already. */
const common: Said = {
  Name: 'parcel-things',
  Description: 'Things of parcels.',
  Owner: 'group:default/parcel-tracking',
  Repository: 'parcel-things',
};
const templates: Readonly<Record<string, Said>> = {
  'web-service': common,
  'event-worker': {
    ...common,
    Tags: ['parcels'],
    'Consumed APIs': ['api:default/tracking-events'],
    'Type 1': 'com.parcelwise.parcel.scanned',
    'Signing secret': 'sixteen characters and more',
  },
  library: {
    ...common,
    Maintainers: ['user:default/guest'],
    'Keywords 1': 'parcels',
    'Name of the command': 'parcels',
    'It has a command, too': true,
  },
  environment: {
    ...common,
    Component: 'component:default/tracking-api',
    Commit: 'a1b2c3d',
    Name: 'pr-42',
    'Variables 1 › Name': 'LEVEL',
    Value: 'low',
  },
  'data-pipeline': {
    ...common,
    Reason: 'The partner sends one file a day, and nothing else.',
    'Look at it again by': '2027-03-01',
    'My team carries what the platform does not support here': true,
    'The files hold personal data': true,
    'On what ground it is used': 'consent',
    'Who answers questions about it': 'privacy@parcelwise.example',
    'When it runs': 'daily',
    'Time of day': '02:30',
    'Source 1 › Name': 'scans',
    'Column 1 › Name': 'parcel',
  },
  'node-service-classic': { ...common, 'Password for the package registry': 'word' },
};

/** A person who says these things, adds one entry to each list, and takes what is there for all else. */
function plainPerson(said: Said, asked: string[]): Asker {
  const added = new Set<string>();
  return {
    ask: async (question, { title }, check, _, signal): Promise<Answer> => {
      assert.ok(!asked.includes(title) || added.has(title), `asked twice: ${title}`);
      asked.push(title);
      const names = Object.keys(said).filter(name => title === name || title.endsWith(` › ${name}`));
      const name = names.sort((a, b) => b.length - a.length)[0];
      const add = question.kind === 'pick' && question.rows('').find(({ label }) => label === 'Add…');
      let value = name === undefined ? standing(question) : said[name];
      if (add && !added.has(title)) {
        added.add(title);
        value = add.choice?.value;
      }
      const remark = await check(value, signal);
      assert.ok(!remark?.blocks, `${title} refuses ${JSON.stringify(value)}: ${remark?.text}`);
      return { kind: 'value', value };
    },
  };
}

function standing(question: Question): unknown {
  if (question.kind === 'text' || question.kind === 'gather') return question.value;
  if (question.kind === 'tick')
    return question.rows.flatMap(({ choice }) => (choice && question.isTicked(choice.value) ? [choice.value] : []));
  const rows = question.rows('').filter(({ choice }) => choice);
  return (rows.find(({ choice }) => question.isCurrent?.(choice?.value)) ?? rows[0])?.choice?.value;
}

describe('what the form of each golden path gives', () => {
  let platform: Platform;
  before(async () => {
    ({ platform } = await sharedPlatform());
  });

  async function answersOf(name: string, said: Said): Promise<Answers> {
    const file = formOfTemplateFile(readFileSync(join(templateFolder(platform, name), 'template.yaml'), 'utf8'));
    assert.ok(file.ok);
    const pages = readForm(file.value);
    assert.ok(pages.ok);
    const wizard = new FormWizard({
      pages: pages.value,
      finish: 'Create',
      patterns: timedPatterns(),
      catalogue: () => ({ index: EntityIndex.EMPTY, isReading: false }),
      onDidChangeCatalogue: () => ({ dispose: () => undefined }),
      translate: plainTranslate,
      featureFlags: new Set(),
      iconOf: () => 'symbol-misc',
    });
    const state = await runWizard(wizard, plainPerson(said, []), new AbortController().signal);
    assert.ok(state.ok);
    return wizard.result(state.value);
  }

  for (const [name, said] of Object.entries(templates))
    it(`is taken by Backstage: ${name}`, async () => {
      const answers = await answersOf(name, said);
      const run = await dryRun(platform, name, answers, await guestToken(platform));
      assert.equal(run.status, 200, JSON.stringify(run.errors));
      if (name === 'event-worker') assert.deepEqual(Object.keys(answers.secrets), ['webhookSecret']);
    });
});
