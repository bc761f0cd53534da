// The programs that the telemetry of the demo needs: Debian's packages of Prometheus and Alertmanager.
import { ensureSystemCommand, findCommand } from '../../run/packages.mjs';

/** @typedef {{ prometheus: string, promtool: string, alertmanager: string }} TelemetryPrograms absolute paths */

const why = 'the telemetry of the demo';
const names = {
  prometheus: { commands: ['prometheus'], packages: ['prometheus'] },
  promtool: { commands: ['promtool'], packages: ['prometheus'] },
  // The second is what other systems call it.
  alertmanager: { commands: ['prometheus-alertmanager', 'alertmanager'], packages: ['prometheus-alertmanager'] },
};

/**
 * Finds the programs, and installs their packages where they are missing and this may be done.
 * @returns {TelemetryPrograms | undefined} undefined, with a message that says what to install, where they cannot be had
 */
export function ensureTelemetryPrograms() {
  /** @param {keyof typeof names} name */
  const ensure = name => ensureSystemCommand({ ...names[name], why, startsServices: false });
  const prometheus = ensure('prometheus');
  if (!prometheus) return undefined;
  const promtool = ensure('promtool');
  const alertmanager = ensure('alertmanager');
  return promtool && alertmanager ? { prometheus, promtool, alertmanager } : undefined;
}

/** The programs, as far as they are all there. @returns {TelemetryPrograms | undefined} */
export function findTelemetryPrograms() {
  const prometheus = findCommand(names.prometheus.commands);
  const promtool = findCommand(names.promtool.commands);
  const alertmanager = findCommand(names.alertmanager.commands);
  return prometheus && promtool && alertmanager ? { prometheus, promtool, alertmanager } : undefined;
}
