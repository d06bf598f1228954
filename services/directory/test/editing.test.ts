import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { contactOn, DepartmentAggregate, HotlineAggregate } from '@serviceportal/shared/contracts';
import { type DirectoryCopy, followDirectory } from '@serviceportal/shared/directory-copy';
import { Temporal } from '@serviceportal/shared/time';
import { eventually } from '@serviceportal/test/eventually';
import { openRealm, type Realm } from '@serviceportal/test/realm';
import { authorization } from '@serviceportal/test/tokens';
import { type StartedDirectory, startIn } from './started-directory.ts';

let realm: Realm;
let directory: StartedDirectory;
let other: StartedDirectory;
/** What another service has in memory, on a connection of its own. */
let elsewhere: DirectoryCopy;

beforeAll(async () => {
  realm = await openRealm({ cityClock: '2026-11-23T10:00:00+01:00' });
  [directory, other] = [await startIn(realm), await startIn(realm)];
  elsewhere = followDirectory(await realm.log('tickets'), 'Europe/Berlin');
  await elsewhere.loaded;
}, 60_000);
afterAll(async () => {
  await other?.close();
  await directory?.close();
  await realm?.close();
});

const outing = { from: '2026-11-24', to: '2026-11-24', kind: 'closed', why: 'Betriebsausflug' };
const tomorrow = Temporal.Instant.from('2026-11-24T10:00:00+01:00');

/** The last event of a department or, without an id, of the hotline, as all services get it. */
async function lastEvent(departmentId?: string) {
  const subject = departmentId ? DepartmentAggregate.filter(departmentId) : HotlineAggregate.filter('main');
  const events = await (await realm.log('directory')).history('DIRECTORY', subject);
  return events.at(-1)!.envelope.data;
}

describe('a closure of a department', () => {
  it('holds at once, everywhere, and is gone when it is taken back', async () => {
    const added = await directory.post('/departments/standesamt/closures', { closure: outing });
    expect([added.status, added.headers.get('etag')]).toEqual([200, '"2"']);
    expect((added.body['closures'] as object[]).at(-1)).toEqual(outing);
    const availability = '/departments/standesamt/availability?at=2026-11-24T10:00:00%2B01:00';
    expect((await directory.get(availability)).body).toMatchObject({ state: 'closed', why: 'Betriebsausflug' });
    await eventually(async () => {
      const standesamt = elsewhere.department('standesamt')!;
      expect(elsewhere.calendarOf(standesamt).isOpen(tomorrow)).toBe(false);
      expect((await other.get(availability)).body).toMatchObject({ state: 'closed' });
    });
    expect(await lastEvent('standesamt')).not.toHaveProperty('replan');

    const listed = (await directory.get('/departments/standesamt/closures')).body['items'] as object[];
    expect(listed.at(-1)).toEqual({ ...outing, closureId: 'closed-2026-11-24-2026-11-24', scope: 'department' });
    expect(listed[0]).toMatchObject({ closureId: 'reduced-2027-02-04-2027-02-04', scope: 'city' });

    const path = '/departments/standesamt/closures/closed-2026-11-24-2026-11-24';
    expect((await other.delete(path)).body).toMatchObject({ revision: 3 });
    await eventually(() => {
      expect(elsewhere.calendarOf(elsewhere.department('standesamt')!).isOpen(tomorrow)).toBe(true);
    });
    expect((await other.delete(path)).status).toBe(404);
  });

  it('entered again is the same one; confirmed, it says so, and with other words it takes the place of the first', async () => {
    const path = '/departments/auslaender/closures';
    const before = ((await directory.get('/departments/auslaender')).body['closures'] as object[]).length;
    const revisions: unknown[] = [];
    const confirmed = { closure: outing, replan: true };
    for (const body of [{ closure: outing }, { closure: outing }, confirmed, confirmed]) {
      revisions.push((await directory.post(path, body)).body['revision']);
    }
    expect(revisions).toEqual([2, 2, 3, 3]);
    expect(await lastEvent('auslaender')).toMatchObject({ replan: true, department: { revision: 3 } });

    const { body } = await directory.post(path, { closure: { ...outing, announcement: 'Wir sind unterwegs.' } });
    expect(body['closures']).toHaveLength(before + 1);
    expect(body['revision']).toBe(4);
    const removal = await directory.delete(`${path}/closed-2026-11-24-2026-11-24?replan=true`);
    expect([removal.status, await lastEvent('auslaender')]).toMatchObject([200, { replan: true }]);
    expect((await directory.delete(`${path}/closed-2026-11-24-2026-11-24?replan=maybe`)).status).toBe(400);
  });

  it('is not lost when several editors enter some at once, on two replicas', async () => {
    const days = ['01', '02', '03', '04', '07', '08'].map((day) => `2026-12-${day}`);
    const answers = await Promise.all(
      days.map((day, index) =>
        [directory, other][index % 2]!.post('/departments/wohngeld/closures', {
          closure: { from: day, to: day, kind: 'closed' },
        }),
      ),
    );
    expect(answers.map(({ status }) => status)).toEqual(days.map(() => 200));
    const { items } = (await directory.get('/departments/wohngeld/closures')).body as { items: { from: string }[] };
    expect(
      items
        .map(({ from }) => from)
        .filter((from) => days.includes(from))
        .sort(),
    ).toEqual(days);
  });

  it('goes by If-Match where there is one, and happens once for one Idempotency-Key', async () => {
    const path = '/departments/zulassung/closures';
    const stale = await directory.post(path, { closure: outing }, { 'if-match': '"9"' });
    expect([stale.status, stale.body['detail']]).toEqual([412, expect.stringContaining('revision 1')]);
    const key = { 'idempotency-key': 'once', 'if-match': '"1"' };
    const answers = await Promise.all([1, 2].map(() => directory.post(path, { closure: outing, replan: true }, key)));
    const later = await directory.post(path, { closure: outing, replan: true }, key);
    expect([...answers, later].map(({ status, body }) => [status, body['revision']])).toEqual(Array(3).fill([200, 2]));
    expect((await directory.delete(`${path}/closed-2026-11-24-2026-11-24`, { 'if-match': '"1"' })).status).toBe(412);
  });
});

