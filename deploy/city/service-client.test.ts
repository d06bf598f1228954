import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { createServiceClient, type ServiceClient } from './service-client.ts';

const answers: Record<string, { status: number; body: object }> = {
  '/hotline': { status: 401, body: { detail: 'This token is not accepted.' } },
  '/topics': { status: 403, body: { detail: 'None of your roles allows this.' } },
  '/articles': { status: 404, body: {} },
  '/busy': { status: 503, body: {} },
};
let server: Server;
let client: ServiceClient;

beforeAll(async () => {
  server = createServer((request, response) => {
    const { status, body } = answers[request.url ?? '']!;
    response.writeHead(status).end(JSON.stringify(body));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const signIn = { as: () => Promise.resolve({ authorization: 'Bearer bad' }) };
  client = createServiceClient({ directory: url, knowledge: url }, signIn);
});
afterAll(() => new Promise((resolve) => server.close(resolve)));

it.each([
  ['/hotline', /^directory refuses the token \(This token is not accepted\): set ACCESS_TOKEN to a valid one, .*[.]$/],
  ['/topics', /^directory does not show \/topics to whoever's token this is: .* the role editor or ops[.]$/],
  ['/articles', /^directory answered \/articles with 404: is it this version[?]$/],
  ['/busy', /^directory cannot answer \/busy now: look at its log[.]$/],
])('what came of %s is said in a sentence', async (path, sentence) => {
  await expect(client.get('directory', path)).rejects.toThrow(sentence);
});

it('a refused token is said before a change too', async () => {
  await expect(client.put('directory', '/hotline', {}, 1)).rejects.toThrow(/^directory refuses the token/);
});
