import type { Theme } from '../common/theme.js';
import type { Words } from '../common/words.js';
import type { InsightFormats } from './insightFormats.js';
import type { FromPage } from './protocol.js';
import type { Text } from './texts.js';

/** What every part of the page is given. */
export interface PageContext {
  readonly words: Words<Text>;
  readonly formats: InsightFormats;
  readonly theme: Theme;
  readonly send: (message: FromPage) => void;
  /** Has a screen reader say something, without taking the focus. */
  readonly announce: (text: string) => void;
}
