import assert from 'node:assert/strict';
import { besideTemplate, withFullAddresses } from '../../../../src/core/templates/templateUrls.js';

const GITEA = 'http://localhost:3000/o/golden-paths/src/branch/main/web/template.yaml';

describe('what stands beside a template', () => {
  // The right-hand side of each is what Backstage's own integration for that host makes of it.
  for (const [path, base, full] of [
    ['./skeleton', GITEA, 'http://localhost:3000/o/golden-paths/src/branch/main/web/skeleton'],
    ['skeleton/', GITEA, 'http://localhost:3000/o/golden-paths/src/branch/main/web/skeleton'],
    ['../shared/ci.yaml', GITEA, 'http://localhost:3000/o/golden-paths/src/branch/main/shared/ci.yaml'],
    ['./s', 'https://github.com/o/r/tree/main/web/', 'https://github.com/o/r/tree/main/web/s'],
    ['./s', 'https://gitlab.com/o/g/r/-/blob/main/t.yaml', 'https://gitlab.com/o/g/r/-/blob/main/s'],
    [
      './s',
      'https://bb.example/projects/p/repos/r/browse/t.yaml?at=main',
      'https://bb.example/projects/p/repos/r/browse/s?at=main',
    ],
    ['./s', 'https://bitbucket.org/w/r/src/main/t.yaml', 'https://bitbucket.org/w/r/src/main/s'],
    [
      './s',
      'https://dev.azure.com/o/p/_git/r?path=%2Fweb%2Ftemplate.yaml',
      'https://dev.azure.com/o/p/_git/r?path=%2Fweb%2Fs',
    ],
    [
      './kinds/${{ parameters.kind }}/files',
      GITEA,
      'http://localhost:3000/o/golden-paths/src/branch/main/web/kinds/${{ parameters.kind }}/files',
    ],
    ['./${{ a / b }}', GITEA, 'http://localhost:3000/o/golden-paths/src/branch/main/web/${{ a / b }}'],
  ] as const)
    it(`is found: ${path} at ${new URL(base).host}`, () => assert.equal(besideTemplate(path, base), full));

  it('is nothing for what is no relative path', () => {
    for (const path of ['https://github.com/o/r', '/rooted', '${{ parameters.url }}', '../'.repeat(20)])
      assert.equal(besideTemplate(path, GITEA), undefined, path);
    assert.equal(besideTemplate('./a', 'no address'), undefined);
  });
});

describe('a template with full addresses', () => {
  const step = (action: unknown, input: unknown) => ({ id: 's', action, input });

  it('has them where it fetches, and is else as it was', () => {
    const template = {
      kind: 'Template',
      metadata: { name: 't' },
      spec: {
        owner: 'o',
        steps: [
          step('fetch:template', { url: './skeleton', values: { url: './untouched' } }),
          step('fetch:plain:file', { url: './a.txt', targetPath: 'a' }),
          step('fetch:plain', { url: 'https://github.com/o/r' }),
          step('publish:gitea', { url: './x' }),
          step('fetch:plain', undefined),
          'nonsense',
        ],
      },
    };
    const before = structuredClone(template);
    const steps = (withFullAddresses(template, GITEA) as { spec: { steps: { input?: { url?: string } }[] } }).spec
      .steps;
    assert.deepEqual(
      steps.slice(0, 4).map(({ input }) => input?.url),
      [
        'http://localhost:3000/o/golden-paths/src/branch/main/web/skeleton',
        'http://localhost:3000/o/golden-paths/src/branch/main/web/a.txt',
        'https://github.com/o/r',
        './x',
      ],
    );
    assert.deepEqual(steps.slice(2), before.spec.steps.slice(2));
    assert.deepEqual(template, before);
  });

  it('is what it was where it has no steps', () => {
    for (const template of [undefined, {}, { spec: { steps: 1 } }])
      assert.equal(withFullAddresses(template, GITEA), template);
  });
});
