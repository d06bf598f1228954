import { readConfig } from '@serviceportal/shared/config';
import { createLifecycle, type Lifecycle } from '@serviceportal/shared/lifecycle';
import type { Realm } from '@serviceportal/test/realm';
import { signedIn } from '@serviceportal/test/tokens';
import type { CallAnswer } from '../../src/http/call-answer.ts';
import { CallIntakeConfig } from '../../src/config.ts';
import { startCallIntake } from '../../src/service.ts';

export interface Asked {
  readonly status: number;
  readonly body: Said;
}

/** What answers hold, as far as tests go on with it; what they must be is the tests' to expect. */
export interface Said {
  readonly call: CallAnswer;
  readonly items: CallAnswer[];
  readonly nextCursor?: string;
  readonly ticket: { readonly ticketId: string; readonly pin: string };
  readonly outcome: string;
  readonly transferId: string;
  readonly announcement: string;
  readonly mailId: string;
  readonly paths: object;
}

/** A started service and how to speak with it. */
export interface Intake {
  readonly url: string;
  readonly life: Lifecycle;
  get(path: string): Promise<Asked>;
  post(path: string, body: unknown, key?: string): Promise<Asked>;
  /** As that agent. */
  put(path: string, body: unknown, key: string | undefined, agentId: string): Promise<Asked>;
  /** A new call; its id. */
  call(report?: object): Promise<string>;
}

export async function startIntake(realm: Realm, extra: Record<string, string> = {}): Promise<Intake> {
  const life = createLifecycle();
  const { url } = await startCallIntake(readConfig(CallIntakeConfig, realm.env('call-intake', extra)), life);
  return intakeAt(url, life);
}

/** How to speak with the service at that address; `life` ends it. */
export function intakeAt(url: string, life: Lifecycle): Intake {
  async function ask(path: string, body?: unknown, init: RequestInit = {}): Promise<Asked> {
    const headers = await signedIn(body, init.headers as Record<string, string>);
    const response = await fetch(url + path, { ...init, headers });
    return { status: response.status, body: (await response.json()) as Said };
  }
  const send = (method: string) => (path: string, body: unknown, key?: string, agentId?: string) =>
    ask(path, agentId === undefined ? body : { agentId }, {
      method,
      headers: { 'content-type': 'application/json', ...(key && { 'idempotency-key': key }) },
      body: typeof body === 'string' ? body : JSON.stringify(body),
    });
  const post = send('POST');
  return {
    url,
    life,
    post,
    put: send('PUT'),
    get: (path) => ask(path),
    async call(report = {}) {
      const { body } = await post('/calls', { line: 'hotline', from: '02151 123456', ...report });
      return body.call.callId;
    },
  };
}
