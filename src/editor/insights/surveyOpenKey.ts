/** Under which it is remembered for the next window that a question was in sight or on its way. */
export const SURVEY_OPEN_KEY = 'goldenPath.survey.open';
