import { shortEntityRef } from '../../catalogue/entityRef.js';
import type { Translate } from '../../common/translate.js';
import { formatLength } from './formatLength.js';
import type { AdoptionPart, AdoptionReport, CountedShare, FirstSeenSource, FunnelStage } from './adoptionReport.js';

/** A table of a report, as every format has it. */
export interface AdoptionTable {
  readonly id: AdoptionPart | 'funnel' | 'months' | 'owners' | 'backlog' | 'quality' | 'missing';
  readonly title: string;
  readonly columns: readonly string[];
  /** Texts are data of people and servers, or ours in the person's language; null stands for what is not known. */
  readonly rows: readonly (readonly (string | number | null)[])[];
}

const SOURCES: Readonly<Record<FirstSeenSource, string>> = {
  snapshot: 'daily snapshots of the catalogue',
  task: 'the run that made it',
  annotation: 'backstage.io/createdAt',
  commit: 'the first commit of its descriptor',
  unknown: 'nothing tells',
};

export const FUNNEL_WORDS: Readonly<Record<FunnelStage['stage'], string>> = {
  all: 'Services',
  fromTemplate: 'made from a template of the platform',
  withoutDeviation: 'without a deviation',
};

/** The tables of a report: empty ones are left out. */
export function adoptionTables(report: AdoptionReport, translate: Translate): readonly AdoptionTable[] {
  const t = translate;
  const tables: readonly AdoptionTable[] = [
    {
      id: 'funnel',
      title: t('How far services have come on the golden path'),
      columns: [t('Stage'), t('Services'), t('New services')],
      rows:
        report.services > 0
          ? report.funnel.map(({ stage, ...of }) => [t(FUNNEL_WORDS[stage]), of.services, of.newServices])
          : [],
    },
    {
      id: 'months',
      title: t('New services by month (UTC)'),
      columns: [t('Month'), t('Golden path'), t('Paved road'), t('Off-road')],
      rows: report.months.map(({ month, onGoldenPath, onPavedRoad, offRoad }) => [
        month,
        onGoldenPath,
        onPavedRoad,
        offRoad,
      ]),
    },
    {
      id: 'owners',
      title: t('Services made from a template, by owner'),
      columns: [t('Owner'), t('From a template'), t('Services'), t('New, from a template'), t('New services')],
      rows: report.owners.map(({ owner, services, newServices }) => [
        owner === '' ? t('nobody') : shortEntityRef(owner),
        ...[services.count, services.of, newServices?.count ?? null, newServices?.of ?? null],
      ]),
    },
    {
      id: 'services',
      title: t('From where the beginnings of services are known'),
      columns: [t('Source'), t('Services')],
      rows: (Object.keys(SOURCES) as FirstSeenSource[]).flatMap(source => {
        const count = report.firstSeen[source];
        return count === undefined ? [] : [[t(SOURCES[source]), count]];
      }),
    },
    {
      id: 'deviations',
      title: t('Rules from which people deviate'),
      columns: [t('Rule'), t('Waivers'), t('Services'), t('Reasons')],
      rows: report.deviations.map(({ rule, waivers, services, reasons }) => [
        rule,
        waivers,
        services,
        reasons.map(({ text, count }) => (count > 1 ? `${text} (${count})` : text)).join('; '),
      ]),
    },
    {
      id: 'templates',
      title: t('Runs of templates'),
      columns: [t('Template'), t('Runs'), t('Failed'), t('Median length'), t('Step that fails most')],
      rows: report.templates.map(({ template, title, runs, failed, medianMs, failingStep }) => [
        title ?? shortEntityRef(template),
        ...[runs, failed, length(medianMs, t), failingStep ?? ''],
      ]),
    },
    {
      id: 'onboarding',
      title: t('Time to onboard, by quarter of the first commit'),
      columns: [
        ...[t('Quarter'), t('People'), t('To first deployment (median)'), t('Arrived')],
        ...[t('To tenth merged change (median)'), t('Arrived')],
      ],
      rows: report.onboarding.map(({ cohort, people, toFirstDeployment, toTenthChange }) => [
        cohort === 'others' ? t('others') : cohort,
        people,
        ...[length(toFirstDeployment.medianMs, t), t('{0} of {1}', toFirstDeployment.arrived, people)],
        ...[length(toTenthChange.medianMs, t), t('{0} of {1}', toTenthChange.arrived, people)],
      ]),
    },
    {
      id: 'tickets',
      title: t('Tickets to the platform team, by ISO week'),
      columns: [t('Week'), t('Opened'), t('Closed'), t('Opened per 100 engineers')],
      rows: report.tickets.map(({ week, opened, closed, openedPer100 }) => [
        ...[week, opened, closed],
        openedPer100 === undefined ? null : Math.round(openedPer100 * 10) / 10,
      ]),
    },
    {
      id: 'environments',
      title: t('Environments'),
      columns: [t('Running'), t('Created in the window')],
      rows: report.missing.some(({ part }) => part === 'environments')
        ? []
        : [[report.environments.running, report.environments.created]],
    },
    {
      id: 'backlog',
      title: t('Backlog of the platform team'),
      columns: [t('Theme'), t('Kind'), t('Count'), t('Reach'), t('Effort'), t('Examples')],
      rows: report.backlog.map(({ title, kind, count, reach, effort, examples }) => [
        title,
        t(KINDS[kind]),
        ...[count, reach, effort === undefined ? '' : t(effort), examples.join('; ')],
      ]),
    },
    {
      id: 'missing',
      title: t('What has no source'),
      columns: [t('Part'), t('What to do')],
      rows: report.missing.map(({ part, why }) => [t(part), t(why.text, ...why.values)]),
    },
    {
      id: 'quality',
      title: t('Quality of the data'),
      columns: [t('What was met'), t('Example')],
      rows: report.quality.map(({ text, count, example }) => [t(text, count), example ?? '']),
    },
  ];
  return tables.filter(({ rows }) => rows.length > 0);
}

const KINDS = { feedback: 'feedback', deviation: 'deviation', failedRun: 'failed runs' } as const;

/** The sentences above the tables: how many services there are, and how they and the new ones stand. */
export function adoptionSummary(report: AdoptionReport, translate: Translate): readonly string[] {
  const share = ({ count, of }: CountedShare): string =>
    of === 0 ? translate('none') : translate('{0} of {1} ({2} %)', count, of, Math.round((count / of) * 100));
  const { window, newServices } = report;
  return [
    translate('Services made from a template of the platform: {0}', share(report.goldenPath)),
    ...(newServices && window
      ? [
          translate(
            'Of those that began from {0} to {1}: {2}',
            new Date(window.from).toISOString().slice(0, 10),
            new Date(window.to).toISOString().slice(0, 10),
            share(newServices),
          ),
        ]
      : []),
    translate(
      'A service is on the golden path where it records the template that it was made from; on a paved road where a waiver, its template or its descriptor says that it deviates; else off-road.',
    ),
    ...(report.notes ?? []).map(({ text: { text, values } }) => translate(text, ...values)),
  ];
}

function length(ms: number | null, translate: Translate): string {
  return ms === null ? translate('not known') : formatLength(ms, translate);
}
