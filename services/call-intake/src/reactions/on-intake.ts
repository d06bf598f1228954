import { CallReportMessage } from '@serviceportal/shared/contracts';
import { Permanent } from '@serviceportal/shared/errors';
import { parseJson } from '@serviceportal/shared/http';
import { CallerNumber, causeFromKey } from '@serviceportal/shared/identity';
import { type Context, type HandleMessage, parsed } from '@serviceportal/shared/log';
import type { Service } from '@serviceportal/shared/service';
import { extract, messageAttributes, SpanKind, traced } from '@serviceportal/shared/telemetry';
import { type Clock, Temporal } from '@serviceportal/shared/time';
import type { TakeCall } from '../receive-call.ts';

const Report = CallReportMessage.extend({ from: CallerNumber.optional() });
type Report = ReturnType<typeof Report.parse>;

type Message = Parameters<HandleMessage>[0];

/**
 * What a frontend or telephone system reported becomes a call, by the frontend's command; then the report is erased, since
 * it holds a number. One that can't be read stays for whoever mends it, with a dead letter that says why.
 */
export function onIntake({ log, clock }: Service, takeCall: TakeCall, hmacKey: string): HandleMessage {
  return async (message) => {
    const [, , frontend = '', event = ''] = message.subject.split('.');
    if (event !== 'received') throw new Permanent('unknown-event', 'only "received" is known here');
    const report = readReport(message.data);
    const cause = causeOf(keyed(report, message), frontend, message.seq, hmacKey);
    const { line, from, agentId } = report;
    const at = cityTimeOf(message.time, clock);
    const actor = { type: 'frontend', id: frontend } as const;
    await inTrace(message, cause.id, async () => {
      await takeCall({ line, from, agentId, source: frontend, at }, { cause, actor });
      await log.secureDelete('INTAKE', message.seq);
    });
  };
}

function readReport(bytes: Uint8Array): Report {
  let json: unknown;
  try {
    json = parseJson(bytes);
  } catch (cause) {
    throw new Permanent('bad-json', 'the report is no JSON text', { cause });
  }
  return parsed(Report, json, 'bad-data');
}

/** A frontend whose client only knows the server's own id against doubles means the same by it as by a key. */
function keyed(report: Report, message: Message): Report {
  const messageId = message.headers?.get('Nats-Msg-Id');
  return messageId ? { idempotencyKey: messageId, ...report } : report;
}

/** Bound to the frontend, so that nobody's key can swallow another's call. */
function causeOf(
  { idempotencyKey, ...body }: Report,
  frontend: string,
  sequence: number,
  hmacKey: string,
): Context['cause'] {
  if (idempotencyKey === undefined) return { id: `intake:${frontend}:${sequence}`, lasting: true };
  return causeFromKey(hmacKey, { caller: `frontend:${frontend}`, route: 'intake', key: idempotencyKey, body });
}

/** When it was reported: a call that waited for this service did ring then, not now. */
function cityTimeOf(stored: Date, clock: Clock): Temporal.Instant {
  const now = clock.now();
  const age = Temporal.Instant.fromEpochMilliseconds(stored.getTime()).until(clock.toReal(now));
  return age.sign > 0 ? now.subtract(age) : now;
}

function inTrace(message: Message, messageId: string, work: () => Promise<void>): Promise<void> {
  const template = 'intake.calls.*.received';
  const attributes = messageAttributes({ type: 'process', name: 'deliver', template, messageId });
  const parent = extract((name) => message.headers?.get(name));
  return traced(`process ${template}`, attributes, work, { kind: SpanKind.CONSUMER, parent });
}
