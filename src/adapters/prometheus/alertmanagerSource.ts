import { failure, success, type Problem, type Result } from '../../core/common/problem.js';
import { ownProperty } from '../../core/catalogue/entity.js';
import type { Alert, AlertSource, Silence, SilenceRequest } from '../../core/health/source.js';
import type { RawAnswer } from '../backstage/client.js';
import { readAlerts, readSilences } from './alertmanagerAnswer.js';
import { foreignAnswer, jsonOf, problemFromAnswer, textIn, type Asked } from './answerProblem.js';
import { ApiWay } from './apiWay.js';
import type { TelemetryRequest, TelemetryServer } from './telemetryServer.js';
import { Turns } from './turns.js';

// The server's own path, and a proxy's target that has it already.
const BASES = ['/api/v2', ''];

const IN_FLIGHT = 4;

/** Alertmanager's API v2, as Alertmanager and Mimir speak it. */
export class AlertmanagerSource implements AlertSource {
  private readonly turns = new Turns(IN_FLIGHT);
  private readonly way: ApiWay;

  constructor(private readonly server: TelemetryServer) {
    // Alertmanager says in JSON, too, that it has no such path: only a list is what was asked for.
    this.way = new ApiWay(server, BASES, body => body.trimStart().startsWith('['));
  }

  /** All alerts that have not ended, silenced and inhibited ones among them. */
  alerts(signal: AbortSignal): Promise<Result<readonly Alert[]>> {
    return this.list('/alerts', readAlerts, signal);
  }

  /** All silences that are kept, expired ones among them. */
  silences(signal: AbortSignal): Promise<Result<readonly Silence[]>> {
    return this.list('/silences', readSilences, signal);
  }

  async silence(request: SilenceRequest, signal: AbortSignal): Promise<Result<string>> {
    if (!Number.isFinite(request.startsAt) || !(request.endsAt > request.startsAt))
      return failure({ kind: 'invalid', message: 'A silence must end after it begins.' });
    const json = {
      matchers: request.matchers,
      startsAt: new Date(request.startsAt * 1000).toISOString(),
      endsAt: new Date(request.endsAt * 1000).toISOString(),
      createdBy: request.createdBy,
      comment: request.comment,
    };
    const answer = await this.change({ method: 'POST', path: '/silences', json, signal });
    if (!answer.ok) return answer;
    const id = textIn(answer.value.body, 'silenceID');
    return id === undefined ? failure(foreignAnswer(answer.value, this.asked('/silences'))) : success(id);
  }

  async unsilence(id: string, signal: AbortSignal): Promise<Result<void>> {
    const path = `/silence/${encodeURIComponent(id)}`;
    const answer = await this.change({ method: 'DELETE', path, signal });
    if (!answer.ok) return answer;
    // A page of something before the server is no consent.
    const isConsent = answer.value.body === '' || isJson(answer.value.body);
    return isConsent ? success(undefined) : failure(foreignAnswer(answer.value, this.asked(path)));
  }

  private async list<T>(
    path: string,
    read: (answer: unknown) => T | undefined,
    signal: AbortSignal,
  ): Promise<Result<T>> {
    const question = { path, params: {}, asForm: false, signal };
    const answer = await this.turns.take(() => this.way.ask(question), signal);
    if (!answer.ok) return answer;
    const problem = this.problem(answer.value, path);
    if (problem) return failure(problem);
    const parsed = jsonOf(answer.value, this.asked(path));
    if ('problem' in parsed) return failure(parsed.problem);
    const value = read(parsed.json);
    return value === undefined ? failure(foreignAnswer(answer.value, this.asked(path))) : success(value);
  }

  /** Sends what changes something: once, and only where it is known that an Alertmanager is there. */
  private async change(request: TelemetryRequest): Promise<Result<RawAnswer>> {
    if (this.way.knownBase === undefined) {
      const found = await this.silences(request.signal);
      if (!found.ok) return found;
    }
    const { knownBase } = this.way;
    const answer = await this.server.send({ ...request, path: `${knownBase ?? ''}${request.path}` });
    if (!answer.ok) return answer;
    const problem = this.problem(answer.value, request.path);
    return problem ? failure(problem) : answer;
  }

  private problem(answer: RawAnswer, path: string): Problem | undefined {
    if (answer.status >= 200 && answer.status < 300) return undefined;
    return problemFromAnswer(answer, this.asked(path), saidBy(answer.body));
  }

  private asked(path: string): Asked {
    return { what: 'Alertmanager', where: this.server.name, path };
  }
}

/** A refusal is a text in JSON, or `{code, message}` where the request does not have the form of the API. */
function saidBy(body: string): string | undefined {
  try {
    const parsed = JSON.parse(body) as unknown;
    const said = typeof parsed === 'string' ? parsed : ownProperty(parsed, 'message');
    return typeof said === 'string' && said !== '' ? said : undefined;
  } catch {
    return undefined;
  }
}

function isJson(body: string): boolean {
  try {
    JSON.parse(body);
    return true;
  } catch {
    return false;
  }
}
