import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { connect, nkeyAuthenticator } from '@nats-io/transport-node';
import { readSeed } from '@serviceportal/shared/log';
import { personSubject } from '@serviceportal/shared/contracts';
import { Temporal } from '@serviceportal/shared/time';
import { backupOf } from '../support/backup.ts';
import { run } from '../support/command.ts';
import { eventually } from '../support/eventually.ts';
import { get, post } from '../support/http.ts';
import { compactDatabase, traceOf, viewsAreLevel } from '../support/stored-bytes.ts';
import { startTestSystem, type TestSystem } from '../support/system.ts';
import { signedIn, tokenFor } from '../support/tokens.ts';
import { addDepartment } from '../support/desk.ts';
import { type Canary, createCanary, figuresOf, livesThrough, wantsArticles } from './canary.ts';

/**
 * Somebody with a name, number and address that nobody else has goes through everything the system does, on a log and a
 * database that encrypt and compress nothing: then the bytes on the disk say who is forgotten.
 */
let system: TestSystem;
let erased: Canary;
let aged: Canary;
let theirs: { ticketIds: string[]; callIds: string[] };
/** Mails that reached the person before they were forgotten. */
let mailed: number;
/** A ticket whose consent to e-mail was taken back after the backup. */
let consented: string | undefined;
let before: Awaited<ReturnType<typeof figuresOf>>;
/** When the backup was begun, and a time before which nobody logged anything, in real time. */
let backupAt: string;
const longAgo = Temporal.Now.instant().toString();

beforeAll(async () => {
  system = await startTestSystem({ cityClock: '2026-11-23T10:00:00+01:00', encrypted: false });
  await addDepartment(system, 'testamt');
  erased = createCanary();
  aged = createCanary();
  await livesThrough(system, erased, { staysOpen: true });
  await livesThrough(system, aged);
}, 240_000);

afterAll(() => system?.remove(), 60_000);

const persons = () => `${system.urls.tickets}/persons`;
const whose = ({ phone, email }: Canary) => ({ phone, email });

async function recordsOf(canary: Canary): Promise<{ kind: string; id: string }[]> {
  const query = new URLSearchParams(whose(canary)).toString();
  const { status, body } = await get<{ records: { kind: string; id: string }[] }>(`${persons()}/export?${query}`);
  expect(status).toBe(200);
  return body.records;
}

async function citizenOf(ticketId: string): Promise<object> {
  const { body } = await get<{ ticket: { citizen: object } }>(`${system.urls.tickets}/tickets/${ticketId}`);
  return body.ticket.citizen;
}

async function stateOfMail(mailId: string): Promise<string> {
  return (await get<{ mail: { state: string } }>(`${system.urls.notify}/mails/${mailId}`)).body.mail?.state;
}

const timeOf = (line: string) => (JSON.parse(line) as { time: string }).time;

/** How many mails reached the person's mailbox, which no backup brings back. */
async function mailsTo({ email }: Canary): Promise<number> {
  const answer = await fetch(`${system.urls.inbox}/api/mails?to=${encodeURIComponent(email)}`);
  return ((await answer.json()) as { mails: unknown[] }).mails.length;
}

/** As operations do it, with the token of a data protection officer. */
async function eraseAgain(...words: string[]): Promise<{ code: number | null; output: string }> {
  const ACCESS_TOKEN = await tokenFor({ id: 'petra', roles: ['privacy'] });
  const env = { PORT_BASE: String(system.portBase), DATA_DIR: system.dataDir, ACCESS_TOKEN };
  return run('deploy/erase-again.ts', words, env);
}

/** Nothing of the person stands in any file, those of the database once it was compacted. */
async function isGone(canary: Canary, withinMs: number): Promise<void> {
  await eventually(() => expect(traceOf(system.dataDir, canary.traces).log).toEqual([]), withinMs);
  await eventually(async () => {
    await viewsAreLevel(system, withinMs);
    await compactDatabase(system);
    expect(traceOf(system.dataDir, canary.traces)).toEqual({ log: [], database: [], logFiles: [] });
  }, withinMs);
}

describe('the control', () => {
  it('finds the person in the files of the log and of the database', () => {
    for (const canary of [erased, aged]) {
      for (const text of canary.traces) {
        const found = traceOf(system.dataDir, [text]);
        expect({ text, log: found.log.length > 0, database: found.database.length > 0 }).toEqual({
          text,
          log: true,
          database: true,
        });
      }
    }
  });
});

