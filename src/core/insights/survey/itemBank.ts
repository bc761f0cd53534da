import type { ItemBank, SurveyItem } from './surveyItem.js';
import type { SpaceDimension } from './surveyResults.js';

/** What the licence of DORA's questions asks to be said, with what was changed. */
export const DORA_ATTRIBUTION =
  'Questions whose names begin with “dora.” are from the surveys of DORA (dora.dev), © Google LLC, licensed under CC BY 4.0 ' +
  '(https://creativecommons.org/licenses/by/4.0/). Their words are unchanged; they are asked one at a time, the points of each ' +
  'scale stand from the lowest to the highest, and no answer stands for “I don’t know” and “not applicable”.';

const EXTENT = ['Not at all', 'Slightly', 'Moderately', 'Very much', 'Extremely'];
const AGREEMENT = [
  ...['Strongly disagree', 'Disagree', 'Somewhat disagree', 'Neither agree nor disagree'],
  ...['Somewhat agree', 'Agree', 'Strongly agree'],
];
const MOSTLY = [
  ...['Strongly disagree', 'Mostly disagree', 'Somewhat disagree', 'Neither agree nor disagree'],
  ...['Somewhat agree', 'Mostly agree', 'Strongly agree'],
];
const SATISFACTION = [
  ...['Extremely dissatisfied', 'Dissatisfied', 'Slightly dissatisfied', 'Neither satisfied nor dissatisfied'],
  ...['Slightly satisfied', 'Satisfied', 'Extremely satisfied'],
];
const FIVE_AGREEMENT = ['Strongly disagree', 'Disagree', 'Neither agree nor disagree', 'Agree', 'Strongly agree'];

type Row = readonly [id: string, dimension: SpaceDimension, text: string];

/**
 * DORA's scale of platforms. Source: dora-team/dora.dev, survey questions of 2025, “Platform Engineering”: eleven statements, each
 * with the extent to which the platform shows it.
 */
const PLATFORM: readonly Row[] = [
  ['independence', 'efficiency', 'The platform provides the tools and information I need to work independently.'],
  [
    ...(['processes', 'efficiency'] as const),
    'The platform helps me follow required processes (e.g., code reviews, security sign-offs).',
  ],
  ['outcome', 'efficiency', 'The platform gives me clear feedback on the outcome of my tasks.'],
  ['automation', 'efficiency', 'The tasks I perform on the platform are well-automated.'],
  ['feedback', 'communication', 'The platform team acts on the feedback I provide.'],
  ['ease', 'satisfaction', 'The platform is easy to use.'],
  ['reliable', 'performance', 'The platform helps me build and run reliable applications and services.'],
  ['secure', 'performance', 'The platform helps me build and run secure applications and services.'],
  ['interface', 'satisfaction', "The platform's user interface (UI) is straightforward and clean."],
  ['expectation', 'satisfaction', 'The platform behaves in a way I would expect.'],
  [
    ...(['complexity', 'efficiency'] as const),
    'The platform effectively abstracts away the complexity of underlying infrastructure',
  ],
];

/** Core items of DORA's model. Source: dora-team/dora.dev, `core.json`: core_prod, core_docs. */
const PRODUCTIVITY: readonly Row[] = [
  ['effective', 'efficiency', 'I am able to do my work in the most effective way possible.'],
  ['productive', 'efficiency', 'I am productive at work.'],
  ['value', 'performance', 'My work creates value.'],
];
const DOCUMENTATION: readonly Row[] = [
  ['reliance', 'communication', 'I can rely on our technical documentation.'],
  ['finding', 'communication', 'It is easy to find the right technical document when I need it.'],
  [
    ...(['incident', 'communication'] as const),
    'When there’s an incident or problem that needs troubleshooting, I reach for the documentation.',
  ],
];
/** Source: the same, core_job_sat. */
const JOB: readonly Row[] = [
  [
    ...(['satisfaction', 'satisfaction'] as const),
    'Taking everything into consideration, how do you feel about your job as a whole?',
  ],
];
const OWN: readonly Row[] = [
  ['satisfied', 'satisfaction', 'I am satisfied with the platform.'],
  ['waiting', 'efficiency', 'In the last week I could work without waiting on others.'],
];

function items(prefix: string, scale: readonly string[], rows: readonly Row[]): readonly SurveyItem[] {
  return rows.map(([id, dimension, text]) => ({ id: `${prefix}.${id}`, version: 1, dimension, text, scale }));
}

/**
 * The questions that come with the product. Nothing is asked about activity, and burnout belongs in a survey that is announced:
 * neither is a matter for a question between two pieces of work.
 */
export const ITEM_BANK: ItemBank = {
  items: [
    ...items('dora.platform', EXTENT, PLATFORM),
    ...items('dora.productivity', AGREEMENT, PRODUCTIVITY),
    ...items('dora.documentation', MOSTLY, DOCUMENTATION),
    ...items('dora.job', SATISFACTION, JOB),
    ...items('golden-path', FIVE_AGREEMENT, OWN),
  ],
  attribution: DORA_ATTRIBUTION,
};
