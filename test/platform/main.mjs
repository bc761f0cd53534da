// Command line: starts the demo platform and keeps it until Ctrl-C.
import { parseArgs } from 'node:util';
import { say } from '../run/say.mjs';
import { ensurePlatform } from './install.mjs';
import { startPlatform } from './platform.mjs';
import { ensureTelemetryPrograms } from './telemetry/programs.mjs';

const usage = `Usage: node test/platform/main.mjs [--port N] [--data DIR] [--telemetry]

  --port N    the port of Backstage on this machine (default 7007; 0 for any free one)
  --data DIR  keep databases, repositories and documentation in this folder (default: nothing is kept)
  --telemetry with a Prometheus and an Alertmanager that watch the services`;

/** @returns {{ port: number, data: string | undefined, telemetry: boolean } | undefined} undefined when they make no sense; then the reason is on the terminal */
function readArguments() {
  try {
    const options = /** @type {const} */ ({
      port: { type: 'string' },
      data: { type: 'string' },
      telemetry: { type: 'boolean' },
    });
    const { values } = parseArgs({ options, allowPositionals: false });
    const port = Number(values.port ?? '7007');
    if (!Number.isInteger(port) || port < 0 || port > 65535) throw new Error(`${values.port} is no port.`);
    return { port, data: values.data, telemetry: values.telemetry ?? false };
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : error}\n\n${usage}\n`);
    return undefined;
  }
}

/** Passes on what the backend warns of, without its chatter at the start. @param {string} line */
function sayTrouble(line) {
  if (/ (warn|error) /.test(line)) say(line);
}

/** @param {{ port: number, data: string | undefined, telemetry: boolean }} options */
async function run({ port, data, telemetry }) {
  ensurePlatform();
  if (telemetry) ensureTelemetryPrograms();
  const platform = await startPlatform({ port, telemetry, ...(data !== undefined && { data }), onLog: sayTrouble });
  let stopping = false;
  const stop = () => {
    if (stopping) return;
    stopping = true;
    say('Stopping …');
    void platform.stop();
  };
  process.on('SIGINT', stop);
  process.on('SIGTERM', stop);
  say(`The platform is ready at ${platform.url} after ${(platform.startMs / 1000).toFixed(1)} s.`);
  if (platform.telemetry)
    say(`Prometheus: ${platform.telemetry.prometheusUrl}, Alertmanager: ${platform.telemetry.alertmanagerUrl}`);
  say('Sign in: connect Golden Path to that address and authorise as Guest.');
  say(
    `Tokens, for this demo only: ${platform.tokens.admin} (everything), ${platform.tokens.catalogueReader} (reads the catalogue).`,
  );
  say(
    `Repositories: ${platform.gitUrl}/${platform.gitOrganisation}. Log: ${platform.dataDir}/backend.log. Ctrl-C stops it.`,
  );
  const { entities, errors } = await platform.catalogueSettled().catch(() => ({ entities: 0, errors: [] }));
  if (entities > 0) say(`The catalogue holds ${entities} entities.`);
  for (const { entityRef, source, message } of errors) say(`${entityRef} (${source}): ${message}`);
  const { code, signal } = await platform.exited();
  if (stopping) return 0;
  say(`The platform ended by itself (${signal ?? `exit ${code}`}).`);
  return 1;
}

const options = readArguments();
process.exitCode = options
  ? await run(options).catch(error => {
      process.stderr.write(`${error instanceof Error ? error.message : error}\n`);
      return 1;
    })
  : 2;
