import { drawing, element } from '../common/element.js';
import type { Words } from '../common/words.js';
import type { ServiceRow, Status } from './protocol.js';
import type { Text } from './texts.js';

/** Each status has a shape of its own, and a glyph in it: colour says nothing that they do not say. */
const SHAPES: Readonly<Record<Status, { readonly body: string; readonly glyph: string }>> = {
  down: { body: 'M5.3 1.5h5.4l3.8 3.8v5.4l-3.8 3.8H5.3l-3.8-3.8V5.3Z', glyph: 'M5.6 5.6l4.8 4.8M10.4 5.6l-4.8 4.8' },
  critical: { body: 'M8 1.6 15.2 14.2H.8Z', glyph: 'M8 6v3.8M8 11.9v.01' },
  degraded: { body: 'M8 .9 15.1 8 8 15.1.9 8Z', glyph: 'M5 8h6' },
  unknown: {
    body: 'M8 1.6a6.4 6.4 0 1 1 0 12.8a6.4 6.4 0 1 1 0-12.8Z',
    glyph: 'M6.2 6.3a1.8 1.8 0 1 1 2.6 1.6c-.6.3-.8.6-.8 1.2M8 11.3v.01',
  },
  healthy: { body: 'M8 1.6a6.4 6.4 0 1 1 0 12.8a6.4 6.4 0 1 1 0-12.8Z', glyph: 'M5 8.2l2.1 2.1L11.2 6' },
};

const WORDS: Readonly<Record<Status, Text>> = {
  down: 'Down',
  critical: 'Critical',
  degraded: 'Degraded',
  unknown: 'Unknown',
  healthy: 'Healthy',
};

const FLAGS: Readonly<Record<ServiceRow['flags'][number], Text>> = {
  stale: 'stale',
  idle: 'idle',
  silenced: 'silenced',
  'insufficient-traffic': 'few requests',
  'budget-low': 'budget low',
};

export function statusWord(status: Status, { t }: Words<Text>): string {
  return t(WORDS[status]);
}

/** The words for what should be known beside the status; flags of a newer editor are left out. */
export function flagWords(flags: ServiceRow['flags'], { t }: Words<Text>): string[] {
  return flags.filter(flag => Object.hasOwn(FLAGS, flag)).map(flag => t(FLAGS[flag]));
}

/** The picture of a status. The word belongs beside it. */
export function statusIcon(status: Status): SVGSVGElement {
  const { body, glyph } = SHAPES[status];
  return drawing(
    'svg',
    { class: `status-icon status-${status}`, viewBox: '0 0 16 16', 'aria-hidden': 'true' },
    drawing('path', { class: 'shape', d: body }),
    drawing('path', { class: 'glyph', d: glyph }),
  );
}

/** Picture and word. */
export function statusMark(status: Status, words: Words<Text>): HTMLElement {
  return element('span', { class: 'status' }, statusIcon(status), element('span', {}, statusWord(status, words)));
}
