import { describe, expect, it } from '@jest/globals';
import { setTimeout as pause } from 'node:timers/promises';
import { jetstreamManager } from '@nats-io/jetstream';
import { connect, nkeyAuthenticator } from '@nats-io/transport-node';
import { readSeed } from '@serviceportal/shared/log';
import { SERVICES } from '@serviceportal/shared/contracts';
import { CONCERN, deskOf } from '../support/desk.ts';
import { eventually } from '../support/eventually.ts';
import { type Answered, get, post } from '../support/http.ts';
import { readInbox } from '../support/inbox.ts';
import { stageSystem } from '../support/stage-system.ts';
import type { TestSystem } from '../support/system.ts';
import { run } from '../support/command.ts';

/** Processes die in the middle of the work: every transfer still has one outcome. */
let system: TestSystem;
stageSystem((started) => (system = started));

const PER_SECOND = 50;

interface Wanted {
  key: string;
  email: string;
}

/** One caller whose answer takes longer, as a patient frontend does it: the same keys until there is an answer. */
async function vormerkung({ key, email }: Wanted, inFlight: Set<string>): Promise<string> {
  const desk = deskOf(system);
  inFlight.add(key);
  try {
    const received = await patiently(() =>
      post<{ call: { callId: string } }>(
        `${system.urls['call-intake']}/calls`,
        { line: 'hotline', agentId: key },
        { key },
      ),
    );
    const citizen = { ...CONCERN.citizen, email };
    const wanted = { departmentId: 'testamt', takesLonger: true, citizen, agentId: key };
    const { body } = await patiently(() => desk.transfer(received.body.call.callId, wanted, key));
    if (!body.ticket) throw new Error(`no ticket: ${JSON.stringify(body)}`);
    return body.ticket.ticketId;
  } finally {
    inFlight.delete(key);
  }
}

/** Asks again while the service is away (no connection, 503) or the outcome is still to come (202). */
async function patiently<Body>(ask: () => Promise<Answered<Body>>): Promise<Answered<Body>> {
  for (let attempt = 0; attempt < 200; attempt++) {
    const answer = await ask().catch(() => undefined);
    if (answer && answer.status < 300 && answer.status !== 202) return answer;
    if (answer && answer.status < 500 && answer.status !== 202) throw new Error(JSON.stringify(answer.body));
    await pause(100);
  }
  throw new Error('no answer in 20 s');
}

/** Starts `count` callers at a fixed rate; `during` runs meanwhile. */
async function callers(
  name: string,
  count: number,
  during: (inFlight: Set<string>) => Promise<void>,
): Promise<string[]> {
  const inFlight = new Set<string>();
  const disturbing = during(inFlight);
  const outcomes: Promise<string>[] = [];
  for (let index = 0; index < count; index++) {
    outcomes.push(vormerkung({ key: `${name}-${index}`, email: `${name}-${index}@example.org` }, inFlight));
    await pause(1_000 / PER_SECOND);
  }
  const tickets = await Promise.all(outcomes);
  await disturbing;
  return tickets;
}

async function allTickets(): Promise<{ ticketId: string }[]> {
  const tickets: { ticketId: string }[] = [];
  let cursor: string | undefined;
  do {
    const query = new URLSearchParams({ departmentId: 'testamt', limit: '200', ...(cursor && { cursor }) });
    const { body } = await get<{ items: { ticketId: string }[]; nextCursor?: string }>(
      `${system.urls.tickets}/tickets?${query.toString()}`,
    );
    tickets.push(...body.items);
    cursor = body.nextCursor;
  } while (cursor);
  return tickets;
}

describe('500 transfers at 50 a second', () => {
  it('while each service is killed in turn: one outcome and one ticket each, one confirmation each', async () => {
    const before = (await allTickets()).length;
    const killed: string[] = [];
    const tickets = await callers('kill', 500, async (inFlight) => {
      for (const service of SERVICES) {
        await pause(1_500);
        killed.push(`${service} (${inFlight.size} in flight)`);
        system.process(service).kill('SIGKILL');
      }
    });
    process.stderr.write(`killed: ${killed.join(', ')}\n`);

    expect(new Set(tickets).size).toBe(500);
    await eventually(async () => expect((await allTickets()).length - before).toBe(500), 60_000);
    const mails = await eventually(async () => {
      const all = (await readInbox(system.urls.inbox!)).filter(({ text = '' }) => text !== '');
      expect(new Set(all.map(({ messageId }) => messageId)).size).toBe(500);
      return all;
    }, 60_000);
    // A mail whose sending the kill interrupted may have come twice, recognisably the same.
    const doubled = mails.length - 500;
    process.stderr.write(`mails sent again after an interrupted sending: ${doubled}\n`);
    expect(doubled).toBeLessThanOrEqual(10);
  }, 180_000);
});

