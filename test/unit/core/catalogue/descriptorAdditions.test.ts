import assert from 'node:assert/strict';
import { addToComponent, type Additions } from '../../../../src/core/catalogue/descriptorAdditions.js';
import { parseDescriptor } from '../../../../src/core/catalogue/descriptor.js';

const ADDITIONS: Additions = { annotations: { 'backstage.io/techdocs-ref': 'dir:.' }, providesApis: ['orders-api'] };

describe('what is added to a component', () => {
  const added = (text: string, additions = ADDITIONS): string => {
    const result = addToComponent(text, additions);
    assert.deepEqual(parseDescriptor(result, 'file:///a').problems, [], result);
    // Nothing goes, and nothing changes its place.
    let at = 0;
    for (const letter of text) at = result.indexOf(letter, at) + 1;
    return result;
  };
  const component = (metadata: string, spec: string): string =>
    `# ours\nkind: Component\nmetadata:\n  name: orders\n${metadata}spec:\n  type: service # for now\n${spec}`;

  it('are fields that are missing', () => {
    assert.equal(
      added(component('', '  owner: a # them\n\n')),
      component(
        '  annotations:\n    backstage.io/techdocs-ref: dir:.\n',
        '  owner: a # them\n  providesApis:\n    - orders-api\n\n',
      ),
    );
  });

  it('are lines of fields that are there, indented like them', () => {
    assert.equal(
      added(component('  annotations:\n      a.b/c: d # e\n', '  providesApis:\n  - other-api # x\n  owner: a\n')),
      component(
        '  annotations:\n      a.b/c: d # e\n      backstage.io/techdocs-ref: dir:.\n',
        '  providesApis:\n  - other-api # x\n  - orders-api\n  owner: a\n',
      ),
    );
    assert.equal(
      added(component('  annotations:\n', '  providesApis:\n')),
      component('  annotations:\n    backstage.io/techdocs-ref: dir:.\n', '  providesApis:\n    - orders-api\n'),
    );
  });

  it('keep the ends of lines, and what stands before and behind', () => {
    const text = `kind: Group\nmetadata:\n  name: a\n---\n${component('', '  owner: a\n')}---\nkind: User\nmetadata: {name: b}\n`;
    const result = added(text.replaceAll('\n', '\r\n'));
    assert.equal(result.replaceAll('\r\n', ''), result.replace(/[\r\n]/g, ''));
    assert.match(result, /owner: a\r\n {2}providesApis:\r\n {4}- orders-api\r\n---/);
  });

  it('are nothing where all is said, in whatever form', () => {
    for (const text of [
      component('  annotations: {backstage.io/techdocs-ref: "dir:."}\n', '  providesApis: [orders-api]\n'),
      component(
        '  annotations:\n    backstage.io/techdocs-entity: a\n',
        '  providesApis:\n    - API:default/Orders-API\n',
      ),
    ])
      assert.equal(added(text), text);
  });

  it('are nothing where no line can be put in', () => {
    for (const text of [
      component('  annotations: {a: b}\n', '  providesApis: [a]\n'),
      component('  annotations:\n    $yaml: ./a.yaml\n', '  providesApis: a\n'),
      'kind: Component\nmetadata: {name: a}\nspec: {type: b}\n',
      `${component('', '')}---\n${component('', '').replace('orders', 'other')}`,
    ])
      assert.equal(addToComponent(text, ADDITIONS), text);
    assert.equal(addToComponent('kind: "', ADDITIONS), 'kind: "');
    assert.equal(addToComponent('', ADDITIONS), '');
  });

  it('put texts in quotes that would be something else', () => {
    const result = added(component('', '  owner: a\n'), {
      annotations: { 'a.b/c': '12', 'a.b/d': 'x: #y' },
      providesApis: [],
    });
    assert.match(result, /a\.b\/c: "12"\n {4}a\.b\/d: "x: #y"\n/);
  });
});
