/** What a stage of the chain is told by the program that measures, and what it says back. */
export interface Start {
  readonly calls: number;
  /** So many calls are under way at once. */
  readonly atOnce: number;
}

/** The three processes of a chain: the first makes calls, the others each take an event and store the next one. */
export const ROLES = ['producer', 'first-hop', 'second-hop'] as const;
export type Role = (typeof ROLES)[number];

/** Does `make` for 0 … calls-1, `atOnce` at a time. */
export async function makeCalls({ calls, atOnce }: Start, make: (index: number) => Promise<void>): Promise<void> {
  let next = 0;
  const lane = async () => {
    while (next < calls) await make(next++);
  };
  await Promise.all(Array.from({ length: atOnce }, lane));
}

/** Waits for orders of the measuring program; ends with it. */
export function serve(onStart: (start: Start) => Promise<void>): void {
  process.on('disconnect', () => process.exit(0));
  process.on('message', (start: Start) => void onStart(start).then(() => process.send?.('done')));
  process.send?.('ready');
}
