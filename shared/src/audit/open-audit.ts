import { randomBytes } from 'node:crypto';
import { AuditEntry, type AuditRecord, auditSubject } from '../contracts/audit.ts';
import { Unavailable } from '../errors.ts';
import type { Lifecycle } from '../lifecycle.ts';
import type { Records } from '../log/index.ts';
import { counter, gauge, type Logger } from '../telemetry/index.ts';
import { Temporal } from '../time/index.ts';
import { type Head, linked, NO_HEAD } from './chain.ts';
import { createQueue, type Waiting } from './queue.ts';

/** The audit log as one process writes it: a chain of its own. */
export interface Audit {
  /** Resolves once the entry is on disk: what was read may be shown then. `Unavailable` where it cannot be stored. */
  read(entry: AuditEntry): Promise<void>;
  /**
   * Resolves once the entry is on disk, or after a second at the latest: what was done is done, and the entry is kept, at
   * most 10,000 of them, while the stream cannot be written. Never fails.
   */
  command(entry: AuditEntry): Promise<void>;
  /** The same of what an event on disk tells of: no caller waits for it, so it waits a moment for company. Never fails. */
  event(entry: AuditEntry): Promise<void>;
}

export interface AuditOptions {
  readonly service: string;
  /** Tells replicas apart for whoever reads the chains. */
  readonly instance?: string | undefined;
  readonly logger: Logger;
}

/** So long a command is answered later than it was done, where its entry cannot be stored. */
const LONGEST_WAIT_MS = 1_000;
/** So long events gather: at 200 calls/s some twenty of them share a message, and its append. */
const GATHER_MS = 40;
const FIRST_PAUSE_MS = 500;
const LONGEST_PAUSE_MS = 5_000;
const MOST_WAITING = 10_000;
const REFUSED = 'This look at data cannot be recorded in the audit log now, so nothing is shown; try again soon.';

const stored = counter('audit_records', 'Messages of the audit log that were stored; each holds some entries');
const entriesStored = counter('audit_entries', 'Entries of the audit log that were stored');
const refused = counter('audit_reads_refused', 'Reads refused because they could not be recorded');
const lost = counter('audit_entries_lost', 'Commands that could not be recorded: the queue was full, or the end came');
const waitingNow = gauge('audit_entries_waiting', 'Entries of the audit log that wait to be stored');

