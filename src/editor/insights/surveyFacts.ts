import * as vscode from 'vscode';
import { DisposableStore } from '../../core/common/disposables.js';
import { Emitter, type Disposable } from '../../core/common/event.js';
import type { SurveyFacts } from '../../core/insights/survey/surveySchedule.js';
import { settings } from '../common/settings.js';

/** By so much the letters grow when somebody begins to show the window to others. */
const ZOOM_STEPS = 2;
const FONT_POINTS = 4;

/** What the schedule of questions wants to know of the person and the window. */
export class EditorFacts implements Disposable {
  private readonly store = new DisposableStore();
  private readonly changed = this.store.add(new Emitter<void>());
  private readonly usual = sizes();

  /** Told of most changes; the hours and the minutes without typing pass in silence. */
  readonly onDidChange = this.changed.event;

  /** @param typedAt when something was typed last, in milliseconds since 1970 */
  constructor(private readonly typedAt: () => number | undefined) {
    const tell = (): void => this.changed.fire();
    this.store.add(vscode.debug.onDidChangeActiveDebugSession(tell));
    this.store.add(vscode.window.onDidChangeWindowState(tell));
    this.store.add(vscode.env.onDidChangeTelemetryEnabled(tell));
    this.store.add(
      vscode.workspace.onDidChangeConfiguration(change => {
        const names = ['goldenPath.survey', 'telemetry', 'window.zoomLevel', 'editor.fontSize'];
        if (names.some(name => change.affectsConfiguration(name))) tell();
      }),
    );
  }

  /** @param now milliseconds since 1970 */
  at(now: number): SurveyFacts {
    const { enabled, hours } = settings.survey();
    const telemetry = vscode.workspace.getConfiguration('telemetry');
    const level = telemetry.get<unknown>('telemetryLevel');
    const typedAt = this.typedAt();
    const local = new Date(now);
    return {
      optedIn: enabled,
      telemetry: vscode.env.isTelemetryEnabled && (level === undefined || level === 'all'),
      feedback: telemetry.get<unknown>('feedback.enabled') !== false,
      debugging: vscode.debug.activeDebugSession !== undefined,
      ...(typedAt === undefined ? {} : { typedAt }),
      // No extension is told of it. The editor hides its status bar meanwhile, unless it is set not to.
      zenMode: undefined,
      presenting: this.isShownToOthers(),
      focused: vscode.window.state.focused,
      hours,
      local: { weekday: local.getDay() || 7, minutes: local.getHours() * 60 + local.getMinutes() },
    };
  }

  dispose(): void {
    this.store.dispose();
  }

  /** No extension is told of that either: letters that have grown since the window was opened are the sign. */
  private isShownToOthers(): boolean {
    const { zoom, font } = sizes();
    return zoom - this.usual.zoom >= ZOOM_STEPS || font - this.usual.font >= FONT_POINTS;
  }
}

function sizes(): { readonly zoom: number; readonly font: number } {
  const number = (name: string): number => {
    const value = vscode.workspace.getConfiguration().get<unknown>(name);
    return typeof value === 'number' ? value : 0;
  };
  return { zoom: number('window.zoomLevel'), font: number('editor.fontSize') };
}
