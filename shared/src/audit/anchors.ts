import {
  ANCHOR_WRITER,
  AuditAnchor,
  type AuditHead,
  AuditRecord,
  auditSubject,
  auditWriterOf,
} from '../contracts/audit.ts';
import { Unavailable } from '../errors.ts';
import { decodeJson, type RawRecord, type Records } from '../log/index.ts';
import type { Logger } from '../telemetry/index.ts';
import { Temporal } from '../time/index.ts';
import { type Head, linked, NO_HEAD } from './chain.ts';

/** What an anchor holds on to. */
export interface Anchored {
  readonly number: number;
  readonly hash: string;
  /** Chains that have grown since the anchor before. */
  readonly heads: number;
}

/** Anchors the chains of the audit log, so that a chain's end or a whole chain cannot go missing unnoticed. */
export interface Anchors {
  /** When the last anchor was made, by the real clock; `undefined` where there is none yet. */
  lastAt(): Promise<Temporal.Instant | undefined>;
  /** Writes the next anchor; `undefined` where another replica was faster. `Unavailable` where it cannot be written. */
  add(): Promise<Anchored | undefined>;
}

/** Where each chain had come to. */
type Reached = Map<string, number>;

const SUBJECT = auditSubject(ANCHOR_WRITER);
/** More heads than fit one message follow in the next anchor. */
const MOST_HEADS = 1_000;

/** `records` are those of AUDIT, which the anchoring service alone may read. */
export function createAnchors(records: Records, logger: Logger): Anchors {
  async function readAll(): Promise<{ head: Head; at?: string; reached: Reached }> {
    const reached: Reached = new Map();
    let [head, at] = [NO_HEAD, undefined as string | undefined];
    for (let next = await records.next(SUBJECT, 1); next; next = await records.next(SUBJECT, head.sequence + 1)) {
      const anchor = AuditAnchor.parse(decodeJson(next.data));
      for (const { writer, number } of anchor.heads) reached.set(writer, number);
      head = { number: anchor.number, hash: anchor.hash, sequence: next.sequence };
      at = anchor.at;
    }
    return { head, ...(at !== undefined && { at }), reached };
  }

  async function grown(reached: Reached): Promise<AuditHead[]> {
    const heads: AuditHead[] = [];
    for (const subject of await records.subjects('audit.*.*')) {
      if (subject === SUBJECT || heads.length === MOST_HEADS) continue;
      const last = await records.last(subject);
      const head = last && headOf(last, reached, logger);
      if (head) heads.push(head);
    }
    return heads;
  }

  async function addOne(): Promise<Anchored | undefined> {
    const { head, at: previousAt, reached } = await readAll();
    const at = Temporal.Now.instant().toString({ smallestUnit: 'millisecond' });
    const heads = await grown(reached);
    const anchor: AuditAnchor = linked(ANCHOR_WRITER, head, { at, ...(previousAt && { previousAt }), heads });
    const message = { subject: SUBJECT, data: JSON.stringify(anchor), lastSequence: head.sequence };
    const { outcome } = await records.append(message);
    if (outcome === 'conflict') return undefined;
    if (outcome === 'unknown') throw new Unavailable('nobody knows whether the anchor was stored');
    return { number: anchor.number, hash: anchor.hash, heads: heads.length };
  }

  return {
    async lastAt() {
      const last = await records.last(SUBJECT);
      return last && Temporal.Instant.from(AuditAnchor.parse(decodeJson(last.data)).at);
    },
    async add() {
      for (;;) {
        const anchored = await addOne();
        // Kept outside of NATS, this line tells whether somebody cut off the anchors themselves.
        if (anchored) logger.info({ ...anchored }, 'audit chains anchored');
        if (anchored?.heads !== MOST_HEADS) return anchored;
      }
    },
  };
}

/** The chain's last message as an anchor names it; nothing where it hasn't grown, or holds what is no record. */
function headOf({ subject, data }: RawRecord, reached: Reached, logger: Logger): AuditHead | undefined {
  const writer = auditWriterOf(subject);
  try {
    const { number, hash, at } = AuditRecord.parse(decodeJson(data));
    const after = reached.get(writer) ?? 0;
    return number > after ? { writer, after, number, hash, at } : undefined;
  } catch (err) {
    logger.error({ err, writer }, 'the last message of an audit chain is no record');
    return undefined;
  }
}
