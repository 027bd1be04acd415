/** `node services/vault/src/rotate.ts`: wraps all data keys by the current key now, and says what is left. Ends with 1 while an earlier key is needed. */
import { isWhole, reportLines, rotate } from './adapters/rotation.ts';
import { loggerOf, openResources, readVariables } from './resources.ts';

const config = readVariables();
const resources = await openResources(config, loggerOf(config));
try {
  const report = await rotate(resources);
  for (const line of reportLines(report)) console.log(line);
  process.exitCode = isWhole(report) ? 0 : 1;
} finally {
  await resources.close();
}
