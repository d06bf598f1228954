import type { Happened } from '../../decision.ts';
import { callSamples } from './sample-calls.ts';
import { directorySamples } from './sample-directory.ts';
import { gapSamples } from './sample-gaps.ts';
import { mailSamples } from './sample-mails.ts';
import { ticketSamples } from './sample-tickets.ts';

const samples = [...callSamples, ...ticketSamples, ...directorySamples, ...gapSamples, ...mailSamples];

/** What could have happened to make an event of this type, or nothing where nobody has written a sample yet. */
export function sampleOf(type: string): Happened<unknown> | undefined {
  return samples.find(({ contract }) => contract.type === type);
}
