import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Lifecycle } from '@serviceportal/shared/lifecycle';

export type Answer = (request: IncomingMessage, response: ServerResponse) => void;

export interface ScriptedService {
  url: string;
  /** Every request that reached it. */
  requests: IncomingMessage[];
  /** How it answers from now on; it says `ok` where nothing else is set. */
  answer(answer: Answer): void;
  stop(): Promise<void>;
}

/** Stands where a service stands, to do what a real one does only in trouble. */
export async function openScriptedService(life: Lifecycle): Promise<ScriptedService> {
  const requests: IncomingMessage[] = [];
  const ok: Answer = (_request, response) => void response.end('ok');
  let answer = ok;
  const server = createServer((request, response) => {
    requests.push(request);
    answer(request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const stop = async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  };
  life.onClose('scripted service', stop);
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests,
    answer: (next) => void (answer = next),
    stop,
  };
}
