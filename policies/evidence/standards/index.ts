import type { Standard } from '../row.ts';
import { dora, gdpr, psd2 } from './europe.ts';
import { pciDss } from './pci-dss.ts';

export const standards: readonly Standard[] = [pciDss, dora, psd2, gdpr];
