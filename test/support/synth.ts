/**
 * Synth without anything of this machine: `node test/support/synth.ts OUTDIR`. cdk8s names the folder by CDK8S_OUTDIR instead. A copy is kept
 * in GUICHET_TEST_KEEP; with GUICHET_TEST_FAULTS the declarations are bad ones.
 */
import { resolve } from 'node:path';
import { restoreTree } from '../../constructs/tree.ts';
import { environments } from '../../environments/index.ts';
import { services } from '../../services/registry.ts';
import { synthesise } from '../../stacks/synthesise.ts';

const outdir = process.argv[2] ?? process.env['CDK8S_OUTDIR'] ?? 'dist';
const keep = process.env['GUICHET_TEST_KEEP'];
const declared = process.env['GUICHET_TEST_FAULTS'] === undefined ? services : services.filter(({ name }) => name !== 'vault' && name !== 'ledger');

if (keep !== undefined) restoreTree(resolve(outdir), resolve(keep));
process.exitCode = synthesise({ environments, services: declared, outdir: resolve(outdir), ...(keep !== undefined && { keep: resolve(keep) }), print: (line) => console.error(line) });
