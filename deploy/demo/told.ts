import { phoneText } from '@serviceportal/shared/identity';
import type { Outcome } from './hotline.ts';

const WHY: Record<string, string> = {
  closed: 'geschlossen',
  unstaffed: 'nicht besetzt',
  'takes-longer': 'dauert länger',
  'no-answer': 'dort nahm niemand ab',
};

/** How departments and numbers are called in this city. */
export interface CityNames {
  readonly department: (departmentId: string) => string;
  /** The city's own number in E.164. */
  readonly exchange: string;
}

/** What became of a transfer, as it is shown to people. */
export function told(
  { outcome, departmentId, number, reason, ticket }: Outcome,
  { department, exchange }: CityNames,
): string {
  const shownNumber = number && phoneText(number, exchange);
  switch (outcome) {
    case 'connected':
      return `verbunden mit ${department(departmentId!)}, ${shownNumber}`;
    case 'ticket':
      return `Vormerkung ${ticket!.display} bei ${department(ticket!.departmentId)} (${WHY[reason ?? ''] ?? reason}): „${ticket!.sentence}“`;
    case 'refused':
      return `nicht angeschlossen: Nummer ${shownNumber} genannt`;
    case 'pending':
      return 'Ausgang noch offen';
  }
}