describe('what a person is told', () => {
  it('is everything, as JSON and as a page', async () => {
    const query = new URLSearchParams(whose(erased)).toString();
    const started = performance.now();
    const { status, body } = await get<{ records: { kind: string; id: string; now: object }[] }>(
      `${persons()}/export?${query}`,
    );
    expect(status).toBe(200);
    expect(performance.now() - started).toBeLessThan(60_000);
    expect(new Set(body.records.map(({ kind }) => kind))).toEqual(
      new Set(['ticket', 'call', 'transfer', 'mail', 'task', 'report']),
    );
    const idsOf = (wanted: string) => body.records.filter(({ kind }) => kind === wanted).map(({ id }) => id);
    theirs = { ticketIds: idsOf('ticket'), callIds: idsOf('call') };
    const text = JSON.stringify(body);
    for (const word of [...erased.words, ...erased.traces]) expect(text).toContain(word);
    for (const foreign of aged.traces) expect(text).not.toContain(foreign);

    const page = await fetch(`${persons()}/export?${query}`, {
      headers: await signedIn(undefined, { accept: 'text/html' }),
    });
    expect(page.headers.get('content-type')).toMatch(/^text\/html/);
    const html = await page.text();
    expect(html).toContain('Auskunft nach Artikel 15 DSGVO');
    for (const word of erased.words) expect(html).toContain(word);
  });

  it('is found by the number alone and by the address alone', async () => {
    const { phone, email } = erased;
    for (const query of [{ phone }, { email: email.toUpperCase() }] as Record<string, string>[]) {
      const { body } = await get<{ records: { kind: string }[] }>(
        `${persons()}/export?${new URLSearchParams(query).toString()}`,
      );
      expect(new Set(body.records.map(({ kind }) => kind))).toEqual(
        new Set(['ticket', 'call', 'transfer', 'mail', 'task', ...('phone' in query ? ['report'] : [])]),
      );
    }
  });
});

describe('departments and frontends', () => {
  it('reach none of it over NATS; the services answer for a person', async () => {
    const seeds = {
      frontend: system.users.frontends['demo-frontend']!,
      department: system.users.departments['standesamt']!,
    };
    for (const { seedFile } of Object.values(seeds)) {
      const connection = await connect({
        servers: system.urls.nats,
        authenticator: nkeyAuthenticator(readSeed(seedFile)),
      });
      const payload = JSON.stringify({ person: { ...whose(erased), ticketIds: [], callIds: [] } });
      for (const service of ['call-intake', 'directory', 'notify']) {
        const asked = connection.request(personSubject(service, 'export'), payload, { timeout: 1_000 });
        await expect(asked).rejects.toThrow(/Permissions Violation/);
      }
      await connection.close();
    }
    // Control: whoever may ask gets an answer.
    const authenticator = nkeyAuthenticator(readSeed(system.users.provisioner.seedFile));
    const operator = await connect({ servers: system.urls.nats, authenticator });
    const payload = JSON.stringify({ person: { ...whose(erased), ticketIds: [], callIds: [] } });
    const reply = await operator.request(personSubject('notify', 'export'), payload, { timeout: 5_000 });
    expect(JSON.stringify(reply.json())).toContain(erased.email);
    await operator.close();
  });
});

describe('a backup', () => {
  it('is taken of log and database while the system stands and a mail still waits', async () => {
    await system.process('inbox').hold();
    const mailId = await wantsArticles(system, erased);
    await eventually(async () => expect(await stateOfMail(mailId)).toBe('retrying'), 20_000);
    await system.stop();
    backupAt = Temporal.Now.instant().toString();
    await backupOf(system).take();
    // What a restore needs is logged all the same.
    await system.restart({ env: { LOG_LEVEL: 'error' } });
    await eventually(async () => {
      expect((await post(`${system.urls.notify}/mails/${mailId}/retry`, {})).status).toBe(202);
    }, 20_000);
    await eventually(async () => expect(await stateOfMail(mailId)).toBe('sent'), 20_000);
    mailed = await mailsTo(erased);
    expect(mailed).toBeGreaterThan(3);
    const logged = readFileSync(join(system.dataDir, 'logs', 'notify.log'), 'utf8');
    const sentThen = logged.split('\n').filter((line) => line.includes('"mail sent"') && timeOf(line) > backupAt);
    expect(sentThen).toEqual([]);
  }, 120_000);

  it('is older than what somebody else takes back', async () => {
    [consented] = (await recordsOf(aged)).flatMap(({ kind, id }) => (kind === 'ticket' ? [id] : []));
    const { status } = await post(`${system.urls.tickets}/tickets/${consented}/withdraw-consent`, {});
    expect(status).toBe(200);
    expect(await citizenOf(consented!)).not.toHaveProperty('emailConsent');
  });
});

