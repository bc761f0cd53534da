import { readDocuments } from '../../../../../src/core/compliance/yaml/documents.js';
import { readRuleFile, type RuleFile } from '../../../../../src/core/health/sloFiles/ruleFile.js';

export const ruleFileOf = (text: string): RuleFile => readRuleFile(readDocuments(text));

export const RULES = `groups:
  - name: shop
    rules:
      - record: shop:requests:rate5m
        expr: sum by (service) (rate(http_requests_total{service="shop"}[5m]))
      - alert: ShopFails
        expr: |
          # Bad requests among all.
          sum(rate(http_requests_total{code=~"5.."}[5m]))
            / sum(rate(http_requests_total[5m])) > 0.1
        for: 5m
        annotations:
          summary: "{{ $labels.service }} fails"
`;

export const SLOTH = `version: "prometheus/v1"
service: shop
slos:
  - name: requests-availability
    objective: 99.9
    sli:
      events:
        error_query: sum(rate(http_requests_total{service="shop",code=~"5.."}[{{.window}}]))
        total_query: sum(rate(http_requests_total{service="shop"}[{{ .window }}]))
  - name: satisfaction
    objective: 95
    sli:
      raw:
        error_ratio_query: |
          1 - (
            sum(sum_over_time(satisfaction_ratio[{{.window}}]))
            / sum(count_over_time(satisfaction_ratio[{{.window}}]))
          )
`;

export const SLOTH_OBJECT = `apiVersion: sloth.slok.dev/v1
kind: PrometheusServiceLevel
metadata:
  name: shop
spec:
  service: shop
  slos:
    - name: availability
      objective: 99
      sli:
        events:
          errorQuery: sum(rate(bad_total[{{.window}}]))
          totalQuery: sum(rate(all_total[{{.window}}]))
`;

export const PYRRA = `apiVersion: pyrra.dev/v1alpha1
kind: ServiceLevelObjective
metadata:
  name: shop-errors
spec:
  target: "99.5"
  window: 2w
  indicator:
    ratio:
      errors:
        metric: http_requests_total{job="shop",code=~"5.."}
      total:
        metric: http_requests_total{job="shop"}
`;

export const OPENSLO = `apiVersion: openslo/v1
kind: SLO
metadata:
  name: shop-availability
spec:
  service: shop
  indicator:
    metadata:
      name: shop-good
    spec:
      ratioMetric:
        counter: true
        good:
          metricSource:
            type: Prometheus
            spec:
              query: sum(http_requests_total{service="shop",code!~"5.."})
        total:
          metricSource:
            type: Prometheus
            spec:
              query: sum(http_requests_total{service="shop"})
  timeWindow:
    - duration: 4w
      isRolling: true
  budgetingMethod: Occurrences
  objectives:
    - target: 0.999
`;
