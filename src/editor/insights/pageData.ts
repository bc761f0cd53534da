import { webAddress } from '../../core/catalogue/addresses.js';
import { displayNameOf } from '../../core/catalogue/card.js';
import type { EntityIndex } from '../../core/catalogue/entityIndex.js';
import type { Translate } from '../../core/common/translate.js';
import { FUNNEL_WORDS } from '../../core/insights/adoption/adoptionTables.js';
import type { AdoptionReport, FirstSeenSource } from '../../core/insights/adoption/adoptionReport.js';
import type { DataQualityNote } from '../../core/insights/deliveryEvents.js';
import type { DoraMeasure, DoraReport, DoraText } from '../../core/insights/dora/doraReport.js';
import type { SurveyCell } from '../../core/insights/survey/surveyResults.js';
import type {
  Adoption,
  Delivery,
  Measure,
  Note,
  Survey,
  SurveyCell as PageCell,
} from '../../../webview/insights/protocol.js';
import type { DeliveryAnswer, SurveyAnswers } from './insightsModel.js';

const DEFINITION_NAMES: Readonly<Record<string, string>> = { goldenPath: 'Golden Path', devLake: 'Apache DevLake' };

const FIRST_SEEN_WORDS: Readonly<Record<FirstSeenSource, string>> = {
  snapshot: 'daily snapshot',
  annotation: 'annotation',
  task: 'run of a template',
  commit: 'first commit',
  unknown: 'not known',
};

/** The numbers of delivery as the page takes them: the same values, with their texts in the person's language. */
export function deliveryData({ report, other, problems }: DeliveryAnswer, translate: Translate): Delivery {
  return {
    measures: report.measures.map(measure => measureData(measure, translate)),
    window: report.window,
    environment: report.environment,
    deployments: report.deployments,
    definition: definitionName(report),
    quality: [...problems.map(said => ({ text: said, count: 1 })), ...notes(report.quality, translate)],
    origin: translate(report.origin),
    isDerived: report.isDerived,
    readAt: report.dataAt,
    ...(other
      ? {
          other: {
            window: other.window,
            measures: other.measures.map(({ key, value, count, reason }) => ({
              ...{ key, value, count },
              ...(reason ? { reason: text(reason, translate) } : {}),
            })),
          },
        }
      : {}),
  };
}

/** What the set of definitions is called. */
export function definitionName({ definition }: DoraReport): string {
  return DEFINITION_NAMES[definition] ?? definition;
}

function measureData(measure: DoraMeasure, translate: Translate): Measure {
  const { reason, definition, lever, points, leftOut, details, said, ...same } = measure;
  return {
    ...same,
    ...(reason ? { reason: text(reason, translate) } : {}),
    definition: text(definition, translate),
    lever: text(lever, translate),
    points: points.map(({ at, value, label, address, isInferred }) => ({
      ...{ at, value, label },
      hasAddress: webAddress(address) !== undefined,
      isInferred: isInferred === true,
    })),
    leftOut: notes(leftOut, translate),
    details: details.map(({ label, value }) => ({ label: translate(label), value })),
    ...(said
      ? { said: { by: text(said.by, translate), value: said.value, definition: text(said.definition, translate) } }
      : {}),
  };
}

/** A report on adoption as the page takes it. */
export function adoptionData(report: AdoptionReport, index: EntityIndex, translate: Translate): Adoption {
  const { services, goldenPath, newServices, months, deviations, onboarding, tickets, environments, backlog } = report;
  return {
    ...{ services, goldenPath, months, deviations, environments, backlog },
    funnel: report.funnel.map(({ stage, ...counts }) => ({ ...counts, name: translate(FUNNEL_WORDS[stage]) })),
    onboarding: onboarding.map(row => (row.cohort === 'others' ? { ...row, cohort: translate('others') } : row)),
    tickets: tickets.map(({ week, opened, closed }) => ({ week, opened, closed })),
    ...(newServices ? { newServices } : {}),
    owners: report.owners.map(({ owner, services: share }) => ({
      ref: owner,
      name: owner === '' ? translate('nobody') : displayNameOf(owner, index),
      services: share,
    })),
    firstSeen: (Object.entries(report.firstSeen) as [FirstSeenSource, number][])
      .filter(([, count]) => count > 0)
      .sort(([, a], [, b]) => b - a)
      .map(([source, count]) => ({ source: translate(FIRST_SEEN_WORDS[source]), count })),
    templates: report.templates.map(({ template, title, ...use }) => ({
      ...use,
      ref: template,
      title: title ?? displayNameOf(template, index),
    })),
    missing: report.missing.map(({ part, why }) => ({ part, why: text(why, translate) })),
    notes: (report.notes ?? []).map(({ part, text: said }) => ({ part, text: text(said, translate) })),
    quality: notes(report.quality, translate),
    ...(report.window ? { window: report.window } : {}),
    readAt: report.dataAt,
  };
}

/** What a survey said as the page takes it. Nothing of a cell that is held back goes to the page but its question. */
export function surveyData({ results, problems, readAt }: SurveyAnswers, translate: Translate): Survey {
  const questions = new Map(results.cells.map(({ itemId, question }) => [itemId, question]));
  const { unknown = 0, doubled = 0 } = results;
  const count = (number: number, said: string): Note[] =>
    number > 0 ? [{ text: translate(said, number), count: number }] : [];
  return {
    cells: results.cells.map(cell => cellData(cell, translate)),
    minimum: results.minimum,
    attribution: results.attribution,
    hidden: results.hidden,
    texts: (results.texts ?? []).map(({ itemId, texts }) => ({
      question: translate(questions.get(itemId) ?? itemId),
      texts,
    })),
    quality: [
      ...count(unknown, '{0} answers are to questions that are not known here.'),
      ...count(doubled, '{0} answers came more than once; each counts once.'),
      ...problems.map(said => ({ text: said, count: 1 })),
    ],
    readAt,
  };
}

function cellData(cell: SurveyCell, translate: Translate): PageCell {
  const { question, dimension, group, shown, scale, count, median, mean, distribution, responseRate } = cell;
  return {
    ...{ question: translate(question), dimension, shown, scale },
    ...(group === undefined ? {} : { group }),
    ...(shown && count !== undefined ? { count } : {}),
    ...(shown && median !== undefined ? { median } : {}),
    ...(shown && mean !== undefined ? { mean } : {}),
    ...(shown && distribution !== undefined ? { distribution } : {}),
    ...(shown && responseRate !== undefined ? { responseRate } : {}),
  };
}

function notes(list: readonly DataQualityNote[], translate: Translate): Note[] {
  return list.map(({ text: said, count, example }) => ({
    ...{ text: translate(said, count), count },
    ...(example === undefined ? {} : { example }),
  }));
}

function text({ text: said, values }: DoraText, translate: Translate): string {
  return translate(said, ...values);
}
