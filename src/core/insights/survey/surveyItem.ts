import type { SpaceDimension } from './surveyResults.js';

/** After what a question may come. */
export const SURVEY_EVENTS = ['templateFinished', 'environmentReady', 'deploymentFailed'] as const;

export type SurveyEvent = (typeof SURVEY_EVENTS)[number];

/** Takes note of what a question may come after. */
export interface SurveyEvents {
  happened(event: SurveyEvent): void;
}

/** A question with its scale. */
export interface SurveyItem {
  /** Letters, digits, dots and hyphens. */
  readonly id: string;
  /** Raised with every change of the words: answers to other words are answers to another question. */
  readonly version: number;
  readonly dimension: SpaceDimension;
  readonly text: string;
  /** The words for the points of the scale, from the lowest, which is 1. */
  readonly scale: readonly string[];
  /** After what it comes; absent: after anything. */
  readonly after?: readonly SurveyEvent[];
}

/** Questions with what is to be said of where they come from. */
export interface ItemBank {
  readonly items: readonly SurveyItem[];
  /** Shown wherever the questions or their answers are shown. */
  readonly attribution: string;
}
