import { main } from './main.js';

void main(
  process.argv.slice(2),
  text => process.stdout.write(text),
  text => process.stderr.write(text),
).then(code => {
  process.exitCode = code;
});
