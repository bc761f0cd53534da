import assert from 'node:assert/strict';
import fc from 'fast-check';
import { DOCKERFILE_RULES } from '../../../../../src/core/compliance/rules/dockerfileRules.js';
import { check, type CheckOptions } from '../ruleCheck.js';
import { assertMarked } from '../markedTexts.js';

type Case = readonly [name: string, marked: string, options?: CheckOptions['options']];

function table(rule: string, checks: readonly string[], cases: readonly Case[]): void {
  describe(`${rule} ${checks.join(', ')}`, () => {
    const rules = DOCKERFILE_RULES.filter(({ id }) => id === rule);
    for (const [name, marked, options] of cases)
      it(name, () => assertMarked(marked, rules, checks, { path: 'Dockerfile', ...(options ? { options } : {}) }));
  });
}

describe('Dockerfile rules', () => {
  table(
    'df/base-image-pinned',
    [],
    [
      ['marks an image without a tag', 'FROM ⟦node⟧\n'],
      ['marks latest behind a registry with a port', 'FROM ⟦registry.example.com:5000/base/node:latest⟧\n'],
      ['takes the port of a registry for no tag', 'FROM ⟦localhost:5000/node⟧\n'],
      ['takes a digest for a pin', 'FROM node@sha256:0123\n'],
      [
        'leaves out stages, scratch and variables',
        'ARG V=1\nFROM node:22 AS Base\nFROM base\nFROM scratch\nFROM node:$V\n',
      ],
      ['leaves out templates', 'FROM ${{ values.image }}\n'],
      ['reads past the platform', 'FROM --platform=$BUILDPLATFORM ⟦golang⟧ AS build\n'],
      ['asks for a digest where that is wanted', 'FROM ⟦node:22⟧\n', { digest: true }],
      ['counts in UTF-16 units', '# 🐳 é\nFROM ⟦node⟧\r\nUSER 1\r\n'],
    ],
  );
  table(
    'df/registry',
    [],
    [
      ['wants a name where nothing is listed', 'FROM ⟦node:22⟧\nFROM ghcr.io/x/y:1\n'],
      ['knows what Docker means', 'FROM node:22\nFROM ⟦ghcr.io/x/y:1⟧\n', { registries: ['docker.io/library'] }],
      [
        'compares whole parts of a path',
        'FROM ⟦a.example/basement/x:1⟧\nFROM a.example/base/x:1\n',
        { registries: ['a.example/base'] },
      ],
      [
        'looks at what is copied from',
        'FROM a.example/x:1\nCOPY --from=⟦ghcr.io/x/y:1⟧ /a /b\nCOPY --from=context /a /b\n',
        { registries: ['a.example'] },
      ],
    ],
  );
  table(
    'df/user',
    [],
    [
      ['marks root', 'FROM x:1\nUSER 1\nUSER ⟦root⟧\n'],
      ['marks 0 with a group', 'FROM x:1\nUSER ⟦0:0⟧\n'],
      [
        'looks at the stages that the last one begins with',
        'FROM x:1 AS base\nUSER app\nFROM y:1 AS other\nFROM base\nRUN z\n',
      ],
      ['marks an image without a user', 'FROM x:1 AS build\nUSER app\nFROM ⟦x:1⟧\n'],
      ['knows images that set one', 'FROM gcr.io/distroless/static-debian12:nonroot\n'],
      ['leaves out variables', 'FROM x:1\nUSER ${APP_UID}\n'],
      ['leaves out what other images will run', 'FROM ⟦x:1⟧\nONBUILD USER app\n'],
    ],
  );
  table(
    'df/no-secrets',
    [],
    [
      ['marks values of variables', 'FROM x:1\nENV A=1 API_TOKEN=⟦"s3cr3t-value"⟧ B=2\n'],
      ['marks arguments of the build', 'FROM x:1\nARG ⟦NPM_TOKEN⟧\nARG VERSION\n'],
      ['knows secrets by their form', 'FROM x:1\nENV ANY=⟦AKIAIOSFODNN7EXAMPL2⟧\n'],
      [
        'leaves out paths, numbers and stand-ins',
        'FROM x:1\nENV DB_PASSWORD_FILE=/run/s TOKEN=/run/t SECRET=changeme PASSWORD=""\n',
      ],
      ['marks files that hold secrets', 'FROM x:1\nCOPY ⟦.npmrc⟧ ⟦keys/id_rsa⟧ .env.example /app/\n'],
      ['leaves out what other stages hand over', 'FROM x:1 AS a\nFROM y:1\nCOPY --from=a /server.key /etc/\n'],
    ],
  );
  table(
    'df/copy-not-add',
    [],
    [
      ['marks local files', 'FROM x:1\n⟦ADD⟧ app.jar /app.jar\n'],
      ['leaves archives that are unpacked', 'FROM x:1\nADD a.tar.gz /opt/\nADD ["b.tgz", "/opt"]\n'],
      [
        'marks addresses without a checksum',
        'FROM x:1\nADD ⟦https://example.com/a.zip⟧ /a\nADD --checksum=sha256:1 https://example.com/a.zip /a\n',
      ],
      ['leaves repositories and variables', 'FROM x:1\nADD https://example.com/a.git#v1 /a\nADD $FILE /a\n'],
    ],
  );
  table(
    'df/package-hygiene',
    ['update-alone'],
    [
      ['marks a list that nothing uses', 'FROM x:1\nRUN ⟦apt-get update⟧\nRUN apt-get install -y a\n'],
      ['looks at the whole instruction', 'FROM x:1\nRUN apt-get update \\\n  # why\n\n  && apt-get -y install a\n'],
      [
        'reads heredocs',
        'FROM x:1\nRUN <<EOF\napt-get update\napt-get install -y a\nEOF\nRUN <<EOF\n⟦apt-get update⟧\nEOF\n',
      ],
      [
        'is not misled by other programs',
        'FROM x:1\nRUN apt-get update && install -d /a && update-locale && (apk add b; apt-get install -y a)\n',
      ],
    ],
  );
  table(
    'df/package-hygiene',
    ['question'],
    [
      [
        'wants an answer',
        'FROM x:1\nRUN apt-get ⟦install⟧ a && yum -y install b && dnf install -y c && zypper -n in d\n',
      ],
      [
        'knows how it is given',
        'FROM x:1\nRUN apt-get -qq install a; apt-get install --assume-yes a; sudo apt-get -fmy install a\n',
      ],
    ],
  );
  table(
    'df/package-hygiene',
    ['cache'],
    [
      ['marks what is kept', 'FROM x:1\nRUN apk ⟦add⟧ a\nRUN apk add --no-cache b\n'],
      ['knows mounts of caches', 'FROM x:1\nRUN --mount=type=cache,target=/var/cache/apt apt-get install -y a\n'],
      ['leaves out stages that are left behind', 'FROM x:1 AS build\nRUN apk add a\nFROM y:1\n'],
    ],
  );
  table(
    'df/package-hygiene',
    ['unverified'],
    [
      [
        'marks options',
        'FROM x:1\nRUN curl ⟦-fsSLk⟧ https://a && curl -o k https://b && wget ⟦--no-check-certificate⟧ https://c\n',
      ],
      [
        'marks variables',
        'FROM x:1\nENV ⟦NODE_TLS_REJECT_UNAUTHORIZED=0⟧\nRUN ⟦GIT_SSL_NO_VERIFY=1⟧ git clone https://a\n',
      ],
      ['leaves quoted text', 'FROM x:1\nRUN echo "--allow-untrusted" | grep -k x\n'],
      ['looks into substitutions', 'FROM x:1\nRUN KEY=$(curl ⟦--insecure⟧ https://a) make\n'],
    ],
  );
  table(
    'df/package-hygiene',
    ['unpinned'],
    [
      [
        'asks for versions where that is wanted',
        'FROM x:1\nRUN apt-get install -y ⟦curl⟧ git=1:2.47\n',
        { pinned: true },
      ],
      ['does not ask otherwise', 'FROM x:1\nRUN apt-get install -y curl\n'],
    ],
  );
  table(
    'df/instruction-validity',
    [],
    [
      ['marks all but the last', 'FROM x:1\n⟦CMD⟧ ["a"]\nCMD ["b"]\nFROM y:1\nCMD ["c"]\n'],
      ['marks relative folders', 'FROM x:1\nWORKDIR ⟦app⟧\nWORKDIR /app\nWORKDIR "c:\\\\windows"\nWORKDIR $HOME/a\n'],
      [
        'marks stages that copy from themselves',
        'FROM x:1 AS a\nCOPY ⟦--from=a⟧ /b /c\nCOPY ⟦--from=1⟧ /b /c\nFROM y:1\nCOPY --from=0 /b /c\n',
      ],
      ['marks names that are taken', 'FROM x:1 AS a\nFROM y:1 AS ⟦A⟧\n'],
      ['marks targets that must be folders', 'FROM x:1\nCOPY a b ⟦c⟧\nCOPY a b c/\nCOPY a b .\n'],
      ['marks what is no instruction', 'FROM x:1\n⟦RUNN⟧ ls\n'],
      ['marks ports that are none', 'FROM x:1\nEXPOSE 80 ⟦70000/tcp⟧ $PORT\n'],
      ['leaves out templates', '{% if values.x %}\nFROM x:1\n{% endif %}\n${{ values.y }}\n'],
    ],
  );
  table(
    'df/runtime-contract',
    [],
    [
      ['marks the shell form', 'FROM x:1\n⟦ENTRYPOINT⟧ node server.js\n'],
      ['leaves out stages that are left behind', 'FROM x:1 AS a\nCMD node a.js\nFROM y:1\nCMD ["a"]\n'],
      ['marks remote logins', 'FROM x:1\nEXPOSE 8080 ⟦22/tcp⟧\n'],
      ['wants a check of health where that is asked for', 'FROM ⟦x:1⟧\n', { healthcheck: 'required' }],
      [
        'wants none where that is asked for',
        'FROM x:1\n⟦HEALTHCHECK⟧ CMD curl http://localhost\n',
        { healthcheck: 'forbidden' },
      ],
    ],
  );

  it('keep the escape character of Windows', () => {
    assertMarked(
      '# escape=`\nFROM x:1\nRUN ⟦apt-get `\n  update⟧\nWORKDIR C:\\app\n',
      DOCKERFILE_RULES.filter(({ id }) => id === 'df/package-hygiene'),
      ['update-alone'],
      { path: 'Dockerfile' },
    );
  });

  it('get to the end of whatever they are given', () => {
    const part = fc.constantFrom(
      ...[
        'FROM ',
        'x',
        ' AS ',
        '\n',
        '\\\n',
        'RUN ',
        '<<EOF',
        'EOF',
        '"',
        "'",
        '[',
        ']',
        '$(',
        ')',
        '${',
        '}',
        'COPY --from=',
      ],
      ...[
        'ENV ',
        '=',
        'apt-get install',
        ' && ',
        '#',
        '\r\n',
        'ONBUILD ',
        'HEALTHCHECK ',
        'ARG ',
        'USER ',
        'ADD ',
        '🐳',
        '`',
        '{{',
      ],
    );
    fc.assert(
      fc.property(fc.array(part, { maxLength: 40 }), parts => {
        const text = parts.join('');
        for (const { finding } of check(text, DOCKERFILE_RULES, { path: 'Dockerfile' })) {
          const { start, end } = finding.span;
          assert.ok(start >= 0 && start <= end && end <= text.length);
          finding.fixes?.();
        }
      }),
    );
  });
});
