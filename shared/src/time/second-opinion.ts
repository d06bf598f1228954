/**
 * Asks the `opening_hours` package which of the given moments are open. It reads the time zone of its process, so the
 * test starts this as one of its own. Reads `[{text, moments}]` (epoch milliseconds) and writes `[boolean[]]`.
 */
import { text as readAll } from 'node:stream/consumers';
import OpeningHours from 'opening_hours';

const KREFELD = { lat: 51.33, lon: 6.56, address: { country_code: 'de', state: 'Nordrhein-Westfalen' } };

const questions = JSON.parse(await readAll(process.stdin)) as { text: string; moments: number[] }[];
const answers = questions.map(({ text, moments }) => {
  const hours = new OpeningHours(text, KREFELD);
  return moments.map((moment) => hours.getState(new Date(moment)));
});
process.stdout.write(JSON.stringify(answers));
