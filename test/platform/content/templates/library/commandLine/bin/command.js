#!/usr/bin/env node
// The library on the command line: runs a command until it succeeds.
import { spawnSync } from 'node:child_process';
import { retry, RetriesUsedUp } from '../src/index.js';

const [command, ...args] = process.argv.slice(2);
if (command === undefined) {
  console.error('Give a command to run until it succeeds, for example: npm test');
  process.exit(2);
}
try {
  await retry(() => {
    const { status, error } = spawnSync(command, args, { stdio: 'inherit' });
    if (status !== 0) throw error ?? new Error(`${command} ended with ${status}`);
  });
} catch (error) {
  if (!(error instanceof RetriesUsedUp)) throw error;
  console.error(`${error.message}: ${error.cause instanceof Error ? error.cause.message : error.cause}`);
  process.exit(1);
}
