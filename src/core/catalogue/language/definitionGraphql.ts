import { GraphQLError } from 'graphql/error/GraphQLError.js';
import { parse } from 'graphql/language/parser.js';
import { lineAt, type DefinitionMistake } from './definitionYaml.js';

// The parser goes into each level by recursion. Nobody nests selections or lists deeper than this.
const DEEPEST = 200;
const MOST_TOKENS = 500_000;

/** Looks for the first mistake in the syntax of a GraphQL schema. Nothing is said about one that nests without end. */
export function readGraphqlDefinition(text: string): DefinitionMistake | undefined {
  if (depthOf(text) > DEEPEST) return undefined;
  try {
    parse(text, { noLocation: true, maxTokens: MOST_TOKENS });
    return undefined;
  } catch (error) {
    if (!(error instanceof GraphQLError)) throw error;
    const [position] = error.positions ?? [];
    return {
      rule: 'api-definition-unparsable',
      message: 'The definition is no GraphQL schema: {0}',
      values: [error.message.replace(/^Syntax Error: /, '')],
      ...(position === undefined ? {} : { line: lineAt(text, Math.min(position, text.trimEnd().length)) }),
    };
  }
}

function depthOf(text: string): number {
  let depth = 0;
  let deepest = 0;
  for (const [bracket] of text.matchAll(/[{}[\]()]/g)) {
    depth = '{[('.includes(bracket) ? depth + 1 : Math.max(0, depth - 1);
    deepest = Math.max(deepest, depth);
  }
  return deepest;
}
