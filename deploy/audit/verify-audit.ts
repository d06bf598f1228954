import { ANCHOR_WRITER, AuditAnchor, AuditRecord, auditSubject, auditWriterOf } from '@serviceportal/shared/contracts';
import type { Temporal } from '@serviceportal/shared/time';
import type { Say } from '../infrastructure/say.ts';
import type { Operator } from '../rebuild/operator.ts';
import { knownBy, type Mention, mentionsIn, missingAnchors, missingOf } from './anchored.ts';
import type { VerifyArguments } from './arguments.ts';
import { type AuditLog, openAuditLogs } from './audit-logs.ts';
import { type Chain, createChainCheck } from './chain-check.ts';

type Logged = VerifyArguments['anchor'];
type Anchors = Awaited<ReturnType<typeof readAnchors>>;

/** Checks all of the audit log and says per chain what it found; whether everything is whole. The system goes on. */
export async function verifyAudit(
  { anchor: logged, saved }: VerifyArguments,
  operator: Operator,
  now: Temporal.Instant,
  say: Say,
): Promise<boolean> {
  const logs = await openAuditLogs(operator, saved);
  const anchored = await Promise.all(logs.map(async (log) => ({ log, anchors: await readAnchors(log) })));
  const holder = anchored.find(({ anchors }) => logged && isThere(anchors, logged)) ?? anchored.at(-1);
  let isWhole = true;
  for (const each of anchored) {
    if (saved.length > 0) say(`${each.log.title}:`);
    const fault = anchorsFault(each.anchors, each === holder ? logged : undefined, now);
    if (!(await verifyLog(each.log, { ...each.anchors, fault }, now, say))) isWhole = false;
  }
  say(isWhole ? 'Every chain is whole.' : 'The audit log is BROKEN.');
  return isWhole;
}

async function verifyLog(
  log: AuditLog,
  anchors: Anchors & { fault?: string | undefined },
  now: Temporal.Instant,
  say: Say,
) {
  const mentions = mentionsIn(anchors.messages);
  const { chains, extent, damage } = await checkChains(log, mentions);
  let isWhole = anchors.fault === undefined && damage === undefined;
  let [uncovered, open] = [0, 0];
  for (const writer of [...new Set([...chains.keys(), ...mentions.keys()])].sort()) {
    const [chain, mentioned] = [chains.get(writer), mentions.get(writer) ?? []];
    const fault = chain?.broken ?? missingOf(chain, mentioned, now);
    if (fault !== undefined) isWhole = false;
    // All of it has aged out.
    else if (!chain) continue;
    const later = chain ? chain.last - Math.max(mentioned.at(-1)?.number ?? 0, chain.first - 1) : 0;
    if (later > 0) [uncovered, open] = [uncovered + later, open + 1];
    say(`${writer}  ${chain ? extentOf(chain) : 'no message'}  ${fault === undefined ? 'ok' : `BROKEN: ${fault}`}`);
  }
  say(describeAnchors(anchors));
  if (uncovered > 0) say(`Not covered by an anchor yet: the last ${uncovered} messages of ${open} chains.`);
  if (damage !== undefined) say(`BROKEN: ${damage}`);
  say(extent);
  return isWhole;
}

async function readAnchors(log: AuditLog) {
  const messages: AuditAnchor[] = [];
  const check = createChainCheck(ANCHOR_WRITER, AuditAnchor);
  // What is damaged is heard of when all is read.
  for await (const stored of log.read(auditSubject(ANCHOR_WRITER), () => undefined)) {
    const anchor = check.take(stored);
    if (anchor) messages.push(anchor);
  }
  return { messages, chain: check.chain() };
}

function isThere({ messages }: Anchors, { number, hash }: NonNullable<Logged>): boolean {
  return messages.some((anchor) => anchor.number === number && anchor.hash === hash);
}

function anchorsFault({ messages, chain }: Anchors, logged: Logged, now: Temporal.Instant): string | undefined {
  const fault = chain?.broken ?? missingAnchors(messages[0], now);
  if (fault !== undefined || !logged) return fault;
  const { number, hash } = logged;
  if (number > (chain?.last ?? 0)) return `end before anchor ${number}`;
  const other = messages.find((anchor) => anchor.number === number && anchor.hash !== hash);
  return other && `message ${number} is another one than the log of the directory says`;
}

function describeAnchors({ messages, fault }: Anchors & { fault?: string | undefined }): string {
  const newest = messages.at(-1);
  const extent = newest ? `${messages.length}, the newest ${newest.number}:${newest.hash} of ${newest.at}` : 'none yet';
  return `Anchors: ${extent}${fault === undefined ? '' : `  BROKEN: ${fault}`}`;
}

async function checkChains(log: AuditLog, mentions: Map<string, Mention[]>) {
  const checks = new Map<string, ReturnType<typeof createChainCheck<AuditRecord>>>();
  let damage: string | undefined;
  let [count, from, to] = [0, '', ''];
  for await (const stored of log.read('audit.>', (fault) => (damage ??= fault))) {
    [count, from, to] = [count + 1, from || stored.time, stored.time];
    const writer = auditWriterOf(stored.subject);
    if (writer === ANCHOR_WRITER) continue;
    const check = checks.get(writer) ?? createChainCheck(writer, AuditRecord, knownBy(mentions.get(writer) ?? []));
    checks.set(writer, check);
    check.take(stored);
  }
  const chains = new Map([...checks].map(([writer, check]) => [writer, check.chain()!]));
  return { chains, damage, extent: count === 0 ? 'No message.' : `${counted(count)} in all, from ${from} to ${to}.` };
}

function extentOf({ messages, first, last, from, to }: Chain): string {
  const count = counted(messages);
  return from === '' ? count : `${count} ${first}–${last}  ${from} – ${to}`;
}

function counted(messages: number): string {
  return messages === 1 ? '1 message' : `${messages} messages`;
}
