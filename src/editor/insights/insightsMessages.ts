import { isRecord, ownProperty } from '../../core/catalogue/entity.js';
import {
  ACTIONS,
  EXPORT_FORMATS,
  EXPORT_PARTS,
  WINDOW_DAYS,
  type FromPage,
  type MeasureKey,
  type Query,
} from '../../../webview/insights/protocol.js';
import { DORA_KEYS } from '../../core/insights/dora/doraReport.js';

// A page that sends more than this is not ours.
const LONGEST_NAME = 1_000;
const LONGEST_TEXT = 5_000_000;
const LONGEST_PICTURE = 30_000_000;
const MOST_POINTS = 1_000_000;

const DAY = /^\d{4}-\d{2}-\d{2}$/;
const BASE64 = /^[A-Za-z0-9+/]*={0,2}$/;

type Check = (value: unknown) => boolean;

const isName: Check = value => isText(value, LONGEST_NAME);
const isOneOf = (names: readonly unknown[]): Check => {
  return value => names.includes(value);
};
const isIndex: Check = value => Number.isInteger(value) && Number(value) >= 0 && Number(value) < MOST_POINTS;

const FIELDS: Readonly<Record<FromPage['type'], Readonly<Record<string, Check>>>> = {
  ready: {},
  ask: { query: isQuery },
  refresh: {},
  act: { action: isOneOf(ACTIONS) },
  openPoint: { key: isOneOf(DORA_KEYS satisfies readonly MeasureKey[]), index: isIndex },
  openEntity: { ref: isName },
  export: { format: isOneOf(EXPORT_FORMATS), part: isOneOf(EXPORT_PARTS) },
  copy: { text: value => isText(value, LONGEST_TEXT) },
  save: { name: isName, base64: value => isText(value, LONGEST_PICTURE) && BASE64.test(value) },
};

/** Whether a message is one that the insights page sends, with fields of the right types and of a length that it needs. */
export function isFromInsightsPage(message: unknown): message is FromPage {
  if (!isRecord(message)) return false;
  const type = ownProperty(message, 'type');
  if (typeof type !== 'string' || !Object.hasOwn(FIELDS, type)) return false;
  return Object.entries(FIELDS[type as FromPage['type']]).every(([name, check]) => check(ownProperty(message, name)));
}

/** Whether something asks for numbers: it comes from the page, and from what an older window has kept. */
export function isQuery(query: unknown): query is Query {
  const window = ownProperty(query, 'window');
  const compare = ownProperty(query, 'compare');
  const isWindow =
    isOneOf(WINDOW_DAYS)(ownProperty(window, 'days')) ||
    (isDay(ownProperty(window, 'from')) && isDay(ownProperty(window, 'to')));
  const isCompare = isOneOf(['none', 'before', 'year'])(compare) || isDay(ownProperty(compare, 'from'));
  return (
    isRecord(query) &&
    isWindow &&
    isCompare &&
    ['team', 'system', 'service'].every(name => {
      const ref = ownProperty(query, name);
      return ref === undefined || isName(ref);
    })
  );
}

function isDay(value: unknown): boolean {
  return typeof value === 'string' && DAY.test(value);
}

function isText(value: unknown, longest: number): value is string {
  return typeof value === 'string' && value.length <= longest;
}
