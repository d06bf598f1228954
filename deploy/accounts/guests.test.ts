import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { jetstream } from '@nats-io/jetstream';
import type { NatsConnection } from '@nats-io/transport-node';
import { departmentDurable } from '@serviceportal/shared/contracts';
import { createLifecycle } from '@serviceportal/shared/lifecycle';
import { eventually } from '../../test/support/eventually.ts';
import { openSite, type Site } from '../../test/support/site.ts';
import { addGuest, removeGuest, rotateGuest } from './guests.ts';

const life = createLifecycle();
let site: Site;
let neighbour: NatsConnection;
let frontend: NatsConnection;

beforeAll(async () => {
  site = await openSite(life);
  neighbour = await site.signIn(readFileSync(site.users.departments['asyl']!.seedFile));
  frontend = await site.signIn(readFileSync(site.users.frontends['demo-frontend']!.seedFile));
}, 60_000);
afterAll(() => life.close());
beforeEach(() => void site.said.splice(0));

const department = (id: string, consumer?: string) =>
  ({ kind: 'department', id, ...(consumer && { consumer }) }) as const;

/** The subjects a department's program is given now, acknowledged. */
async function taken(connection: NatsConnection, id: string, consumer?: string): Promise<string[]> {
  const { stream, name } = departmentDurable(id, consumer);
  const source = await jetstream(connection, { apiPrefix: 'core' }).consumers.get(stream, name);
  const { num_pending } = await source.info();
  const subjects: string[] = [];
  if (num_pending === 0) return subjects;
  for await (const message of await source.fetch({ max_messages: num_pending, expires: 5_000 })) {
    subjects.push(message.subject);
    await message.ackAck();
  }
  return subjects;
}

async function open(id: string): Promise<void> {
  await jetstream(site.operator).publish(`tickets.${id}.7K3Q9F2M.opened`, '{}');
}

/** How often a connection was cut so far. */
function cuts(connection: NatsConnection): () => number {
  let count = 0;
  void (async () => {
    for await (const { type } of connection.status()) if (type === 'disconnect') count++;
  })();
  return () => count;
}

