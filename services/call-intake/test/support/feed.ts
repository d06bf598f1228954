import { type As, authorization } from '@serviceportal/test/tokens';
import { createParser, type EventSourceMessage } from 'eventsource-parser';

export interface Feed {
  /** What came so far; it grows. */
  readonly events: { id?: string; event?: string; data: unknown }[];
  close(): void;
}

/** Reads server-sent events until closed. */
export async function openFeed(url: string, lastEventId?: number, as: As = { id: 'tester' }): Promise<Feed> {
  const controller = new AbortController();
  const resume = lastEventId === undefined ? {} : { 'last-event-id': String(lastEventId) };
  const headers = { ...(await authorization(as)), ...resume };
  const response = await fetch(url, { signal: controller.signal, headers });
  const events: Feed['events'] = [];
  const onEvent = ({ id, event, data }: EventSourceMessage) => events.push({ id, event, data: JSON.parse(data) });
  const parser = createParser({ onEvent });
  const read = async () => {
    for await (const text of response.body!.pipeThrough(new TextDecoderStream())) parser.feed(text);
  };
  read().catch((cause: unknown) => {
    if (!controller.signal.aborted) throw cause;
  });
  return { events, close: () => controller.abort() };
}
