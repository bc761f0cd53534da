import assert from 'node:assert/strict';
import { lastWords } from '../../../../src/adapters/environments/lastWords.js';

describe('the last words of a process', () => {
  it('are its last line that says something', () => {
    assert.equal(lastWords(['connecting', '  no database  ', '', '}']), 'no database');
    assert.equal(lastWords(['no database']), 'no database');
  });

  it('are the error of a crash, and not what Node writes around it', () => {
    const crash = [
      'listening',
      'file:///app/server.js:3',
      "throw new TypeError('no database');",
      '^',
      '',
      'TypeError: no database',
      '    at main (file:///app/server.js:3:7)',
      '    at node:internal/main/run_main_module:28:49',
      '',
      'Node.js v20.18.1',
    ];
    assert.equal(lastWords(crash), 'TypeError: no database');
  });

  it('are the error also where its properties come after it', () => {
    const crash = [
      "Error: Cannot find module './absent'",
      'Require stack:',
      '- /app/server.js',
      '    at Module._resolveFilename (node:internal/modules/cjs/loader:1225:15) {',
      "  code: 'MODULE_NOT_FOUND',",
      "  requireStack: [ '/app/server.js' ]",
      '}',
      '',
      'Node.js v22.11.0-nightly',
    ];
    assert.equal(lastWords(crash), "Error: Cannot find module './absent'");
  });

  it('are the last line where none says anything, and none where there is no line', () => {
    assert.equal(lastWords(['---', 'Node.js v20.18.1', '']), 'Node.js v20.18.1');
    assert.equal(lastWords(['', '  ']), undefined);
    assert.equal(lastWords([]), undefined);
  });
});
