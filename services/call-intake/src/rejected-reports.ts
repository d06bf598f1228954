import { DURABLES, type ExportedEvent } from '@serviceportal/shared/contracts';
import type { Service } from '@serviceportal/shared/service';
import { formatTimestamp, Temporal } from '@serviceportal/shared/time';
import { tellsOf } from './domain/report-text.ts';
import { reportErased } from './facts.ts';

/** Whom a report is looked through for. */
interface Person {
  readonly phone?: string | undefined;
  readonly email?: string | undefined;
}

/** Reports from frontends that could not be read: they wait in INTAKE for whoever mends them, and may hold a number. */
export interface RejectedReports {
  /** The sequences of those that tell of the person, wherever in the text. */
  find(person: Person): Promise<string[]>;
  /** Whether the one of that sequence came before then (real time); another may have its sequence after a restore. */
  has(sequence: string, before: string | undefined): Promise<boolean>;
  read(sequence: string): Promise<ExportedEvent[]>;
  erase(sequence: string, why: 'asked' | 'age'): Promise<void>;
  /** Erases those that came before then; gives the number. */
  eraseAged(before: Temporal.Instant): Promise<number>;
}

const STREAM = 'INTAKE';

export function openRejectedReports({
  log,
  clock,
  logger,
}: Pick<Service, 'log' | 'clock' | 'logger'>): RejectedReports {
  async function erase(sequence: string, why: 'asked' | 'age'): Promise<void> {
    await log.secureDelete(STREAM, Number(sequence));
    reportErased(logger, { why, sequence: Number(sequence) });
  }

  const all = () => log.rawMessages(DURABLES.callIntakeOnIntake);

  return {
    async find(person) {
      const found = (await all()).filter(({ text }) => tellsOf(text, person));
      return found.map(({ sequence }) => String(sequence));
    },
    async has(sequence, before) {
      if (before === undefined) return false;
      const limit = Temporal.Instant.from(before).epochMilliseconds;
      return (await all()).some((each) => each.sequence === Number(sequence) && each.storedAt.getTime() < limit);
    },
    async read(sequence) {
      const report = (await all()).find((each) => each.sequence === Number(sequence));
      if (!report) return [];
      const at = formatTimestamp(Temporal.Instant.fromEpochMilliseconds(report.storedAt.getTime()), clock.zone);
      const by = `frontend:${report.subject.split('.')[2] ?? ''}`;
      return [{ kind: 'report', id: sequence, type: 'ReportRejected', at, by, changed: { text: report.text } }];
    },
    erase,
    async eraseAged(before) {
      const limit = clock.toReal(before).epochMilliseconds;
      const aged = (await all()).filter(({ storedAt }) => storedAt.getTime() < limit);
      for (const { sequence } of aged) await erase(String(sequence), 'age');
      return aged.length;
    },
  };
}
