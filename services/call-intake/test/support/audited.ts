import { type AuditEntry, AuditRecord } from '@serviceportal/shared/contracts';
import type { Realm } from '@serviceportal/test/realm';

/** All that is in the audit log, message by message. */
export async function auditTexts({ jsm }: Realm): Promise<string[]> {
  const { state } = await jsm.streams.info('AUDIT');
  const texts: string[] = [];
  for (let seq = Math.max(1, state.first_seq); seq <= state.last_seq; seq++) {
    texts.push((await jsm.streams.getMessage('AUDIT', { seq }))!.string());
  }
  return texts;
}

/** All that is recorded, in its order. */
export async function entriesIn(realm: Realm): Promise<AuditEntry[]> {
  return (await auditTexts(realm)).flatMap((text) => AuditRecord.parse(JSON.parse(text)).entries);
}

/** What is recorded of a call, or of something else, in its order. */
export async function entriesOn(realm: Realm, wanted: string, of = 'call'): Promise<AuditEntry[]> {
  const entries = await entriesIn(realm);
  return entries.filter((entry) => entry.of.some(({ kind, id }) => kind === of && id === wanted));
}

/** Lets every append to the audit log fail, as a full stream does, until what it gives is called. */
export async function fillAudit({ jsm }: Realm): Promise<() => Promise<void>> {
  const { config } = await jsm.streams.info('AUDIT');
  await jsm.streams.update('AUDIT', { ...config, max_bytes: 1 });
  return async () => void (await jsm.streams.update('AUDIT', config));
}
