import { join } from 'node:path';
import { main } from './main.js';

async function readStdin(): Promise<Uint8Array> {
  const pieces: Buffer[] = [];
  for await (const piece of process.stdin) pieces.push(piece as Buffer);
  return Buffer.concat(pieces);
}

// Whoever reads the output may have seen enough, as `head` does.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit();
  throw error;
});

void main(process.argv.slice(2), {
  output: text => process.stdout.write(text),
  errors: text => process.stderr.write(text),
  workerFile: join(__dirname, 'scanWorker.js'),
  readStdin,
}).then(code => {
  process.exitCode = code;
});
