// Makes property tests try the same values in every run: a run says something about the change, not about chance.
// PROPERTY_SEED=random lets them look further.
import fc from 'fast-check';

const SEED = 20_261_123;

if (process.env['PROPERTY_SEED'] !== 'random')
  fc.configureGlobal({ seed: Number(process.env['PROPERTY_SEED'] ?? SEED) });
