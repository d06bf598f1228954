import { connect, type Msg, type NatsConnection, nkeyAuthenticator } from '@nats-io/transport-node';
import { type ServiceName, SERVICES } from '@serviceportal/shared/contracts';
import { readSeed } from '@serviceportal/shared/log';
import { parse } from 'yaml';
import type { TestSystem } from '../support/system.ts';
import { signedIn } from '../support/tokens.ts';
import { type AsyncApi, openAsyncApi } from './asyncapi.ts';
import { readDocument } from './kept-documents.ts';
import { type OpenApi, openOpenApi } from './openapi.ts';

export interface Asked {
  status: number;
  body: unknown;
  headers: Headers;
}

interface Sent {
  body?: unknown;
  /** Instead of those of whom the body names; `authorization: undefined` for nobody. */
  headers?: Record<string, string | undefined>;
}

/** Holds everything that goes over HTTP and NATS against the documents, and keeps what did not fit. */
export interface Recorder {
  readonly asyncApi: AsyncApi;
  readonly openApi: Record<ServiceName, OpenApi>;
  readonly operator: NatsConnection;
  readonly urls: TestSystem['urls'];
  /** `ask('tickets', 'post', '/tickets/…/take', {body})`; a body goes as JSON. */
  readonly ask: (service: ServiceName, method: string, path: string, sent?: Sent) => Promise<Asked>;
  /** A command over NATS. */
  readonly command: (subject: string, payload: object) => Promise<{ status: number; body: unknown }>;
  /** What did not fit, in words: empty when all is as described. */
  readonly problems: string[];
  /** `tickets take-ticket`: operations that did what they are for. */
  readonly succeeded: Set<string>;
  /** Messages seen on the bus. */
  readonly seen: Set<string>;
  close(): Promise<void>;
}

/** Listens to everything on the bus of a running system. */
export async function openRecorder(system: TestSystem): Promise<Recorder> {
  const asyncApi = openAsyncApi(parse(readDocument('asyncapi.yaml')));
  const openApi = Object.fromEntries(
    SERVICES.map((service) => [service, openOpenApi(readDocument(`openapi/${service}.json`))]),
  ) as Record<ServiceName, OpenApi>;
  const operator = await connect({
    servers: system.urls.nats,
    authenticator: nkeyAuthenticator(readSeed(system.users.provisioner.seedFile)),
  });
  const problems: string[] = [];
  const succeeded = new Set<string>();
  const seen = new Set<string>();
  operator.subscribe('>', { callback: (_error, message) => hear(message) });
  await operator.flush();

  function hear(message: Msg): void {
    const { subject } = message;
    // JetStream's and NATS's own talk, and answers, which `command` looks at; tries are only counted and say nothing; what
    // services ask each other about a person is nobody else's to build on.
    if (/^([$_]|tries[.]|cmd[.][^.]+[.]person[.])/.test(subject)) return;
    const payload = message.json();
    const name = asyncApi.messageAt(subject, payload);
    if (name) seen.add(name);
    problems.push(...asyncApi.problemsAt(subject, payload).map((problem) => `NATS ${subject}: ${problem}`));
  }

  return {
    asyncApi,
    openApi,
    operator,
    urls: system.urls,
    problems,
    succeeded,
    seen,
    async ask(service, method, path, { body, headers = {} } = {}) {
      const url = system.urls[service] + path;
      const json = body === undefined ? {} : { 'content-type': 'application/json' };
      const raw = typeof body === 'string' ? body : JSON.stringify(body);
      const response = await fetch(url, {
        method: method.toUpperCase(),
        headers: await signedIn(body, { ...json, ...headers }),
        body: raw,
      });
      const text = await response.text();
      const answer: unknown = text === '' ? undefined : JSON.parse(text);
      const operation = openApi[service].find(method, new URL(url).pathname);
      const contentType = response.headers.get('content-type');
      const wrong = operation
        ? openApi[service].problemsOfAnswer(operation, { status: response.status, contentType, body: answer })
        : [];
      problems.push(...wrong.map((problem) => `${service} ${method} ${path} ${response.status}: ${problem}`));
      if (operation && response.status < 400) succeeded.add(`${service} ${operation.operationId}`);
      return { status: response.status, body: answer, headers: response.headers };
    },
    async command(subject, payload) {
      const reply = await operator.request(subject, JSON.stringify(payload), { timeout: 5_000 });
      const status = reply.headers?.get('status') ?? '';
      const body: unknown = reply.data.length === 0 ? undefined : reply.json();
      problems.push(...asyncApi.problemsOfReply(subject, status, body).map((each) => `${subject} ${status}: ${each}`));
      return { status: Number(status), body };
    },
    close: () => operator.close(),
  };
}
