/** The city's number with its hours, for the tests beside it. */
import type { Hotline } from '@serviceportal/shared/contracts';
import { BERLIN, department } from './sample-ticket.ts';

export const hotline: Hotline = {
  hotlineId: 'main',
  cityName: 'Krefeld',
  number: '+492151860',
  zone: BERLIN,
  seats: 12,
  hours: department.hours,
  week: department.week,
  holidays: 'DE-NW',
  holidayDates: [],
  closures: [],
  revision: 1,
};
