import { createRequire } from 'node:module';
import { join } from 'node:path';
import { TestEnvironment } from 'jest-environment-node';

const ofDeploy = createRequire(join(import.meta.dirname, '../../deploy/package.json'));
const tweetnacl = createRequire(ofDeploy.resolve('@nats-io/nkeys'))('tweetnacl');

/**
 * Node's usual environment, but for the cryptography of NATS' keys: within a test's sandbox each of its millions of small
 * steps is watched, which made a quarter of the processor time of a test on a real server.
 */
export default class Environment extends TestEnvironment {
  async setup() {
    await super.setup();
    this.global.tweetnacl = tweetnacl;
    // In one process with what sets up the run, zod is there already and would judge by objects of another realm.
    for (const name of Object.keys(this.global)) if (name.startsWith('__zod_global')) delete this.global[name];
  }
}
