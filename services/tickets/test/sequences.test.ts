import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { eventually } from '@serviceportal/test/eventually';
import { authorization } from '@serviceportal/test/tokens';
import fc from 'fast-check';
import { randomUUID } from 'node:crypto';
import { openByWeb, openTicketsRealm, type Running, type TicketsRealm } from './tickets-realm.ts';

/** Clerks work on the same few tickets at the same time over two replicas, and much of what they say comes twice. */
let realm: TicketsRealm;
let replicas: Running[];

beforeAll(async () => {
  realm = await openTicketsRealm({ cityClock: '2026-11-23T08:01:00+01:00' });
  replicas = [await realm.start(), await realm.start()];
});
afterAll(() => realm?.close());

/** `word` is somewhere in the event that the command leads to, and in no other command. */
const COMMANDS = {
  take: (word: string) => ({ clerkId: word }),
  return: (word: string) => ({ why: word }),
  'move-away': (word: string) => ({ departmentId: 'standesamt', why: word }),
  move: (word: string) => ({ departmentId: 'zulassung', why: word }),
  attempts: (word: string) => ({ result: 'no-answer', note: word }),
  answer: (word: string) => ({ by: 'phone', text: word }),
  close: (word: string) => ({ outcome: word }),
  reopen: (word: string) => ({ why: word }),
  add: (word: string) => ({ question: word }),
  merge: (word: string, into: string) => ({ into, why: word }),
};
type Verb = keyof typeof COMMANDS;
/** Two replicas may fill the last place of a window in the same moment, so each round plans on one. */
const PLANNING: readonly Verb[] = ['move', 'move-away', 'attempts', 'reopen'];
/** The answer is the same where the state is as wanted already and nothing happens. */
const MAYBE_NOTHING: readonly Verb[] = ['return', 'merge'];

interface Asked {
  readonly verb: Verb;
  readonly on: number;
  readonly other: number;
  readonly replica: number;
  readonly times: number;
}

const TICKETS = 4;
const command: fc.Arbitrary<Asked> = fc.record({
  verb: fc.constantFrom(...(Object.keys(COMMANDS) as Verb[])),
  on: fc.nat(TICKETS - 1),
  other: fc.nat(TICKETS - 1),
  replica: fc.nat(1),
  times: fc.integer({ min: 1, max: 3 }),
});
const rounds = fc.array(fc.array(command, { minLength: 4, maxLength: 8 }), { minLength: 4, maxLength: 6 });

interface Done {
  readonly verb: Verb;
  readonly word: string;
  readonly accepted: boolean;
}

async function say(tickets: readonly string[], asked: Asked, planningOn: number): Promise<Done> {
  const { verb, on, other, times } = asked;
  const word = randomUUID();
  const path = `/tickets/${tickets[on]!}/${verb === 'move-away' ? 'move' : verb}`;
  const body = COMMANDS[verb](word, tickets[other]!);
  const headers = { ...(verb !== 'take' && (await asWhoHas(tickets[on]!))), 'Idempotency-Key': word };
  const answers = await Promise.all(
    Array.from({ length: times }, (_, again) => {
      const replica = PLANNING.includes(verb) ? planningOn : (asked.replica + again) % 2;
      return replicas[replica]!.ask('POST', path, body, headers);
    }),
  );
  for (const { status } of answers) expect([200, 409, 422]).toContain(status);
  return { verb, word, accepted: answers.some(({ status }) => status === 200) };
}

/** Of others' tickets a clerk would only hear that they are others'. */
const asWhoHas = async (id: string) => authorization({ id: (await stateOf(id)).assignee ?? 'tester' });
const stateOf = async (id: string) => (await replicas[0]!.ask('GET', `/tickets/${id}`)).body.ticket;

/** Both replicas and the database know of what was done. */
async function settled(tickets: readonly string[]): Promise<void> {
  const wanted = await Promise.all(tickets.map(async (id) => [id, (await stateOf(id)).revision]));
  await eventually(async () => {
    const { body } = await replicas[0]!.ask('GET', '/tickets?limit=200');
    const listed = new Map(body.items.map(({ ticketId, revision }) => [ticketId, revision]));
    expect(wanted.map(([id]) => [id, listed.get(id as string)])).toEqual(wanted);
  });
}

