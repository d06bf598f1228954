import { beforeAll, describe, expect, it } from '@jest/globals';
import { type Rule, RULES, type Who } from '@serviceportal/shared/access';
import { type ServiceName, SERVICES } from '@serviceportal/shared/contracts';
import { deskOf } from '../support/desk.ts';
import { eventually } from '../support/eventually.ts';
import { post } from '../support/http.ts';
import type { TestSystem } from '../support/system.ts';
import { type As, authorization } from '../support/tokens.ts';
import { exampleBody, pathOf, requiredQuery } from './example-request.ts';
import { readDocument } from './kept-documents.ts';
import { type DescribedOperation, openOpenApi } from './openapi.ts';
import type { Asked, Recorder } from './recorder.ts';

const OWN = 'standesamt';
const FOREIGN = 'wohngeld';
/** Somebody of each role; an account is no matter of HTTP. */
const PEOPLE: Record<Exclude<Who, 'department' | 'frontend'>, string> = {
  agent: 'agent',
  clerk: `clerk:${OWN}`,
  lead: `lead:${OWN}`,
  editor: 'editor',
  ops: 'ops',
  privacy: 'privacy',
  homepage: 'homepage',
};

interface Parts {
  readonly system: TestSystem;
  readonly recorder: Recorder;
}

/** Who may do what, by the one table: each role at each route of the documents, and each at what is somebody else's. */
export function describeAccess(parts: () => Parts): void {
  describe.each(SERVICES)('%s lets in', (service) => {
    const { operations } = openOpenApi(readDocument(`openapi/${service}.json`));

    it('by rules for exactly what it does', () => {
      expect(Object.keys(RULES[service]).toSorted()).toEqual(operations.map((each) => each.operationId).toSorted());
    });

    it('nobody unknown without a limit', () => {
      const open = operations.filter(({ operationId }) => RULES[service][operationId]!.public);
      for (const { responses } of open) expect(Object.keys(responses)).toContain('429');
    });

    it.each(operations.map((operation) => [operation.operationId, operation] as const))(
      '%s',
      async (name, operation) => {
        const rule = RULES[service][name]!;
        const callers = [
          ['anonymous', 'anonymous'],
          ['nobody in particular', { id: 'tina', roles: ['unknown', 'clerk:'] }],
          ...Object.entries(PEOPLE).map(([who, role]) => [who, { id: 'tina', roles: [role] }] as const),
        ] as const;
        const wrong = await Promise.all(
          callers.map(async ([who, as]) => {
            const { status, headers } = await knock(parts().recorder, service, operation, as);
            const expected = expectedOf(rule, who);
            const asks = status !== 401 || headers.get('www-authenticate') === 'Bearer';
            return expected === status && asks ? [] : [`${who}: ${status} instead of ${expected}`];
          }),
        );
        expect(wrong.flat()).toEqual([]);
      },
    );
  });

  describeForeign(parts);
}

/** Refused for who it is, or only for what is wrong about the request: so nothing is done while all routes are tried. */
function expectedOf(rule: Rule, who: string): number {
  const named = [rule.own, rule.any, rule.redacted].flatMap((each) => each ?? []);
  if (rule.public || named.some((each) => each === who)) return 400;
  return who === 'anonymous' ? 401 : 403;
}

async function knock(
  { ask }: Recorder,
  service: ServiceName,
  operation: DescribedOperation,
  as: As | 'anonymous',
): Promise<Asked> {
  const signIn = as === 'anonymous' ? { authorization: undefined } : await authorization(as);
  const isFeed = operation.responses['200']?.content?.['text/event-stream'];
  const headers = { ...signIn, ...(isFeed && { 'Last-Event-ID': 'x' }) };
  const body = operation.requestBody && {};
  return ask(service, operation.method, `${pathOf(operation)}?unknownField=1`, { body, headers });
}

/** What there is of the own department, by the parameter that names it in a path. */
interface There {
  readonly ticketId: string;
  readonly taskId: string;
  readonly mailId: string;
  readonly departmentId: string;
}

const MISSING: There = {
  ticketId: '0000-0000',
  taskId: 'gibt-es-nicht',
  mailId: 'gibt-es-nicht',
  departmentId: 'gibt-es-nicht',
};

const PARAMS = Object.keys(MISSING) as (keyof There)[];

