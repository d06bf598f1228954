import { type Citizen, type Department, isOnboarded, oneLine, Slug } from '@serviceportal/shared/contracts';
import { Refusal } from '@serviceportal/shared/errors';
import { operation, type Operation } from '@serviceportal/shared/http';
import { displayTicketId, Email, Phone, pinFor } from '@serviceportal/shared/identity';
import { formatTimestamp } from '@serviceportal/shared/time';
import { z } from 'zod';
import { consentByWeb } from '../domain/consent.ts';
import { departmentNotJoined } from '../domain/onboarded.ts';
import { openVormerkung } from '../open-vormerkung.ts';
import type { Parts } from '../parts.ts';
import { departmentFor } from './department.ts';
import { text, TicketAnswer, Wish } from './fields.ts';

const CitizenBody = z.strictObject({
  name: oneLine(200).optional(),
  phone: Phone.optional(),
  email: Email.optional(),
  emailConsent: z.boolean().optional().describe("The answer's text may go by mail"),
  language: z.enum(['de', 'en']).optional(),
  statusMails: z.boolean().optional().describe('A mail whenever the state changes'),
});

const Body = z
  .strictObject({
    departmentId: Slug.optional(),
    topicId: Slug.optional(),
    subject: oneLine(200),
    question: text(10_000),
    citizen: CitizenBody,
    answerBy: z.enum(['callback', 'email']),
    preferred: Wish.optional(),
    attachments: z
      .never(
        'are not taken here yet: describe the concern without them, the department says how documents are handed in',
      )
      .optional()
      .describe('Not taken yet: always refused'),
  })
  .refine(({ departmentId, topicId }) => departmentId ?? topicId, {
    message: 'or topicId must be given',
    path: ['departmentId'],
  })
  .refine(({ answerBy, citizen }) => answerBy !== 'callback' || citizen.phone, {
    message: 'is missing: there is nothing to call back',
    path: ['citizen', 'phone'],
  })
  .refine(({ answerBy, citizen }) => answerBy !== 'email' || citizen.email, {
    message: 'is missing: there is nowhere to write to',
    path: ['citizen', 'email'],
  });
type Body = z.infer<typeof Body>;

/** A request from the homepage, made without a call. */
export function openTicketOperation(parts: Parts): Operation {
  const { clock, pinKey } = parts;
  return operation({
    name: 'open-ticket',
    method: 'post',
    path: '/tickets',
    command: 'open',
    summary: 'Opens a Vormerkung from the homepage; the answer alone tells the PIN',
    body: Body,
    answers: { 201: z.object({ ticket: TicketAnswer.extend({ pin: z.string() }) }) },
    refusals: ['unprocessable'],
    // The homepage asks for all citizens from one address.
    perMinute: 600,
  }).handledBy(async ({ body, cause, actor }) => {
    const now = clock.now();
    const { subject, question, answerBy, topicId, preferred: wish } = body;
    const citizen = citizenOf(body, formatTimestamp(now, clock.zone));
    const request = { origin: 'web', subject, question, citizen, answerBy, topicId, wish } as const;
    const { state } = await openVormerkung(parts, { cause, actor }, request, joinedDepartment(parts, body));
    const pin = pinFor(pinKey, state.ticketId, 1);
    return { status: 201, body: { ticket: { ...state, display: displayTicketId(state.ticketId), pin } } };
  });
}

/** The department that will answer, or why none can. */
function joinedDepartment({ directory, clock }: Parts, body: Body): Department | Refusal {
  const department = departmentFor(directory, body);
  if (department instanceof Refusal || isOnboarded(department, clock.now(), clock.zone)) return department;
  return departmentNotJoined(department, directory.hotline().number);
}

function citizenOf({ citizen: { emailConsent, ...citizen } }: Body, at: string): Citizen {
  return { ...citizen, ...(emailConsent && citizen.email && { emailConsent: consentByWeb(at) }) };
}
