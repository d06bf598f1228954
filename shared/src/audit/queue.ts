import type { AuditEntry } from '../contracts/audit.ts';

/** An entry that waits to be stored, and who waits for that. */
export interface Waiting {
  readonly entry: AuditEntry;
  /** Of a read: it is refused where it cannot be stored, and the entry goes. */
  readonly reader?: PromiseWithResolvers<void>;
  /** Of a command: called once it is stored; the entry stays until then. */
  readonly stored?: () => void;
}

/** One message stays well below what the server takes (512 kB). */
const LARGEST_MESSAGE = 200_000;
const MOST_ENTRIES = 500;

/** What waits to be stored, oldest first; of commands at most `most`. */
export function createQueue(most: number) {
  let waiting: Waiting[] = [];

  return {
    size: () => waiting.length,
    /** False where there is no room left. */
    add(each: Waiting): boolean {
      if (!each.reader && waiting.length >= most) return false;
      waiting.push(each);
      return true;
    },
    /** As many as fit into one message, at least one. They stay until they are dropped. */
    first(): readonly Waiting[] {
      let size = 0;
      const end = waiting.findIndex(({ entry }, index) => {
        size += sizeOf(entry);
        return index >= MOST_ENTRIES || (index > 0 && size > LARGEST_MESSAGE);
      });
      return end < 0 ? waiting.slice() : waiting.slice(0, end);
    },
    drop(count: number): void {
      waiting = waiting.slice(count);
    },
    /** Takes out all that is refused where it cannot be stored. */
    takeReaders(): Waiting[] {
      const readers = waiting.filter(({ reader }) => reader);
      waiting = waiting.filter(({ reader }) => !reader);
      return readers;
    },
  };
}

/** At most so many bytes; counted, not written out, as every command passes here. */
function sizeOf({ of }: AuditEntry): number {
  return 500 + of.length * 160;
}
