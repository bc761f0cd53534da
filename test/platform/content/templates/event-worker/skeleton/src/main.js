// The process: reads the settings, starts the service, and stops it when the platform asks for that.
import { createService } from './service.js';
import { readSettings } from './settings.js';

const settings = readSettings(process.env);
const service = createService(settings);

for (const event of ['uncaughtException', 'unhandledRejection'])
  process.on(event, error => {
    service.log.error('The process is in an unknown state and ends', { event, error });
    process.exit(1);
  });

for (const signal of ['SIGTERM', 'SIGINT'])
  process.once(signal, () => {
    service.log.info('Stopping', { signal });
    // No process.exit(): once server, worker and exporter are closed, nothing keeps the process alive, and it ends with 0.
    void service.stop();
  });

await service.start();