/** Opens the chain of this process; what waits at the end of `life` is stored before the connection closes. */
export function openAudit(records: Pick<Records, 'append'>, options: AuditOptions, life: Lifecycle): Audit {
  const { logger } = options;
  const queue = createQueue(MOST_WAITING);
  const append = createChain(records, options);
  let flushing: Promise<void> | undefined;
  let timer: NodeJS.Timeout | undefined;
  let failures = 0;
  /** Somebody came while a message was on its way who waits for the next. */
  let isHurried = false;
  let overflowing = false;
  let closed = false;

  function flushSoon(ms: number): void {
    if (!closed) timer ??= setTimeout(() => void flush(), ms);
  }

  /** At most one message is on its way; what arrives meanwhile goes into the next. */
  function flush(): Promise<void> {
    clearTimeout(timer);
    timer = undefined;
    isHurried = true;
    flushing ??= store().finally(() => {
      flushing = undefined;
      waitingNow.set(queue.size());
      if (queue.size() === 0) return;
      if (failures > 0) flushSoon(Math.min(FIRST_PAUSE_MS * 2 ** (failures - 1), LONGEST_PAUSE_MS));
      else if (isHurried) void flush();
      else flushSoon(GATHER_MS);
    });
    return flushing;
  }

  async function store(): Promise<void> {
    const some = queue.first();
    isHurried = some.length < queue.size();
    if (some.length === 0) return;
    try {
      await append(some.map(({ entry }) => entry));
    } catch (cause) {
      return failed(cause);
    }
    queue.drop(some.length);
    for (const { reader, stored: told } of some) {
      reader?.resolve();
      told?.();
    }
    entriesStored.inc(some.length);
    if (failures > 0) logger.info('audit log can be written again');
    failures = 0;
  }

  function failed(cause: unknown): void {
    if (failures++ === 0) logger.warn({ err: cause }, 'audit log cannot be written: reads are refused, commands wait');
    for (const { reader } of queue.takeReaders()) {
      refused.inc();
      reader?.reject(new Unavailable('the audit log cannot be written', { cause, detail: REFUSED }));
    }
  }

  /** False where there is no room left. */
  function add(each: Waiting): boolean {
    const hasRoom = queue.add(each);
    if (!hasRoom) lost.inc();
    if (!hasRoom && !overflowing) logger.error({ most: MOST_WAITING }, 'audit entries are lost: too many wait');
    overflowing = !hasRoom;
    waitingNow.set(queue.size());
    return hasRoom;
  }

  life.onClose('audit log', async () => {
    await flushing;
    do await flush();
    while (queue.size() > 0 && failures === 0);
    closed = true;
    clearTimeout(timer);
    if (queue.size() === 0) return;
    lost.inc(queue.size());
    logger.error({ entries: queue.size() }, 'audit entries are lost: the audit log could not be written at the end');
  });

  /** False where it is not kept. */
  function keep(entry: AuditEntry, told: () => void): boolean {
    const { data, error } = AuditEntry.safeParse(entry);
    if (data) return add({ entry: data, stored: told });
    // It is done: what is wrong with its record must not make it look undone.
    lost.inc();
    logger.error({ err: error }, 'audit entry does not fit its contract');
    return false;
  }

  /** Resolves after a second at the latest. */
  async function untilStored(entry: AuditEntry, push: () => void): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    if (!keep(entry, resolve)) return;
    // While it is known that nothing can be stored, the next try comes by itself, and nobody's work waits for it.
    if (failures > 0) return flushSoon(FIRST_PAUSE_MS);
    const limit = setTimeout(resolve, LONGEST_WAIT_MS);
    push();
    await promise;
    clearTimeout(limit);
  }

  return {
    async read(entry) {
      const reader = Promise.withResolvers<void>();
      add({ entry: AuditEntry.parse(entry), reader });
      void flush();
      await reader.promise;
    },
    command: (entry) => untilStored(entry, () => void flush()),
    event: (entry) => untilStored(entry, () => flushSoon(GATHER_MS)),
  };
}

/**
 * Appends to a chain of its own. Where the answer to an append got lost nobody knows whether it was stored: the next one
 * then meets a conflict, and a new chain begins with what the old one may have as its last message too.
 */
function createChain(records: Pick<Records, 'append'>, { service, instance = service }: AuditOptions) {
  const newWriter = () => `${service}.${instance.slice(0, 40)}-${randomBytes(6).toString('hex')}`;
  let chain: { writer: string; head: Head } = { writer: newWriter(), head: NO_HEAD };

  async function tryAppend(entries: readonly AuditEntry[]): Promise<boolean> {
    const { writer, head } = chain;
    const content = { at: Temporal.Now.instant().toString({ smallestUnit: 'millisecond' }), entries: [...entries] };
    const record: AuditRecord = linked(writer, head, content);
    const message = { subject: auditSubject(writer), data: JSON.stringify(record), lastSequence: head.sequence };
    const appended = await records.append(message);
    if (appended.outcome === 'conflict') return false;
    if (appended.outcome === 'unknown') throw new Unavailable('nobody knows whether the audit record was stored');
    chain = { writer, head: { number: record.number, hash: record.hash, sequence: appended.sequence } };
    stored.inc();
    return true;
  }

  return async (entries: readonly AuditEntry[]): Promise<void> => {
    if (await tryAppend(entries)) return;
    chain = { writer: newWriter(), head: NO_HEAD };
    if (!(await tryAppend(entries))) throw new Unavailable('somebody else writes to the chain of this process');
  };
}
