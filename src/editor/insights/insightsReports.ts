import * as vscode from 'vscode';
import { failure, success, type Problem, type Result } from '../../core/common/problem.js';
import { formatAdoption } from '../../core/insights/adoption/adoptionFormats.js';
import { doraCsv, doraMarkdown } from '../../core/insights/dora/doraFormats.js';
import type { ValueWords } from '../../core/insights/dora/valueText.js';
import { surveyCsv, surveyMarkdown } from '../../core/insights/survey/surveyFormats.js';
import type { ExportPart } from '../../../webview/insights/protocol.js';
import { saveFile } from '../common/saveFile.js';
import type { InsightsModel } from './insightsModel.js';

/** What is known now, as reports that leave the editor. */
export class InsightsReports {
  constructor(
    private readonly model: InsightsModel,
    private readonly words: ValueWords,
  ) {}

  async copyMarkdown(): Promise<Result<unknown>> {
    const text = await this.markdown();
    if (text === undefined) return failure(this.nothing('delivery'));
    await vscode.env.clipboard.writeText(text);
    vscode.window.setStatusBarMessage(vscode.l10n.t('Copied the report'), 3000);
    return success(undefined);
  }

  async saveMarkdown(): Promise<Result<unknown>> {
    const text = await this.markdown();
    if (text === undefined) return failure(this.nothing('delivery'));
    return saveFile('insights.md', Buffer.from(text), vscode.l10n.t('Save Report'));
  }

  async saveCsv(part: ExportPart): Promise<Result<unknown>> {
    await this.model.want(part);
    const text = this.csv(part);
    if (text === undefined) return failure(this.nothing(part));
    return saveFile(`insights-${part}.csv`, Buffer.from(text), vscode.l10n.t('Save as CSV'));
  }

  /** All that is known in Markdown, for a review; undefined while nothing is. */
  async markdown(): Promise<string | undefined> {
    const { model, words } = this;
    await model.want('delivery');
    const { delivery, adoption, survey } = model;
    const parts = [
      ...(delivery.value ? [doraMarkdown(delivery.value.report, words, delivery.value.other)] : []),
      ...(adoption.value ? [formatAdoption(adoption.value, 'markdown', words.translate)] : []),
      ...(survey.value ? [surveyMarkdown(survey.value.results, words.translate)] : []),
    ];
    return parts.length > 0 ? parts.join('\n') : undefined;
  }

  /** A part as CSV; undefined while it is not known. */
  csv(part: ExportPart): string | undefined {
    const { delivery, adoption, survey } = this.model;
    switch (part) {
      case 'delivery':
        return delivery.value && doraCsv(delivery.value.report, delivery.value.other);
      case 'adoption':
        return adoption.value && formatAdoption(adoption.value, 'csv');
      case 'survey':
        return survey.value && surveyCsv(survey.value.results);
    }
  }

  private nothing(part: ExportPart): Problem {
    const { problem } = this.model[part];
    return problem ?? { kind: 'notFound', message: vscode.l10n.t('There are no numbers to report yet.') };
  }
}
