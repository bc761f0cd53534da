import type { Measured, ServiceHealth } from '../../../../src/core/health/serviceHealth.js';

/** A number as it was measured, or none. */
export function measured(unit: Measured['unit'], value: number | undefined): Measured {
  return {
    value,
    unit,
    windowS: 300,
    at: 1_700_000_000,
    query: 'up',
    ...(value === undefined ? { missing: 'no-series' } : {}),
  };
}

/** A service that is well. */
export function serviceHealth(): ServiceHealth {
  return {
    entityRef: 'component:default/checkout',
    status: 'healthy',
    reasons: [],
    binding: { matchers: 'service="checkout"', by: 'convention', saidBy: 'goldenPath.telemetry.selector' },
    asOf: 1_700_000_000,
    signals: {
      traffic: measured('requestsPerSecond', 12),
      errors: measured('ratio', 0.0002),
      latencyP50: measured('seconds', 0.021),
      latencyP95: measured('seconds', 0.14),
      latencyP99: measured('seconds', 0.31),
      saturation: measured('ratio', 0.41),
      availability: measured('ratio', 0.9998),
    },
    budget: {
      objective: { name: 'requests', target: 0.999, windowS: 2_592_000, from: 'default' },
      achieved: measured('ratio', 0.9997),
      remaining: measured('ratio', 0.74),
      weighting: 'events',
      burn: [],
    },
    alerts: [],
    deployments: [],
    atRisk: [],
  };
}
