import { isRecord, ownProperty } from '../../core/catalogue/entity.js';
import { RANGES, type FromPage, type TroubleAction } from '../../../webview/health/protocol.js';

// A page that sends more than this is not ours.
const LONGEST_NAME = 1_000;
const LONGEST_QUERY = 50_000;
const LONGEST_TEXT = 5_000_000;
const LONGEST_PICTURE = 30_000_000;

const ACTIONS: ReadonlySet<unknown> = new Set<TroubleAction>(['retry', 'signIn', 'openSettings', 'showLog']);

type Check = (value: unknown) => boolean;

const isName: Check = value => isText(value, LONGEST_NAME);
const isQuery: Check = value => isText(value, LONGEST_QUERY);
const isTime: Check = value => typeof value === 'number' && Number.isFinite(value);
const isRange: Check = value => typeof value === 'string' && Object.hasOwn(RANGES, value);
const isFlag: Check = value => typeof value === 'boolean';
const optional = (check: Check): Check => {
  return value => value === undefined || check(value);
};

const FIELDS: Readonly<Record<FromPage['type'], Readonly<Record<string, Check>>>> = {
  ready: { service: optional(isName), range: optional(isRange), paused: isFlag },
  refresh: {},
  pause: { paused: isFlag },
  openService: { ref: isName, range: isRange },
  openOverview: {},
  setRange: { range: isRange },
  zoom: { start: isTime, end: isTime },
  showQuery: { query: isQuery },
  openGraph: { query: isQuery },
  openRunbook: { alert: isName },
  openLink: { id: isName },
  openEntity: { ref: isName },
  silence: { alert: isName },
  unsilence: { alert: isName },
  act: { action: value => ACTIONS.has(value) },
  copy: { text: value => isText(value, LONGEST_TEXT) },
  save: { name: isName, base64: value => isText(value, LONGEST_PICTURE) && /^[A-Za-z0-9+/]*={0,2}$/.test(value) },
};

/** Whether a message is one that the health page sends, with fields of the right types and of a length that it needs. */
export function isFromHealthPage(message: unknown): message is FromPage {
  if (!isRecord(message)) return false;
  const type = ownProperty(message, 'type');
  if (typeof type !== 'string' || !Object.hasOwn(FIELDS, type)) return false;
  const fields = FIELDS[type as FromPage['type']];
  return Object.entries(fields).every(([name, check]) =>
    check(Object.hasOwn(message, name) ? message[name] : undefined),
  );
}

function isText(value: unknown, longest: number): value is string {
  return typeof value === 'string' && value.length <= longest;
}
