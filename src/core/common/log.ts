/** Where the product writes what it does. Never localised; every line passes a redactor. */
export interface Log {
  debug(message: string): void;
  info(message: string): void;
  warn(message: string): void;
  error(message: string): void;
}
