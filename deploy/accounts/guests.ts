import { createUser } from '@nats-io/nkeys';
import { rmSync } from 'node:fs';
import { JetStreamApiError } from '@nats-io/jetstream';
import { departmentDurable } from '@serviceportal/shared/contracts';
import { ConfigError } from '@serviceportal/shared/errors';
import { withLock } from '../infrastructure/cache.ts';
import { replaceFile } from '@serviceportal/shared/kept-file';
import type { Say } from '../infrastructure/say.ts';
import { ownExport } from '../nats/accounts-config.ts';
import { natsFolder, writeAccounts } from '../nats/index.ts';
import * as registry from '../nats/registry.ts';
import { durableConfig, provisionDurable } from '../nats/streams.ts';
import { ownUsers, seedFileOf } from '../nats/users.ts';
import { checkOnboarded } from './onboarded.ts';
import { credentialsOf, howToPlace } from './said.ts';
import type { Place, Server } from './server.ts';
import { canWork } from './trial.ts';

export interface Around {
  readonly place: Place;
  readonly server: Server;
  readonly say: Say;
}

/**
 * Gives a department or frontend a key and lets it in, without a restart; says the key once, after it was tried. A
 * department that is not onboarded is a `ConfigError`; one that is in already is told, and nothing changes.
 */
export function addGuest(name: registry.GuestName, keep: boolean, around: Around): Promise<void> {
  return alone(around.place, async (known) => {
    const there = registry.findGuest(known, name);
    if (there) {
      return around.say(
        `The ${registry.labelOf(name)} has an account already (public key ${there.key}); nothing changed.`,
      );
    }
    if (name.kind === 'department') {
      await checkOnboarded(around.server.jsm, name.id);
      const { stream, ...durable } = departmentDurable(name.id, name.consumer);
      await provisionDurable(around.server.jsm, stream, durableConfig({ stream, ...durable }));
    }
    await giveKey(known, name, keep, around).catch(async (cause: unknown) => {
      await forgetPlace(name, around);
      throw cause;
    });
  });
}

/** Gives a guest a new key; the old one's connections end, the place in the stream stays. `ConfigError` for a stranger. */
export function rotateGuest(name: registry.GuestName, keep: boolean, around: Around): Promise<void> {
  return alone(around.place, async (known) => {
    if (!registry.findGuest(known, name))
      throw new ConfigError(`the ${registry.labelOf(name)} has no account: add it.`);
    await giveKey(known, name, keep, around);
  });
}

/** Takes the account away: live connections end, and the place in the stream is forgotten. One that is not there is told. */
export function removeGuest(name: registry.GuestName, around: Around): Promise<void> {
  const { place, server, say } = around;
  return alone(place, async (known) => {
    const gone = registry.guestsNamed(known, name);
    if (gone.length === 0) return say(`The ${registry.labelOf(name)} has no account; nothing changed.`);
    await change(known, registry.withoutGuest(known, name), around, async () => {
      const offered = await Promise.all(gone.map((guest) => server.exports(ownExport(guest))));
      return !offered.includes(true);
    });
    for (const guest of gone) {
      await forgetPlace(guest, around);
      rmSync(seedFileOf(natsFolder(place.dataDir).keys, guest), { force: true });
      say(`The ${registry.labelOf(guest)} cannot sign in any more; its connections are cut.`);
    }
  });
}

async function giveKey(
  known: registry.Registry,
  name: registry.GuestName,
  keep: boolean,
  around: Around,
): Promise<void> {
  const { place, say } = around;
  const user = createUser();
  const seed = user.getSeed();
  const changed = registry.withGuest(known, { ...name, key: user.getPublicKey() });
  await change(known, changed, around, () => canWork(name, seed, place));
  const seedFile = seedFileOf(natsFolder(place.dataDir).keys, name);
  const text = new TextDecoder().decode(seed);
  if (keep) replaceFile(seedFile, text);
  // A key that was kept before is good for nothing now.
  else rmSync(seedFile, { force: true });
  for (const line of credentialsOf(name, { publicKey: user.getPublicKey(), seed: text }, place, keep && seedFile)) {
    say(line);
  }
  user.clear();
}

/** Writes the registry and the server's file, and waits until the server follows; else everything is as before. */
async function change(
  before: registry.Registry,
  after: registry.Registry,
  { place, server, say }: Around,
  isDone: () => Promise<boolean>,
): Promise<void> {
  const { registryFile, accountsFile, keys } = natsFolder(place.dataDir);
  const write = (to: registry.Registry) => {
    registry.writeRegistry(registryFile, to);
    // Our own keys are there: whoever started the system has checked what they are for.
    writeAccounts(accountsFile, ownUsers(keys, 'development'), to.guests);
  };
  write(after);
  try {
    await server.reloadUntil(isDone, () => howToPlace(accountsFile, place).forEach((line) => say(line)));
  } catch (cause) {
    write(before);
    // The reason is what counts; the server reads the old file at the latest when it starts again.
    await server
      .reloadUntil(
        () => Promise.resolve(true),
        () => undefined,
      )
      .catch(() => undefined);
    throw cause;
  }
}

async function forgetPlace({ kind, id, consumer }: registry.GuestName, { server }: Around): Promise<void> {
  if (kind !== 'department') return;
  const { stream, name } = departmentDurable(id, consumer);
  await server.jsm.consumers.delete(stream, name).catch((cause: unknown) => {
    if (!(cause instanceof JetStreamApiError && cause.code === NO_SUCH_CONSUMER)) throw cause;
  });
}

const NO_SUCH_CONSUMER = 10014;

/** One change at a time. `ConfigError` where no system was ever started on this folder. */
function alone(place: Place, work: (known: registry.Registry) => Promise<void>): Promise<void> {
  const { registryFile } = natsFolder(place.dataDir);
  return withLock(`${registryFile}.lock`, () => {
    const known = registry.readRegistry(registryFile);
    if (!known) throw new ConfigError(`${registryFile} is not there: set DATA_DIR as for npm start, or start it once.`);
    return work(known);
  });
}
