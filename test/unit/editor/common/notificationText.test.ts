import assert from 'node:assert/strict';
import { withoutLinks } from '../../../../src/editor/common/notificationText.js';

// What the editor takes for a link in a notification. Source: Visual Studio Code, `src/vs/base/common/linkedText.ts`.
const LINK = /\[([^\]]+)\]\(((?:https?:\/\/|command:|file:)[^)\s]+)(?: (["'])(.+?)(\3))?\)/i;

describe('a text for a notification', () => {
  it('has no links', () => {
    for (const text of ['[a](command:x)', '[[a](https://x.example)', 'x [a](command:b "t") [c](file:///d)']) {
      assert.match(text, LINK);
      assert.doesNotMatch(withoutLinks(text), LINK);
    }
  });

  it('is else as it was', () => assert.equal(withoutLinks('Web service [2] (new)'), 'Web service [2] (new)'));
});
