import type { MailContent, MailTemplate } from '@serviceportal/shared/contracts';
import type { Temporal } from '@serviceportal/shared/time';
import type { Part } from './parts.ts';

/** What a template may say: names, numbers and times; the citizen's own words are not among it. */
export interface LetterContent {
  /** `7K3Q-9F2M` */
  readonly number: string;
  readonly city: string;
  readonly department: string;
  readonly departmentNumber: string;
  readonly hotlineNumber: string;
  readonly answerBy: MailContent['answerBy'];
  readonly callback?: { readonly from: Temporal.ZonedDateTime; readonly until?: Temporal.ZonedDateTime };
  readonly promiseBy: Temporal.ZonedDateTime;
  readonly answer?: string;
  readonly statusUrl?: string;
}

/** One language: what each mail says, without the subject's number and the greeting at the end. */
export interface Language {
  readonly subjects: Record<MailTemplate, (content: LetterContent) => string>;
  readonly bodies: Record<MailTemplate, (content: LetterContent) => Part[]>;
  /** Hotline, how to answer, greeting. */
  readonly closing: (content: LetterContent) => Part[];
}
