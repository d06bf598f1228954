/** What a started service holds open. Closers run in reverse, so taking work ends before what the work needs. */
export interface Lifecycle {
  /** Aborted when closing begins: loops end, waits give up. */
  readonly signal: AbortSignal;
  /** Registers how to close what was just opened; `name` says what failed. Runs at once if all is closed already. */
  onClose(name: string, close: () => Promise<void> | void): void;
  /** Runs every closer once, then rejects with the first failure. Calling it again waits for the same end. */
  close(): Promise<void>;
}

export function createLifecycle(): Lifecycle {
  const controller = new AbortController();
  const closers: { name: string; close: () => Promise<void> | void }[] = [];
  let firstFailure: Error | undefined;
  let closing: Promise<void> | undefined;

  async function runClosers(): Promise<void> {
    for (let next = closers.pop(); next; next = closers.pop()) {
      try {
        await next.close();
      } catch (cause) {
        firstFailure ??= new Error(`could not close ${next.name}`, { cause });
      }
    }
  }

  return {
    signal: controller.signal,
    onClose(name, close) {
      closers.push({ name, close });
      // Stopped while still starting: what is opened after the end of closing must not stay open.
      if (closing) closing = closing.then(runClosers);
    },
    async close() {
      if (!closing) {
        controller.abort();
        closing = runClosers();
      }
      let seen: Promise<void> | undefined;
      while (seen !== closing) {
        seen = closing;
        await seen;
      }
      if (firstFailure) throw firstFailure;
    },
  };
}
