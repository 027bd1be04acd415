/** The program of the sandbox. It listens on this machine alone, and no image of it is made. */
import { Type } from 'typebox';
import { readConfiguration } from '../../kit/configuration.ts';
import { createControl } from '../frame/control.ts';
import { openSandbox } from '../frame/sandbox.ts';
import { plays } from '../plays.ts';

const config = readConfiguration(
  {
    CONTROL_PORT: Type.Integer({ minimum: 0, maximum: 65_535, default: 0 }),
    SEED: Type.Integer({ default: 1 }),
    GATEWAY_URL: Type.Optional(Type.String({ pattern: '^https?://' })),
    PORTS: Type.String({ default: '', pattern: '^([a-z0-9-]+=[0-9]{1,5}(,|$))*$', description: 'such as paypal=18081,btcpay=18082; free ones for those that are not named' }),
  },
  process.env,
);

const ports = Object.fromEntries(config.PORTS.split(',').filter((pair) => pair !== '').map((pair) => [pair.split('=')[0] ?? '', Number(pair.split('=')[1])]));
const sandbox = await openSandbox({ plays, seed: config.SEED, ports, ...(config.GATEWAY_URL !== undefined && { gateway: config.GATEWAY_URL }) });
const control = createControl(sandbox);
const address = await control.listen({ host: '127.0.0.1', port: config.CONTROL_PORT });
console.log(JSON.stringify({ control: address, addresses: sandbox.addresses }));

const stop = (): void => void control.close().then(sandbox.close).then(() => process.exit(0));
process.once('SIGTERM', stop).once('SIGINT', stop);
