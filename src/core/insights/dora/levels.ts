import { DAY, HOUR, WEEK } from './calendar.js';
import type { DoraKey, DoraLevel, DoraLevelName } from './doraReport.js';

const MONTH = 30 * DAY;
const PER_DAY = { week: 1 / 7, month: 1 / 30, halfYear: 1 / 183 };

/** The bounds of a key: the first that a value keeps to names its level, and a value that keeps to none is `otherwise`. */
interface Bounds {
  readonly better: 'lower' | 'higher';
  readonly bounds: readonly (readonly [level: DoraLevelName, bound: number])[];
  /** Absent where the year's report does not tell the remaining clusters apart. */
  readonly otherwise?: DoraLevelName;
  /** True where a value at the bound is no longer within it ("less than one hour"). */
  readonly isStrict?: boolean;
}

export interface LevelsOfYear {
  readonly year: number;
  /** Where the bounds are published. */
  readonly source: string;
  readonly keys: Readonly<Partial<Record<DoraKey, Bounds>>>;
}

function times(...bounds: Bounds['bounds']): Bounds {
  return { better: 'lower', bounds, otherwise: 'low', isStrict: true };
}

const FREQUENCY_2023: Bounds = {
  better: 'higher',
  bounds: [
    ['elite', 1],
    ['high', PER_DAY.week],
    ['medium', PER_DAY.month],
  ],
  otherwise: 'low',
};

const LEAD_TIME_2023 = times(['elite', DAY], ['high', WEEK], ['medium', MONTH]);

/**
 * DORA's clusters by year. They move from year to year (in 2024 the high cluster fails more often than the medium one), and since 2025
 * there are none, so they stand beside a value and never grade it. Gaps between published ranges belong to the slower cluster.
 * 2022 had no elite cluster and is left out.
 */
export const LEVELS: readonly LevelsOfYear[] = [
  {
    year: 2021,
    source: 'DORA, Accelerate State of DevOps Report 2021',
    keys: {
      deploymentFrequency: {
        better: 'higher',
        bounds: [
          ['elite', 1],
          ['high', PER_DAY.month],
          ['medium', PER_DAY.halfYear],
        ],
        otherwise: 'low',
      },
      leadTime: times(['elite', HOUR], ['high', WEEK], ['medium', 6 * MONTH]),
      timeToRestore: times(['elite', HOUR], ['high', DAY], ['medium', WEEK]),
      changeFailureRate: { better: 'lower', bounds: [['elite', 0.15]] },
    },
  },
  {
    year: 2023,
    source: 'DORA, Accelerate State of DevOps Report 2023',
    keys: {
      deploymentFrequency: FREQUENCY_2023,
      leadTime: LEAD_TIME_2023,
      failedDeploymentRecoveryTime: times(['elite', HOUR], ['high', DAY], ['medium', WEEK]),
      changeFailureRate: {
        better: 'lower',
        bounds: [
          ['elite', 0.05],
          ['high', 0.1],
          ['medium', 0.15],
        ],
        otherwise: 'low',
      },
    },
  },
  {
    year: 2024,
    source: 'DORA, Accelerate State of DevOps Report 2024',
    keys: {
      deploymentFrequency: FREQUENCY_2023,
      leadTime: LEAD_TIME_2023,
      failedDeploymentRecoveryTime: times(['elite', HOUR], ['high', DAY]),
      changeFailureRate: {
        better: 'lower',
        bounds: [
          ['elite', 0.05],
          ['medium', 0.1],
          ['high', 0.2],
        ],
        otherwise: 'low',
      },
    },
  },
];

/** Which cluster of each year's report a value falls into, where that report has the key. */
export function levelsOf(key: DoraKey, value: number): readonly DoraLevel[] {
  return LEVELS.flatMap(({ year, keys }) => {
    const bounds = keys[key];
    const level = bounds && levelIn(bounds, value);
    return level === undefined ? [] : [{ year, level }];
  });
}

function levelIn({ better, bounds, otherwise, isStrict }: Bounds, value: number): DoraLevelName | undefined {
  const kept = bounds.find(([, bound]) =>
    better === 'higher' ? value >= bound : isStrict === true ? value < bound : value <= bound,
  );
  return kept ? kept[0] : otherwise;
}
