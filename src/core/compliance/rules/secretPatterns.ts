/** Names of variables that hold a secret: the word stands at the end, or `KEY` behind what the key is for. */
export const SECRET_NAME =
  /(?:^|_)(?:PASS(?:WORD|WD|PHRASE)?|SECRET|TOKEN|API_?KEY|ACCESS_?KEY|PRIVATE_?KEY|SECRET_?KEY|ENCRYPTION_?KEY|CREDENTIALS?|AUTH_?KEY)$/i;
/** Values by whose form a secret is known, as their issuers document them. */
export const SECRET_VALUE =
  /\b(?:AKIA|ASIA)[0-9A-Z]{16}\b|\bgh[pousr]_[A-Za-z0-9]{36,}\b|\bgithub_pat_\w{22,}\b|\bglpat-[\w-]{20,}|\bxox[abprs]-[\w-]{10,}|\bnpm_[A-Za-z0-9]{36}\b|\bAIza[\w-]{35}\b|-----BEGIN (?:[A-Z]+ )?PRIVATE KEY-----/;
/** Values that stand for one that comes later, or say that there is none. */
export const STAND_IN =
  /^(?:|x+|\*+|<.*>|change_?me|todo|none|null|true|false|yes|no|\d{1,2}|placeholder|example|dummy|test|root|password|postgres)$/i;
