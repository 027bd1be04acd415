import type { Environment, Service } from '../declaration/index.ts';
import { fault } from './fault.ts';

/** Images are named by digest: a tag can be moved under a running service. */
export function imageFaults(services: readonly Service[], { name: environment, images }: Environment): string[] {
  const digests: Readonly<Record<string, string | undefined>> = images.digests;
  return services.flatMap(({ name }) => {
    const digest = digests[name];
    return digest && /^sha256:[0-9a-f]{64}$/.test(digest) ? [] : [fault(`the image of ${name} has the digest ${digest ?? '(none)'} in ${environment}`, 'write sha256: and 64 hexadecimal digits')];
  });
}
