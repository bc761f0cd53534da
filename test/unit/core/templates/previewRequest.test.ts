import assert from 'node:assert/strict';
import {
  catalogueDryRun,
  formOfTemplate,
  MOST_UPLOAD_CHARACTERS,
  templateOrigin,
  uploadedDryRun,
} from '../../../../src/core/templates/previewRequest.js';
import { problemOf, valueOf } from '../../values.js';

const ANSWERS = { values: { name: 'x' }, secrets: {} };
const from = (annotations: Readonly<Record<string, string>>) => ({
  kind: 'Template',
  metadata: { name: 't', annotations },
  spec: { steps: [{ id: 'f', action: 'fetch:template', input: { url: './skeleton' } }] },
});

describe('where a template comes from', () => {
  it('is said by the annotations that the scaffolder goes by', () => {
    const managed = 'backstage.io/managed-by-location';
    const source = 'backstage.io/source-location';
    assert.deepEqual(templateOrigin(from({ [managed]: 'url:https://h/o/r/blob/main/t/template.yaml' })), {
      kind: 'url',
      address: 'https://h/o/r/blob/main/t/template.yaml',
    });
    assert.deepEqual(templateOrigin(from({ [managed]: 'file:/x/template.yaml', [source]: 'url:https://h/o/r/' })), {
      kind: 'url',
      address: 'https://h/o/r/',
    });
    assert.deepEqual(templateOrigin(from({ [managed]: 'file:/x/template.yaml' })), { kind: 'file' });
    assert.deepEqual(templateOrigin(from({})), { kind: 'unknown' });
    assert.deepEqual(templateOrigin(from({ [managed]: 'url:javascript:alert(1)' })), { kind: 'unknown' });
    assert.deepEqual(templateOrigin(undefined), { kind: 'unknown' });
  });
});

describe('the dry run of a template of the catalogue', () => {
  it('lets the server fetch what stands beside the template', () => {
    const { template, files } = valueOf(
      catalogueDryRun(
        from({ 'backstage.io/managed-by-location': 'url:https://h/o/r/blob/main/t/template.yaml' }),
        ANSWERS,
      ),
    );
    const [step] = (template as { spec: { steps: { input: { url: string } }[] } }).spec.steps;
    assert.equal(step?.input.url, 'https://h/o/r/blob/main/t/skeleton');
    assert.deepEqual(files, []);
  });

  it('is not to be had for a file of the server, and says what to do', () => {
    const problem = problemOf(catalogueDryRun(from({ 'backstage.io/managed-by-location': 'file:/x' }), ANSWERS));
    assert.equal(problem.kind, 'unsupported');
    assert.match(problem.message, /Open the folder of the template/);
  });
});

describe('the dry run of a template of the open folder', () => {
  it('takes its files along', () => {
    const files = [{ path: 'skeleton/a', bytes: new Uint8Array(3) }];
    assert.deepEqual(valueOf(uploadedDryRun({ kind: 'Template' }, ANSWERS, files)).files, files);
  });

  it('is refused before it is sent where it is too large, and names the largest files', () => {
    const large = { path: 'video.mp4', bytes: new Uint8Array(MOST_UPLOAD_CHARACTERS) };
    const problem = problemOf(uploadedDryRun({}, ANSWERS, [{ path: 'a', bytes: new Uint8Array(1) }, large]));
    assert.equal(problem.kind, 'unsupported');
    assert.match(problem.message, /video\.mp4 \(12\.7 MB\), a/);
  });
});

describe('the form of a template that is only a file', () => {
  it('has a page for each schema', () => {
    const pages = [{ title: 'One', properties: {} }, 'nonsense', { description: 'D' }];
    const form = formOfTemplate({
      metadata: { name: 't', title: 'T', description: 'Words' },
      spec: { parameters: pages },
    });
    assert.equal(form.title, 'T');
    assert.equal(form.description, 'Words');
    assert.deepEqual(form.pages, [
      { title: 'One', schema: pages[0] },
      { description: 'D', schema: pages[2] },
    ]);
  });

  it('has one for a single schema, and none without', () => {
    assert.equal(formOfTemplate({ metadata: { name: 't' }, spec: { parameters: { title: 'One' } } }).pages.length, 1);
    assert.deepEqual(formOfTemplate({ metadata: { name: 't' } }), { title: 't', pages: [] });
  });
});
