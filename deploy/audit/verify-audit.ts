import { ANCHOR_WRITER, AuditAnchor, AuditRecord, auditSubject, auditWriterOf } from '@serviceportal/shared/contracts';
import type { Temporal } from '@serviceportal/shared/time';
import type { Say } from '../infrastructure/say.ts';
import type { Operator } from '../rebuild/operator.ts';
import { knownBy, type Mention, mentionsIn, missingAnchors, missingOf } from './anchored.ts';
import type { VerifyArguments } from './arguments.ts';
import { type Chain, createChainCheck } from './chain-check.ts';
import { readMessages } from './read-messages.ts';

/** Checks all of the audit log and says per chain what it found; whether everything is whole. The system goes on. */
export async function verifyAudit(
  { anchor: logged }: VerifyArguments,
  operator: Operator,
  now: Temporal.Instant,
  say: Say,
): Promise<boolean> {
  const anchors = await checkAnchors(operator, logged, now);
  const mentions = mentionsIn(anchors.messages);
  const chains = await checkChains(operator, mentions);
  let isWhole = anchors.fault === undefined;
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
  say(anchors.said);
  if (uncovered > 0) say(`Not covered by an anchor yet: the last ${uncovered} messages of ${open} chains.`);
  say(isWhole ? 'Every chain is whole.' : 'The audit log is BROKEN.');
  return isWhole;
}

async function checkAnchors(operator: Operator, logged: VerifyArguments['anchor'], now: Temporal.Instant) {
  const messages: AuditAnchor[] = [];
  const known = logged && new Map([[logged.number, { hash: logged.hash, by: 'the log of the directory' }]]);
  const check = createChainCheck(ANCHOR_WRITER, AuditAnchor, known);
  await readMessages(operator, auditSubject(ANCHOR_WRITER), (stored) => {
    const anchor = check.take(stored);
    if (anchor) messages.push(anchor);
  });
  const chain = check.chain();
  const cut = logged && logged.number > (chain?.last ?? 0) ? `end before anchor ${logged.number}` : undefined;
  const fault = chain?.broken ?? missingAnchors(messages[0], now) ?? cut;
  const newest = messages.at(-1);
  const extent = newest ? `${messages.length}, the newest ${newest.number}:${newest.hash} of ${newest.at}` : 'none yet';
  return { messages, fault, said: `Anchors: ${extent}${fault === undefined ? '' : `  BROKEN: ${fault}`}` };
}

async function checkChains(operator: Operator, mentions: Map<string, Mention[]>): Promise<Map<string, Chain>> {
  const checks = new Map<string, ReturnType<typeof createChainCheck<AuditRecord>>>();
  await readMessages(operator, 'audit.>', (stored) => {
    const writer = auditWriterOf(stored.subject);
    if (writer === ANCHOR_WRITER) return;
    const check = checks.get(writer) ?? createChainCheck(writer, AuditRecord, knownBy(mentions.get(writer) ?? []));
    checks.set(writer, check);
    check.take(stored);
  });
  return new Map([...checks].map(([writer, check]) => [writer, check.chain()!]));
}

function extentOf({ messages, first, last, from, to }: Chain): string {
  const count = messages === 1 ? '1 message' : `${messages} messages`;
  return from === '' ? count : `${count} ${first}–${last}  ${from} – ${to}`;
}
