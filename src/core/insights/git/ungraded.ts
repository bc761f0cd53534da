import type { DoraMeasure, DoraReport } from '../dora/doraReport.js';

/**
 * A report of releases without word of incidents: where nothing tells of failures but reverts, hotfixes and rollbacks, and there are
 * none, it is not known that nothing failed. The share stays, as what was found; neither a grade nor a level is given for it.
 */
export function ungradedWithoutFailures(report: DoraReport): DoraReport {
  return {
    ...report,
    measures: report.measures.map((measure): DoraMeasure => {
      if ((measure.key !== 'changeFailureRate' && measure.key !== 'reworkRate') || measure.value !== 0) return measure;
      const ungraded: { -readonly [Field in keyof DoraMeasure]: DoraMeasure[Field] } = { ...measure, levels: [] };
      delete ungraded.grade;
      return ungraded;
    }),
    quality: [
      ...report.quality,
      {
        kind: 'noIncidents',
        count: 1,
        text: 'Nothing tells of incidents here: only reverts, hotfixes and rollbacks are known as failures, so there may have been more.',
      },
    ],
  };
}
