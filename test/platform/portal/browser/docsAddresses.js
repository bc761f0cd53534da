// Addresses within documentation: where the backend keeps a file, and which page of the portal shows it.
/* global URL, location */
import { safeAddress } from './elements.js';

/** @typedef {import('./entityReference.js').EntityReference} EntityReference */

const root = '/api/techdocs/static/docs/';

/** The path below which the backend has the built files, with a slash at the end. @param {EntityReference} reference */
export function builtFolder({ namespace, kind, name }) {
  return `${root}${[namespace, kind, name].map(part => encodeURIComponent(part.toLowerCase())).join('/')}/`;
}

/** Whether the backend has a page at an address, and not a picture or something to save. @param {URL} address */
export function isPage({ pathname }) {
  const fileName = pathname.slice(pathname.lastIndexOf('/') + 1);
  return !fileName.includes('.') || /\.html?$/i.test(fileName);
}

/**
 * The path of the portal that shows a built file.
 * @param {URL} address of the file
 * @returns {string | undefined} undefined when it is no part of any documentation
 */
export function docsLink({ pathname, hash }) {
  if (!pathname.startsWith(root)) return undefined;
  return `/docs/${pathname.slice(root.length).replace(/(^|\/)index\.html$/, '$1')}${hash}`;
}

/**
 * What a link in a built page leads to from here.
 * @param {string} href as it is written
 * @param {URL} address of the built page
 * @returns {string | undefined} undefined when it is not to be followed
 */
export function linkTarget(href, address) {
  if (href.startsWith('#')) return href;
  if (!URL.canParse(href, address)) return undefined;
  const target = new URL(href, address);
  return (target.origin === location.origin && docsLink(target)) || safeAddress(target.href);
}
