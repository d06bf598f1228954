import { createUser, fromSeed } from '@nats-io/nkeys';
import { join } from 'node:path';
import { SERVICES } from '@serviceportal/shared/contracts';
import { keepSecret, type SecretsFor } from '../infrastructure/kept-secret.ts';
import type { Guest, GuestName } from './registry.ts';

/** Who signs in to NATS: the provisioning step, each service, each department, each frontend. */
export interface NatsUsers extends OwnUsers {
  readonly departments: Record<string, NatsUser>;
  readonly frontends: Record<string, NatsUser>;
}

/** Those that are ours. */
export interface OwnUsers {
  readonly provisioner: NatsUser;
  readonly system: NatsUser;
  readonly services: Record<string, NatsUser>;
}

/**
 * The public key goes into the server's configuration; the seed stays in its file, readable by its owner alone. A
 * department's or frontend's seed is there only where it was kept.
 */
export interface NatsUser {
  readonly publicKey: string;
  readonly seedFile: string;
}

/** Makes our own keys that are not there yet under `folder`; a key once made stays. Those made for development are marked. */
export function ownUsers(folder: string, usedFor: SecretsFor): OwnUsers {
  const user = (...path: string[]) => userAt(join(folder, ...path) + '.seed', usedFor);
  return {
    provisioner: user('provisioner'),
    system: user('system'),
    services: Object.fromEntries(SERVICES.map((service) => [service, user('services', service)])),
  };
}

/** The owners among the guests, by their ids. */
export function guestUsers(
  folder: string,
  kind: GuestName['kind'],
  guests: readonly Guest[],
): Record<string, NatsUser> {
  const own = guests.filter((guest) => guest.kind === kind && !guest.consumer);
  return Object.fromEntries(
    own.map((guest) => [guest.id, { publicKey: guest.key, seedFile: seedFileOf(folder, guest) }]),
  );
}

/**
 * Makes the key of a department or frontend that has none yet. Programs of others read it, so it is the bare seed;
 * production refuses those of development all the same, by ours beside them.
 */
export function keepGuestKey(folder: string, name: GuestName): Guest {
  return { ...name, key: userAt(seedFileOf(folder, name), 'production').publicKey };
}

/** Where a guest's seed stands if it is kept. Slugs hold no underscore, so no department's file is another's program. */
export function seedFileOf(folder: string, { kind, id, consumer }: GuestName): string {
  return join(folder, `${kind}s`, `${consumer ? `${id}_${consumer}` : id}.seed`);
}

function userAt(file: string, usedFor: SecretsFor): NatsUser {
  const make = () => new TextDecoder().decode(createUser().getSeed());
  const seed = keepSecret({ setting: 'NATS_SEED_FILE', file, make }, usedFor);
  return { publicKey: fromSeed(new TextEncoder().encode(seed)).getPublicKey(), seedFile: file };
}
