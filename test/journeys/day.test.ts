import { stageSystem } from '../support/stage-system.ts';
import type { TestSystem } from '../support/system.ts';
import { callbacks } from './callback.ts';
import { closures } from './closure.ts';
import { frontendOverNats } from './frontend.ts';
import { answersByMail } from './mail.ts';
import { outcomes } from './outcomes.ts';

/** A Monday at ten: these journeys share one system, whose start costs more than most of them do. */
let system: TestSystem;
stageSystem((started) => (system = started));

outcomes(() => system);
answersByMail(() => system);
closures(() => system);
frontendOverNats(() => system);
// Last: it takes NATS and tickets away for a while.
callbacks(() => system);
