// What the package offers. Everything that is exported here is a promise: see docs/releasing.md before you change it.
export { retry, RetriesUsedUp } from './retry.js';
