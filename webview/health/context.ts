import type { Theme } from '../common/theme.js';
import type { WhenVisible } from '../common/visible.js';
import type { Words } from '../common/words.js';
import type { Formats } from './numbers.js';
import type { FromPage } from './protocol.js';
import type { Text } from './texts.js';

/** What every part of the page is given. */
export interface PageContext {
  readonly words: Words<Text>;
  readonly formats: Formats;
  readonly theme: Theme;
  readonly whenVisible: WhenVisible;
  readonly send: (message: FromPage) => void;
  /** Has a screen reader say something, without taking the focus. */
  readonly announce: (text: string) => void;
}
