import { createUser, fromSeed } from '@nats-io/nkeys';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { SERVICES } from '@serviceportal/shared/contracts';
import { keepOnce } from '../infrastructure/kept-file.ts';

/** Who signs in to NATS: the provisioning step, each service, each department, each frontend. */
export interface NatsUsers {
  readonly provisioner: NatsUser;
  readonly system: NatsUser;
  readonly services: Record<string, NatsUser>;
  readonly departments: Record<string, NatsUser>;
  readonly frontends: Record<string, NatsUser>;
}

/** The public key goes into the server's configuration; the seed stays in its file, readable by its owner alone. */
export interface NatsUser {
  readonly publicKey: string;
  readonly seedFile: string;
}

/** Makes the keys that are not there yet under `folder`; a key once made stays. */
export function natsUsers(folder: string, departmentIds: readonly string[], frontendIds: readonly string[]): NatsUsers {
  const user = (...path: string[]) => userAt(join(folder, ...path) + '.seed');
  const each = (kind: string, ids: readonly string[]) => Object.fromEntries(ids.map((id) => [id, user(kind, id)]));
  return {
    provisioner: user('provisioner'),
    system: user('system'),
    services: each('services', SERVICES),
    departments: each('departments', departmentIds),
    frontends: each('frontends', frontendIds),
  };
}

function userAt(seedFile: string): NatsUser {
  keepOnce(seedFile, () => createUser().getSeed());
  return { publicKey: fromSeed(readFileSync(seedFile)).getPublicKey(), seedFile };
}
