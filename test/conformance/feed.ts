import { signedIn } from '../support/tokens.ts';

interface FeedEvent {
  readonly id: string;
  readonly event: string;
  readonly data: unknown;
}

/** The first `count` events of a live feed, read as a browser reads them, by that agent. */
export async function readFeed(
  url: string,
  count: number,
  lastEventId?: string,
  agentId = 'tester',
): Promise<FeedEvent[]> {
  const headers = await signedIn({ agentId }, lastEventId === undefined ? {} : { 'Last-Event-ID': lastEventId });
  const leave = new AbortController();
  const response = await fetch(url, { headers, signal: leave.signal });
  if (!response.ok || !response.body) throw new Error(`${url} answers ${response.status}`);
  const events: FeedEvent[] = [];
  let text = '';
  for await (const chunk of response.body.pipeThrough(new TextDecoderStream())) {
    text += chunk;
    const blocks = text.split('\n\n');
    text = blocks.pop()!;
    events.push(...blocks.flatMap(eventOf));
    if (events.length >= count) break;
  }
  leave.abort();
  return events.slice(0, count);
}

/** Heartbeats and the time to wait before coming back are no events. */
function eventOf(block: string): FeedEvent[] {
  const fields = Object.fromEntries(block.split('\n').map((line) => line.split(/: (.*)/s).slice(0, 2))) as Record<
    string,
    string
  >;
  const { id = '', event, data = 'null' } = fields;
  return event === undefined ? [] : [{ id, event, data: JSON.parse(data) as unknown }];
}
