// Whether a body was sent by someone who knows the secret: HMAC with SHA-256, as a hexadecimal number after "sha256=".
import { createHmac, timingSafeEqual } from 'node:crypto';

/** @param {Buffer | string} body @param {string} secret @returns {string} what the sender puts into the header */
export function signatureOf(body, secret) {
  return `sha256=${createHmac('sha256', secret).update(body).digest('hex')}`;
}

/**
 * @param {Buffer} body
 * @param {string} secret
 * @param {string | string[] | undefined} header
 */
export function isSigned(body, secret, header) {
  const expected = Buffer.from(signatureOf(body, secret));
  const given = Buffer.from(String(header ?? ''));
  // Compared in the same time wherever they differ, so that the time says nothing about the signature.
  return given.length === expected.length && timingSafeEqual(given, expected);
}
