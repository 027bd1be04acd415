/** The published schema of SARIF 2.1.0 (OASIS), which one npm package carries among 95 MB. */
import { join } from 'node:path';
import { packed } from './packed.ts';

const file = 'sarif-2.1.0.json';

/** Its path. MIT, by the authors of the format. */
export const sarifSchema = (): string => join(packed({ name: '@microsoft/sarif-multitool-linux', version: '5.7.0', files: [file] }), file);
