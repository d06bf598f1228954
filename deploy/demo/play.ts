import { setTimeout as pause } from 'node:timers/promises';
import type { Say } from '../infrastructure/say.ts';
import { AGENTS, type Hotline } from './hotline.ts';
import type { Morning, ScriptedCall } from './morning.ts';
import { type CityNames, told } from './told.ts';

/** How long people talk, in life. */
const TALK_MS = 90_000;

export interface Stage {
  readonly hotline: Hotline;
  /** So many times faster than life calls arrive and people talk. */
  readonly faster: number;
  readonly say: Say;
  readonly signal: AbortSignal;
}

/** Plays the morning: each call at its time, with the next agent who is free; resolves after the last one. */
export async function playMorning({ agents, absences, calls }: Morning, stage: Stage): Promise<void> {
  const free: string[] = agents.map((_, seat) => AGENTS[seat % AGENTS.length]!);
  const waiting: ((agentId: string) => void)[] = [];
  const seat = {
    take: (): Promise<string> => {
      const agentId = free.shift();
      return agentId ? Promise.resolve(agentId) : new Promise((resolve) => waiting.push(resolve));
    },
    leave(agentId: string): void {
      const next = waiting.shift();
      if (next) next(agentId);
      else free.push(agentId);
    },
  };
  const names = await namesOf(stage.hotline);
  await Promise.all([
    ...absences.map(async ({ departmentId, from, to, why }) => {
      await until(from, stage);
      await stage.hotline.presence(departmentId, { staffed: false, why });
      stage.say(`${clock(from)}  ${names.department(departmentId)} ist nicht besetzt: ${why}`);
      await until(to, stage);
      await stage.hotline.presence(departmentId, { staffed: true });
    }),
    ...calls.map(async (call) => {
      await until(call.at, stage);
      const callId = await stage.hotline.receive(call);
      if (call.hangsUp) {
        await until(10_000, stage);
        await stage.hotline.hangUp(callId);
        return stage.say(line(call, 'aufgelegt, bevor jemand abnahm'));
      }
      const agentId = await seat.take();
      try {
        await talk(callId, agentId, call, names, stage);
      } finally {
        seat.leave(agentId);
      }
    }),
  ]);
}

async function namesOf(hotline: Hotline): Promise<CityNames> {
  const [departments, exchange] = await Promise.all([hotline.departments(), hotline.number()]);
  return { department: (departmentId) => departments.get(departmentId) ?? departmentId, exchange };
}

async function talk(
  callId: string,
  agentId: string,
  call: ScriptedCall,
  names: CityNames,
  stage: Stage,
): Promise<void> {
  const { hotline, say } = stage;
  await hotline.answer(callId, agentId);
  const hits = call.search ? await hotline.search(agentId, call.search) : [];
  await until(TALK_MS, stage);
  if (call.article) {
    await hotline.resolve(callId, agentId, call.article);
    if (call.mail) await hotline.mail(callId, agentId, call.article, call.mail);
    const title = hits.find(({ articleId }) => articleId === call.article)?.title ?? call.article;
    say(line(call, `beantwortet: ${title}${call.mail ? ', auch per E-Mail' : ''}`));
  } else {
    let outcome = await hotline.transfer(callId, agentId, call);
    if (call.noAnswer && outcome.outcome === 'connected') {
      outcome = await hotline.bounced(callId, agentId, outcome.transferId);
    }
    say(line(call, told(outcome, names)));
  }
  await hotline.end(callId, agentId, TALK_MS);
}

function line({ at, name, mood, search, subject }: ScriptedCall, what: string): string {
  const concern = subject ?? search;
  return `${clock(at)}  ${name ?? 'Unbekannt'} (${mood})${concern ? `, ${concern}` : ''} → ${what}`;
}

function clock(ms: number): string {
  return `+${String(Math.floor(ms / 60_000)).padStart(2, '0')} min`;
}

async function until(ms: number, { faster, signal }: Stage): Promise<void> {
  await pause(ms / faster, undefined, { signal });
}
