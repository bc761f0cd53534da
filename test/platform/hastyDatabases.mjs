// The databases of a demo: quick rather than safe from a power cut, after which the demo is made anew.
import { createRequire } from 'node:module';

/**
 * Lets SQLite hand what it writes to the operating system without waiting for the disk, in every database that this process opens
 * from now on. Starting Backstage with an empty folder waits some four thousand times otherwise: more than a minute on a slow disk.
 * A process that is killed loses nothing by it (https://sqlite.org/pragma.html#pragma_synchronous), and Backstage's configuration
 * has no word for it.
 */
export function openDatabasesHastily() {
  const require = createRequire(import.meta.url);
  const driver = 'better-sqlite3';
  const Database = require(driver);
  const hasty = new Proxy(Database, {
    construct(target, words) {
      const database = new target(...words);
      database.pragma('synchronous = OFF');
      return database;
    },
  });
  const loaded = require.cache[require.resolve(driver)];
  if (loaded) loaded.exports = hasty;
}
