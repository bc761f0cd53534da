import assert from 'node:assert/strict';
import fc from 'fast-check';
import { createRedactor } from '../../../../src/core/common/redact.js';

const CANARY = 'kanarienvogel-8f3a2c';
const JWT = 'eyJhbGciOiJFUzI1NiJ9.eyJzdWIiOiJ1c2VyOmRlZmF1bHQvYWRhIn0.c2lnbmF0dXJlLXNpZ25hdHVyZQ';

describe('secrets in text', () => {
  const shapes: readonly string[] = [
    JWT,
    `token is ${JWT}, they say`,
    `x_${JWT}`,
    `Authorization: Bearer ${CANARY}`,
    `authorization: token ${CANARY}`,
    `Proxy-Authorization: Negotiate ${CANARY}`,
    `{"authorization":"Basic ${CANARY}"}`,
    `curl -H 'Authorization: ${CANARY}' https://example.com`,
    `sent bearer ${CANARY} to it`,
    `Cookie: theme=dark; session=${CANARY}`,
    `set-cookie: refresh=${CANARY}; HttpOnly`,
    `https://ada:${CANARY}@example.com/path`,
    `https://${CANARY}@example.com/path`,
    `https://ada:p@${CANARY}@example.com`,
    `postgres://ada:${CANARY}@localhost:5432/db`,
    `https://example.com/?access_token=${CANARY}&x=1`,
    `https://example.com/?code=1&code_verifier=${CANARY}`,
    `token=${CANARY}`,
    `token: ${CANARY}`,
    `"token": "${CANARY}"`,
    `'token': '${CANARY}'`,
    `{"idToken":"${CANARY}","x":1}`,
    `{"refresh-token" : "${CANARY}"}`,
    `{"token":"${CANARY}`,
    `{\\"token\\":\\"${CANARY}\\"}`,
    `{\\\\\\"token\\\\\\":\\\\\\"${CANARY}\\\\\\"}`,
    `password: "two words ${CANARY}"`,
    `password: "a \\" quote ${CANARY}"`,
    `password = 'it ${CANARY}'`,
    `passphrase=${CANARY}`,
    `DB_PASSWORD=${CANARY}`,
    `client_secret=${CANARY}`,
    `AWS_SECRET_ACCESS_KEY=${CANARY}`,
    `apiKey=${CANARY}`,
    `x-api-key: ${CANARY}`,
    `api_key: ${CANARY}`,
    `privateKey: ${CANARY}`,
    `PRIVATE-TOKEN: ${CANARY}`,
  ];
  for (const text of shapes)
    it(`are masked in ${text}`, () => {
      const redacted = createRedactor().redact(text);
      assert.doesNotMatch(redacted, new RegExp(CANARY));
      assert.doesNotMatch(redacted, /eyJ/);
      assert.match(redacted, /‹redacted›/);
    });

  it('are masked each, and what is around them stays', () => {
    assert.equal(
      createRedactor().redact(`GET https://ada:${CANARY}@example.com/a?token=${CANARY}&page=2 with ${JWT}: 401`),
      'GET https://‹redacted›@example.com/a?token=‹redacted›&page=2 with ‹redacted›: 401',
    );
  });

  for (const text of [
    'GET /api/catalog/entities/by-query: 200 in 12 ms',
    'The token has expired.',
    'basic facts',
    'https://example.com/a@b',
    'https://example.com/?mail=ada@example.com',
    'ada@example.com',
    'component:default/secret-service',
    '2 tokens in 3 files',
    'eyJ is how it begins',
  ])
    it(`are not seen in: ${text}`, () => {
      assert.equal(createRedactor().redact(text), text);
    });

  it('are masked once: what is masked is left alone', () => {
    for (const text of shapes) {
      const once = createRedactor().redact(text);
      assert.equal(createRedactor().redact(once), once);
    }
  });

  it('are looked for in a long line without losing time', () => {
    const redactor = createRedactor();
    for (const piece of ['a.', 'a-', 'a', 'eyJ', '://', '@', '"', "\\'", 'token=', 'secret', ' '])
      redactor.redact(piece.repeat(5_000));
  });
});

describe('a secret that the redactor was told of', () => {
  it('is masked wherever it turns up, also percent-encoded', () => {
    const redactor = createRedactor();
    redactor.learn('a b/c+d=e');
    assert.equal(redactor.redact('<a b/c+d=e> a%20b%2Fc%2Bd%3De'), '<‹redacted›> ‹redacted›');
  });

  it('is masked as a whole where it holds another one', () => {
    const redactor = createRedactor();
    redactor.learn('secret-1');
    redactor.learn('secret-1-and-more');
    assert.equal(redactor.redact('(secret-1-and-more)'), '(‹redacted›)');
  });

  it('is not taken where it is too short', () => {
    const redactor = createRedactor();
    redactor.learn('the');
    redactor.learn('');
    assert.equal(redactor.redact('the other'), 'the other');
  });

  it('never gets through, whatever is around it', () => {
    const secret = fc.string({ minLength: 6, maxLength: 30 }).filter(text => !'‹redacted›‹redacted›'.includes(text));
    fc.assert(
      fc.property(secret, fc.string(), fc.string(), (text, before, after) => {
        const redactor = createRedactor();
        redactor.learn(text);
        const redacted = redactor.redact(`${before} ${text} ${encodeURIComponent(text)} ${after}`);
        assert.ok(!redacted.includes(text), redacted);
      }),
      { numRuns: 500 },
    );
  });
});
