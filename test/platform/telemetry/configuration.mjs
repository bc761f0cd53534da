// What Prometheus and Alertmanager are told: whom to ask, what to compute, whom to tell. JSON is YAML, and needs no library.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { targetLabels } from './exposition.mjs';
import { ruleFile } from './rules.mjs';

/** @typedef {import('./traffic.mjs').ServiceTraffic} ServiceTraffic */
/** @typedef {{ prometheus: number, alertmanager: number, services: number }} TelemetryPorts all on 127.0.0.1 */

/**
 * Writes the configuration of both servers.
 * @param {object} options
 * @param {string} options.folder absolute path
 * @param {TelemetryPorts} options.ports
 * @param {readonly ServiceTraffic[]} options.services
 * @param {number} options.scrapeS how often they are asked, and the rules evaluated, in seconds
 * @param {string | undefined} options.targets absolute path of a folder with files of more targets
 * @returns {{ prometheus: string, alertmanager: string }} absolute paths of the files
 */
export function writeConfiguration({ folder, ports, services, scrapeS, targets }) {
  mkdirSync(folder, { recursive: true });
  /** @param {string} name @param {unknown} value */
  const write = (name, value) => {
    const file = join(folder, name);
    writeFileSync(file, `${JSON.stringify(value, undefined, 2)}\n`);
    return file;
  };
  const rules = write('rules.yml', ruleFile(services.map(({ service }) => service)));
  const address = `127.0.0.1:${ports.services}`;
  /** @param {string} job */
  const page = job => ({
    job_name: job,
    honor_labels: true,
    metrics_path: `/metrics/${job}`,
    static_configs: [{ targets: [address], labels: { instance: job } }],
  });
  const instances = services
    // What is gone was taken off the list.
    .filter(({ service }) => !service.episodes.some(({ gone }) => gone))
    .flatMap(traffic => traffic.instances.map(instance => ({ traffic, instance })));
  return {
    prometheus: write('prometheus.yml', {
      global: { scrape_interval: `${scrapeS}s`, scrape_timeout: `${scrapeS}s`, evaluation_interval: `${scrapeS}s` },
      rule_files: [rules],
      alerting: { alertmanagers: [{ static_configs: [{ targets: [`127.0.0.1:${ports.alertmanager}`] }] }] },
      scrape_configs: [
        {
          job_name: 'services',
          static_configs: instances.map(({ traffic, instance }) => ({
            targets: [address],
            labels: {
              ...targetLabels(traffic, instance),
              __metrics_path__: `/metrics/services/${traffic.service.name}/${instance.number}`,
            },
          })),
        },
        page('cluster'),
        page('deployments'),
        ...(targets === undefined
          ? []
          : [
              {
                job_name: 'environments',
                file_sd_configs: [{ files: [join(targets, '*.json')], refresh_interval: '5s' }],
              },
            ]),
      ],
    }),
    alertmanager: write('alertmanager.yml', {
      route: {
        receiver: 'nobody',
        group_by: ['service'],
        group_wait: '1s',
        group_interval: '5s',
        repeat_interval: '1h',
      },
      receivers: [{ name: 'nobody' }],
      inhibit_rules: [
        { source_matchers: ['severity="page"'], target_matchers: ['severity="ticket"'], equal: ['service'] },
      ],
    }),
  };
}
