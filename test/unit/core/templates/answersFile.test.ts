import assert from 'node:assert/strict';
import fc from 'fast-check';
import { readAnswers, writeAnswers } from '../../../../src/core/templates/answersFile.js';
import { formatRepoUrl, isWholeRepoUrl, parseRepoUrl } from '../../../../src/core/templates/formRepoUrl.js';

const problemOf = (text: string): string => {
  const read = readAnswers(text);
  return read.ok ? 'none' : read.problem.message;
};

describe('a file of answers', () => {
  it('reads what was written', () =>
    fc.assert(
      fc.property(
        fc.dictionary(
          fc.string().filter(name => name !== '__proto__'),
          fc.oneof(fc.string(), fc.boolean(), fc.integer(), fc.array(fc.string())),
        ),
        values => {
          const file = { template: 'template:default/web-service', version: '1.10', values: { ...values } };
          assert.deepEqual(readAnswers(writeAnswers(file)), { ok: true, value: file });
        },
      ),
    ));

  it('says in which line it is wrong, and what', () => {
    assert.match(problemOf('template: [a\n'), /^Line \d+ of the answers: /);
    assert.match(problemOf('- a\n'), /^Line 1 .*“values:”/);
    assert.match(problemOf('template: a\nvalue: {}\n'), /^Line 2 of the answers: “value” is not known/);
    assert.match(problemOf('template: 5\nvalues: {}\n'), /^Line 1 .*“template”/);
    assert.match(problemOf('template: a\n\nvalues:\n  - b\n'), /^Line 3 .*“values”/);
    assert.match(problemOf(''), /^Line 1/);
  });

  it('does not let a small text become huge', () => {
    const laughs = Array.from({ length: 12 }, (_, i) => `  a${i + 1}: &a${i + 1} [${`*a${i}, `.repeat(9)}]`).join('\n');
    assert.match(problemOf(`values:\n  a0: &a0 [x]\n${laughs}\n`), /alias/i);
  });
});

describe('the value of a picker of repositories', () => {
  it('is written as Backstage writes it', () => {
    assert.equal(formatRepoUrl({ host: 'github.com', repo: 'r', owner: 'o' }), 'github.com?owner=o&repo=r');
    assert.equal(
      formatRepoUrl({ host: 'dev.azure.com', repo: 'r', organization: 'a b', project: 'p' }),
      'dev.azure.com?repo=r&organization=a+b&project=p',
    );
    assert.deepEqual(parseRepoUrl('bitbucket.org?workspace=w&project=p&repo=r'), {
      ...{ host: 'bitbucket.org', workspace: 'w', project: 'p', repo: 'r' },
    });
    assert.equal(parseRepoUrl(''), undefined);
    assert.equal(parseRepoUrl('a b'), undefined);
  });

  it('is whole where it has what its kind of host wants', () => {
    assert.ok(isWholeRepoUrl('github.com?owner=o&repo=r'));
    assert.ok(!isWholeRepoUrl('github.com?owner=o'));
    assert.ok(!isWholeRepoUrl('bitbucket.org?owner=o&repo=r'));
    assert.ok(isWholeRepoUrl('git.example.com:3000?owner=o&repo=r'));
  });
});
