/** Which durables of this process get nothing, since they or their stream are not there. */
export interface Deliveries {
  interrupted(durable: string): void;
  goOn(durable: string): void;
  /** Those that are interrupted now. */
  standing(): string[];
  /** Calls `listener` each time deliveries go on that were interrupted. */
  onBack(listener: () => void): void;
}

export function createDeliveries(): Deliveries {
  const standing = new Set<string>();
  const listeners: (() => void)[] = [];
  return {
    interrupted: (durable) => void standing.add(durable),
    goOn(durable) {
      if (!standing.delete(durable)) return;
      for (const listener of listeners) listener();
    },
    standing: () => [...standing],
    onBack: (listener) => void listeners.push(listener),
  };
}
