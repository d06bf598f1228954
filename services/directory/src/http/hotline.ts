import { Timestamp } from '@serviceportal/shared/contracts';
import { operation, type Operation } from '@serviceportal/shared/http';
import type { Service } from '@serviceportal/shared/service';
import { z } from 'zod';
import { hotlineNow } from '../domain/hotline.ts';

const HotlineAnswer = z.object({
  number: z.string(),
  hours: z.string(),
  seats: z.number(),
  open: z.boolean(),
  opensAt: Timestamp.optional(),
  openUntil: Timestamp.optional(),
  announcement: z.string().optional(),
});

export function hotlineOperations({ directory, clock }: Service): Operation[] {
  return [
    operation({
      name: 'hotline',
      method: 'get',
      path: '/hotline',
      command: 'hotline',
      summary: 'The city number, its hours, and whether it is open now',
      answers: { 200: HotlineAnswer },
    }).handledBy(() => {
      const body = hotlineNow(directory.hotline(), directory.hotlineCalendar(), clock.now());
      return Promise.resolve({ status: 200, body });
    }),
  ];
}