function filesThatHold(text: string): string[] {
  const files = readdirSync(site.dataDir, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  return files
    .map(({ parentPath, name }) => join(parentPath, name))
    .filter((file) => readFileSync(file).includes(text));
}

describe('a department that is added while the system runs', () => {
  it('reads its tickets at once; nobody else is cut off, and its seed stands nowhere', async () => {
    await site.enter('friedhof', '2026-11-01');
    await open('friedhof');
    const seen: string[] = [];
    const asyl = await jetstream(neighbour, { apiPrefix: 'core' }).consumers.get('TICKETS', 'department-asyl');
    const reading = await asyl.consume({ callback: (message) => (seen.push(message.subject), message.ack()) });
    const cut = [cuts(neighbour), cuts(frontend), cuts(site.operator)];
    await addGuest(department('friedhof'), false, site);
    const seed = site.lastSeed();
    const program = await site.signIn(seed);
    expect(await taken(program, 'friedhof')).toEqual(['tickets.friedhof.7K3Q9F2M.opened']);
    await open('asyl');
    await eventually(() => expect(seen).toEqual(['tickets.asyl.7K3Q9F2M.opened']));
    await reading.close();
    const report = await frontend.request('intake.calls.received', '{"line":"hotline"}');
    expect(report.json()).toMatchObject({ stream: 'INTAKE' });
    expect(cut.map((count) => count())).toEqual([0, 0, 0]);
    expect(filesThatHold(site.said.join().match(/U[A-Z2-7]{55}/)![0]).map((file) => file.split('/').at(-1))).toEqual([
      'accounts.conf',
      'accounts.json',
    ]);
    expect(filesThatHold(seed)).toEqual([]);
  });

  it('again changes nothing and says so', async () => {
    const before = readFileSync(join(site.dataDir, 'nats', 'accounts.json'), 'utf8');
    await addGuest(department('friedhof'), false, site);
    expect(site.said).toEqual([
      expect.stringMatching(/^The department friedhof has an account already .*nothing changed/),
    ]);
    expect(readFileSync(join(site.dataDir, 'nats', 'accounts.json'), 'utf8')).toBe(before);
  });

  it.each([
    ['that the directory does not know', 'niemand', /knows no department niemand: .*PUT \/departments\/niemand/],
    ['that has no date from which it takes part', 'noch-nicht', /noch-nicht has no onboardedOn/],
  ])('%s is refused', async (_case, id, sentence) => {
    await site.enter('noch-nicht');
    await expect(addGuest(department(id), false, site)).rejects.toThrow(sentence);
    expect(site.said).toEqual([]);
  });

  it('gives each of its programs all tickets, and none another’s', async () => {
    await site.enter('melde', '2026-11-01');
    await addGuest(department('melde'), false, site);
    const first = await site.signIn(site.lastSeed());
    await addGuest(department('melde', 'pass'), false, site);
    const second = await site.signIn(site.lastSeed());
    await open('melde');
    const ticket = ['tickets.melde.7K3Q9F2M.opened'];
    expect(await taken(second, 'melde', 'pass')).toEqual(ticket);
    expect(await taken(first, 'melde')).toEqual(ticket);
    // The program «pass» of «melde» is nobody's durable «melde-pass».
    await open('melde-pass');
    expect(await taken(second, 'melde', 'pass')).toEqual([]);
    await expect(taken(second, 'melde')).rejects.toThrow();
    await expect(taken(second, 'melde-pass')).rejects.toThrow();
  });

  it('is still there after a restart of the system', async () => {
    await addGuest({ kind: 'frontend', id: 'PBX_1' }, false, site);
    const seed = site.lastSeed();
    await site.restart();
    const again = await eventually(() => site.signIn(seed));
    expect((await again.request('intake.calls.received', '{"line":"hotline"}')).json()).toMatchObject({
      stream: 'INTAKE',
    });
    await eventually(async () => expect(await taken(neighbour, 'asyl')).toEqual([]));
  });
});

describe('a key', () => {
  it('that is made anew ends the old one, keeps the place in the stream, and can be kept in a file', async () => {
    await site.enter('forst', '2026-11-01');
    await addGuest(department('forst'), false, site);
    const old = await site.signIn(site.lastSeed());
    await open('forst');
    expect(await taken(old, 'forst')).toHaveLength(1);
    const oldSeed = site.lastSeed();
    await rotateGuest(department('forst'), true, site);
    await old.closed();
    await expect(site.signIn(oldSeed)).rejects.toThrow();
    const kept = join(site.dataDir, 'nats', 'keys', 'departments', 'forst.seed');
    expect(readFileSync(kept, 'utf8')).toBe(site.lastSeed());
    expect(await taken(await site.signIn(readFileSync(kept)), 'forst')).toEqual([]);
  });

  it('is made anew for nobody who has none', async () => {
    await expect(rotateGuest(department('niemand'), false, site)).rejects.toThrow('add it');
  });
});

describe('a department that is removed', () => {
  it('is cut off, alone, and the city folder does not bring it back', async () => {
    const { seedFile } = site.users.departments['standesamt']!;
    const seed = readFileSync(seedFile);
    const gone = await site.signIn(seed);
    const others = [cuts(neighbour), cuts(frontend)];
    await removeGuest(department('standesamt'), site);
    await gone.closed();
    expect(others.map((count) => count())).toEqual([0, 0]);
    await site.restart();
    await expect(site.signIn(seed)).rejects.toThrow(/authorization/i);
    expect(existsSync(seedFile)).toBe(false);
    await expect(site.server.jsm.consumers.info('TICKETS', 'department-standesamt')).rejects.toThrow('not found');
  });

  it('goes with one program alone where that is named', async () => {
    await site.enter('gruen', '2026-11-01');
    await addGuest(department('gruen'), false, site);
    const stays = await site.signIn(site.lastSeed());
    await addGuest(department('gruen', 'archiv'), false, site);
    const goes = await site.signIn(site.lastSeed());
    const stayed = cuts(stays);
    await removeGuest(department('gruen', 'archiv'), site);
    await goes.closed();
    await open('gruen');
    expect(await taken(stays, 'gruen')).toHaveLength(1);
    expect(stayed()).toBe(0);
  });

  it('that is not there is told', async () => {
    await removeGuest(department('niemand'), site);
    expect(site.said).toEqual(['The department niemand has no account; nothing changed.']);
  });
});

describe('a server that does not follow', () => {
  it('leaves everything as it was, and tells what to do', async () => {
    await site.enter('hafen', '2026-11-01');
    const before = readFileSync(join(site.dataDir, 'nats', 'accounts.json'), 'utf8');
    const deaf = {
      ...site.server,
      reloadUntil: (_: () => Promise<boolean>, slow: () => void) => {
        slow();
        return Promise.reject(new Error('did not follow'));
      },
    };
    const said: unknown[][] = [];
    const say = (...words: unknown[]) => void said.push(words);
    await expect(addGuest(department('hafen'), false, { ...site, server: deaf, say })).rejects.toThrow(
      'did not follow',
    );
    expect(said.join('\n')).toContain('accounts.conf beside its configuration');
    // Printed as they are: console.log would add whatever else it is given.
    expect(said.filter(({ length }) => length !== 1)).toEqual([]);
    expect(readFileSync(join(site.dataDir, 'nats', 'accounts.json'), 'utf8')).toBe(before);
    await expect(site.server.jsm.consumers.info('TICKETS', 'department-hafen')).rejects.toThrow('not found');
  });
});
