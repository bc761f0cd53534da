import type { FieldProblem, Problem } from '../../core/common/problem.js';

/** What a 404 means: of the scaffolder itself, that a thing is not there; of anything else, that the scaffolder is not. */
export function asScaffolderProblem(problem: Problem, path: string, missing: Problem | undefined): Problem {
  if (problem.kind !== 'notFound') return problem;
  const { detail, status, said } = problem;
  const facts = { ...(detail === undefined ? {} : { detail }), ...(status === undefined ? {} : { status }) };
  if (said === undefined) return { kind: 'unsupported', message: `This Backstage does not offer ${path}.`, ...facts };
  return missing ? { ...missing, ...facts, said } : { ...problem, message: said };
}

/** What the server has against the values, as a sentence that names the fields. */
export function invalidValues(fields: readonly FieldProblem[]): Problem {
  const listed = fields.map(({ path, message }) => (path.length > 0 ? `${path.join('.')}: ${message}` : message));
  return {
    kind: 'invalid',
    message: `Backstage does not take these values: ${listed.join('; ')}.`,
    status: 400,
    fields,
  };
}

export function noTemplate(ref: string): Problem {
  return { kind: 'notFound', message: `There is no template ${ref} on this Backstage, or no longer.` };
}

export function noTask(id: string): Problem {
  return { kind: 'notFound', message: `There is no run ${id} on this Backstage, or no longer.` };
}

export function foreignAnswer(): Problem {
  return {
    kind: 'invalid',
    message: 'The answer is not one of a Backstage scaffolder. Is this the address of a Backstage?',
  };
}
