import type { OfficeMailContent, TicketMailContent } from '@serviceportal/shared/contracts';
import type { Temporal } from '@serviceportal/shared/time';
import type { OfficeTemplate, TicketTemplate } from '../domain/mail-content.ts';
import type { Part } from './parts.ts';

type Moment = Temporal.ZonedDateTime;

/** Who writes, and where to call. */
export interface Sender {
  readonly city: string;
  readonly hotlineNumber: string;
}

/** What a mail about a Vormerkung may say: names, numbers and times; the citizen's own words are not among it. */
export interface TicketLetter extends Sender {
  /** `7K3Q-9F2M` */
  readonly number: string;
  readonly department: string;
  readonly departmentNumber: string;
  readonly answerBy: TicketMailContent['answerBy'];
  readonly callback?: Callback;
  readonly previously?: Moment;
  readonly promiseBy: Moment;
  readonly change?: TicketMailContent['change'];
  readonly answer?: string;
  readonly statusUrl?: string;
}

/** Whether the callback had been announced for another time, and not only by another department. */
export function isNewTime({ callback, change, previously }: TicketLetter): boolean {
  if (!previously) return change !== undefined;
  return !callback?.from.equals(previously);
}

export interface Callback {
  readonly from: Moment;
  readonly until?: Moment;
}

export interface ArticlesLetter extends Sender {
  readonly articles: readonly { readonly title: string; readonly body: readonly Part[] }[];
}

/** What an office is told. */
export interface OfficeLetter extends Sender {
  readonly department: string;
  readonly tickets: readonly {
    readonly number: string;
    readonly state: OfficeMailContent['tickets'][number]['state'];
    readonly promiseBy: Moment;
    readonly callbackAt?: Moment;
    readonly overdue: boolean;
  }[];
  readonly more: number;
  readonly digest?: { readonly day: Temporal.PlainDate } & Pick<
    NonNullable<OfficeMailContent['digest']>,
    'open' | 'dueToday' | 'overdue'
  >;
}

/** What one template says; the greeting at the end is the language's. */
export interface Words<Content> {
  readonly subject: (content: Content) => string;
  readonly body: (content: Content) => Part[];
}

/** One language, for citizens. */
export interface Language {
  readonly ticket: Record<TicketTemplate, Words<TicketLetter>>;
  readonly articles: Words<ArticlesLetter>;
  /** Hotline, how to answer, greeting. */
  readonly closing: (sender: Sender) => Part[];
}

/** What is written to offices, in German alone. */
export interface OfficeLanguage {
  readonly office: Record<OfficeTemplate, Words<OfficeLetter>>;
  readonly closing: (sender: Sender) => Part[];
}
