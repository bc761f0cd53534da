import { LineCounter, parseAllDocuments } from 'yaml';
import { isRecord, ownProperty } from '../catalogue/entity.js';
import { failure, success, type Result } from '../common/problem.js';
import type { FormPage, TemplateForm } from './scaffolder.js';

/**
 * The form of a template that is only a file: `spec.parameters`, which is a page or a list of pages.
 * Source: Backstage, "Writing Templates"; the server gives the same out at `parameter-schema`.
 * @param text the whole of a template.yaml; its first template counts
 * @returns `invalid` with what is wrong where it is no template
 */
export function formOfTemplateFile(text: string): Result<TemplateForm> {
  const lineCounter = new LineCounter();
  for (const document of parseAllDocuments(text, { lineCounter })) {
    const [error] = document.errors;
    if (error) {
      const { line } = lineCounter.linePos(error.pos[0]);
      return invalid(`Line ${String(line)} is no YAML: ${error.message.split('\n')[0] ?? ''}`);
    }
    let json: unknown;
    try {
      json = document.toJS();
    } catch (thrown) {
      return invalid(`The file cannot be read: ${thrown instanceof Error ? thrown.message : String(thrown)}`);
    }
    if (ownProperty(json, 'kind') === 'Template') return formOfTemplate(json);
  }
  return invalid('This file holds no template: none of its documents says “kind: Template”.');
}

function formOfTemplate(template: unknown): Result<TemplateForm> {
  const metadata = ownProperty(template, 'metadata');
  const parameters = ownProperty(ownProperty(template, 'spec'), 'parameters') ?? [];
  const pages: readonly unknown[] = Array.isArray(parameters) ? parameters : [parameters];
  const title = textOf(metadata, 'title') ?? textOf(metadata, 'name') ?? 'Template';
  const description = textOf(metadata, 'description');
  return success({
    title,
    ...(description === undefined ? {} : { description }),
    pages: pages.map(pageOf),
  });
}

function pageOf(page: unknown): FormPage {
  if (!isRecord(page)) return { schema: page };
  const schema = Object.fromEntries(
    Object.entries(page).filter(([name]) => name !== 'title' && name !== 'description'),
  );
  const title = textOf(page, 'title');
  const description = textOf(page, 'description');
  return {
    ...(title === undefined ? {} : { title }),
    ...(description === undefined ? {} : { description }),
    schema,
  };
}

function textOf(object: unknown, name: string): string | undefined {
  const value = ownProperty(object, name);
  return typeof value === 'string' && value.trim() !== '' ? value : undefined;
}

function invalid(message: string): Result<never> {
  return failure({ kind: 'invalid', message });
}
