import { createWebServer } from './webServer.mjs';

const server = createWebServer({ trackingApi: process.env['TRACKING_API_URL'] || 'http://localhost:8080' });
const host = process.env['HOST'] || '127.0.0.1';

server.listen(Number(process.env['PORT'] ?? 8081), host, () => {
  const address = server.address();
  if (address && typeof address === 'object') console.log(`Listening on http://${host}:${address.port}`);
});

process.once('SIGTERM', () => {
  server.close();
  server.closeIdleConnections();
});