describe('being forgotten on demand', () => {
  it('is refused as long as an answer is owed and nobody confirms that', async () => {
    const { status, body } = await post<{ detail: string }>(`${persons()}/erase`, whose(erased));
    expect(status).toBe(409);
    expect(body.detail).toMatch(/^The person is still owed an answer in 1 ticket: /);
  });

  it('says what could not be reached; a kill in the middle is finished by the restart', async () => {
    before = await figuresOf(system);
    const [intake, notify] = [system.process('call-intake'), system.process('notify')];
    await Promise.all([intake.hold('SIGKILL'), notify.hold('SIGKILL')]);
    const { status, body } = await post(`${persons()}/erase`, { ...whose(erased), confirm: true });
    expect({ status, body }).toMatchObject({
      status: 200,
      body: { pending: ['call-intake', 'notify'], complete: false, erased: {} },
    });
    system.process('tickets').kill('SIGKILL');
    await Promise.all([intake.release(), notify.release()]);
    // Nobody asks for it again.
    const told = async () => (await get<{ records: object[] }>(`${persons()}/export?${query}`)).body.records;
    const query = new URLSearchParams(whose(erased)).toString();
    await eventually(async () => expect(await told()).toEqual([]), 60_000);
    // By its id a marker is found; it was erased before.
    const { body: markers } = await post(`${persons()}/erase`, { ...whose(erased), ...theirs });
    expect(markers).toEqual({ erased: {}, kept: [], pending: [], complete: true });
  }, 120_000);

  it('leaves nothing of the person in any file of log and database', async () => {
    await isGone(erased, 30_000);
    expect(traceOf(system.dataDir, aged.traces)).toMatchObject({ logFiles: [] });
    expect(traceOf(system.dataDir, aged.traces).log).not.toEqual([]);
  }, 90_000);

  it('changes no figure', async () => {
    await eventually(async () => expect(await figuresOf(system)).toEqual(before), 30_000);
  }, 60_000);
});

describe('an older backup that is put back', () => {
  it('brings the person back: the control', async () => {
    await system.stop();
    await backupOf(system).putBack();
    await system.restart({ env: { HOLD_MAILS: 'yes' } });
    await eventually(async () => expect((await recordsOf(erased)).length).toBeGreaterThan(10), 30_000);
    expect(await citizenOf(consented!)).toHaveProperty('emailConsent');
    for (const { log, database } of erased.traces.map((text) => traceOf(system.dataDir, [text]))) {
      expect(log).not.toEqual([]);
      expect(database).not.toEqual([]);
    }
  }, 120_000);

  it('is told from the logs whom it has to forget; once more changes nothing', async () => {
    const there = await recordsOf(erased);
    const planned = await eraseAgain();
    expect(planned).toMatchObject({ code: 0, output: expect.stringContaining('notify holds all mails') });
    expect(planned.output).toMatch(/asked for it: .*2 tickets.* Consents taken back: 1[.]/);
    expect(await recordsOf(erased)).toHaveLength(there.length);

    expect(await eraseAgain('--confirm')).toMatchObject({ code: 1, output: expect.stringContaining('needs --since') });
    const short = await eraseAgain('--confirm', '--since', longAgo);
    expect(short).toMatchObject({ code: 1, output: expect.stringContaining('Nothing was changed.') });
    expect(short.output).toMatch(
      /^INCOMPLETE: .*: call-intake begins at \S+, tickets begins at \S+, notify begins at \S+[.] Name/m,
    );
    expect(await recordsOf(erased)).toHaveLength(there.length);

    const done = await eraseAgain('--confirm', '--since', backupAt);
    expect(done).toMatchObject({ code: 0, output: expect.stringMatching(/^Erased now: .*2 tickets/m) });
    expect(done.output).toContain('Taken back, now or before: 1 consent.');
    expect(done.output).not.toMatch(/^NOT/m);
    expect(await recordsOf(erased)).toEqual([]);
    expect(await citizenOf(consented!)).not.toHaveProperty('emailConsent');
    expect(await eraseAgain('--confirm', '--since', longAgo, '--incomplete')).toMatchObject({
      code: 0,
      output: expect.stringMatching(/^Erased now: nothing[.]/m),
    });
  }, 120_000);

  it('holds nothing of the person any more, in no file; others are there', async () => {
    await isGone(erased, 30_000);
    expect(traceOf(system.dataDir, aged.traces).log).not.toEqual([]);
  }, 90_000);

  it('changes no figure but that of the mail that waited then, and is not sent now', async () => {
    const { mails } = before;
    const expected = { ...mails, 'articles  sent': mails!['articles  sent']! - 1, 'articles  failed': 1 };
    await eventually(async () => expect(await figuresOf(system)).toEqual({ ...before, mails: expected }), 30_000);
    before = { ...before, mails: expected };
  }, 60_000);
});

describe('what was kept long enough', () => {
  it('is forgotten by itself, from every file; figures stay', async () => {
    const later = Temporal.ZonedDateTime.from('2026-11-23T10:00:00+01:00[Europe/Berlin]').add({ days: 200 });
    // Reports are as old as they are really stored.
    const env = { KEEP_REPORTS_DAYS: '0' };
    await system.restart({ cityClock: later.toString({ timeZoneName: 'never', smallestUnit: 'second' }), env });
    await isGone(aged, 60_000);
    // Mails go out again, also those whose next try had to wait.
    expect(await mailsTo(erased)).toBe(mailed);
    await eventually(async () => expect(await figuresOf(system)).toEqual(before), 30_000);
  }, 180_000);
});
