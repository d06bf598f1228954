let turn: Promise<void> | undefined;

/**
 * Resolves at the end of this turn of the event loop. What is sent after it goes to the server together, in one write: under
 * load the system calls are what sending costs, at both ends.
 */
export function endOfTurn(): Promise<void> {
  turn ??= new Promise((resolve) =>
    setImmediate(() => {
      turn = undefined;
      resolve();
    }),
  );
  return turn;
}
