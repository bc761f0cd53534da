/** One line for the person at the terminal, with the time since the program started. @param {string} text */
export function say(text) {
  process.stdout.write(`[${process.uptime().toFixed(1).padStart(5)} s] ${text}\n`);
}
