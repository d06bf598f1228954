import type { Department } from '@serviceportal/shared/contracts';
import { type Refusal, refuse } from '@serviceportal/shared/errors';
import { phoneText } from '@serviceportal/shared/identity';
import { hoursText } from './hours-text.ts';

/** Nobody would watch a Vormerkung, so the citizen gets number and hours; shown as it is, so in German. */
export function departmentNotJoined({ name, centralNumber, week }: Department, hotline: string): Refusal {
  const hours = hoursText(week);
  const when = hours ? ` (${hours})` : '';
  return refuse(
    'unprocessable',
    `Der Fachbereich ${name} nimmt hier noch keine Anliegen an. Bitte rufen Sie dort an: ${phoneText(centralNumber, hotline)}${when}, ` +
      `oder die Stadt unter ${phoneText(hotline, hotline)}.`,
  );
}
