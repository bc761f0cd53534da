/** The dimensions of SPACE. Source: Forsgren et al., "The SPACE of Developer Productivity", ACM Queue 19(1), 2021. */
export const SPACE_DIMENSIONS = ['satisfaction', 'performance', 'activity', 'communication', 'efficiency'] as const;

export type SpaceDimension = (typeof SPACE_DIMENSIONS)[number];

/** The answers to one question in one group and window; `shown` false where there are fewer than five, or to protect another cell. */
export interface SurveyCell {
  readonly itemId: string;
  readonly question: string;
  readonly dimension: SpaceDimension;
  readonly group?: string;
  readonly shown: boolean;
  /** Absent where the cell is not shown. */
  readonly count?: number;
  readonly median?: number;
  readonly mean?: number;
  /** How many answers for each point of the scale, from the lowest. */
  readonly distribution?: readonly number[];
  readonly scale: number;
  /** Answers of those that were asked, 0 to 1, where it is known. Below 0.3 the answers do not stand for everybody. */
  readonly responseRate?: number;
}

export interface SurveyResults {
  readonly cells: readonly SurveyCell[];
  /** The fewest answers of a cell that is shown. */
  readonly minimum: number;
  readonly attribution: string;
  /** How many cells are held back. */
  readonly hidden: number;
  /** How many answers are to questions, or to words of questions, that are not known here. */
  readonly unknown?: number;
  /** How many records came more than once; each counts once. */
  readonly doubled?: number;
  /** What people wrote to questions that ten or more wrote something to. Data of people, shown as text. */
  readonly texts?: readonly { readonly itemId: string; readonly texts: readonly string[] }[];
}
