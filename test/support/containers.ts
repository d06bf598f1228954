import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { answers } from '@serviceportal/deploy/infrastructure/tcp';
import { GenericContainer, getContainerRuntimeClient, type StartedTestContainer, Wait } from 'testcontainers';
import type { Part } from './part.ts';

const NATS_IMAGE = 'nats:2.15-alpine';
const MONGODB_IMAGE = 'mongo:8';

/** Whether a container engine (Docker, Podman, …) answers on this machine. */
export async function hasEngine(): Promise<boolean> {
  return getContainerRuntimeClient().then(
    () => true,
    () => false,
  );
}

/**
 * The official NATS image with our configuration (the first of `files`, and those that it includes), which listens on all
 * addresses inside, on one of loopback outside.
 */
export function natsContainer(port: number, files: string[], env: Record<string, string>): Promise<ContainerPart> {
  const contents = files.map((file) => ({ content: readFileSync(file, 'utf8'), target: `/own/${basename(file)}` }));
  const container = new LoopbackContainer(NATS_IMAGE)
    .withCopyContentToContainer(contents)
    .withCommand(['-c', contents[0]!.target])
    .withEnvironment(env);
  return startPart(`nats://127.0.0.1:${port}`, container.onLoopback(4222, port), 'Server is ready');
}

/** The official MongoDB image. */
export function mongodbContainer(port: number): Promise<ContainerPart> {
  const container = new LoopbackContainer(MONGODB_IMAGE).onLoopback(27017, port);
  return startPart(`mongodb://127.0.0.1:${port}`, container, /waiting for connections/i);
}

/** A part in a container; killed it keeps its data, removed it doesn't. */
export interface ContainerPart extends Part {
  remove(): Promise<void>;
}

/** Testcontainers binds ports on all addresses; a test's database is nobody else's business. */
class LoopbackContainer extends GenericContainer {
  onLoopback(inside: number, outside: number): this {
    this.withExposedPorts(inside);
    this.hostConfig.PortBindings = { [`${inside}/tcp`]: [{ HostIp: '127.0.0.1', HostPort: String(outside) }] };
    return this;
  }
}

async function startPart(url: string, container: GenericContainer, ready: string | RegExp): Promise<ContainerPart> {
  const started: StartedTestContainer = await container.withWaitStrategy(Wait.forLogMessage(ready)).start();
  const { container: engine } = await getContainerRuntimeClient();
  const handle = engine.getById(started.getId());
  return {
    url,
    kill: () => handle.kill({ signal: 'SIGKILL' }).then(() => undefined),
    async start() {
      await handle.start();
      while (!(await answers(Number(new URL(url).port)))) await pause(50);
    },
    remove: () => started.stop().then(() => undefined),
  };
}