describe('a closure of the city', () => {
  it('closes the hotline and every department but those with an exception of their own', async () => {
    const storm = { ...outing, announcement: 'Wegen des Sturms ist die Stadtverwaltung geschlossen.' };
    const added = await directory.post('/hotline/closures', { closure: storm, replan: true });
    expect(added).toMatchObject({ status: 200, body: { open: true, revision: 2 } });
    expect(await lastEvent()).toMatchObject({ replan: true, hotline: { revision: 2 } });
    const duty = { from: '2026-11-24', to: '2026-11-24', kind: 'emergency', hours: [{ from: '09:00', to: '12:00' }] };
    await directory.post('/departments/standesamt/closures', { closure: duty });

    await eventually(() => {
      const open = (id: string) => elsewhere.calendarOf(elsewhere.department(id)!).isOpen(tomorrow);
      expect(elsewhere.hotlineCalendar().isOpen(tomorrow)).toBe(false);
      expect([open('melde-pass'), open('standesamt')]).toEqual([false, true]);
    });
    const said = await directory.get('/departments/melde-pass/availability?at=2026-11-24T10:00:00%2B01:00');
    expect(said.body).toMatchObject({ state: 'closed', announcement: storm.announcement });

    const listed = (await directory.get('/hotline/closures')).body['items'] as object[];
    expect(listed.at(-1)).toEqual({ ...storm, closureId: 'closed-2026-11-24-2026-11-24', scope: 'city' });
    const removed = await directory.delete('/hotline/closures/closed-2026-11-24-2026-11-24');
    expect(removed).toMatchObject({ status: 200, body: { revision: 3 } });
    await eventually(() => expect(elsewhere.hotlineCalendar().isOpen(tomorrow)).toBe(true));
  });
});

