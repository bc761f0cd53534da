import assert from 'node:assert/strict';
import fc from 'fast-check';
import { plainTranslate } from '../../../../src/core/common/translate.js';
import { choosePlan, type PlanFile } from '../../../../src/core/environments/choosePlan.js';
import { splitCommand } from '../../../../src/core/environments/commandWords.js';
import {
  planProblemText,
  PORT_PLACE,
  settledProcess,
  type Driver,
  type PlannedProcess,
} from '../../../../src/core/environments/runPlan.js';

const START = JSON.stringify({ scripts: { start: 'node src/main.js' } });

function plan(files: Partial<Record<PlanFile, string>>, driver: Driver = 'process'): readonly PlannedProcess[] {
  const planned = choosePlan(new Map(Object.entries(files) as [PlanFile, string][]), driver);
  assert.ok(planned.ok, planned.ok ? '' : planProblemText(planned.problem, plainTranslate));
  return planned.value.processes;
}

function refusal(files: Partial<Record<PlanFile, string>>, driver: Driver = 'process'): string {
  const planned = choosePlan(new Map(Object.entries(files) as [PlanFile, string][]), driver);
  assert.ok(!planned.ok, JSON.stringify(planned));
  return planProblemText(planned.problem, plainTranslate);
}

describe('words of a command', () => {
  const words = (line: string): unknown => {
    const split = splitCommand(line);
    return split.ok ? split.words : split.needs;
  };

  it('are split as the shell splits them', () => {
    assert.deepEqual(words(`node  "a b" 'c d' e\\ f "g\\"h" ''`), ['node', 'a b', 'c d', 'e f', 'g"h', '']);
    assert.deepEqual(words(`it's "half"'way'`), "'");
    assert.deepEqual(words('serve --port=$PORT "${PORT}"'), ['serve', `--port=${PORT_PLACE}`, PORT_PLACE]);
    assert.deepEqual(words("echo '$PORT'"), ['echo', '$PORT']);
  });

  it('give the variables before the program apart', () => {
    assert.deepEqual(splitCommand('A=1 B="x y" node A=2'), {
      ok: true,
      environment: { A: '1', B: 'x y' },
      words: ['node', 'A=2'],
    });
    assert.deepEqual(splitCommand('"A"=1 node'), { ok: true, environment: {}, words: ['A=1', 'node'] });
  });

  it('are refused where only a shell can do what they ask for', () => {
    for (const line of [
      'a && b',
      'a | b',
      'a; b',
      'a > b',
      'a $(b)',
      'a `b`',
      'a $HOME',
      'a *',
      'a ~',
      'a\nb',
      '"$(b)"',
      '$PORTS',
    ])
      assert.equal(typeof words(line), 'string', line);
  });

  it('come out as they went in when they were quoted', () => {
    fc.assert(
      fc.property(fc.array(fc.string().filter(text => !text.includes("'"))), texts => {
        assert.deepEqual(words(['run', ...texts.map(text => `'${text}'`)].join(' ')), ['run', ...texts]);
      }),
    );
  });

  it('never hold what a shell would act on, unless it was quoted', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(...Array.from('ab=$;|&<>`(){}*?\n ')) }), line => {
        const split = splitCommand(line);
        if (split.ok) for (const word of split.words) assert.doesNotMatch(word, /[$;|&<>`(){}*?\n]/);
      }),
    );
  });
});

describe('how a component runs', () => {
  it('is chosen in one order', () => {
    const files = {
      'score.yaml':
        'apiVersion: score.dev/v1b1\nmetadata: {name: quotes}\ncontainers: {from-score: {image: ., command: [a]}}\n',
      'compose.yaml': 'services: {from-compose: {build: ., command: a}}\n',
      Procfile: 'from-procfile: a\n',
      'package.json': START,
    };
    const names = Object.keys(files).map(
      (_, gone) => plan(Object.fromEntries(Object.entries(files).slice(gone)))[0]!.name,
    );
    assert.deepEqual(names, ['from-score', 'from-compose', 'from-procfile', 'web']);
    assert.match(refusal({}), /^Nothing says how this component runs/);
    assert.match(refusal({ 'package.json': START }, 'container'), /need an image/);
  });

  it('comes from the start script, as simple words or by npm', () => {
    const commandOf = (scripts: object): readonly string[] =>
      plan({ 'package.json': JSON.stringify({ scripts }) })[0]!.command;
    assert.deepEqual(commandOf({ start: 'node src/main.js' }), ['node', 'src/main.js']);
    assert.deepEqual(commandOf({ start: 'build && node a' }), ['npm', 'run', 'start', '--silent']);
    assert.deepEqual(commandOf({ start: 'node a', prestart: 'build' }), ['npm', 'run', 'start', '--silent']);
    assert.match(refusal({ 'package.json': '{' }), /^package\.json: This is no valid JSON/);
    assert.match(refusal({ 'package.json': '[]' }), /^Nothing says/);
  });

  it('comes from a Procfile, line by line', () => {
    const [web, worker, ...others] = plan({
      Procfile: '# what runs\nweb: serve --port $PORT\r\nworker: A=1 node worker.js\nrelease: migrate\n',
    });
    assert.equal(others.length, 0);
    assert.deepEqual(settledProcess(web!, { web: 4000 }, 'process'), {
      command: ['serve', '--port', '4000'],
      environment: { PORT: '4000', HOST: '127.0.0.1' },
    });
    assert.deepEqual(worker!.environment, { A: '1' });
    assert.deepEqual(worker!.probe, { kind: 'alive' });
    assert.equal(
      refusal({ Procfile: 'web: a\n\n  worker: a && b\n' }),
      'Procfile:3:3: The command needs a shell because of “&”, and none is used here.',
    );
    assert.match(refusal({ Procfile: 'web a' }), /^Procfile:1:1: A line is a name/);
    assert.match(refusal({ Procfile: 'web: a\nweb: b' }), /^Procfile:2:1: “web” stands here twice/);
    assert.match(refusal({ Procfile: '\n' }), /names no process/);
  });
});

const SCORE = `apiVersion: score.dev/v1b1
metadata:
  name: parcel-quotes
  team: quotes
service:
  ports:
    web:
      port: 80
      targetPort: 8080
containers:
  main:
    image: .
    command: [node, server.js]
    args: [--port, "8080"]
    variables:
      PORT: "8080"
      NAME: \${metadata.name} of \${metadata.team}, $\${literally}, \${resources.db.host}
    readinessProbe:
      httpGet:
        path: /ready
        port: 8080
        httpHeaders: [{name: X-Probe, value: "yes"}]
resources:
  db:
    type: postgres
    params: {host: localhost}
`;

describe('a Score file', () => {
  it('is run as a process', () => {
    const [main] = plan({ 'score.yaml': SCORE });
    assert.deepEqual(main!.probe, {
      kind: 'http',
      port: 'web',
      scheme: 'http',
      path: '/ready',
      headers: { 'X-Probe': 'yes' },
    });
    assert.deepEqual(settledProcess(main!, { web: 4321 }, 'process'), {
      command: ['node', 'server.js', '--port', '4321'],
      environment: {
        PORT: '4321',
        HOST: '127.0.0.1',
        NAME: 'parcel-quotes of quotes, ${literally}, localhost',
      },
    });
    assert.deepEqual(settledProcess(main!, { web: 4321 }, 'container').environment['PORT'], '8080');
  });

  it('starts as the component does by itself where its image is built from the folder', () => {
    const text = SCORE.replace(/ {4}(?:command|args):.*\n/g, '');
    const [main] = plan({ 'score.yaml': text, 'package.json': START });
    assert.deepEqual([...main!.command, ...main!.args], ['node', 'src/main.js']);
    assert.match(refusal({ 'score.yaml': text }), /^score\.yaml:12:5: Nothing says how this image starts/);
    assert.match(refusal({ 'score.yaml': text, Procfile: 'web: a; b' }), /^Procfile:1:1: The command needs a shell/);
  });

  const wrong: readonly (readonly [what: string, from: string, to: string, said: RegExp])[] = [
    ['another version', 'v1b1', 'v2', /^score\.yaml:1:13: “score\.dev\/v2” is no version/],
    ['a name with capitals', 'name: parcel-quotes', 'name: Parcel', /^score\.yaml:3:9: “Parcel” is no name/],
    ['a field that is not known', 'service:', 'services:', /^score\.yaml:5:1: A workload has no field “services”/],
    [
      'a port that is none',
      'port: 80\n',
      'port: 80000\n',
      /^score\.yaml:8:13: port is to be a whole number from 1 to 65535/,
    ],
    [
      'a port as text',
      'targetPort: 8080',
      'targetPort: "8080"',
      /^score\.yaml:9:19: targetPort is to be a whole number/,
    ],
    ['a variable that is a number', 'PORT: "8080"', 'PORT: 8080', /^score\.yaml:16:13: PORT is to be text/],
    ['a command that is no list', '[node, server.js]', 'node server.js', /^score\.yaml:13:14: command is to be a list/],
    ['no image', 'image: .', '# none', /^score\.yaml:13:5: A container needs a field “image”/],
    ['a probe without a path', 'path: /ready', '# none', /^score\.yaml:21:9: httpGet needs a field “path”/],
    [
      'a placeholder for nothing',
      '${metadata.team}',
      '${metadata.boss}',
      /^score\.yaml:17:13: “\$\{metadata\.boss\}” stands for nothing/,
    ],
    [
      'a resource that gives nothing',
      'resources.db.host',
      'resources.db.port',
      /Nothing on this machine gives “\$\{resources\.db\.port\}”: its resource is of type “postgres”/,
    ],
    ['a resource that is not there', 'resources.db.host', 'resources.no.host', /names a resource that is not there/],
    ['a key twice', '  team: quotes', '  name: again', /^score\.yaml:4:3: “name” stands here twice/],
    ['text that does not parse', 'command: [node', 'command: [node[', /^score\.yaml:1[34]:/],
    [
      'an image of somebody else without a command',
      '    image: .\n    command: [node, server.js]',
      '    image: postgres:16',
      /^score\.yaml:12:5: Without a command the image “postgres:16” only runs in a container/,
    ],
    [
      'files',
      'args:',
      'files: {/etc/a: {content: b}}\n    args:',
      /^score\.yaml:14:12: Files and volumes are only put into containers/,
    ],
    [
      'a file without content',
      'args:',
      'files: [{target: /etc/a}]\n    args:',
      /A file has one of source, content and binaryContent/,
    ],
    [
      'a mode that is none',
      'args:',
      'files: [{target: /etc/a, content: b, mode: "999"}]\n    args:',
      /“999” is no file mode/,
    ],
    ['memory that is none', 'args:', 'resources: {limits: {memory: lots}}\n    args:', /“lots” is no amount of memory/],
  ];
  for (const [what, from, to, said] of wrong)
    it(`is refused with ${what}`, () => {
      assert.ok(SCORE.includes(from));
      assert.match(refusal({ 'score.yaml': SCORE.replace(from, to) }), said);
    });

  it('is refused where it is empty or no mapping', () => {
    assert.match(refusal({ 'score.yaml': '' }), /There is nothing in it/);
    assert.match(refusal({ 'score.yaml': '- a' }), /^score\.yaml:1:1: A workload is to be a mapping/);
    assert.match(
      refusal({ 'score.yaml': SCORE.replace(/containers:[^]*?resources:/, 'containers: {}\nresources:') }),
      /at least one container/,
    );
  });

  it('never throws, whatever stands in it', () => {
    const letters = fc.string({ unit: fc.constantFrom(...Array.from('abc:-{}[]"\'\n  |>&*!#$%@,.0')) });
    fc.assert(
      fc.property(
        fc.nat(SCORE.length),
        letters,
        fc.constantFrom<Driver>('process', 'container'),
        (at, junk, driver) => {
          choosePlan(new Map([['score.yaml', SCORE.slice(0, at) + junk + SCORE.slice(at)]]), driver);
          choosePlan(new Map([['compose.yaml', junk]]), driver);
        },
      ),
    );
  });

  it('gives containers their image, files and volumes', () => {
    const text = SCORE.replace(
      '    args:',
      '    files: [{target: /etc/a, content: "${metadata.name}", mode: "0600"}]\n    volumes: [{source: data, target: /data}]\n    args:',
    );
    const [main] = plan({ 'score.yaml': text }, 'container');
    assert.deepEqual(main!.build, { context: '.' });
    assert.deepEqual(main!.files, [{ target: '/etc/a', content: { text: 'parcel-quotes' }, mode: 0o600 }]);
    assert.deepEqual(main!.volumes, ['/data']);
  });
});

const COMPOSE = `services:
  web:
    build: .
    command: node server.js --name "two words"
    environment:
      - PORT=8080
      - LEVEL=\${LEVEL:-debug}
    ports: ["127.0.0.1:8080:8080/tcp", "9000"]
    depends_on:
      migrate: {condition: service_completed_successfully}
    healthcheck:
      test: curl -f http://localhost:8080/health || exit 1
  migrate:
    build: {context: ./tools}
    command: [node, migrate.js]
  tools:
    image: whatever
    profiles: [debug]
`;

describe('a Compose file', () => {
  it('is run in the order of what depends on what', () => {
    const [migrate, web, ...others] = plan({ 'compose.yaml': COMPOSE });
    assert.equal(others.length, 0);
    assert.deepEqual(migrate!.probe, { kind: 'completes' });
    assert.equal(migrate!.folder, 'tools');
    assert.deepEqual(web!.after, ['migrate']);
    assert.deepEqual(web!.probe, { kind: 'http', port: 'port-8080', scheme: 'http', path: '/health', headers: {} });
    assert.deepEqual(settledProcess(web!, { 'port-8080': 4001, 'port-9000': 4002 }, 'process'), {
      command: ['node', 'server.js', '--name', 'two words'],
      environment: { PORT: '4001', HOST: '127.0.0.1', LEVEL: 'debug' },
    });
  });

  const wrong: readonly (readonly [what: string, from: string, to: string, said: RegExp])[] = [
    ['a service that waits for itself', 'command: [node, migrate.js]', 'depends_on: [web]', /waits for itself/],
    ['a service that is not there', '      migrate: {', '      nobody: {', /There is no service “nobody”/],
    ['a variable of nothing', '${LEVEL:-debug}', '${LEVEL}', /^compose\.yaml:7:9: Nothing here gives “LEVEL” a value/],
    [
      'a folder outside',
      './tools',
      '../tools',
      /^compose\.yaml:14:22: Only what is in the folder of the component is built/,
    ],
    ['a line for a shell', 'node server.js --name', 'node a | node', /^compose\.yaml:4:14: This command needs a shell/],
    ['another image', '    build: .\n', '    image: nginx\n', /The image of “web” only runs in a container/],
    ['a port range', '"9000"', '"9000-9010"', /“9000-9010” is no port that is read/],
    ['a field that is not known', 'services:', 'sevices: {}\nservices:', /has no field “sevices”/],
  ];
  for (const [what, from, to, said] of wrong)
    it(`is refused with ${what}`, () => {
      assert.ok(COMPOSE.includes(from));
      assert.match(refusal({ 'compose.yaml': COMPOSE.replace(from, to) }), said);
    });
});
