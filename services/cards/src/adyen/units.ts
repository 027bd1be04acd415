import type { Units } from '../units.ts';

/** Adyen's exceptions (docs.adyen.com/development-resources/currency-codes). */
export const adyenUnits: Units = { exponents: { CLP: 2, ISK: 2, CVE: 0, IDR: 0 }, step: () => 1n };
