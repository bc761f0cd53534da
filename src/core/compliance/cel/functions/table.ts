import type { CelFunction } from '../compile.js';
import { CONVERSIONS } from './conversions.js';
import { FORMAT } from './format.js';
import { LISTS } from './lists.js';
import { MATHS } from './maths.js';
import { NETWORK } from './network.js';
import { OPTIONALS } from './optionals.js';
import { QUANTITIES } from './quantity.js';
import { REGULAR } from './regularExpressions.js';
import { STRINGS } from './strings.js';
import { TIMES } from './times.js';
import { URLS } from './urls.js';

/** Functions by `functionKey`. */
export type FunctionEntries = readonly (readonly [key: string, call: CelFunction])[];

/** Every function that an expression can call: of cel-spec, of the extensions of cel-go that are in wide use, and of Kubernetes. */
export const FUNCTIONS: ReadonlyMap<string, CelFunction> = new Map(
  [...[CONVERSIONS, STRINGS, REGULAR, FORMAT, LISTS, MATHS, TIMES, OPTIONALS], ...[QUANTITIES, URLS, NETWORK]].flat(),
);

/** Whether there is a function of this name, with whatever arguments. */
export function functionsNamed(name: string): boolean {
  return [...FUNCTIONS.keys()].some(key => key.startsWith(`${name}/`) || key.startsWith(`.${name}/`));
}
