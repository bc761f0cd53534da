// The process: reads the settings and the first snapshot, serves, and stops when it is asked to.
import { createHttpServer } from './httpServer.mjs';
import { log } from './log.mjs';
import { Metrics } from './metrics.mjs';
import { Parcels } from './parcels.mjs';
import { createRoutes } from './routes.mjs';
import { readSettings } from './settings.mjs';

const settings = readSettings(process.env);
const parcels = new Parcels(settings.parcelsFile);
const metrics = new Metrics();
const server = createHttpServer({ routes: createRoutes({ parcels, metrics }), metrics });

async function refresh() {
  try {
    if (await parcels.refresh()) log('info', 'Snapshot read', { parcels: parcels.size });
  } catch (error) {
    // The parcels of the last good snapshot are still worth serving. The alert SnapshotStale calls someone.
    log('error', 'The snapshot could not be read', { file: settings.parcelsFile, error: String(error) });
  }
}

await refresh();
const timer = setInterval(refresh, settings.refreshSeconds * 1000);

server.listen(settings.port, settings.host, () => log('info', 'Listening', { address: server.address() }));

for (const signal of ['SIGTERM', 'SIGINT'])
  process.once(signal, () => {
    log('info', 'Stopping', { signal });
    clearInterval(timer);
    server.close();
    server.closeIdleConnections();
  });
