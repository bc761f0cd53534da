import { isFields, isListOf, isOptional, isString, type Fields } from '../common/checks.js';
import type { ToPage } from './protocol.js';
import { STATUSES } from './rows.js';
import { isRangeName } from './viewState.js';

/**
 * Whether a message is one of the editor's. What the page goes through (lists, statuses, numbers with their units) is looked at,
 * so that nothing of it can fail half-way.
 */
export function isToPage(message: unknown): message is ToPage {
  if (!isFields(message)) return false;
  switch (message['type']) {
    case 'start':
      return (
        isFields(message['texts']) &&
        typeof message['language'] === 'string' &&
        typeof message['refreshSeconds'] === 'number'
      );
    case 'show':
      return (
        isOptional(message['service'], isString) &&
        isOptional(message['name'], isString) &&
        isOptional(message['range'], isRangeName)
      );
    case 'overview':
      return isFields(message['overview']) && isOverview(message['overview']);
    case 'detail':
      return isFields(message['detail']) && isDetail(message['detail']);
    case 'busy':
      return typeof message['busy'] === 'boolean';
    case 'problem':
      return isString(message['text']);
    default:
      return false;
  }
}

function isOverview(overview: Fields): boolean {
  return (
    isString(overview['title']) &&
    isListOf(overview['services'], isService) &&
    isOptional(overview['group'], group => isFields(group) && isString(group['name']) && isStatus(group['status'])) &&
    isOptional(overview['trouble'], isTrouble)
  );
}

function isDetail(detail: Fields): boolean {
  return (
    isService(detail['service']) &&
    isRangeName(detail['range']) &&
    isListOf(detail['charts'], isChart) &&
    isListOf(detail['burn'], row => isFields(row) && isNumber(row['shortRate']) && isNumber(row['longRate'])) &&
    isListOf(detail['alerts'], alert => isFields(alert) && isString(alert['id']) && isString(alert['name'])) &&
    isListOf(detail['dependencies'], row => isFields(row) && isString(row['ref']) && isStatus(row['status'])) &&
    isListOf(detail['links'], link => isFields(link) && isString(link['id']) && isString(link['title'])) &&
    isOptional(detail['trouble'], isTrouble)
  );
}

const NUMBERS = ['traffic', 'errors', 'p50', 'p95', 'p99', 'saturation', 'availability'];

function isService(service: unknown): boolean {
  return (
    isFields(service) &&
    isString(service['ref']) &&
    isString(service['name']) &&
    isStatus(service['status']) &&
    isListOf(service['reasons'], isString) &&
    isListOf(service['flags'], isString) &&
    NUMBERS.every(name => isNumber(service[name])) &&
    isOptional(service['budgetLeft'], isNumber) &&
    isListOf(service['deployments'], mark => isFields(mark) && typeof mark['at'] === 'number') &&
    isOptional(service['errorSpark'], isSparkLine)
  );
}

function isSparkLine(spark: unknown): boolean {
  return isFields(spark) && Array.isArray(spark['times']) && Array.isArray(spark['values']);
}

function isChart(chart: unknown): boolean {
  return (
    isFields(chart) &&
    isString(chart['chart']) &&
    isString(chart['unit']) &&
    Array.isArray(chart['times']) &&
    isListOf(chart['lines'], line => isFields(line) && isString(line['name']) && Array.isArray(line['values']))
  );
}

function isNumber(number: unknown): boolean {
  return (
    isFields(number) && (number['value'] === null || typeof number['value'] === 'number') && isString(number['unit'])
  );
}

function isTrouble(trouble: unknown): boolean {
  return isFields(trouble) && isString(trouble['text']);
}

function isStatus(value: unknown): boolean {
  return STATUSES.some(status => status === value);
}
