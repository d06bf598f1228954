/**
 * An agent's frontend or a telephone system: reports a call over NATS, then asks for a department.
 *
 *   npm run example agent-frontend
 *   npm run example agent-frontend pbx.seed
 *
 * It signs in with its own account (`demo-frontend`, or the one whose key `npm run frontend add` showed), which adds its
 * name to what it reports: nobody can report as another.
 */
import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import { connect, nkeyAuthenticator, type NatsConnection } from '@nats-io/transport-node';

/** A refused command: the same problem document as over HTTP. */
export class CommandRefused extends Error {
  readonly problem: { status: number; title: string; detail?: string; errors?: { path: string; message: string }[] };

  constructor(problem: CommandRefused['problem']) {
    super(problem.detail ?? problem.title);
    this.problem = problem;
  }
}

export function connectFrontend(settings: {
  natsUrl: string;
  seedFile: string;
  caFile?: string;
}): Promise<NatsConnection> {
  return connect({
    servers: settings.natsUrl,
    name: 'agent frontend',
    authenticator: nkeyAuthenticator(new TextEncoder().encode(readFileSync(settings.seedFile, 'utf8').trim())),
    maxReconnectAttempts: -1,
    ...(settings.caFile && { tls: { caFile: settings.caFile } }),
  });
}

/** Reports a call. Resolves once it is on disk, even while the service that takes it is down; the same key twice is one call. */
export async function reportCall(
  connection: NatsConnection,
  call: { from?: string; agentId?: string; idempotencyKey: string },
): Promise<void> {
  const reply = await connection.request('intake.calls.received', JSON.stringify({ line: 'hotline', ...call }), {
    timeout: 5_000,
  });
  const stored = reply.json<{ seq?: number; error?: { description: string } }>();
  if (stored.seq === undefined) throw new Error(stored.error?.description ?? 'the call was not stored');
}

/** Sends a command such as `cmd.call-intake.transfer`; bodies and answers are those of the HTTP interface. */
export async function command<Answer>(connection: NatsConnection, subject: string, body: object): Promise<Answer> {
  const reply = await connection.request(subject, JSON.stringify(body), { timeout: 5_000 });
  if (Number(reply.headers?.get('status') ?? 500) >= 400) throw new CommandRefused(reply.json());
  return reply.json<Answer>();
}

interface Call {
  callId: string;
  state: string;
}

/** The call that was just reported: the newest one of this agent. It may take a moment until it is listed. */
async function reportedCall(connection: NatsConnection, agentId: string): Promise<Call> {
  for (let attempt = 0; attempt < 50; attempt++) {
    const { items } = await command<{ items: Call[] }>(connection, 'cmd.call-intake.calls', { agentId, limit: 1 });
    if (items[0]) return items[0];
    await pause(100);
  }
  throw new Error('the call did not appear');
}

async function main(): Promise<void> {
  const dataDir = process.env['DATA_DIR'] ?? '.data';
  const natsUrl = process.env['NATS_URL'] ?? `nats://127.0.0.1:${Number(process.env['PORT_BASE'] ?? 8600) + 6}`;
  const seedFile = process.argv[2] ?? `${dataDir}/nats/keys/frontends/demo-frontend.seed`;
  const caFile = process.env['NATS_TLS_CA_FILE'];
  const connection = await connectFrontend({ natsUrl, seedFile, ...(caFile && { caFile }) });
  const agentId = `agent-${randomUUID().slice(0, 8)}`;
  await reportCall(connection, { from: '0151 55501234', agentId, idempotencyKey: randomUUID() });
  const call = await reportedCall(connection, agentId);
  console.log('Call', call.callId, call.state);
  const outcome = await command(connection, 'cmd.call-intake.transfer', {
    callId: call.callId,
    topicId: 'geburtsurkunde',
    subject: 'Geburtsurkunde',
    question: 'Wie bekomme ich eine Geburtsurkunde für meine Tochter?',
    citizen: { name: 'Erika Mustermann', phone: '0151 55501234' },
    fallback: 'callback',
  });
  console.log(JSON.stringify(outcome, null, 2));
  await connection.drain();
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  main().catch((error: unknown) => {
    console.error(
      error instanceof Error
        ? `${error.message}\nIs the system running (npm start), and is DATA_DIR its folder?`
        : error,
    );
    process.exitCode = 1;
  });
}
