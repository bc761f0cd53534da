import { isFields, isListOf, isOptional, isString, type Fields } from '../common/checks.js';
import { WINDOW_DAYS, type Query, type ToPage } from './protocol.js';

/**
 * Whether a message is one of the editor's. What the page goes through (lists, numbers with their units) is looked at, so that
 * nothing of it can fail half-way.
 */
export function isToPage(message: unknown): message is ToPage {
  if (!isFields(message)) return false;
  switch (message['type']) {
    case 'start':
      return isFields(message['texts']) && isString(message['language']);
    case 'choices':
      return isFields(message['choices']) && isChoices(message['choices']) && isQuery(message['query']);
    case 'delivery':
      return isPart(message['part'], isDelivery);
    case 'adoption':
      return isPart(message['part'], isAdoption);
    case 'survey':
      return isPart(message['part'], isSurvey);
    case 'busy':
      return typeof message['busy'] === 'boolean';
    case 'takePicture':
      return true;
    case 'show':
      return isOptional(message['measure'], isString);
    case 'problem':
      return isString(message['text']);
    default:
      return false;
  }
}

const DAY = /^\d{4}-\d{2}-\d{2}$/;

function isQuery(query: unknown): query is Query {
  if (!isFields(query)) return false;
  const { window, compare, team, system, service } = query;
  return isWindow(window) && isCompare(compare) && [team, system, service].every(ref => isOptional(ref, isString));
}

function isWindow(window: unknown): boolean {
  if (!isFields(window)) return false;
  if (window['days'] !== undefined) return WINDOW_DAYS.some(days => days === window['days']);
  return isDay(window['from']) && isDay(window['to']);
}

function isCompare(compare: unknown): boolean {
  return ['none', 'before', 'year'].some(name => name === compare) || (isFields(compare) && isDay(compare['from']));
}

function isDay(day: unknown): boolean {
  return isString(day) && DAY.test(day);
}

function isChoices(choices: Fields): boolean {
  return ['teams', 'systems', 'services'].every(name =>
    isListOf(choices[name], choice => isFields(choice) && isString(choice['ref']) && isString(choice['name'])),
  );
}

function isPart(part: unknown, isValue: (value: Fields) => boolean): boolean {
  if (!isFields(part)) return false;
  const { state, advice, value, text } = part;
  if (state === 'reading') return isOptional(text, isString);
  if (state === 'ready') return isFields(value) && isValue(value);
  return (state === 'none' || state === 'failed') && isAdvice(advice);
}

function isAdvice(advice: unknown): boolean {
  return (
    isFields(advice) &&
    isString(advice['title']) &&
    isString(advice['text']) &&
    isListOf(advice['actions'], action => isFields(action) && isString(action['id']) && isString(action['title']))
  );
}

function isDelivery(delivery: Fields): boolean {
  return (
    isTimeWindow(delivery['window']) &&
    isNumber(delivery['readAt']) &&
    isNumber(delivery['deployments']) &&
    ['environment', 'origin', 'definition'].every(name => isString(delivery[name])) &&
    isListOf(delivery['measures'], isMeasure) &&
    isListOf(delivery['quality'], isNote) &&
    isOptional(
      delivery['other'],
      other =>
        isFields(other) &&
        isTimeWindow(other['window']) &&
        isListOf(other['measures'], one => isFields(one) && isString(one['key']) && isNumberOrNull(one['value'])),
    )
  );
}

function isMeasure(measure: unknown): boolean {
  return (
    isFields(measure) &&
    isString(measure['key']) &&
    ['perDay', 'milliseconds', 'share'].some(unit => unit === measure['unit']) &&
    isNumberOrNull(measure['value']) &&
    isNumber(measure['count']) &&
    isString(measure['definition']) &&
    isString(measure['lever']) &&
    isOptional(
      measure['percentiles'],
      of => isFields(of) && ['p50', 'p75', 'p90', 'p95'].every(p => isNumber(of[p])),
    ) &&
    isOptional(measure['target'], of => isFields(of) && isNumber(of['value']) && isString(of['better'])) &&
    isListOf(measure['levels'], of => isFields(of) && isNumber(of['year']) && isString(of['level'])) &&
    isListOf(measure['trend'], of => isTimeWindow(of) && isFields(of) && isNumberOrNull(of['value'])) &&
    isListOf(
      measure['points'],
      of => isFields(of) && isNumber(of['at']) && isNumber(of['value']) && isString(of['label']),
    ) &&
    isListOf(measure['leftOut'], isNote) &&
    isListOf(measure['details'], of => isFields(of) && isString(of['label']) && isNumberOrNull(of['value'])) &&
    isOptional(
      measure['said'],
      of => isFields(of) && isString(of['by']) && isNumber(of['value']) && isString(of['definition']),
    )
  );
}

