/**
 * A department's own program: reads its tickets as they come, and after having been off gets what it missed.
 *
 *   npm run example department standesamt
 *   npm run example department standesamt archiv.seed archiv
 *
 * It needs a key and the NATS address, nothing else of ours: `npm run department add` shows the key once, to be put into a
 * file (the second word; without it the department's key under DATA_DIR). The third word is the program's own consumer
 * (`--consumer`), so that two programs of one department don't take each other's tickets.
 */
import { readFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { jetstream } from '@nats-io/jetstream';
import { connect, nkeyAuthenticator } from '@nats-io/transport-node';

/** One event of the department's stream: a CloudEvents envelope whose `data.ticket` is the ticket after it. */
export interface TicketEvent {
  id: string;
  type: string;
  time: string;
  data: { ticket: TicketInEvent };
}

export interface TicketInEvent {
  ticketId: string;
  revision: number;
  state: string;
  subject: string;
  callbackAt?: string;
  promiseBy: string;
}

export interface Subscription {
  stop(): Promise<void>;
}

/**
 * Calls `onEvent` for every event of the department's tickets, one at a time and at least once each. An event is done
 * when `onEvent` resolves; if it throws, or the program dies or takes longer than 6 s, the event comes again, after
 * others that were stored later: the ticket in it is older then than one seen before (its `revision` tells).
 */
export async function subscribeToTickets(
  settings: { natsUrl: string; seedFile: string; departmentId: string; consumer?: string; caFile?: string },
  onEvent: (event: TicketEvent) => Promise<void> | void,
): Promise<Subscription> {
  const connection = await connect({
    servers: settings.natsUrl,
    name: `department ${settings.departmentId}`,
    authenticator: nkeyAuthenticator(new TextEncoder().encode(readFileSync(settings.seedFile, 'utf8').trim())),
    maxReconnectAttempts: -1,
    ...(settings.caFile && { tls: { caFile: settings.caFile } }),
  });
  // The department's account has no streams of its own: it reaches its one consumer of ours under this prefix.
  const js = jetstream(connection, { apiPrefix: 'core' });
  const program = settings.consumer ? `${settings.departmentId}_${settings.consumer}` : settings.departmentId;
  const consumer = await js.consumers.get('TICKETS', `department-${program}`);
  // What waits here counts as taken, and comes again when it waits too long: so only a few at a time.
  const messages = await consumer.consume({ max_messages: 10 });
  const reading = (async () => {
    for await (const message of messages) {
      try {
        await onEvent(message.json<TicketEvent>());
        message.ack();
      } catch (error) {
        console.error(error);
        message.nak(1_000);
      }
    }
  })();
  return {
    async stop() {
      await messages.close();
      await reading;
      await connection.drain();
    },
  };
}

async function main(): Promise<void> {
  const dataDir = process.env['DATA_DIR'] ?? '.data';
  const departmentId = process.argv[2] ?? 'standesamt';
  const seedFile = process.argv[3] ?? `${dataDir}/nats/keys/departments/${departmentId}.seed`;
  const consumer = process.argv[4];
  const caFile = process.env['NATS_TLS_CA_FILE'];
  const natsUrl = process.env['NATS_URL'] ?? `nats://127.0.0.1:${Number(process.env['PORT_BASE'] ?? 8600) + 6}`;
  const settings = { natsUrl, seedFile, departmentId, ...(consumer && { consumer }), ...(caFile && { caFile }) };
  const subscription = await subscribeToTickets(settings, ({ type, data: { ticket } }) => {
    const due = ticket.callbackAt ? `Rückruf ab ${ticket.callbackAt}` : `Antwort bis ${ticket.promiseBy}`;
    console.log(`${type}  ${ticket.ticketId}  ${ticket.state}  ${ticket.subject}  (${due})`);
  });
  console.log(
    `Waiting for the tickets of ${departmentId}. Ctrl-C ends; what comes meanwhile is delivered at the next start.`,
  );
  process.once('SIGINT', () => void subscription.stop());
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  main().catch((error: unknown) => {
    console.error(
      error instanceof Error
        ? `${error.message}\nIs the system running (npm start), is DATA_DIR its folder, and does npm run department list know this one?`
        : error,
    );
    process.exitCode = 1;
  });
}