describe('the people and texts of a department', () => {
  it('are read, changed and known to other services; a list leaves them out', async () => {
    const shown = (await directory.get('/departments/buergeramt-neu')).status;
    expect(shown).toBe(404);
    const office = {
      name: 'Bürgeramt',
      centralNumber: '02151 86-4711',
      hours: 'Mo-Fr 08:00-12:00',
      mailbox: 'buergeramt@krefeld.example',
      lead: {
        name: 'Jörg Groß',
        email: 'leitung@Müller.example',
        absences: [{ from: '2026-11-20', to: '2026-11-27' }],
      },
      deputies: [{ name: 'Ayşe Yılmaz', email: 'vertretung@krefeld.example' }],
      textModules: [{ moduleId: 'unterlagen-fehlen', name: 'Unterlagen fehlen', text: 'Bitte reichen Sie … nach.' }],
    };
    const { status, body } = await directory.put('/departments/buergeramt-neu', office);
    expect([status, body]).toMatchObject([
      200,
      {
        ...office,
        centralNumber: '+492151864711',
        lead: { ...office.lead, email: 'leitung@xn--mller-kva.example' },
        textModules: [{ ...office.textModules[0], language: 'de' }],
      },
    ]);
    expect((await directory.get('/departments/buergeramt-neu')).body).toEqual(body);
    const department = await elsewhere.atLeast('buergeramt-neu', 1);
    expect(contactOn(department, '2026-11-23')).toMatchObject({ role: 'deputy', name: 'Ayşe Yılmaz' });
    expect(contactOn(department, '2026-11-28')).toMatchObject({ role: 'lead' });
    expect(department.textModules).toHaveLength(1);

    const { items } = (await directory.get('/departments')).body as { items: { departmentId: string }[] };
    const listed = items.find(({ departmentId }) => departmentId === 'buergeramt-neu');
    expect(Object.keys(listed!).filter((field) => ['lead', 'deputies', 'textModules'].includes(field))).toEqual([]);

    const again = await directory.put('/departments/buergeramt-neu', { ...body, lead: undefined }, { 'if-match': '1' });
    expect([again.status, again.body['lead'], again.body['deputies']]).toEqual([200, undefined, body['deputies']]);
  });

  it('of the sample city are there', async () => {
    const { body } = await directory.get('/departments/standesamt');
    expect(body).toMatchObject({
      lead: { email: 'leitung-standesamt@krefeld.example' },
      deputies: [{ email: 'vertretung-standesamt@krefeld.example' }, {}],
      textModules: expect.arrayContaining([expect.objectContaining({ moduleId: 'unterlagen-fehlen' })]) as unknown,
    });
  });
});

describe('the revisions of a department', () => {
  it('tell who changed it and when, newest first, and can be read one by one', async () => {
    const path = '/departments/ordnung';
    const { body } = await directory.get(path);
    await directory.put(path, { ...body, name: 'Ordnungsamt', replan: true }, { 'if-match': '1' });
    await directory.put(path, { ...body, revision: undefined, topics: [] }, { 'if-match': '2' });

    const { items } = (await directory.get(`${path}/revisions`)).body as { items: object[] };
    const by = { type: 'editor', id: 'tester' };
    const at = expect.stringMatching(/^2026-11-23T10:0\d:\d\d\+01:00$/) as unknown;
    expect(items).toEqual([
      { revision: 3, at, by },
      { revision: 2, at, by, replan: true },
      // From the city folder.
      { revision: 1, at, by: { type: 'service', id: 'directory' } },
    ]);
    const page = (await directory.get(`${path}/revisions?limit=1&cursor=3`)).body;
    expect(page).toEqual({ items: [items[1]], nextCursor: '2' });

    const second = await directory.get(`${path}?revision=2`);
    expect([second.status, second.headers.get('etag'), second.body]).toEqual([
      200,
      '"2"',
      { ...body, name: 'Ordnungsamt', revision: 2 },
    ]);
    expect((await directory.get(`${path}?revision=3`)).body).toMatchObject({ revision: 3, topics: [] });
    expect((await directory.get(`${path}?revision=4`)).status).toBe(404);
  });
});

describe('a lead', () => {
  const asLead = async (departmentId: string) => authorization({ id: 'lea', roles: [`lead:${departmentId}`] });
  const change = async (departmentId: string, changes: object) => {
    const { body } = await directory.get(`/departments/${departmentId}`);
    const headers = { ...(await asLead('standesamt')), 'if-match': `"${String(body['revision'])}"` };
    return directory.put(`/departments/${departmentId}`, { ...body, ...changes }, headers);
  };

  it('changes who stands in and what is promised, of the own department alone', async () => {
    const { hours } = (await directory.get('/departments/standesamt')).body;
    const deputies = [{ name: 'Dora Deputy', email: 'dora@krefeld.example' }];
    const serviceLevel = { callbackServiceHours: 4, mailServiceHours: 12 };
    expect(await change('standesamt', { deputies, serviceLevel })).toMatchObject({
      status: 200,
      body: { deputies, serviceLevel },
    });
    expect(await change('standesamt', { hours: 'Mo 08:00-09:00' })).toMatchObject({ status: 403 });
    expect((await directory.get('/departments/standesamt')).body).toMatchObject({ deputies, hours });
    expect(await change('wohngeld', { deputies })).toMatchObject({ status: 404 });
    const made = await directory.put('/departments/neues-amt', {}, await asLead('neues-amt'));
    expect(made.status).toBe(400);
  });
});