type Stored = Awaited<ReturnType<TicketsRealm['stored']>>[number];

/** The events in which the word is new. */
function eventsWith(word: string, stored: readonly Stored[]): Stored[] {
  return stored.filter(({ type, data: { ticket, ...extra } }) => {
    const { note } = type === 'CallbackAttempted' ? ticket.attempts.at(-1)! : {};
    const { text } = (type === 'TicketAnswered' && ticket.answer) || {};
    // Who took it is named by what they do later, too.
    const said = { ...extra, handled: undefined, note, text, ...(type !== 'TicketTaken' && { clerkId: undefined }) };
    return JSON.stringify(said).includes(word);
  });
}

it('no command is lost or done twice, and no slot gets more calls than the department makes', async () => {
  await fc.assert(
    fc.asyncProperty(rounds, async (sequence) => {
      const departments = ['zulassung', 'zulassung', 'standesamt', 'standesamt'];
      const opened = await Promise.all(departments.map((departmentId) => openByWeb(replicas[0]!, { departmentId })));
      const tickets = opened.map(({ ticketId }) => ticketId);
      const done: Done[] = [];
      for (const [index, round] of sequence.entries()) {
        done.push(...(await Promise.all(round.map((each) => say(tickets, each, index % 2)))));
        await settled(tickets);
      }

      const perTicket = await Promise.all(tickets.map((id) => realm.stored('TICKETS', `tickets.*.${id}.*`)));
      for (const [index, stored] of perTicket.entries()) {
        expect(stored.map(({ data }) => data.ticket.revision)).toEqual(stored.map((_, at) => at + 1));
        expect(await stateOf(tickets[index]!)).toMatchObject({ revision: stored.length });
      }
      for (const { verb, word, accepted } of done) {
        const types = eventsWith(word, perTicket.flat()).map(({ type }) => type);
        if (types.length === 0 && MAYBE_NOTHING.includes(verb)) continue;
        expect([verb, types.length]).toEqual([verb, accepted ? (verb.startsWith('move') ? 2 : 1) : 0]);
      }
      expectHalvesTogether(perTicket.flat());
      await expectEnds(tickets);
      await settled(tickets);
      await expectNoSlotTooFull();
    }),
    { numRuns: 3, endOnFailure: true },
  );
}, 60_000);

function expectHalvesTogether(stored: readonly Stored[]): void {
  const count = (wanted: string) => stored.filter(({ type }) => type === wanted).length;
  expect(count('TicketMovedOut')).toBe(count('TicketMovedIn'));
  expect(count('TicketMerged')).toBe(count('TicketAbsorbed'));
}

/** `zulassung` makes two calls an hour, so four in a window of two hours. */
async function expectNoSlotTooFull(): Promise<void> {
  const { body } = await replicas[0]!.ask('GET', '/tickets?limit=200&departmentId=zulassung&state=open,taken');
  const slots = new Map<string, number>();
  for (const { callbackAt } of body.items) if (callbackAt) slots.set(callbackAt, (slots.get(callbackAt) ?? 0) + 1);
  expect(Math.max(0, ...slots.values())).toBeLessThanOrEqual(4);
}

/** A clerk gets each of them to its end and back, unless another ticket holds it: so they all take room for the next. */
async function expectEnds(tickets: readonly string[]): Promise<void> {
  for (const id of tickets) {
    const { state, mergedInto } = await stateOf(id);
    if (mergedInto !== undefined) continue;
    for (const verb of state === 'closed' ? (['reopen'] as const) : (['close', 'reopen'] as const)) {
      const { status } = await replicas[0]!.ask(
        'POST',
        `/tickets/${id}/${verb}`,
        COMMANDS[verb](randomUUID()),
        await asWhoHas(id),
      );
      expect([verb, status]).toEqual([verb, 200]);
    }
  }
}
