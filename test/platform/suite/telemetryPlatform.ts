// A platform whose services are watched, for the suites that look at telemetry.
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { writeFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import type { Platform } from '../platform.mjs';
import type { Telemetry } from '../telemetry.mjs';
import type { TelemetryPrograms } from '../telemetry/programs.mjs';
import { platformModules } from './sharedPlatform';

export interface WatchedPlatform {
  readonly platform: Platform;
  readonly telemetry: Telemetry;
  readonly programs: TelemetryPrograms;
}

/** Further ways to the same Prometheus, as organisations set them up. */
const moreWays = {
  proxy: {
    endpoints: {
      // As the plugin of Roadie asks for it: the target has the path of the API, and the endpoint ends in one more.
      '/roadie/api': { target: '${PLATFORM_PROMETHEUS_URL}/api/v1/', credentials: 'require' },
      '/withpath': { target: '${PLATFORM_PROMETHEUS_URL}/api/v1/', credentials: 'require' },
      '/readonly': { target: '${PLATFORM_PROMETHEUS_URL}', credentials: 'require', allowedMethods: ['GET'] },
      '/readonlyalerts': {
        target: '${PLATFORM_ALERTMANAGER_URL}/api/v2',
        credentials: 'require',
        allowedMethods: ['GET'],
      },
    },
  },
};

/** The programs that telemetry needs, installed where they can be; undefined where they cannot be had. */
export async function telemetryPrograms(): Promise<TelemetryPrograms | undefined> {
  const path = join(process.cwd(), 'test', 'platform', 'telemetry', 'programs.mjs');
  const { ensureTelemetryPrograms } = (await import(
    pathToFileURL(path).href
  )) as typeof import('../telemetry/programs.mjs');
  return ensureTelemetryPrograms();
}

/** Starts a platform with a day of telemetry; undefined where its programs cannot be had. */
export async function watchedPlatform(): Promise<WatchedPlatform | undefined> {
  const programs = await telemetryPrograms();
  if (!programs) return undefined;
  const { ensurePlatform, startPlatform } = await platformModules();
  ensurePlatform();
  const folder = mkdtempSync(join(tmpdir(), 'golden-path-config-'));
  try {
    const file = join(folder, 'app-config.ways.yaml');
    writeFileSync(file, JSON.stringify(moreWays));
    const platform = await startPlatform({ telemetry: { days: 1 }, configFiles: [file] });
    const { telemetry } = platform;
    if (!telemetry) throw new Error('The platform has no telemetry although its programs are there.');
    return { platform, telemetry, programs };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
