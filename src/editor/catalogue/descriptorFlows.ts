// What the commands on descriptors do. Loaded on first use, with the YAML library and the reading of git.
export { addDescriptor } from './addDescriptor.js';
export { refreshEntity, registerInBackstage } from './registerInBackstage.js';
export { validateWithBackstage } from './validateWithBackstage.js';
