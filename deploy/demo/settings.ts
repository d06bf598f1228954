import { z } from 'zod';
import { Settings } from '../launcher/settings.ts';

/** As for `npm start`; without `PORT_BASE` free ports are looked for. */
export const DemoSettings = z.object({
  ...Settings.pick({ CITY: true }).shape,
  PORT_BASE: Settings.shape.PORT_BASE.unwrap().optional(),
});
