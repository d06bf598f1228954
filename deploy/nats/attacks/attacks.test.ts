import { readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createUser } from '@nats-io/nkeys';
import { connect, type NatsConnection, nkeyAuthenticator } from '@nats-io/transport-node';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { createLifecycle } from '@serviceportal/shared/lifecycle';
import { eventually } from '../../../test/support/eventually.ts';
import { openSite, type Site } from '../../../test/support/site.ts';
import { findNatsServer, startNatsServer } from '../../infrastructure/nats-server.ts';
import { type Attacker, createAttacker } from './attacker.ts';
import { ATTACKS } from './attacks.ts';
import { prepareTarget, stateOf, type Target } from './target.ts';

const life = createLifecycle();
let site: Site;
let target: Target;
let shared: NatsConnection;
let intruder: Attacker;
const attackers = {} as Record<'department' | 'frontend', Attacker>;

beforeAll(async () => {
  site = await openSite(life);
  target = await prepareTarget(site.operator, false);
  attackers.department = createAttacker(
    await site.signIn(readFileSync(site.users.departments['standesamt']!.seedFile)),
  );
  attackers.frontend = createAttacker(await site.signIn(readFileSync(site.users.frontends['demo-frontend']!.seedFile)));
  [shared, intruder] = await startShared();
}, 60_000);
afterAll(() => life.close());

/** The same streams where all are users of one account. */
async function startShared(): Promise<[NatsConnection, Attacker]> {
  const folder = await mkdtemp(join(tmpdir(), 'shared-'));
  life.onClose('folder', () => rm(folder, { recursive: true, force: true }));
  const users = [createUser(), createUser()];
  const known = users.map((user) => `{ nkey: ${user.getPublicKey()} }`).join(', ');
  const config = `listen: "127.0.0.1:-1"\njetstream { store_dir: "${folder}" }\nauthorization { users: [ ${known} ] }`;
  const binary = await findNatsServer({ say: () => undefined });
  const server = await startNatsServer({ binary, config, logFile: join(folder, 'log', 'nats.log') });
  life.onClose('shared server', () => server.stop());
  const [owner, other] = await Promise.all(
    users.map((user) => connect({ servers: server.url, authenticator: nkeyAuthenticator(user.getSeed()) })),
  );
  life.onClose('shared connections', async () => void (await Promise.all([owner!.close(), other!.close()])));
  return [owner!, createAttacker(other!)];
}

afterEach(() => {
  for (const each of [attackers.department, attackers.frontend, intruder]) each.rest();
});

describe.each(['department', 'frontend'] as const)('by a %s with its own account', (who) => {
  it.each(ATTACKS)('nothing comes of: $name', async (attack) => {
    const attacker = attackers[who];
    const before = await stateOf(site.operator);
    await attack.run(attacker, target);
    // What the server had to say is here before the answers to these.
    await attacker.flush();
    const after = await stateOf(site.operator);
    await attacker.flush();
    expect([...attacker.heard, ...target.obeyed]).toEqual([]);
    if (!attack.ownerActs) expect(after).toEqual(before);
  });
});

describe('in one shared account', () => {
  it.each(ATTACKS)('something comes of: $name', async (attack) => {
    const attacked = await prepareTarget(shared, true);
    const before = await stateOf(shared);
    await attack.run(intruder, attacked);
    await eventually(async () => {
      const changed = !attack.ownerActs && JSON.stringify(await stateOf(shared)) !== JSON.stringify(before);
      expect(changed || intruder.heard.length > 0 || attacked.obeyed.length > 0).toBe(true);
    });
  });
});

describe('the server itself', () => {
  const requests = ['$SYS.REQ.SERVER.PING', '$SYS.REQ.SERVER.PING.CONNZ', '$SYS.REQ.ACCOUNT.CORE.INFO'];

  it.each(requests)('tells nobody outside about %s, and its operator does hear', async (subject) => {
    for (const attacker of [attackers.department, attackers.frontend]) {
      attacker.ask(subject);
      attacker.listen('$SYS.>');
      await attacker.flush();
    }
    const system = createAttacker(await site.signIn(readFileSync(site.users.system.seedFile)));
    system.ask(subject);
    await eventually(() => expect(system.heard).not.toEqual([]));
    await Promise.all([attackers.department.flush(), attackers.frontend.flush()]);
    expect([...attackers.department.heard, ...attackers.frontend.heard]).toEqual([]);
  });

  it('lets nobody in without a key or with a wrong one', async () => {
    await expect(connect({ servers: site.url, reconnect: false })).rejects.toThrow(/authorization/i);
    await expect(site.signIn(createUser().getSeed())).rejects.toThrow(/authorization/i);
  });

  it.each([
    ['a subject of 300 tokens', Array.from({ length: 300 }, () => 'x').join('.')],
    ['a subject of its own with 300 tokens', `cmd.dept.standesamt.${Array.from({ length: 300 }, () => 'x').join('.')}`],
  ])('is not impressed by %s', async (_, subject) => {
    for (const attacker of [attackers.department, attackers.frontend]) {
      attacker.ask(subject);
      attacker.listen(subject);
      await attacker.flush();
      expect(attacker.heard).toEqual([]);
    }
    expect(target.obeyed).toEqual([]);
  });

  it.each([
    ['departments', 'standesamt', 'cmd.dept.standesamt.take'],
    ['frontends', 'demo-frontend', 'intake.calls.received'],
  ] as const)('takes no payload over the limit from %s', async (kind, id, subject) => {
    const before = await stateOf(site.operator);
    const big = await site.signIn(readFileSync(site.users[kind][id]!.seedFile));
    const cut = (async () => {
      for await (const { type } of big.status()) if (type === 'disconnect') return true;
      return false;
    })();
    // The client would refuse by itself.
    Object.assign(big.info!, { max_payload: 1024 * 1024 });
    big.publish(subject, 'x'.repeat(70 * 1024));
    expect(await cut).toBe(true);
    expect(await stateOf(site.operator)).toEqual(before);
    expect(target.obeyed).toEqual([]);
  });
});
