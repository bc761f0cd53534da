// One run, for trying out and for the day a run must be repeated. Ends with 0 when it succeeded.
import { createService } from './service.js';
import { readSettings } from './settings.js';

const service = createService(readSettings(process.env));
process.exitCode = (await service.runOnce()) ? 0 : 1;
