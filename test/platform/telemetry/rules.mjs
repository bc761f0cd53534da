// Recording and alerting rules of the demo: objectives as Sloth generates them, and alerts that every service gets.
import { requestDuration as requests } from './exposition.mjs';

/** @typedef {import('./services.mjs').Service} Service */
/** @typedef {{ record: string, expr: string, labels: Record<string, string> }} RecordingRule */
/** @typedef {{ alert: string, expr: string, for?: string, labels: Record<string, string>, annotations: Record<string, string> }} AlertingRule */
/** @typedef {{ name: string, interval?: string, rules: (RecordingRule | AlertingRule)[] }} RuleGroup */

const windows = ['5m', '30m', '1h', '2h', '6h', '1d', '3d', '30d'];
const slo = 'requests-availability';
const failures = 'http_response_status_code=~"(5..|429)"';

/**
 * The rules file, as a value: JSON is YAML, too.
 * @param {readonly Service[]} services
 * @returns {{ groups: RuleGroup[] }}
 */
export function ruleFile(services) {
  return { groups: [...services.flatMap(objectiveGroups), { name: 'every-service', rules: alertsOfAll() }] };
}

/** @param {Service} service @returns {RuleGroup[]} none for a service without an objective */
function objectiveGroups({ name, system, objective }) {
  if (objective === undefined) return [];
  const id = { sloth_id: `${name}-${slo}`, sloth_service: name, sloth_slo: slo };
  const labels = { ...id, service: name, system };
  const budget = Number((1 - objective).toFixed(6));
  const ours = `sloth_id="${id.sloth_id}",sloth_service="${name}",sloth_slo="${slo}"`;
  /** @param {string} record @param {string} expr @param {Record<string, string>} [more] @returns {RecordingRule} */
  const record = (record, expr, more = {}) => ({ record, expr, labels: { ...labels, ...more } });
  const total = `${requests}_count{service="${name}"}`;
  const bad = `${requests}_count{service="${name}",${failures}}`;
  /** @param {string} window the ratio of events, as Sloth has it with `--disable-optimized-rules` */
  const ratio = window =>
    `(sum(rate(${bad}[${window}])) or 0 * sum(rate(${total}[${window}]))) / sum(rate(${total}[${window}]))`;
  const perBudget = `/ on(sloth_id, sloth_slo, sloth_service) group_left slo:error_budget:ratio{${ours}}`;
  return [
    {
      name: `sloth-slo-sli-recordings-${id.sloth_id}`,
      rules: windows.map(window =>
        record(`slo:sli_error:ratio_rate${window}`, ratio(window), { sloth_window: window }),
      ),
    },
    {
      name: `sloth-slo-meta-recordings-${id.sloth_id}`,
      rules: [
        record('slo:objective:ratio', `vector(${objective})`),
        record('slo:error_budget:ratio', `vector(${budget})`),
        record('slo:time_period:days', 'vector(30)'),
        record('slo:current_burn_rate:ratio', `slo:sli_error:ratio_rate5m{${ours}} ${perBudget}`),
        record('slo:period_burn_rate:ratio', `slo:sli_error:ratio_rate30d{${ours}} ${perBudget}`),
        record('slo:period_error_budget_remaining:ratio', `1 - slo:period_burn_rate:ratio{${ours}}`),
        record('sloth_slo_info', 'vector(1)', {
          sloth_mode: 'cli-gen-prom',
          sloth_objective: String(objective * 100),
          sloth_spec: 'prometheus/v1',
          sloth_version: 'v0.11.0',
        }),
      ],
    },
    { name: `sloth-slo-alerts-${id.sloth_id}`, rules: burnAlerts(name, ours, budget, total) },
  ];
}

/**
 * The multi-window, multi-burn-rate alerts (Site Reliability Workbook, chapter 5), silent where there are too few requests for
 * a rate to mean anything.
 * @param {string} name
 * @param {string} ours
 * @param {number} budget
 * @param {string} total
 * @returns {AlertingRule[]}
 */
function burnAlerts(name, ours, budget, total) {
  /** @param {string} short @param {string} long @param {number} factor */
  const pair = (short, long, factor) => {
    /** @param {string} window */
    const hot = window =>
      `max(slo:sli_error:ratio_rate${window}{${ours}} > (${factor} * ${budget})) without (sloth_window)`;
    return `(${hot(short)} and ${hot(long)})`;
  };
  const enough = `and on() (sum(increase(${total}[1h])) >= 100)`;
  /** @param {string} severity @param {string} expr @param {string} summary @returns {AlertingRule} */
  const alert = (severity, expr, summary) => ({
    alert: 'ErrorBudgetBurn',
    expr: `(${expr}) ${enough}`,
    labels: { severity, sloth_severity: severity },
    annotations: { summary, title: `(${severity}) ${name} burns its error budget`, ...runbook(name) },
  });
  return [
    alert(
      'page',
      `${pair('5m', '1h', 14.4)} or ${pair('30m', '6h', 6)}`,
      `${name} would use up the error budget of a month within days`,
    ),
    alert(
      'ticket',
      `${pair('2h', '1d', 3)} or ${pair('6h', '3d', 1)}`,
      `${name} uses up its error budget faster than it may`,
    ),
  ];
}

/** @returns {AlertingRule[]} */
function alertsOfAll() {
  const name = '{{ $labels.service }}';
  const busy = `sum by (service) (rate(${requests}_count[5m])) > 0.5`;
  return [
    {
      alert: 'ServiceDown',
      expr: 'avg by (service, system) (up{job="services"}) == 0',
      for: '5s',
      labels: { severity: 'page' },
      annotations: { summary: `No instance of ${name} answers`, ...runbook(name) },
    },
    {
      alert: 'HighLatency',
      expr: `histogram_quantile(0.99, sum by (service, le) (rate(${requests}_bucket{http_response_status_code!~"5.."}[5m]))) > 0.7 and on(service) ${busy}`,
      for: '10s',
      labels: { severity: 'ticket' },
      annotations: { summary: `One in a hundred requests to ${name} takes longer than 700 ms`, ...runbook(name) },
    },
    {
      alert: 'MemoryNearLimit',
      expr: 'max by (service) (container_memory_working_set_bytes / on(namespace, pod, container) group_left kube_pod_container_resource_limits{resource="memory"}) > 0.98',
      for: '1m',
      labels: { severity: 'ticket' },
      annotations: { summary: `${name} is about to reach its memory limit`, ...runbook(name) },
    },
  ];
}

/** @param {string} service */
function runbook(service) {
  return { runbook_url: `https://runbooks.parcelwise.example/${service}` };
}
