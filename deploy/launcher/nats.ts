import type { Program } from '../infrastructure/child.ts';
import { findNatsServer, natsProgram } from '../infrastructure/nats-server.ts';
import type { SecretsFor } from '../infrastructure/kept-secret.ts';
import type { Say } from '../infrastructure/say.ts';
import { provision, writeNatsConfig } from '../nats/index.ts';
import type { Provisioned } from '../nats/streams.ts';
import type { NatsUsers } from '../nats/users.ts';
import type { NatsTls } from './settings.ts';

export interface NatsOptions {
  dataDir: string;
  cityFolder: string;
  port: number;
  /** Encrypts the store; given to the server in its environment. */
  jetstreamKey: string;
  tls?: NatsTls | undefined;
  usedFor: SecretsFor;
  /** `false` in tests that read the store's bytes. */
  encrypted?: boolean | undefined;
}

export interface NatsSetup {
  /** Who may sign in, each with the file of its key. */
  users: NatsUsers;
  configFile: string;
  /** Beside it, included by it: who may sign in. */
  accountsFile: string;
  /** The embedded server, ready to be supervised; looks for or fetches its binary. */
  program(say: Say, logFile: string): Promise<Program>;
  /** Makes streams and durables; safe to repeat. */
  provision(natsUrl: string): Promise<Provisioned>;
}

/** Makes keys and configuration under `<dataDir>/nats`. */
export function setUpNats(options: NatsOptions): NatsSetup {
  const { jetstreamKey, tls, ...wanted } = options;
  const { configFile, accountsFile, users } = writeNatsConfig({ ...wanted, tls: tls?.server });
  return {
    users,
    configFile,
    accountsFile,
    async program(say, logFile) {
      const env = { JETSTREAM_KEY: jetstreamKey };
      return natsProgram({ binary: await findNatsServer({ say }), configFile, env, logFile });
    },
    provision: (natsUrl) =>
      provision({ ...wanted, natsUrl, seedFile: users.provisioner.seedFile, caFile: tls?.caFile }),
  };
}