describe('without the database', () => {
  it('transfers go on, lists answer 503, and afterwards nothing is missing', async () => {
    const database = system.process('database');
    const before = (await allTickets()).length;
    await database.hold('SIGKILL');
    const tickets = await callers('dark', 50, () => Promise.resolve());
    expect(new Set(tickets).size).toBe(50);
    expect((await get(`${system.urls.tickets}/tickets?departmentId=testamt`)).status).toBe(503);
    expect((await get(`${system.urls.tickets}/health/ready`)).body).toMatchObject({ degraded: ['view'] });
    expect((await get(`${system.urls.tickets}/tickets/${tickets[0]}`)).status).toBe(200);
    expect((await get(`${system.urls.tickets}/tickets/${tickets[0]}/history`)).status).toBe(200);
    await database.release();
    await eventually(async () => expect((await allTickets()).length - before).toBe(50), 60_000);
  }, 180_000);

  it('a rebuild from the log gives the same lists', async () => {
    const before = await allTickets();
    const { code, output } = await run('deploy/rebuild.ts', ['tickets'], {
      DATA_DIR: system.dataDir,
      PORT_BASE: String(system.portBase),
    });
    expect({ code, output }).toMatchObject({ code: 0 });
    expect(await allTickets()).toEqual(before);
  }, 120_000);
});

describe('a stream that the NATS server has lost', () => {
  it('is made again from the database: no ticket is lost, no mail comes twice, and everything goes on', async () => {
    await callers('early', 10, () => Promise.resolve());
    await eventually(async () => expect((await reconcile('tickets')).code).toBe(0), 60_000);
    const before = await allTickets();
    const mails = await eventually(async () => {
      const all = await allMails();
      expect(new Set(all).size).toBeGreaterThanOrEqual(before.length);
      return all;
    }, 60_000);
    expect(await reconcile('tickets')).toMatchObject({ code: 0 });
    await deleteStream('TICKETS');
    expect(await reconcile('tickets')).toMatchObject({
      code: 1,
      output: expect.stringContaining('tickets: the log has no stream TICKETS: npm run reconcile -- --remake all.'),
    });

    // Callers don't wait for it: what they want is noted as soon as there is somewhere to note it.
    const during = callers('lost', 30, async () => {
      await pause(500);
      expect(await reconcile('--remake', 'TICKETS')).toMatchObject({ code: 0 });
    });
    expect(new Set(await during).size).toBe(30);

    await eventually(async () => expect((await allTickets()).length).toBe(before.length + 30), 60_000);
    await eventually(async () => expect((await allMails()).length).toBe(mails.length + 30), 60_000);
    expect((await get(`${system.urls.tickets}/tickets/${before[0]!.ticketId}/history`)).status).toBe(200);
    await eventually(async () => expect(await reconcile('tickets')).toMatchObject({ code: 0 }), 60_000);
    expect((await reconcile('--dead')).output).toBe('No message was given up in the last 30 days.\n');
  }, 240_000);
});

/** The mails in the inbox, by their ids: one that came twice counts twice. */
async function allMails(): Promise<(string | undefined)[]> {
  return (await readInbox(system.urls.inbox!)).map(({ messageId }) => messageId);
}

function reconcile(...args: string[]) {
  return run('deploy/reconcile.ts', args, { DATA_DIR: system.dataDir, PORT_BASE: String(system.portBase) });
}

async function deleteStream(name: string): Promise<void> {
  const authenticator = nkeyAuthenticator(readSeed(system.users.provisioner.seedFile));
  const connection = await connect({ servers: system.urls.nats, authenticator });
  await (await jetstreamManager(connection)).streams.delete(name);
  await connection.close();
}
