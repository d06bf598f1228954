import { describe, expect, it } from '@jest/globals';
import { RULES } from '../access/index.ts';
import { AuditEntry } from '../contracts/audit.ts';
import { createClock } from '../time/index.ts';
import { type Asked, createAuditTrail } from './trail.ts';

const LEAD: Asked = {
  name: 'list-tickets',
  query: { limit: 200 },
  actor: { type: 'clerk', id: 'lea' },
  reach: { departments: [], others: 'whole' },
  reason: 'complaint',
};
/** A page of 200 tickets with what they came from: 1,000 ids. */
const PAGE = Array.from({ length: 200 }, (_, n) => ({
  ...{ ticketId: `T${n}`, callId: `C${n}`, transferId: `X${n}`, taskId: `A${n}`, mailId: `M${n}` },
}));

/** A trail whose entries are stored where `stores` lets them. */
function trailTo(kept: AuditEntry[], stores: (entry: AuditEntry) => Promise<void> = () => Promise.resolve()) {
  async function store(entry: AuditEntry): Promise<void> {
    await stores(AuditEntry.parse(entry));
    kept.push(entry);
  }
  return createAuditTrail({
    service: 'tickets',
    rules: RULES.tickets,
    audit: { read: store, command: store, event: store },
    clock: createClock(undefined, 'Europe/Berlin'),
    hmacKey: 'k'.repeat(32),
  });
}

describe('a long list', () => {
  it('is recorded whole, by as many entries of the same look as it takes', async () => {
    const kept: AuditEntry[] = [];
    await trailTo(kept).shown(LEAD, { items: PAGE });
    const [first, second] = kept as [AuditEntry, AuditEntry];
    expect(kept).toHaveLength(2);
    expect({ ...second, of: [] }).toEqual({ ...first, of: [] });
    expect(first.why).toBe('complaint');
    const named = kept.flatMap(({ of }) => of.map(({ id }) => id));
    expect(named.toSorted()).toEqual(PAGE.flatMap((each) => Object.values(each)).toSorted());
  });

  it('is not shown where one of the entries cannot be stored', async () => {
    let stored = 0;
    const full = () => (stored++ === 0 ? Promise.resolve() : Promise.reject(new Error('full')));
    await expect(trailTo([], full).shown(LEAD, { items: PAGE })).rejects.toThrow('full');
  });

  it('of what was done to a person says in each of its entries whose it is', async () => {
    const kept: AuditEntry[] = [];
    const about = [
      ...Array.from({ length: 900 }, (_, n) => ({ kind: 'call', id: `c-${n}` })),
      { kind: 'phone', id: 'mark' },
    ];
    await trailTo(kept).done({ name: 'erase-person', actor: { type: 'privacy', id: 'petra' }, about }, undefined);
    expect(kept.map(({ of }) => [of.length, of.at(-1)])).toEqual([
      [500, { kind: 'phone', id: 'mark' }],
      [402, { kind: 'phone', id: 'mark' }],
    ]);
    expect(new Set(kept.flatMap(({ of }) => of.map(({ id }) => id))).size).toBe(901);
  });

  it('of nothing leaves one entry', async () => {
    const kept: AuditEntry[] = [];
    await trailTo(kept).shown(LEAD, { items: [] });
    expect(kept).toMatchObject([{ action: 'tickets.list-tickets', of: [] }]);
  });
});
