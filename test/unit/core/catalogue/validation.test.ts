import assert from 'node:assert/strict';
import type { Registrar } from '../../../../src/core/catalogue/registration.js';
import { UNKNOWN_LOCATION, validateDescriptor } from '../../../../src/core/catalogue/validation.js';
import { failure, success, type Result } from '../../../../src/core/common/problem.js';
import { never, problemOf, valueOf } from '../../values.js';

const FILE = `kind: Component
metadata:
  name: sorter
---
kind: API
metadata: { name: sorter-api }
spec:
  definition:
    $text: ./openapi.yaml
---
kind: Location
metadata: { name: others }
spec: { target: ./others.yaml }
`;

function rig(answer: (entity: unknown) => Result<readonly string[]> = () => success([])) {
  const sent: { readonly entity: unknown; readonly location: string }[] = [];
  const registrar = {
    validate: async (entity: unknown, location: string) => {
      sent.push({ entity, location });
      return answer(entity);
    },
  } as unknown as Registrar;
  return { registrar, sent };
}

const nothing = async (): Promise<undefined> => undefined;
const definition = async (target: string) => (target === './openapi.yaml' ? 'openapi: 3.1.0' : undefined);

describe('the validation of a descriptor', () => {
  it('sends the files of the folder along, and nothing that the server would have to look for', async () => {
    const { registrar, sent } = rig();
    const verdicts = valueOf(await validateDescriptor(FILE, { registrar, read: definition }, never()));
    assert.deepEqual(
      verdicts.map(({ label, skipped }) => [label, skipped]),
      [
        ['Component sorter', false],
        ['API sorter-api', false],
        ['Location others', true],
      ],
    );
    assert.deepEqual(sent[1], {
      entity: { kind: 'API', metadata: { name: 'sorter-api' }, spec: { definition: 'openapi: 3.1.0' } },
      location: UNKNOWN_LOCATION,
    });
    assert.equal(sent.length, 2);
  });

  it('skips what refers to a file that cannot be had', async () => {
    const { registrar, sent } = rig();
    const verdicts = valueOf(await validateDescriptor(FILE, { registrar, read: nothing }, never()));
    assert.deepEqual(
      verdicts.map(({ skipped }) => skipped),
      [false, true, true],
    );
    assert.equal(sent.length, 1);
  });

  it('leaves it to the server where the address is known', async () => {
    const { registrar, sent } = rig();
    const address = 'https://git.example/a/catalog-info.yaml';
    valueOf(await validateDescriptor(FILE, { registrar, address, read: nothing }, never()));
    assert.equal(sent.length, 3);
    assert.ok(sent.every(({ location }) => location === `url:${address}`));
    assert.deepEqual((sent[1]?.entity as { spec: unknown }).spec, { definition: { $text: './openapi.yaml' } });
  });

  it('puts what the server says where the name stands', async () => {
    const { registrar } = rig(() => success(['bad']));
    const progress: string[] = [];
    const onProgress = (done: number, all: number) => void progress.push(`${done}/${all}`);
    const verdicts = valueOf(await validateDescriptor(FILE, { registrar, read: definition, onProgress }, never()));
    assert.deepEqual(
      verdicts.map(({ range, errors }) => [range.startLine, range.startColumn, range.endColumn, errors]),
      [
        [2, 8, 14, ['bad']],
        [5, 18, 28, ['bad']],
        [11, 18, 24, []],
      ],
    );
    assert.deepEqual(progress, ['0/3', '1/3', '2/3']);
  });

  it('keeps strange keys as they are', async () => {
    const { registrar, sent } = rig();
    valueOf(await validateDescriptor('kind: A\n"__proto__": { x: 1 }\n', { registrar, read: nothing }, never()));
    assert.ok(Object.hasOwn(sent[0]?.entity as object, '__proto__'));
  });

  it('ends with the first problem', async () => {
    const problem = { kind: 'unreachable', message: 'Nobody there.' } as const;
    const { registrar, sent } = rig(() => failure(problem));
    assert.equal(problemOf(await validateDescriptor(FILE, { registrar, read: definition }, never())), problem);
    assert.equal(sent.length, 1);
  });
});