function describeForeign(parts: () => Parts): void {
  describe("somebody else's looks as if it were not there", () => {
    let there: There;
    let erased: There;
    beforeAll(async () => {
      there = await makeSome(parts().system);
      erased = await eraseSome(parts().system, await makeSome(parts().system));
    }, 60_000);

    const own = SERVICES.flatMap((service) =>
      openOpenApi(readDocument(`openapi/${service}.json`)).operations.flatMap((operation) => {
        const rule = RULES[service][operation.operationId]!;
        const inPath = (operation.parameters ?? []).flatMap((each) => (each.in === 'path' ? [each.name] : []));
        const [param, ...more] = PARAMS.filter((each) => inPath.includes(each));
        const roles = (['clerk', 'lead'] as const).filter((role) => rule.own?.includes(role));
        return param && more.length === 0 && roles.length > 0
          ? [[operation.operationId, service, operation, param, roles] as const]
          : [];
      }),
    );

    it.each(own)('%s', async (_name, service, operation, param, roles) => {
      for (const role of roles) {
        const asked = async (department: string, value: string) => {
          const headers = await authorization({ id: 'frieda', roles: [`${role}:${department}`] });
          const path = pathOf(operation, { [param]: value }) + requiredQuery(operation);
          const body = withoutNames(exampleBody(operation));
          const { status, body: said } = await parts().recorder.ask(service, operation.method, path, { body, headers });
          return { status, said };
        };
        const missing = await asked(FOREIGN, MISSING[param]);
        expect(missing.status).toBe(404);
        expect(await asked(FOREIGN, there[param])).toEqual(missing);
        expect(await asked(FOREIGN, erased[param])).toEqual(missing);
        // The control: to whom it belongs it is there. Feeds don't end, and commands would change it for the next role.
        const isFeed = operation.responses['200']?.content?.['text/event-stream'];
        if (operation.method === 'get' && !isFeed) expect((await asked(OWN, there[param])).status).not.toBe(404);
      }
    });

    it.each(['/tickets', '/tasks', '/mails'])('also in the list %s', async (path) => {
      const service = path === '/tickets' ? 'tickets' : 'notify';
      const idsFor = async (department: string, query = '') => {
        const headers = await authorization({ id: 'frieda', roles: [`clerk:${department}`] });
        const { body } = await parts().recorder.ask(service, 'get', `${path}?limit=200${query}`, { headers });
        const { items } = body as { items: { departmentId: string }[] };
        return new Set(items.map(({ departmentId }) => departmentId));
      };
      await eventually(async () => expect(await idsFor(OWN)).toEqual(new Set([OWN])));
      expect(await idsFor(FOREIGN)).toEqual(new Set());
      if (path === '/mails') return;
      expect(await idsFor(FOREIGN, `&departmentId=${OWN}`)).toEqual(new Set());
      expect(await idsFor(OWN, `&departmentId=${OWN}`)).toEqual(new Set([OWN]));
    });
  });
}

/** The example without the clerk in it, who would have to be the one who asks. */
function withoutNames(example: unknown): unknown {
  if (typeof example !== 'object' || example === null) return example;
  return { ...example, clerkId: undefined, agentId: undefined };
}

/** A ticket of the own department, a task and a mail that came of it. */
async function makeSome(system: TestSystem): Promise<There> {
  const desk = deskOf(system);
  const citizen = { phone: '0151 55501234', email: 'erika@example.org' };
  const { body } = await desk.call({ departmentId: OWN, citizen, takesLonger: true });
  const { ticketId } = body.ticket!;
  // On a busy machine the moment may be over before it is told.
  await eventually(async () => {
    const nextAt = await inASecond(system);
    expect((await desk.work(ticketId, 'attempts', { result: 'busy', nextAt })).status).toBe(200);
  });
  const firstOf = async (path: string): Promise<Record<string, string>> => {
    const headers = await authorization({ id: 'frieda', roles: [`clerk:${OWN}`] });
    return eventually(async () => {
      const response = await fetch(`${system.urls.notify}${path}`, { headers });
      const { items } = (await response.json()) as { items: (Record<string, string> & { ticketId: string })[] };
      const found = items.find((each) => each.ticketId === ticketId);
      expect(found).toBeDefined();
      return found!;
    }, 20_000);
  };
  const [{ taskId = '' }, { mailId = '' }] = [await firstOf('/tasks?limit=200'), await firstOf('/mails?limit=200')];
  return { ticketId, taskId, mailId, departmentId: OWN };
}

/** Whom they are about is forgotten; gives them back once only their markers are left. */
async function eraseSome({ urls }: TestSystem, some: There): Promise<There> {
  const wanted = { ticketIds: [some.ticketId], confirm: true };
  const { status, body } = await post(`${urls.tickets}/persons/erase`, wanted);
  const counted = { ticket: 1, mail: expect.any(Number), task: expect.any(Number) };
  expect({ status, body }).toMatchObject({ status: 200, body: { erased: counted, pending: [] } });
  return some;
}

async function inASecond({ urls }: TestSystem): Promise<string> {
  const headers = await authorization({ id: 'otto', roles: ['ops'] });
  const url = `${urls.directory}/departments/${OWN}/service-time?hours=0`;
  const { at } = (await (await fetch(url, { headers })).json()) as { at: string };
  return new Date(Date.parse(at) + 1_000).toISOString();
}
