/** What Argo CD is told of single objects, as annotations. Pure. */

const waveKey = 'argocd.argoproj.io/sync-wave';

/** Objects of lower waves of a stack are healthy before those of higher ones are applied. */
export const inWave = (wave: number): Record<string, string> => ({ [waveKey]: String(wave) });

export const saysItsWave = (annotations: Readonly<Record<string, string>> | undefined): boolean => annotations?.[waveKey] !== undefined;

/** For what has data behind it: it stays when it leaves the tree, and when the Application goes. A person deletes it. */
export const kept: Record<string, string> = { 'argocd.argoproj.io/sync-options': 'Prune=false,Delete=false' };

/** The order of the stack `data`: rights, then stores of secrets, then secrets and what clusters refer to, then clusters and what watches them, then what needs them. */
export const dataWaves = { access: -30, secretStores: -20, prerequisites: -10, clusters: 0, dependents: 10 } as const;
