import assert from 'node:assert/strict';
import { readDocuments } from '../../../../../src/core/compliance/yaml/documents.js';
import { scalarOf } from '../../../../../src/core/compliance/yaml/navigate.js';
import { scalarValue, type Dialect, type ScalarValue } from '../../../../../src/core/compliance/yaml/scalars.js';

function valueOf(text: string, dialect: Dialect): ScalarValue | undefined {
  const scalar = scalarOf(readDocuments(text)[0]?.document.root);
  assert.ok(scalar, text);
  return scalarValue(scalar, dialect);
}

/** As written; as Kubernetes reads it (`sigs.k8s.io/yaml`); by the core schema of YAML 1.2. */
const SCALARS: readonly (readonly [string, ScalarValue, ScalarValue])[] = [
  ['yes', true, 'yes'],
  ['on', true, 'on'],
  ['y', true, 'y'],
  ['NO', false, 'NO'],
  ['Off', false, 'Off'],
  ['nO', 'nO', 'nO'],
  ['true', true, true],
  ['False', false, false],
  ['tRue', 'tRue', 'tRue'],
  ['~', null, null],
  ['Null', null, null],
  ['nUll', 'nUll', 'nUll'],
  ['0644', 420, 644],
  ['0o644', 420, 420],
  ['0o0', 0, 0],
  ['0x0', 0, 0],
  ['0x1F', 31, 31],
  ['0b11', 3, '0b11'],
  ['-0', -0, -0],
  ['0.0', 0, 0],
  ['1_000', 1000, '1_000'],
  ['12:30', '12:30', '12:30'],
  ['2026-01-31', '2026-01-31', '2026-01-31'],
  ['2026-01-31T10:00:00Z', '2026-01-31T10:00:00Z', '2026-01-31T10:00:00Z'],
  ['1e3', 1000, 1000],
  ['.5', 0.5, 0.5],
  ['1.', 1, 1],
  ['1.2.3', '1.2.3', '1.2.3'],
  ['-.inf', -Infinity, -Infinity],
  ['.NaN', NaN, NaN],
  ['089', 89, 89],
  ['+5', 5, 5],
  ['"true"', 'true', 'true'],
  ["'0644'", '0644', '0644'],
  ['!!bool "true"', true, true],
  ['!!str true', 'true', 'true'],
  ['!!str', '', ''],
  ['! 5', '5', '5'],
  ['!!int "5"', 5, 5],
  ['!Ref x', 'x', 'x'],
  ['|\n true', 'true\n', 'true\n'],
];

describe('What a scalar means', () => {
  for (const [text, kubernetes, core] of SCALARS) {
    it(`is ${String(kubernetes)} to Kubernetes, ${String(core)} to others: ${JSON.stringify(text)}`, () => {
      assert.ok(Object.is(valueOf(text, 'kubernetes'), kubernetes), String(valueOf(text, 'kubernetes')));
      assert.ok(Object.is(valueOf(text, 'core'), core), String(valueOf(text, 'core')));
      assert.ok(Object.is(valueOf(text, 'compose'), core));
    });
  }

  it('is not known where a template fills it in', () => {
    assert.equal(valueOf('"{{ .Values.x }}"', 'kubernetes'), undefined);
  });
});
