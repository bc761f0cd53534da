import assert from 'node:assert/strict';
import { EntityIndex } from '../../../../src/core/catalogue/entityIndex.js';
import { plainTranslate } from '../../../../src/core/common/translate.js';
import { pathSentence } from '../../../../src/core/templates/pathText.js';
import { templatePage, type TemplatePageContext } from '../../../../src/core/templates/templatePage.js';
import { rankTemplate } from '../../../../src/core/templates/templateRank.js';
import { entity } from '../catalogue/entities.js';

const golden = entity('Template:web-service', {
  title: 'Web service',
  description: 'A service that [answers](command:x).',
  tags: ['nodejs'],
  links: [
    { url: 'https://handbook.example.com', title: 'About it' },
    { url: 'javascript:alert(1)', title: 'Not this' },
  ],
  spec: { owner: 'group:default/platform', type: 'service' },
  annotations: { 'goldenpath.dev/path': 'golden', 'goldenpath.dev/version': '1.4.0' },
});
const paved = entity('Template:pipeline', {
  annotations: {
    'goldenpath.dev/path': 'paved',
    'goldenpath.dev/deviates-from': 'web-service',
    'goldenpath.dev/deviation': 'One instance.',
  },
});
const old = entity('Template:classic', {
  annotations: { 'goldenpath.dev/path': 'deprecated', 'goldenpath.dev/replaced-by': 'web-service' },
});
const index = EntityIndex.of([golden, paved, old], []);
const page = (context: Partial<TemplatePageContext> = {}): string =>
  templatePage(rankTemplate(golden), { index, translate: plainTranslate, ...context });
/** The page as a reader sees it. */
const seen = (context: Partial<TemplatePageContext> = {}): string =>
  page(context).replace(/&#(\d+);/g, (_, code: string) => String.fromCodePoint(Number(code)));

describe('the day of the last change of a template', () => {
  const dated = entity('Template:dated', { annotations: { 'goldenpath.dev/changed': '2026-11-20T10:00:00Z' } });
  const shown = (of: typeof dated, writtenAt?: number): string =>
    templatePage(rankTemplate(of), {
      index,
      translate: plainTranslate,
      ...(writtenAt === undefined ? {} : { writtenAt }),
    });

  it('is the one that the platform team writes, and that of a file of the open folder', () => {
    assert.match(shown(dated).replaceAll('&#45;', '-'), /last changed on 2026.?-11.?-20/);
    assert.match(shown(dated, Date.UTC(2027, 0, 2)).replaceAll('&#45;', '-'), /last changed on 2027.?-01.?-02/);
  });

  it('is not made up where nobody says it', () => {
    assert.doesNotMatch(shown(golden), /last changed/);
    assert.doesNotMatch(
      shown(entity('Template:vague', { annotations: { 'goldenpath.dev/changed': 'last spring' } })),
      /last changed/,
    );
  });
});

describe('pathSentence', () => {
  const sentence = (of: typeof golden): string | undefined => pathSentence(rankTemplate(of), index, plainTranslate);

  it('says why a template is where it is', () => {
    assert.match(sentence(golden) ?? '', /^A golden path/);
    assert.equal(sentence(paved), 'A paved road that deviates from “Web service” for a reason. One instance.');
    assert.equal(sentence(old), 'Deprecated: use “Web service” instead.');
    assert.equal(sentence(entity('Template:plain')), undefined);
  });
});

describe('templatePage', () => {
  it('begins with name, facts and path', () => {
    const lines = seen().split('\n\n');
    assert.equal(lines[0], '# Web service');
    assert.match(lines[1] ?? '', /web-service · service · version 1\.4\.0 · owned by .*platform · nodejs$/);
    assert.match(lines[2] ?? '', /^> A golden path/);
  });

  it('has the words of the server as text alone', () => {
    assert.doesNotMatch(page(), /\]\(command:/);
  });

  it('lists what is asked, page by page, with what is required in bold', () => {
    const text = seen({
      form: {
        title: 'Web service',
        pages: [
          {
            title: 'The service',
            schema: {
              required: ['name'],
              properties: { name: { title: 'Name', description: 'What it is called' }, port: { type: 'number' } },
            },
          },
          { title: 'Where', schema: { properties: 'nonsense' } },
        ],
      },
    });
    assert.match(text, /## What it asks/);
    assert.match(text, /\*\*1\. The service\*\*/);
    assert.match(text, /- \*\*Name\*\* – What it is called\n- port/);
    assert.match(text, /\*\*2\. Where\*\*/);
  });

  it('lists the steps with their actions', () => {
    const json = { spec: { steps: [{ id: 'fetch', name: 'Fetch', action: 'fetch:template' }, { id: 'x' }, 7] } };
    assert.match(seen({ json }), /## What it does\n\n1\. Fetch \(fetch:template\)\n2\. x \(\?\)\n3\. \? \(\?\)/);
    assert.doesNotMatch(seen({ json: { spec: { steps: 'none' } } }), /What it does/);
  });

  it('leads to the portal where there is one', () => {
    assert.match(page({ appUrl: 'https://portal.example.com' }), /\[Backstage\]\(<?https:\/\/portal\.example\.com/);
    assert.doesNotMatch(page(), /\[Backstage\]/);
  });

  it('has the links of the template that lead to the web', () => {
    assert.match(seen(), /\[About it\]\(/);
    assert.doesNotMatch(seen(), /Not this/);
  });

  it('stays bounded whatever a server sends', () => {
    const properties = Object.fromEntries(Array.from({ length: 5000 }, (_, number) => [`field${number}`, {}]));
    const steps = Array.from({ length: 5000 }, () => ({ name: 'step' }));
    const text = page({ form: { title: '', pages: [{ schema: { properties } }] }, json: { spec: { steps } } });
    assert.ok(text.split('\n').length < 300);
  });
});
