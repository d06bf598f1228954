import type { ChildHandle } from '@serviceportal/deploy/infrastructure/child';
import type { Lifecycle } from '@serviceportal/shared/lifecycle';

/** A part that can be taken away and brought back at the same address. */
export interface Part {
  readonly url: string;
  kill(): Promise<void>;
  start(): Promise<void>;
}

/** A part that is a process of its own, stopped with the lifecycle. */
export async function startPart(url: string, launch: () => Promise<ChildHandle>, life: Lifecycle): Promise<Part> {
  let child = await launch();
  life.onClose(url, () => child.stop());
  return {
    url,
    async kill() {
      child.kill('SIGKILL');
      await child.ended;
    },
    async start() {
      child = await launch();
    },
  };
}
