/**
 * Holds the sandbox and the connectors to what the providers publish: every request, every answer and every webhook of the whole conformance kit fits
 * their own documents, and what others have signed is read by us.
 */
import { check } from './check.ts';
import { judgeBtcpay } from './documents/btcpay.ts';
import { judgePaypal } from './documents/paypal.ts';
import { judgeTerminal } from './documents/terminal.ts';
import { judgeXs2a } from './documents/xs2a.ts';
import { tell } from './documents/report.ts';

await check(async (resources) => {
  for (const judge of [judgePaypal, judgeBtcpay, judgeXs2a, judgeTerminal]) tell(await judge(resources));
});
