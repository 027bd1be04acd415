/** Versions of Kubernetes as people write them. */
import { newest, oldest } from '../rules/pod-security/version.ts';

export const versionsKnown = `the Pod Security Standards are known from 1.${oldest} to 1.${newest}, and later versions are judged by the last`;

/** The minor of a version, if its standards are known. */
export function minorOf(word: string): bigint | undefined {
  const [, minor] = /^v?1\.(\d{1,3})$/.exec(word) ?? [];
  return minor === undefined || BigInt(minor) < oldest ? undefined : BigInt(minor);
}
