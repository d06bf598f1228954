import { type AuditAnchor, streamOf } from '@serviceportal/shared/contracts';
import { Temporal } from '@serviceportal/shared/time';
import type { Chain, Known } from './chain-check.ts';

/** What an anchor says of one chain. */
export interface Mention {
  /** The anchor's place among the anchors, and when it and the one before were made. */
  readonly anchor: number;
  readonly anchorAt: string;
  readonly previousAt?: string | undefined;
  /** The chain had come to `number`, a record of `at`; the anchor before had left it at `after`. */
  readonly after: number;
  readonly number: number;
  readonly hash: string;
  readonly at: string;
}

const KEPT = Temporal.Duration.from({ seconds: streamOf('AUDIT').maxAgeSeconds! });
/** The server's clock and a writer's are not the same to the second. */
const SLACK = Temporal.Duration.from({ hours: 1 });
/** The first anchor of all is made when the system starts; what it found was written within this before. */
const BEFORE_THE_FIRST = Temporal.Duration.from({ hours: 24 });

/** What the anchors say, by chain, in their order. */
export function mentionsIn(anchors: readonly AuditAnchor[]): Map<string, Mention[]> {
  const mentions = new Map<string, Mention[]>();
  for (const { number: anchor, at: anchorAt, previousAt, heads } of anchors) {
    for (const { writer, ...head } of heads) {
      const mention = { anchor, anchorAt, previousAt, ...head };
      mentions.set(writer, [...(mentions.get(writer) ?? []), mention]);
    }
  }
  return mentions;
}

/** The hashes that the anchors know of a chain, by number. */
export function knownBy(mentions: readonly Mention[]): Map<number, Known> {
  return new Map(mentions.map(({ number, hash, anchor }) => [number, { hash, by: `anchor ${anchor}` }]));
}

/**
 * What is missing of a chain by what the anchors say; `undefined` where nothing is. `chain` is `undefined` where no
 * message of it is there any more. Messages older than twelve months may be gone, from the beginning on.
 */
export function missingOf(
  chain: Chain | undefined,
  mentions: readonly Mention[],
  now: Temporal.Instant,
): string | undefined {
  const newest = mentions.at(-1);
  if (newest && newest.number > (chain?.last ?? 0)) {
    if (!chain && hasAged(newest.at, now)) return undefined;
    const there = chain ? `ends at ${chain.last}` : 'is gone';
    return `${there}, but anchor ${newest.anchor} saw message ${newest.number} of ${newest.at}`;
  }
  return chain && chain.first > 1 ? missingBefore(chain.first - 1, mentions, now) : undefined;
}

/** Whether everything up to `number` may have aged out: then an anchor covers it and none says that it is younger. */
function missingBefore(number: number, mentions: readonly Mention[], now: Temporal.Instant): string | undefined {
  const begins = `begins at ${number + 1}`;
  const covering = mentions.find((mention) => mention.number >= number);
  if (!covering) return `${begins}, and no anchor covers what was before`;
  // An anchor that has aged out itself covers it.
  if (number <= covering.after) return undefined;
  const notBefore =
    covering.previousAt ?? Temporal.Instant.from(covering.anchorAt).subtract(BEFORE_THE_FIRST).toString();
  if (hasAged(notBefore, now)) return undefined;
  return `${begins}, but anchor ${covering.anchor} covers younger messages before it`;
}

/** Whether the anchors themselves may begin where they do. */
export function missingAnchors(first: AuditAnchor | undefined, now: Temporal.Instant): string | undefined {
  if (!first || first.number === 1) return undefined;
  if (first.previousAt !== undefined && hasAged(first.previousAt, now)) return undefined;
  return `begin at ${first.number}, but the one before is not older than twelve months`;
}

function hasAged(at: string, now: Temporal.Instant): boolean {
  const gone = Temporal.Instant.from(at).add(KEPT);
  return Temporal.Instant.compare(gone.subtract(SLACK), now) <= 0;
}
