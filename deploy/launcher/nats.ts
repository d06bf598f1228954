import type { Program } from '../infrastructure/child.ts';
import { findNatsServer, natsProgram } from '../infrastructure/nats-server.ts';
import type { Say } from '../infrastructure/say.ts';
import { provision, writeNatsConfig } from '../nats/index.ts';
import type { NatsUsers } from '../nats/users.ts';

export interface NatsOptions {
  dataDir: string;
  cityFolder: string;
  port: number;
  /** Encrypts the store; given to the server in its environment. */
  jetstreamKey: string;
}

export interface NatsSetup {
  /** Who may sign in, each with the file of its key. */
  users: NatsUsers;
  configFile: string;
  /** The embedded server, ready to be supervised; looks for or fetches its binary. */
  program(say: Say, logFile: string): Promise<Program>;
  /** Makes streams and durables; safe to repeat. */
  provision(natsUrl: string): Promise<void>;
}

/** Makes keys and configuration under `<dataDir>/nats`. */
export function setUpNats({ dataDir, cityFolder, port, jetstreamKey }: NatsOptions): NatsSetup {
  const { configFile, users } = writeNatsConfig({ dataDir, cityFolder, port });
  return {
    users,
    configFile,
    async program(say, logFile) {
      const env = { JETSTREAM_KEY: jetstreamKey };
      return natsProgram({ binary: await findNatsServer({ say }), configFile, env, logFile });
    },
    provision: (natsUrl) => provision({ natsUrl, seedFile: users.provisioner.seedFile, cityFolder }),
  };
}