function isAdoption(adoption: Fields): boolean {
  return (
    isNumber(adoption['services']) &&
    isNumber(adoption['readAt']) &&
    isShare(adoption['goldenPath']) &&
    isFields(adoption['environments']) &&
    isRows(adoption['months'], ['month'], ['onGoldenPath', 'onPavedRoad', 'offRoad']) &&
    isListOf(
      adoption['owners'],
      of => isFields(of) && isString(of['ref']) && isString(of['name']) && isShare(of['services']),
    ) &&
    isRows(adoption['firstSeen'], ['source'], ['count']) &&
    isRows(adoption['deviations'], ['rule'], ['waivers', 'services']) &&
    isListOf(adoption['deviations'], of => isFields(of) && isRows(of['reasons'], ['text'], ['count'])) &&
    isRows(adoption['templates'], ['ref', 'title'], ['runs', 'failed']) &&
    isRows(adoption['onboarding'], ['cohort'], ['people']) &&
    isListOf(
      adoption['onboarding'],
      of => isFields(of) && isArrival(of['toFirstDeployment']) && isArrival(of['toTenthChange']),
    ) &&
    isRows(adoption['tickets'], ['week'], ['opened', 'closed']) &&
    isRows(adoption['backlog'], ['id', 'title', 'kind'], ['count', 'reach']) &&
    isListOf(adoption['backlog'], of => isFields(of) && isListOf(of['examples'], isString)) &&
    isRows(adoption['missing'], ['part', 'why'], []) &&
    isRows(adoption['notes'], ['part', 'text'], []) &&
    isOptional(adoption['newServices'], isShare) &&
    isOptional(adoption['window'], isTimeWindow) &&
    isListOf(adoption['quality'], isNote)
  );
}

function isSurvey(survey: Fields): boolean {
  return (
    isRows(survey['cells'], ['question', 'dimension'], ['scale']) &&
    isListOf(
      survey['cells'],
      cell =>
        isFields(cell) &&
        typeof cell['shown'] === 'boolean' &&
        isOptional(cell['group'], isString) &&
        isOptional(cell['distribution'], counts => isListOf(counts, isNumber)),
    ) &&
    isNumber(survey['minimum']) &&
    isNumber(survey['hidden']) &&
    isNumber(survey['readAt']) &&
    isString(survey['attribution']) &&
    isRows(survey['texts'], ['question'], []) &&
    isListOf(survey['texts'], of => isFields(of) && isListOf(of['texts'], isString)) &&
    isListOf(survey['quality'], isNote)
  );
}

function isRows(rows: unknown, texts: readonly string[], numbers: readonly string[]): boolean {
  return isListOf(
    rows,
    row => isFields(row) && texts.every(name => isString(row[name])) && numbers.every(name => isNumber(row[name])),
  );
}

function isArrival(arrival: unknown): boolean {
  return isFields(arrival) && isNumberOrNull(arrival['medianMs']) && isNumber(arrival['arrived']);
}

function isShare(share: unknown): boolean {
  return isFields(share) && isNumber(share['count']) && isNumber(share['of']);
}

function isNote(note: unknown): boolean {
  return isFields(note) && isString(note['text']) && isNumber(note['count']);
}

function isTimeWindow(window: unknown): boolean {
  return isFields(window) && isNumber(window['from']) && isNumber(window['to']);
}

function isNumber(value: unknown): value is number {
  return typeof value === 'number' && Number.isFinite(value);
}

function isNumberOrNull(value: unknown): boolean {
  return value === null || isNumber(value);
}
